"""What stands around a number: the words that say what it is (folded text: hiragana is katakana)."""

import re

from moderation.hits import Case
from moderation.shapes.numbers import Region

_AMOUNT_BEFORE = re.compile(r"[¥$€]\s?$")
_UNIT_AFTER = re.compile(
    r"\)?\s?(?:千円|百万円|[十百千万億兆]|円|分ノ|枚|回|校|戸|エン|yen|ドル|人|名|件|世帯|票|冊|点|個|台|食|部|%|m2?\b|k[mgw]|平米|平方|メ-?ー?トル)"
)
# Labels of numbers that are no person's: a check digit or a leading 0 is chance there.
_OTHER_NUMBER = re.compile(
    r"(?:予算|決算|歳入|歳出|金額|総額|事業費|コ-?ー?ド|isbn|issn|jan|法人番号|法人等番号|登録番号|受付番号|整理番号|管理番号"
    r"|事業番号|契約番号|注文番号|伝票|追跡|文書番号|図書|資料番号|請求記号|型番|製品番号|製造番号|シリアル|機番|備品番号|許可番号|指定番号|オ客様番号|会員番号|議案番号|問(?:イ)?合(?:ワ)?セ番号|口座|証券)"
    r"[^\n。]{0,10}$"
)


def before(case: Case, region: Region, start: int, reach: int) -> str:
    """The folded text before region[start]."""
    at = region.places[start]
    return case.draft.folded[max(0, at - reach) : at]


def after(case: Case, region: Region, end: int, reach: int) -> str:
    """The folded text behind region[:end]."""
    at = region.stops[end - 1]
    return case.draft.folded[at : at + reach]


def is_amount(case: Case, region: Region, start: int, end: int) -> bool:
    """Whether the digits count something: money before or a unit behind them."""
    return bool(_AMOUNT_BEFORE.search(before(case, region, start, 3)) or _UNIT_AFTER.match(after(case, region, end, 6)))


def is_labelled_otherwise(case: Case, region: Region, start: int) -> bool:
    return _OTHER_NUMBER.search(before(case, region, start, 24)) is not None
