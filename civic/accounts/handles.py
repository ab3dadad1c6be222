"""Handles (表示名): how they are compared, and which ones would pass for the city or its staff."""

import re
import unicodedata

from civic.errors import Refused
from civic.text.normalise import normalise_text

LONGEST = 20
# Letters, digits and marks of any script, and what stands inside names; no line ends, no controls, no pictures.
_ALLOWED = re.compile(r"[\w・ー\-. 々〆ヶ゛゜’']+")
# Compared on folded text: kana are katakana, letters small.
_OFFICE = re.compile(
    r"市役所|区役所|町役場|村役場|役所|役場|市長|区長|教育長|議長|職員|公式|事務局|運営|管理人|管理者|進行役|担当課|"
    r"モデレータ|ファシリテータ|アドミン|admin|moderator|facilitator|official|staff|"
    r"スタッフ|サポート窓口"
)
# Eight digits in a row are a telephone number or worse, not a name.
_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){7}")


def fold(handle: str) -> str:
    """Two handles that fold alike are one: width, case, kana, variant kanji, blanks and dots do not tell people apart."""
    folded = handle
    # Without blanks and dots the kana stand closer, and folding may go on; at most a few rounds, each shorter.
    while (closer := re.sub(r"[\s_.’'\-]", "", normalise_text(folded))) != folded:
        folded = closer
    return folded


def check_handle(handle: str, city_name: str = "") -> str:
    """The folded handle. Raises Refused when it cannot be a name or would pass for the city or a member of staff."""
    plain = unicodedata.normalize("NFC", handle).strip()
    folded = fold(plain)
    if not folded or len(plain) > LONGEST or not _ALLOWED.fullmatch(plain):
        raise Refused("accounts.bad_handle", most=LONGEST)
    if _NUMBER.search(unicodedata.normalize("NFKC", plain)):
        raise Refused("accounts.handle_is_number")
    city = fold(city_name)
    # みほん市民 is a resident; みほん市 and みほん市広報 are the city.
    if _OFFICE.search(folded) or (city and re.search(re.escape(city) + "(?!民)", folded)):
        raise Refused("accounts.handle_reserved")
    return folded
