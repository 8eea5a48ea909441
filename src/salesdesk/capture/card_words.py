"""The words by which the lines of a business card are known, in the languages of the trade."""

from __future__ import annotations

import re
import unicodedata

# What stands before (or behind) a number, an address or a name, and the field it speaks of.
_LABELS = {
    "phone": "t tel tél telefon telephone téléphone telefono teléfono telefone telefoon phone ph p o d office direct "
    "fon call work desk durchwahl zentrale тел телефон τηλ τηλέφωνο 电话 電話 座机 直线 전화 هاتف تلفون טלפון",
    "mobile": "m mob mobile mobil cell cellular cellulare handy portable móvil movil celular komórka kom gsm моб "
    "мобильный мобільний κιν κινητό 手机 手機 行動電話 行動 移动电话 携帯 携帯電話 휴대폰 휴대전화 핸드폰 "
    "جوال موبايل محمول נייד",
    "fax": "f fax telefax faks факс φαξ 传真 傳真 ファックス ファクス 팩스 فاكس פקס",
    "whatsapp": "whatsapp wa واتساب واتس",
    "wechat": "wechat weixin 微信 微信号",
    "email": "e email e-mail mail courriel correo mél почта 邮箱 邮件 電郵 电邮 メール 이메일 بريد البريد",
    "web": "w web website homepage site internet url www 网址 網址 主页 ホームページ 홈페이지 موقع сайт",
    "linkedin": "linkedin in",
    "name": "name nom nombre nome naam имя 姓名 名前 氏名 성명 이름 الاسم",
    "company": "company firma organisation organization société empresa azienda bedrijf компания 公司 公司名称 会社 "
    "会社名 회사 الشركة",
    "title": "title position function funktion job jobtitle cargo fonction titel должность 职位 職位 职务 役職 "
    "직책 المنصب",
    "department": "department abteilung dept département departamento отдел 部门 部門 部署 부서 القسم",
    "street": "address adresse anschrift dirección indirizzo adres адрес 地址 住所 주소 العنوان",
}  # fmt: skip
LABELS = {word: field for field, words in _LABELS.items() for word in words.split()}
# 联系电话 and 勤務先電話 end in the label that counts.
_ENDINGS = sorted(
    (word for word, field in LABELS.items() if field in ("phone", "mobile", "fax") and "\u3040" <= word[0] <= "\ud7af"),
    key=len, reverse=True,
)  # fmt: skip

_LEGAL_FORM = re.compile(
    r"(?:^|[\s,])(?:"
    r"gmbh(?: ?& ?co\.? ?kg)?|ag(?: ?& ?co\.? ?kg)?|kg|kgaa|ohg|gbr|ug|se|e\.? ?k\.|e\.v\.|ltd\.?|limited|llc|l\.l\.c\."
    r"|llp|plc|inc\.?|incorporated|corp\.?|corporation|co\.,? ?ltd\.?|company|pty\.?(?: ltd\.?)?|pvt\.?(?: ltd\.?)?"
    r"|s\.a\.?|s\.a\.s\.?|sas|sarl|s\.à ?r\.l\.|s\.a\.r\.l\.?|s\.l\.?(?:u\.?)?|s\.p\.a\.?|spa|s\.r\.l\.?|srl"
    r"|s\.r\.o\.|a\.s\.|as|asa|a/s|aps|ab|oy|oyj|b\.v\.?|bv|n\.v\.?|nv|sp\. ?z ?o\. ?o\.|s\.?a\.? de c\.?v\.?"
    r"|ltda\.?|kft\.?|zrt\.?|d\.o\.o\.|a\.ş\.|şti\.|ооо|оао|зао|ао|тов|пао|α\.?ε\.?|k\.k\.|pjsc|fze|fzco|sdn\.? bhd\.?"
    r"|pte\.? ltd\.?)$",
    re.IGNORECASE,
)
# The capitals of a form tell "Nordvik AS" from "as", "Comau SpA" from a spa.
_CAPITAL_FORMS = re.compile(r"(?:^|\s)(?:as|se|ag|kg|ab|oy|ug|spa|sas|ао|тов|company|limited)$")
_FIRM = re.compile(
    r"株式会社|有限会社|合同会社|㈱|\(株\)|有限公司|股份公司|集团$|集團$|^公司|公司$|주식회사|\(주\)|㈜"
    r"|شركة|مؤسسة|مجموعة|^(?:ООО|ОАО|ЗАО|ПАО|АО|ТОВ|ТзОВ|АТ)\s"
)
_JOINING_WORDS = (
    "and und et y e i en og och of de del della di da do du des la le el the für for von van der den zu & - / +"
)
_JOINING = frozenset(_JOINING_WORDS.split())

_TITLES = (
    "manager|director|directeur|directrice|direttore|direktor|engineer|ingenieur|ingénieur|ingeniero|ingegnere|ceo|cto"
    "|cfo|coo|cmo|cio|president|präsident|vice president|vp|head of|leiter|leiterin|geschäftsführer|geschäftsführerin"
    "|vorstand|prokurist|inhaber|owner|founder|gründer|partner|consultant|berater|beraterin|sales|vertrieb"
    "|vertriebsleiter|einkauf|einkäufer|purchasing|buyer|procurement|account executive|key account|executive|officer"
    "|chief|assistant|assistentin|coordinator|supervisor|specialist|analyst|architect|developer|entwickler|technician"
    "|techniker|representative|responsable|gerente|jefe|comercial|commercial|ventas|vendite|vendas|verkauf|verkoop"
    "|referent|sachbearbeiter|professor|researcher|scientist|student|kierownik|dyrektor|specjalista|менеджер|директор"
    "|инженер|руководитель|начальник|специалист|διευθυντής|müdür|müdürü"
)
_TITLE = re.compile(rf"(?<![^\W_])(?:{_TITLES})(?![^\W_])", re.IGNORECASE)
_COMPOUND_TITLE = re.compile(
    r"[^\W\d_]{3,}(?:leiter|leiterin|berater|ingenieur|manager|techniker|referent)\b", re.IGNORECASE
)
_EAST_ASIAN_TITLE = re.compile(
    r"经理|經理|总监|總監|总裁|總裁|董事|主任|工程师|工程師|销售员|業務|专员|代表取締役|取締役|社長|部長|課長|係長|主査|担当|技師"
    r"|대표|이사|부장|차장|과장|대리|사원|팀장|مدير|مهندس|رئيس|مندوب|مسؤول"
)
_DEPARTMENT = re.compile(
    r"(?:[\u3040-\u9fff]{2,}(?:部|课|課|科|室|处|處|本部|事業部)|(?:Abteilung|Department|Dept\.) .+|.+ Department)"
)

_PARTICLE_WORDS = (
    "von van de der den del della di da dos das du la le zu zum zur ter ten bin ibn al el bint abu y e i af av "
    "d' st. ut"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_WORD_OF_NAME = re.compile(r"[^\W\d_]+(?:[.'’‐-][^\W\d_]+)*\.?")
_EAST_ASIAN_NAME = re.compile(
    r"[\u4e00-\u9fff]{1,3}[ ・]?[\u3005\u4e00-\u9fff]{1,3}|[\uac00-\ud7a3]{2,5}"
    r"|[\u3005\u3041-\u30ff\u4e00-\u9fff]{2,5} ?[\u3005\u3041-\u30ff\u4e00-\u9fff]{1,5}"
)
_ARABIC_WORD = re.compile(r"[\u0620-\u065f\u066e-\u06d3]+")
_FREE_MAIL_WORDS = (
    "gmail googlemail outlook hotmail live yahoo icloud me gmx web t-online freenet aol proton protonmail qq "
    "163 126 sina foxmail naver daum hanmail mail yandex ukr bk list wp o2 onet seznam orange wanadoo free "
    "laposte libero"
)
FREE_MAIL = frozenset(_FREE_MAIL_WORDS.split())


def label(word: str) -> str:
    """The field that a label speaks of, or ""."""
    word = word.casefold().strip(" .:：()（）[]")
    return LABELS.get(word) or next((LABELS[w] for w in _ENDINGS if word.endswith(w)), "")


def company(text: str) -> bool:
    """Whether a line is a firm's name by its legal form."""
    if len(text) > 100 or "。" in text:
        return False
    if _FIRM.search(text):
        return len(text) > 3
    form = _LEGAL_FORM.search(text)
    if form is None or _CAPITAL_FORMS.search(text) or not text[: form.start()].strip(" ,"):
        return False
    return capitalised(text[: form.start()])


def capitalised(text: str) -> bool:
    """Whether no word of a line begins with a small letter, joining words apart: a name, not a sentence."""
    words = text.split()
    small = [w for w in words if w[:1].islower() and w.casefold().strip(",.") not in _JOINING]
    return bool(words) and len(words) <= 9 and (not small or len(words) <= 2)


def title(text: str) -> bool:
    """Whether a line is a position by its words."""
    if len(text) > 100 or len(text.split()) > 12 or any(c.isdecimal() for c in text):
        return False
    if _EAST_ASIAN_TITLE.search(text):
        return len(text) <= 40
    word = _TITLE.search(text) or _COMPOUND_TITLE.search(text)
    return bool(word) and (capitalised(text) or (_TITLE.match(text[:1].lower() + text[1:]) is not None))


def department(text: str) -> bool:
    """Whether a line is a department by its ending."""
    return len(text) <= 60 and bool(_DEPARTMENT.fullmatch(text))


def name(text: str) -> bool:
    """Whether a line looks like a person's name, and like nothing else."""
    if len(text) > 60 or company(text) or title(text) or department(text):
        return False
    if _EAST_ASIAN_NAME.fullmatch(text):
        return True
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 6:
        return False
    if all(_ARABIC_WORD.fullmatch(word) for word in words):
        return True
    return all(_name_word(w) for w in words) and sum(w[:1].isupper() and len(w) > 1 for w in words) >= 2


def _name_word(word: str) -> bool:
    return word.casefold() in _PARTICLES or bool(_WORD_OF_NAME.fullmatch(word) and word[:1].isupper())


_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "a", "ł": "l", "đ": "d"}
)


def foldings(text: str) -> set[str]:
    """How the letters of `text` may stand in a mail address: Jörg as jorg and joerg."""
    lower = text.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return {bare.translate(_SPELLED), lower.translate(_SPELLED)}


def named_in(text: str, email: str) -> bool:
    """Whether a word of `text` is a part of the mail address before its @: a sure sign of a name."""
    local = email.partition("@")[0].casefold()
    parts = set(re.split(r"[^a-z]+", local))
    words = [foldings(w.strip(".,")) for w in text.split() if len(w) > 1]
    whole = any(f in parts for w in words for f in w if len(f) > 2)
    return whole or any(_initial_and_name(a, b, parts) for a in words for b in words if a is not b)


def _initial_and_name(first: set[str], last: set[str], parts: set[str]) -> bool:
    """jdoe, janed, janedoe."""
    return any(p in (a[:1] + b, a + b, a + b[:1]) for a in first for b in last for p in parts if len(p) > 3)


def firm_of(text: str, email: str) -> bool:
    """Whether `text` bears the name that the mail's domain has: Acme Industries at acme.com."""
    labels = email.rpartition("@")[2].casefold().split(".")
    core = max(labels[:-1], key=len) if len(labels) > 1 else ""
    if len(core) < 3 or core in FREE_MAIL or len(text) > 60 or not capitalised(text):
        return False
    squeezed = {re.sub(r"[^a-z0-9]", "", f) for f in foldings(text)}
    core = core.replace("-", "")
    return any(s.startswith(core) or (len(s) > 3 and core.startswith(s)) for s in squeezed)
