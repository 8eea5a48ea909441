"""Which codepage a text of unknown encoding is in, judged by how its letters go together.

Contacts are short: a guess by statistics of whole languages (charset-normalizer) is asked only after this.
"""

from __future__ import annotations

import re

_TRIED = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1251", "cp1255", "koi8_u", "cp1253", "cp1256",
    "cp932", "gb18030", "big5", "cp949", "euc_jp",
)  # fmt: skip
_ENOUGH = 0.6
_MOST = 20_000

# The letters beyond ASCII that a language writes.
_ALPHABETS = {
    "cp1252": (
        "äöüß", "éèêëàâçîïôùûœæ", "áéíóúñüª", "ãõáéíóúâêôàçº", "åäöé", "æøåéö", "àèéìòù", "áðéíóúýþæö", "äöåšž",
        "ëïéèöüó", "àéèíòóúüïç·",
    ),
    "cp1250": ("áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "áäčďéíĺľňóôŕšťúýž", "ăâîşţ", "čćđšž"),
    "cp1254": ("çğıİöşüâî",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
}  # fmt: skip
_SCRIPTS = {
    "cp1251": r"[\u0400-\u045f\u0490\u0491]", "koi8_u": r"[\u0400-\u045f\u0490\u0491]",
    "cp1253": r"[\u0386-\u03af\u03b1-\u03ce]", "cp1255": r"[\u05d0-\u05ea]",
    "cp1256": r"[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u060c]",
}  # fmt: skip
# Frequent characters of names, firms and titles, where several East Asian encodings fit the same bytes.
_FREQUENT = {
    "gb18030": "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤明小伟芳娜敏静"
    "丽强磊军洋勇艳杰娟涛超秀霞平刚桂英华建国文玉三经理总监销售工程师技术有限公司市场部上海北京广东深圳南机械电子科技"
    "集团股份中国区路号省市大街贸易进出口业务员主任董事长",
    "big5": "王李張劉陳楊黃趙吳周徐孫馬朱胡郭何高林羅鄭梁謝宋唐許韓馮鄧曹彭曾肖田董袁潘于蔣蔡余杜葉程蘇魏呂丁任沈明"
    "小美玲偉芳敏靜麗強軍勇傑娟超秀華建國文玉志雅淑惠經理總監銷售業務工程師技術有限公司股份市場部台灣臺北新竹高雄積體"
    "電路機械電子科技集團中國香港路號段樓區縣市董事長副主任",
    "cp949": "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지나영수현준철희경은미선"
    "호석재상동광혜연숙자순옥태형기식회사삼성전자대표부장과리팀영업무연구개발기계산업울부산인천국제무역",
    "euc_jp": "山田中村本小林加藤佐々木高橋渡辺伊東大野川上井口原石松島岡森前後藤近清水谷和一二三郎太子美香健介"
    "株式会社有限東京営業部長課主任技術開発取締役代表電機工業製作所日のアイスタトンルラマサシリカダヤ鈴",
}
_LEVEL_1 = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6), "euc_jp": ("euc_jp", 0xB0, 0xCF)}
_NEUTRAL = re.compile("[\u00a0€‘’“”„‚–—…•·©®™°§«»′″、。，：；（）「」・～－／　]")
_RUN = re.compile(r"[^\x00-\x7f\s]{3,}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_WORD = re.compile(r"[^\W\d_]+")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[„“”…†‡‰·¤¦§¶{}|_](?=[^\W\d])")
_VOWELS = {"cp1251": "аеёиоуыэюяіїє", "koi8_u": "аеёиоуыэюяіїє", "cp1253": "αεηιουωάέήίόύώϊϋ"}


def guess(data: bytes) -> str:
    """The likeliest codec of `data`, which is no UTF-8; cp1252 where nothing is likely."""
    sample = b"\n".join(_LINE.findall(data[: 20 * _MOST]))[:_MOST]
    scored = [(score(sample, encoding), -i) for i, encoding in enumerate(_TRIED)]
    best, place = max(scored)
    return _TRIED[-place] if best >= _ENOUGH else _by_statistics(sample)


def likely(data: bytes) -> bool:
    """Whether `data`, which is no UTF-8, looks like text in some codepage."""
    return any(score(data[:_MOST], encoding) >= _ENOUGH for encoding in _TRIED)


def score(data: bytes, encoding: str) -> float:
    """How well `data` reads in `encoding`: 0 is nonsense, 1 is plain."""
    try:
        # A sample may end inside a character.
        text = data.decode(encoding, "strict" if len(data) < _MOST else "ignore")
    except UnicodeDecodeError:
        return 0.0
    letters = _BEYOND_ASCII.findall(_NEUTRAL.sub("", text))
    if not letters:
        return 0.5
    if encoding in _ALPHABETS:
        return _latin(text, letters, encoding)
    if encoding in _SCRIPTS:
        return _alphabetic(text, letters, encoding)
    return sum(_weight(c, encoding) for c in letters) / len(letters)


def _latin(text: str, letters: list[str], encoding: str) -> float:
    lower = [c if c == "İ" else c.lower() for c in letters]
    best = max(sum(c in alphabet for c in lower) / len(lower) for alphabet in _ALPHABETS[encoding])
    runs = [r for r in _RUN.findall(_NEUTRAL.sub(" ", text)) if len(r) > 4 or r.isupper()]
    return best * (0.3 if sum(map(len, runs)) * 2 > len(letters) else 1)


def _alphabetic(text: str, letters: list[str], encoding: str) -> float:
    script = re.compile(_SCRIPTS[encoding])
    share = sum(bool(script.match(c)) for c in letters) / len(letters)
    words = [w for w in _WORD.findall(text) if not w.isascii()]
    odd = sum(_odd(w, script) for w in words) + len(_SIGN_IN_WORD.findall(text))
    share *= 1 - 0.8 * min(1.0, odd / max(1, len(words)))
    if encoding in _VOWELS:
        share -= 0.1 * all(w.islower() for w in words)
        vowels = sum(c.lower() in _VOWELS[encoding] for c in letters) / len(letters)
        share -= 0.15 * (not 0.2 < vowels < 0.7 and len(letters) > 3)
    return share


def _odd(word: str, script: re.Pattern[str]) -> bool:
    """Whether a word mixes its script with another, or capitals into its middle."""
    if not all(script.match(c) for c in word):
        return True
    return word.lower() != word.upper() and not (word.islower() or word.isupper() or word.istitle())


def _weight(c: str, encoding: str) -> float:
    frequent = _FREQUENT["euc_jp" if encoding == "cp932" else encoding]
    if c in frequent:
        return 1.0
    if "\u3040" <= c <= "\u30ff":
        return 0.9 if encoding in ("cp932", "euc_jp") else 0.4
    if "\uac00" <= c <= "\ud7a3":
        return 0.75
    if "\uff61" <= c <= "\uff9f":
        return 0.65
    return 0.7 if _common(c, encoding) else 0.1


def _common(c: str, encoding: str) -> bool:
    codec, first, last = _LEVEL_1.get("euc_jp" if encoding == "cp932" else encoding, ("", 0, 0))
    try:
        code = c.encode(codec) if codec else b""
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and first <= code[0] <= last


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(_TRIED)).best()
    return found.encoding if found else "cp1252"
