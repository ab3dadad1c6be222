"""What an entry may hold besides its public columns, who may see each, and the fields of activity to choose from."""

from dataclasses import dataclass

from civic.registry.models import EntryKind, Visibility

# Version of the purpose notice shown above the forms (templates/registry/_purpose.html); stored with each consent.
NOTICE_VERSION = 1

# The fields of activity of the NPO Act (特定非営利活動促進法 別表), shortened where the law's wording allows.
ACTIVITIES = (
    "保健、医療又は福祉の増進", "社会教育", "まちづくり", "観光の振興", "農山漁村又は中山間地域の振興",
    "学術・文化・芸術・スポーツ", "環境の保全", "災害救援", "地域安全", "人権の擁護又は平和の推進", "国際協力",
    "男女共同参画社会の形成", "子どもの健全育成", "情報化社会の発展", "科学技術の振興", "経済活動の活性化",
    "職業能力の開発又は雇用機会の拡充", "消費者の保護", "団体の運営又は活動への支援", "その他の活動",
)  # fmt: skip

# How a person belongs to the city (在住・在勤・在学); asked for where the city's setting wants it.
TIES = ("在住", "在勤", "在学")

# Languages an entry can be described in besides Japanese, each by its own name; やさしい日本語 is one of them.
LANGUAGES = {
    "ja-easy": "やさしい日本語", "en": "English", "zh": "中文", "ko": "한국어", "vi": "Tiếng Việt", "ne": "नेपाली",
    "pt": "Português", "es": "Español", "tl": "Filipino", "id": "Bahasa Indonesia",
}  # fmt: skip

EVERYBODY = frozenset(EntryKind)
PERSON = frozenset({EntryKind.PERSON})
GROUP = frozenset({EntryKind.GROUP})
PLACE = frozenset({EntryKind.PLACE})


@dataclass(frozen=True, slots=True)
class DetailField:
    """One further field. `is_choosable`: the applicant says who sees it; otherwise `visibility` holds for all."""

    name: str
    kinds: frozenset[EntryKind]
    visibility: Visibility
    is_choosable: bool = False


# Address and birth year are the city's alone, always (DOMAIN §5); contacts are, unless the applicant opens them.
DETAILS = (
    DetailField("name", PERSON, Visibility.CITY_ONLY, is_choosable=True),
    DetailField("representative", GROUP, Visibility.PUBLIC, is_choosable=True),
    DetailField("contact_mail", EVERYBODY, Visibility.CITY_ONLY, is_choosable=True),
    DetailField("contact_phone", EVERYBODY, Visibility.CITY_ONLY, is_choosable=True),
    DetailField("address", EVERYBODY, Visibility.CITY_ONLY),
    DetailField("birth_year", PERSON, Visibility.CITY_ONLY),
    DetailField("tie", PERSON, Visibility.CITY_ONLY),
    DetailField("website", EVERYBODY, Visibility.PUBLIC),
    DetailField("qualification", PERSON | GROUP, Visibility.PUBLIC, is_choosable=True),
    DetailField("founded_on", GROUP, Visibility.PUBLIC),
    DetailField("members", GROUP, Visibility.PUBLIC),
    DetailField("membership_fee", GROUP, Visibility.PUBLIC),
    DetailField("capacity", PLACE, Visibility.PUBLIC),
    DetailField("equipment", PLACE, Visibility.PUBLIC),
)
