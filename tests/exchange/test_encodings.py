"""Which encoding a table is in: told by real sentences of the languages that it is used for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.exchange.files import read

from salesdesk.capture import legacy
from salesdesk.exchange.choices import ENCODINGS, Choices
from salesdesk.exchange.tables import open_table
from salesdesk.exchange.unreadable import Unreadable

TEXTS = {
    "cp1250": {
        "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy; schůzka v úterý, zákazník chce nabídku na čerpadla",
        "Polish": "Zażółć gęślą jaźń; klient chce ofertę na pompy, spotkanie w środę w Łodzi",
        "Hungarian": "Árvíztűrő tükörfúrógép; a vevő ajánlatot kér szivattyúkra, találkozó szerdán Győrben",
        "Slovak": "Kŕdeľ šťastných ďatľov učí pri ústí Váhu mĺkveho koňa obhrýzať kôru",
        "Croatian": "Gojazni đačić s biciklom drži hmelj i finu vatu u džepu nošnje; kupac želi ponudu",
        "Slovenian": "Hišničin bratec vzgaja polže pod fikusom; stranka želi ponudbo za črpalke v četrtek",
        "Romanian": "Clientul doreşte o ofertă pentru pompe, întâlnire miercuri la Timişoara în oraşul vechi",
    },
    "cp1251": {
        "Russian": "Клиент просит коммерческое предложение на насосы, встреча в среду в Москве",
        "Ukrainian": "Клієнт просить комерційну пропозицію на насоси, зустріч у середу в Києві, їхній ґанок",
        "Bulgarian": "Клиентът иска оферта за помпи, среща в сряда в Пловдив, жълтата дюля беше щастлива",
        "Serbian": "Купац жели понуду за пумпе, састанак у среду у Београду, љубазни фењерџија",
    },
    "cp1252": {
        "German": "Der Kunde wünscht ein Angebot für Pumpen, Gespräch am Mittwoch in Düsseldorf, größere Stückzahl",
        "French": "Le client désire une offre pour des pompes, réunion à Orléans, façade déjà achevée, où être sûr",
        "Spanish": "El señor Núñez pidió una oferta de bombas, reunión el miércoles en Málaga, mañana también",
        "Portuguese": "O cliente não quer esperar, reunião em São João, preços e condições, atenção à descrição",
        "Italian": "Il cliente vuole un'offerta, perché la città è già servita; più qualità, venerdì così",
        "Swedish": "Kunden vill ha en offert på pumpar, möte på onsdag i Malmö, återkom före fredag, läge",
        "Danish": "Kunden ønsker et tilbud på pumper, møde på onsdag i København, større ordre på årsbasis",
        "Finnish": "Asiakas haluaa tarjouksen pumpuista, tapaaminen keskiviikkona Jyväskylässä, lisää määrää myöhemmin",
        "Icelandic": "Viðskiptavinurinn vill fá tilboð í dælur, fundur á miðvikudag í Reykjavík, þökk fyrir ráðgjöf",
        "Dutch": "De cliënt wil een offerte voor pompen, reünie in België, coördinatie één keer per maand",
    },
    "cp1253": {"Greek": "Ο πελάτης ζητά προσφορά για αντλίες, συνάντηση την Τετάρτη στη Θεσσαλονίκη"},
    "cp1254": {"Turkish": "Müşteri pompalar için teklif istiyor, çarşamba günü İzmir'de görüşme, yağlı ığdır şişe"},
    "cp1255": {"Hebrew": "הלקוח מבקש הצעת מחיר למשאבות, פגישה ביום רביעי בתל אביב"},
    "cp1256": {"Arabic": "العميل يطلب عرض سعر للمضخات، اجتماع يوم الأربعاء في القاهرة"},
    "cp1257": {
        "Lithuanian": "Klientas nori pasiūlymo dėl siurblių, susitikimas trečiadienį Šiauliuose, ąžuolų gatvė, įmonė",
        "Latvian": "Klients vēlas piedāvājumu sūkņiem, tikšanās trešdien Jūrmalā, ņemot vērā cenu, šķiet ļoti labi",
        "Estonian": "Klient soovib pakkumist pumpadele, kohtumine kolmapäeval Pärnus, žürii ja šefi õhtusöök tähtis",
    },
    "cp932": {"Japanese": "お客様はポンプの見積もりを希望しています。水曜日に大阪で打ち合わせ、株式会社山田機械"},
    "gb18030": {"Chinese": "客户需要水泵的报价，星期三在上海开会，北京机械设备有限公司，联系人王小明经理"},
    "utf-32-le": {"Chinese": "客户需要水泵的报价", "German": "größere Stückzahl"},
    "utf-32-be": {"Chinese": "客户需要水泵的报价", "German": "größere Stückzahl"},
    "utf-32": {"Greek": "Ο πελάτης ζητά προσφορά"},
    "utf-16": {"Arabic": "العميل يطلب عرض سعر"},
}  # fmt: skip
CASES = [(encoding, language, text) for encoding, texts in TEXTS.items() for language, text in texts.items()]


@pytest.mark.parametrize(("encoding", "language", "text"), CASES, ids=[f"{x[0]}-{x[1]}" for x in CASES])
def test_the_encoding_is_detected_or_chosen(tmp_path: Path, encoding: str, language: str, text: str) -> None:
    path = tmp_path / "a.csv"
    data = f'Name,Notes\nJane,"{text}"\n'.encode(encoding)
    assert read(path, data) == (("Name", "Notes"), [["Jane", text]]), f"{language} detected"
    chosen = open_table(path, legacy.guess, Choices(encoding=encoding))
    assert list(chosen.rows()) == [(2, ["Jane", text])]
    assert chosen.header == ("Name", "Notes")


def test_every_encoding_that_can_be_chosen_reads_what_it_writes(tmp_path: Path) -> None:
    for codec, _label in ENCODINGS:
        (tmp_path / "a.csv").write_bytes("Name,Notes\nJane,pumps\n".encode(codec))
        table = open_table(tmp_path / "a.csv", legacy.guess, Choices(encoding=codec))
        assert (table.header, list(table.rows())) == (("Name", "Notes"), [(2, ["Jane", "pumps"])])


def test_an_encoding_that_there_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"Name\nJane\n")
    for name in ("nonsense", "hex", "rot13"):
        with pytest.raises(Unreadable, match=name):
            open_table(tmp_path / "a.csv", legacy.guess, Choices(encoding=name))
