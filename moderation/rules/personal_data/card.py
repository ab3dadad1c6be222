"""Payment card numbers: an issuer's leading digits, the right length, and the Luhn check (ISO/IEC 7812-1)."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit
from moderation.rules.personal_data.labels import after, before, is_amount, is_labelled_otherwise
from moderation.shapes.numbers import Region, digits_of, group_sizes

_GAP = r"[-() \n]{1,4}"
_SHAPES = re.compile(
    rf"(?<![0-9])(?:[0-9]{{14,19}}|[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}|(?:[0-9]{{4}}{_GAP}){{3,4}}[0-9]{{1,4}}"
    rf"|(?:[0-9]{{2}}{_GAP}){{7}}[0-9]{{2}}|(?:[0-9]{_GAP}){{13,15}}[0-9]|[0-9]{{8}}{_GAP}[0-9]{{8}})(?![0-9])"
)
# 4-4-4-4 is read first, so that the date behind it (12/29) is no part of the number.
_FOUR_FOURS = re.compile(rf"(?<![0-9])(?:[0-9]{{4}}{_GAP}){{3}}[0-9]{{4}}(?![0-9])")
_ISSUERS = re.compile(
    r"4[0-9]{15}$|(?:5[1-5]|22[2-9]|2[3-6]|27[01]|2720)[0-9]+$|3[47][0-9]{13}$|35(?:2[89]|[3-8][0-9])[0-9]{12}$"
    r"|3(?:0[0-59]|[689][0-9])[0-9]{11}$|6(?:011|4[4-9]|5)[0-9]+$|62[0-9]{14,17}$"
)
_SIXTEEN = re.compile(r"(?:2|5|6[045])")
_CONTEXT = re.compile(r"カ-?ード|クレジット|クレカ|visa|master|jcb|amex|アメックス|ダイナ-?ー?ス|card")


def is_card_number(digits: str) -> bool:
    """Leading digits and length of an issuer, and the Luhn sum."""
    if not _ISSUERS.match(digits) or (_SIXTEEN.match(digits) and len(digits) != 16):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def find(case: Case, region: Region) -> Iterator[Hit]:
    """Certain in groups or with a card's words; a bare run of digits is held, for one in ten fits by chance."""
    for hit in (*_FOUR_FOURS.finditer(region.text), *_SHAPES.finditer(region.text)):
        if not is_card_number(digits_of(hit[0])) or is_amount(case, region, hit.start(), hit.end()):
            continue
        near = before(case, region, hit.start(), 25) + "。" + after(case, region, hit.end(), 15)
        if len(group_sizes(hit[0])) > 1 or _CONTEXT.search(near):
            yield Hit("personal_data.card", "certain", *region.folded_span(hit.start(), hit.end()))
        elif not is_labelled_otherwise(case, region, hit.start()):
            yield Hit("personal_data.card", "probable", *region.folded_span(hit.start(), hit.end()))
