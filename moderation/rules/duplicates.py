"""The same text again: an author repeating it is stopped, the same opinion of many people is counted, never discarded."""

import re
from collections.abc import Iterator
from functools import lru_cache

from moderation.hits import Case, Hit

_NO_LETTER = re.compile(r"[\W_]+")
_SHINGLE = 3
# Nearness is measured on the beginning of very long texts, so that a judgement stays quick.
_MEASURED_LETTERS = 4_000


def find(case: Case) -> Iterator[Hit]:
    letters = _letters(case.draft.folded)
    if len(letters) < case.policy.thresholds["duplicate_min_letters"]:
        return
    least = case.policy.thresholds["near_duplicate_percent"] / 100
    shingles = _shingles(letters)
    codes = set()
    for previous in case.surroundings.previous:
        other, others = _measured(previous.text_folded)
        is_same = letters == other
        if not is_same and not _are_near(letters, shingles, other, others, least):
            continue
        if previous.same_author:
            codes.add("duplicates.exact" if is_same else "duplicates.near")
        else:
            codes.add("duplicates.grouped")
    for code in sorted(codes):
        yield Hit(code, "certain" if code != "duplicates.near" else "probable")


def _letters(folded: str) -> str:
    return _NO_LETTER.sub("", folded)


def _shingles(letters: str) -> set[str]:
    measured = letters[:_MEASURED_LETTERS]
    return {measured[place : place + _SHINGLE] for place in range(len(measured) - _SHINGLE + 1)}


@lru_cache(maxsize=512)
def _measured(folded: str) -> tuple[str, frozenset[str]]:
    """Of an earlier post, which stands in the room for many drafts; a draft itself is never kept here."""
    letters = _letters(folded)
    return letters, frozenset(_shingles(letters))


def _are_near(letters: str, shingles: set[str], other: str, others: frozenset[str], least: float) -> bool:
    """Jaccard likeness of the shingles; texts of very different length cannot be near, and are not compared."""
    shorter, longer = sorted((len(letters), len(other)))
    if shorter < least * longer:
        return False
    return len(shingles & others) >= least * len(shingles | others)
