"""Addresses in one bare form, so that 野崎一丁目1番1号 and 野崎1-1-1 compare equal."""

import re

_DIGIT_OF = dict(zip("〇一二三四五六七八九", range(10), strict=True))
_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
# 西町ニノ五 with the katakana that looks like the numeral.
_KANA_TWO = re.compile(r"(?<=[一-鿿])ニ(?=[ノの-][0-9十])")
_DASH_BETWEEN = re.compile(r"(?<=[0-9十百])[ノの‐‑–—―−－ー─━~](?=\s?[0-9十])")
_NUMERAL_BEFORE_UNIT = re.compile(
    r"[〇一二三四五六七八九十百]{1,6}(?=丁目|番|号|[-のノ]|$)|(?<=[-のノ番地])[〇一二三四五六七八九十百]{1,6}"
)
_POSTAL_CODE = re.compile(r"〒?\s?[0-9]{3}-?[0-9]{4}")
_LEVEL = re.compile(r"丁目|番地[ノの]?|番|号室?|[ノの](?=[0-9])|[-‐‑–—―−－ー]+")


def kanji_number(numeral: str) -> int:
    """Value of a small kanji numeral, with 十 and 百 or digit by digit: 二十一, 二一 and 百二十."""
    total = current = 0
    for character in numeral:
        if character in _DIGIT_OF:
            current = current * 10 + _DIGIT_OF[character]
        else:
            total += max(current, 1) * (10 if character == "十" else 100)
            current = 0
    return total + current


def level_view(folded: str) -> str:
    """Digits plain and the dashes between them -; the length stays. 下連雀三ノ二四ノ一二 becomes 下連雀3-24-12."""
    return _DASH_BETWEEN.sub("-", _KANA_TWO.sub("2", folded.translate(_DIGITS)))


def bare_address(folded: str) -> str:
    """An address without postal code, blanks and words for its levels: 東京都三鷹市野崎1-1-1."""
    bare = _POSTAL_CODE.sub("", folded)
    bare = re.sub(r"\s+", "", bare)
    bare = _NUMERAL_BEFORE_UNIT.sub(lambda hit: str(kanji_number(hit[0])), bare)
    return re.sub(r"-+", "-", _LEVEL.sub("-", bare)).strip("-")


def is_same_place(one: str, other: str) -> bool:
    """Two bare addresses name one place when the longer ends with the shorter (with or without the prefecture)."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and longer.endswith(shorter)
