"""Telephone numbers of persons, in the shapes of the Japanese numbering plan (総務省 電気通信番号計画) and with +81."""

import re
from collections.abc import Iterator

from moderation.city import phone_digits
from moderation.hits import Case, Hit
from moderation.rules.personal_data.labels import after, before, is_amount, is_labelled_otherwise
from moderation.scale import Certainty
from moderation.shapes.numbers import Region, digits_of, group_sizes

_ANY = r"[-() ,\n]{0,4}"
_GAP = r"[-() \n]{1,4}"
# 050 IP telephony, 060 to 090 mobile; 0800 is free of charge for the caller, and nobody's own.
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9],)0{_ANY}(?:5{_ANY}0|[679]{_ANY}0|8{_ANY}0(?!{_ANY}0))(?:{_ANY}[0-9]){{8}}(?![0-9])"
)
_LANDLINE = re.compile(
    rf"(?<![0-9])(?<![0-9][-,])(0[1-9][0-9]{{0,3}})(?:{_GAP}([0-9]{{1,4}}){_GAP}([0-9]{{4}})|{_GAP}([0-9]{{5,8}}))"
    r"(?![0-9])(?!-[0-9])"
)
_UNBROKEN = re.compile(r"(?<![0-9])(?<![0-9][-,])0[1-9][0-9]{8}(?![0-9])(?![-,][0-9])")
_SPREAD = re.compile(rf"(?<![0-9])(?:0{_GAP}[1-9](?:{_GAP}[0-9]){{8}}|0[1-9](?:{_GAP}[0-9]{{2}}){{4}})(?![0-9])")
_LOCAL = re.compile(rf"(?<![0-9])(?<![0-9]-)[1-9][0-9]{{0,3}}{_GAP}[0-9]{{4}}(?![0-9])(?!{_GAP}[0-9])")
_ABROAD = re.compile(
    r"(?:(?<![0-9])(?:00|010-?|0010-?)|\+)[-() ]{0,2}81[-() ]{0,3}0?[-() ]{0,3}[1-9](?:[-() ]{0,3}[0-9]){8,9}(?![0-9])"
    r"|(?<![0-9])81[- ][1-9]0?[- ][0-9]{4}[- ][0-9]{4}(?![0-9])"
)
_FOREIGN = re.compile(r"(?<![0-9])\+(?!81)[1-9][0-9]{0,2}(?:[-() ]{1,3}[0-9]{1,5}){2,5}(?![0-9])")
# The leading 0 left off: 80-4471-2093 is one only where a telephone is spoken of.
_HEADLESS = re.compile(rf"(?<![0-9])(?<![0-9][-,])[789]0{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?![0-9])(?!{_GAP}[0-9])")
_SHAPES = (_ABROAD, _FOREIGN, _MOBILE, _LANDLINE, _UNBROKEN, _SPREAD, _HEADLESS, _LOCAL)

_TOLL_FREE = ("0120", "0800", "0570", "0180", "0990", "0170")
_COUNTED = "01234567890123456789"  # 0123456789 is counting
_FILLER = "000000"  # 090-0000-0000 and 03-○○○○-○○○○ show a form, they are nobody's
_TWO_DIGIT_AREAS = ("03", "04", "06")
_CONTEXT = re.compile(
    r"電話|デンワ|tel|fax|ファッ?クス|携帯|ケイタイ|ケータイ|スマホ|連絡|レンラク|番号|頭ニ(?:0|〇|ゼロ)|先頭|掛ケテ|カケテ|ショートメ|[☎☏📞📱📲]"
)
# A number without its area code is one only right behind the word for it.
_LABEL = re.compile(
    r"(?:電話|デンワ|tel|fax|ファッ?クス|携帯|連絡先|[☎☏📞📱📲])(?:番号)?(?:ハ|ガ|ワ|ヲ|モ|[:：=.(「\s-]){0,3}$"
)


def find(case: Case, region: Region) -> Iterator[Hit]:
    """Numbers of the city and those anybody may call (0120, 0570 ...) are no personal data."""
    read_to = 0
    found = sorted(
        (
            (hit.start(), -hit.end(), order, hit)
            for order, shape in enumerate(_SHAPES)
            for hit in shape.finditer(region.text)
        ),
        key=lambda entry: entry[:3],
    )
    for start, _, order, hit in found:
        if start < read_to:
            continue
        certainty = _certainty(case, region, hit, _SHAPES[order])
        if certainty is not None:
            read_to = hit.end()
            if not _is_public(case, hit[0]):
                yield Hit("personal_data.phone", certainty, *region.folded_span(start, hit.end()))


def _certainty(case: Case, region: Region, hit: re.Match[str], shape: re.Pattern[str]) -> Certainty | None:
    """How sure the shape makes it; None when it is no telephone number."""
    is_named = _is_named(case, region, hit)
    if shape is _ABROAD:
        return "certain"
    if shape is _FOREIGN:
        return "probable" if 9 <= len(digits_of(hit[0])) <= 15 else None
    if shape is _MOBILE:
        is_one = _is_mobile_grouping(hit[0]) and (is_named or not is_amount(case, region, hit.start(), hit.end()))
        return "certain" if is_one else None
    if shape is _LOCAL:
        is_one = 6 <= len(digits_of(hit[0])) <= 8 and _LABEL.search(before(case, region, hit.start(), 16)) is not None
        return "probable" if is_one else None
    if shape is _HEADLESS:
        return "probable" if is_named else None
    if shape is _LANDLINE:
        return _landline_certainty(hit, is_named)
    if is_amount(case, region, hit.start(), hit.end()) or is_labelled_otherwise(case, region, hit.start()):
        return None
    if is_named:
        return "certain"
    return None if shape is _SPREAD else "probable"


def _is_named(case: Case, region: Region, hit: re.Match[str]) -> bool:
    near = before(case, region, hit.start(), 20) + "。" + after(case, region, hit.end(), 10)
    return _CONTEXT.search(near) is not None


def _is_mobile_grouping(text: str) -> bool:
    """Groups as somebody would write a number, not eleven digits met by chance in a row of figures."""
    sizes = group_sizes(text)
    if "," in text:
        return sizes == [3, 4, 4]
    return sizes[0] == 3 or sizes[:3] == [1, 1, 1] or sizes in ([7, 4], [11]) or max(sizes) <= 2


def _landline_certainty(hit: re.Match[str], is_named: bool) -> Certainty | None:
    area, rest = hit[1], hit[4]
    if len(digits_of(hit[0])) != 10 or (len(area) == 2 and area not in _TWO_DIGIT_AREAS):
        return None
    if rest is None:
        return "certain"
    return "certain" if is_named or len(area) == 2 else "probable"


def _is_public(case: Case, text: str) -> bool:
    city = case.policy.city
    digits = phone_digits(text)
    if (
        digits.endswith(_FILLER)
        or (len(text) > 8 and text in _COUNTED)
        or digits.startswith(_TOLL_FREE)
        or digits in city.own_phones
        or digits in city.public_short_numbers
    ):
        return True
    return len(digits) < 9 and any(own.endswith(digits) for own in city.own_phones)
