"""個人番号 (マイナンバー): 12 digits with a check digit; may be neither collected nor kept (番号法 19条, 20条)."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit
from moderation.rules.personal_data.labels import after, before, is_amount, is_labelled_otherwise
from moderation.scale import Certainty
from moderation.shapes.numbers import Region, digits_of, group_sizes

_GAP = r"[-() ,\n]{1,4}"
_SHAPES = re.compile(
    r"(?<![0-9])(?:[0-9]{12}"
    rf"|[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}"
    rf"|(?:[0-9]{{4}}{_GAP}[0-9]{{8}}|[0-9]{{8}}{_GAP}[0-9]{{4}}|[0-9]{{6}}{_GAP}[0-9]{{6}})"
    rf"|(?:[0-9]{{3}}{_GAP}){{3}}[0-9]{{3}}|(?:[0-9]{{2}}{_GAP}){{5}}[0-9]{{2}}|(?:[0-9]{_GAP}){{11}}[0-9])(?![0-9])"
)
_CONTEXT = re.compile(
    r"個人番号|マイナンバ|マイナ番号|my\s?ナンバ|my\s?number|番号カ-?ード|通知カ-?ード|マイナカ-?ード"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")


def is_my_number(digits: str) -> bool:
    """The check digit of 番号法施行令 8条 and the ministerial ordinance under it; one digit twelve times is a filler."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), start=1))
    rest = total % 11
    return len(set(digits)) > 1 and int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def find(case: Case, region: Region) -> Iterator[Hit]:
    for hit in _SHAPES.finditer(region.text):
        if not is_amount(case, region, hit.start(), hit.end()):
            certainty = _certainty(case, region, hit)
            if certainty is not None:
                yield Hit("personal_data.my_number", certainty, *region.folded_span(hit.start(), hit.end()))


def _certainty(case: Case, region: Region, hit: re.Match[str]) -> Certainty | None:
    """Certain with the words or the printed 4-4-4 grouping; otherwise one number in ten has a fitting check digit.

    With the words but a wrong check digit it may be mistyped: only the writer is told.
    """
    near = before(case, region, hit.start(), 40) + "。" + after(case, region, hit.end(), 25)
    is_named = _CONTEXT.search(near) is not None
    sizes = group_sizes(hit[0])
    if not is_my_number(digits_of(hit[0])):
        is_mistyped = is_named and sizes in ([12], [4, 4, 4]) and len(set(digits_of(hit[0]))) > 1
        return "possible" if is_mistyped else None
    if is_named or (sizes == [4, 4, 4] and _stands_alone(region, hit)):
        return "certain"
    return "probable" if sizes == [12] and not is_labelled_otherwise(case, region, hit.start()) else None


def _stands_alone(region: Region, hit: re.Match[str]) -> bool:
    """Not a stretch of a longer number (a card, 法人番号 7-0000-1205-0002), nor a row of years, nor thousands."""
    if "," in hit[0] or "\n" in hit[0] or all(_YEAR.match(group) for group in re.findall("[0-9]+", hit[0])):
        return False
    around = region.text[max(0, hit.start() - 2) : hit.start()] + "|" + region.text[hit.end() : hit.end() + 2]
    return re.search(r"[0-9][- ]\||\|[- ][0-9]", around) is None
