"""The words that the made-up visitors are made of."""

LATIN_FIRST = (
    "José", "Zoë", "Søren", "Łukasz", "Anaïs", "Jürgen", "François", "Inês", "Ağca", "Håkan", "Ioana", "Dvořák",
    "Maria", "Thomas", "Laura", "Peter", "Giulia", "Marco", "Anna", "David", "Élodie", "Björn", "Şule", "Tomáš",
    "Olivia", "James", "Priya", "Rahul", "Yuki", "Kenji", "Nguyễn", "Linh", "Siobhán", "Pádraig", "Nuño", "Begoña",
)  # fmt: skip
LATIN_LAST = (
    "García", "Müller", "Núñez", "Jørgensen", "Wiśniewski", "Dupont", "Gonçalves", "Yılmaz", "Åkesson", "Popescu",
    "Novák", "Rossi", "Smith", "Brown", "Öztürk", "Schröder", "Weiß", "Lefèvre", "Björklund", "Ionescu", "Kovács",
    "Szabó", "Patel", "Sharma", "Tanaka", "Satō", "Trần", "Phạm", "O’Connor", "Mac Giolla", "Fernández", "Böhm",
    "Hernández", "Almeida", "Conti", "Moreau", "Jansen", "van Dijk", "Nikolaou", "Petrović", "Horvat", "Nielsen",
)  # fmt: skip
CHINESE_LAST = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗")
CHINESE_FIRST = (
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "小龙", "建国", "晓东", "文静", "志强", "雪梅", "海燕", "佳怡", "子轩", "浩然", "梓涵", "雨桐",
)  # fmt: skip
ARABIC_FIRST = (
    "محمد", "أحمد", "فاطمة", "عائشة", "علي", "حسن", "مريم", "خالد", "يوسف", "نور", "سارة", "عمر", "ليلى", "طارق",
    "هدى", "سعيد", "زينب", "إبراهيم",
)  # fmt: skip
ARABIC_LAST = (
    "الحداد", "المصري", "العلي", "الخطيب", "النجار", "السيد", "حمدان", "منصور", "الشامي", "القحطاني", "الهاشمي",
    "العتيبي", "بركات", "درويش", "الزهراني",
)  # fmt: skip
TRADES = (
    "Hydraulik", "Pumps", "Automation", "Robotics", "Maschinenbau", "Optics", "Sensors", "Valves", "Packaging",
    "Plastics", "Fördertechnik", "Electronics", "Laser", "Werkzeuge", "Coatings", "Ceramics", "Bearings", "Métal",
    "Filtration", "Industrie", "Motion", "Systèmes", "Elevadores", "Textil", "Compresores",
)  # fmt: skip
FORMS = ("GmbH", "AG", "S.A.", "Ltd", "Inc.", "S.r.l.", "A.Ş.", "Sp. z o.o.", "BV", "AB", "Oy", "s.r.o.", "Lda")
CHINESE_TRADES = ("机械", "电子", "自动化", "光学", "液压", "包装", "传感器", "激光", "机器人", "精密工具")
ARABIC_TRADES = ("للصناعات", "للتجارة", "للمضخات", "للإلكترونيات", "للمعدات", "للطاقة")
CITIES = (
    ("Hannover", "DE"), ("München", "DE"), ("Köln", "DE"), ("Düsseldorf", "DE"), ("Zürich", "CH"), ("Genève", "CH"),
    ("Lyon", "FR"), ("Orléans", "FR"), ("Milano", "IT"), ("Bologna", "IT"), ("Málaga", "ES"), ("Barcelona", "ES"),
    ("São Paulo", "BR"), ("Łódź", "PL"), ("Kraków", "PL"), ("Göteborg", "SE"), ("Århus", "DK"), ("Istanbul", "TR"),
    ("İzmir", "TR"), ("Bucureşti", "RO"), ("Brno", "CZ"), ("Chicago", "US"), ("Houston", "US"), ("Birmingham", "GB"),
    ("Mumbai", "IN"), ("Tokyo", "JP"), ("Hà Nội", "VN"), ("Eindhoven", "NL"), ("Porto", "PT"), ("Reykjavík", "IS"),
)  # fmt: skip
CHINESE_CITIES = ("上海", "北京", "深圳", "广州", "苏州", "成都", "杭州", "青岛")
ARABIC_CITIES = (("دبي", "AE"), ("القاهرة", "EG"), ("الرياض", "SA"), ("الدار البيضاء", "MA"), ("عمّان", "JO"))
PRODUCTS = (
    "HX-200", "HX-400", "servo press", "gear pump", "vision kit", "cobot arm", "filter unit", "laser head",
    "proportional valve", "linear axis", "torque sensor", "spare parts",
)  # fmt: skip
NOTES = (
    "Runs three lines in {city} and wants to replace the oldest before summer.",
    "Asked for a price on {count} pieces of {product}, delivered to {city}.",
    "Very interested in {product}; decides together with the plant manager.",
    "Uses a competitor's {product} today and is not happy with the service.",
    "Wants a visit in {city} after the fair, with samples.",
    "Send the data sheet of {product} in English and the certificate.",
    "Knows our distributor already and would rather buy from him.",
    "Budget is approved for next year, about {count} units.",
    "Needs explosion protection and a food-grade coating.",
    "Talked about noise, energy use and spare parts; took a brochure.",
    "Will call back when the tender of the {city} works is out.",
)
CHINESE_NOTES = (
    "对{product}很感兴趣，希望收到报价。", "计划明年在{city}扩建工厂。", "需要{count}台样机，交货期要短。",
    "请发送英文和中文的技术资料。", "目前使用竞争对手的产品。",
)  # fmt: skip
ARABIC_NOTES = (
    "مهتم جدا بـ {product} ويريد عرض سعر.", "يخطط لتوسيع المصنع في {city}.", "يحتاج {count} قطعة قبل نهاية السنة.",
    "يرجى إرسال الكتالوج بالعربية.",
)  # fmt: skip
FAIRS = (
    ("Hannover Messe", "Hannover", "DE"), ("Automatica", "München", "DE"), ("EMO", "Milano", "IT"),
    ("Interpack", "Düsseldorf", "DE"), ("Gulf Industry", "دبي", "AE"), ("CIIF 工博会", "上海", "CN"),
    ("Canton Fair", "广州", "CN"), ("BI-MU", "Milano", "IT"), ("Fakuma", "Friedrichshafen", "DE"),
    ("Midest", "Lyon", "FR"),
)  # fmt: skip
