"""The same text again: an author repeating it is stopped, the same opinion of many people is counted, never discarded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from moderation.hits import Case, Hit

_NO_LETTER = re.compile(r"[\W_]+")
_SHINGLE = 3
# Nearness is measured on the beginning of very long texts, so that a judgement stays quick.
_MEASURED_LETTERS = 4_000
# Shingles are marked in so many bits (a power of two): enough that few of a usual text fall together.
_MARKS = 4_096


def find(case: Case) -> Iterator[Hit]:
    """Nearness is the Jaccard likeness of the texts' shingles, as many of a hundred as the city has set."""
    letters = _letters(case.draft.folded)
    if len(letters) < case.policy.thresholds["duplicate_min_letters"]:
        return
    least = case.policy.thresholds["near_duplicate_percent"] / 100
    own: _Measured | None = None
    codes = set()
    for previous in case.surroundings.previous:
        other = _measured(previous.text_folded)
        is_same = letters == other.letters
        if not is_same:
            own = own or _measure(letters)
            if not _are_near(own, other, least):
                continue
        if previous.same_author:
            codes.add("duplicates.exact" if is_same else "duplicates.near")
        else:
            codes.add("duplicates.grouped")
    for code in sorted(codes):
        yield Hit(code, "certain" if code != "duplicates.near" else "probable")


@dataclass(frozen=True, slots=True)
class _Measured:
    """A text's letters, its shingles, and their marks: a bit for each, and how many share the bit of another."""

    letters: str
    shingles: frozenset[str]
    marks: int
    unmarked: int


def _letters(folded: str) -> str:
    return _NO_LETTER.sub("", folded)


def _measure(letters: str) -> _Measured:
    measured = letters[:_MEASURED_LETTERS]
    shingles = frozenset(measured[place : place + _SHINGLE] for place in range(len(measured) - _SHINGLE + 1))
    marked = bytearray(_MARKS // 8)
    for shingle in shingles:
        place = hash(shingle) % _MARKS
        marked[place >> 3] |= 1 << (place & 7)
    marks = int.from_bytes(marked, "little")
    return _Measured(letters, shingles, marks, len(shingles) - marks.bit_count())


@lru_cache(maxsize=2048)
def _measured(folded: str) -> _Measured:
    """Of an earlier post, which stands in the room for many drafts; a draft itself is never kept here."""
    return _measure(_letters(folded))


def _are_near(one: _Measured, other: _Measured, least: float) -> bool:
    """Two texts share no more shingles than marks, and those of one that fell together: most pairs end there."""
    for count, others in ((len(one.letters), len(other.letters)), (len(one.shingles), len(other.shingles))):
        if min(count, others) < least * max(count, others):
            return False
    both = len(one.shingles) + len(other.shingles)
    most = (one.marks & other.marks).bit_count() + one.unmarked
    if most < least * (both - most):
        return False
    common = len(one.shingles & other.shingles)
    return common >= least * (both - common)
