"""Which texts are the same and which nearly so: an exact key, and one-permutation MinHash with banding. Pure; no word
is made up and nothing is decided here."""

import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

_NO_LETTER = re.compile(r"[\W_]+")
SHINGLE = 3
# One permutation cut into BINS bins (Li, Owen & Zhang 2012); empty bins borrow from the next full one. Texts that share
# all ROWS bins of one of the bands are compared: two texts of 70 % overlap meet with more than 99 %.
BINS, ROWS = 128, 4
BANDS = BINS // ROWS
_EMPTY = (1 << 64) - 1


def letters(folded: str) -> str:
    """Folded text without blanks and signs: what two copies have in common."""
    return _NO_LETTER.sub("", folded)


def exact_key(folded: str) -> str:
    """SHA-256 of the letters; a text of signs alone is its own."""
    return hashlib.sha256((letters(folded) or folded).encode()).hexdigest()


def shingles(text: str) -> frozenset[str]:
    """Runs of three letters; a shorter text is one shingle."""
    if len(text) <= SHINGLE:
        return frozenset({text})
    return frozenset(text[place : place + SHINGLE] for place in range(len(text) - SHINGLE + 1))


@lru_cache(maxsize=200_000)
def _hashed(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "big")


def signature(parts: frozenset[str]) -> "array[int]":
    """The least hash in each bin; an empty bin takes the value of the next full one, marked with the distance."""
    bins = array("Q", [_EMPTY]) * BINS
    for part in parts:
        value = _hashed(part)
        place = value % BINS
        bins[place] = min(bins[place], value)
    full = list(bins)
    for place in range(BINS):
        step = 0
        while full[(place + step) % BINS] == _EMPTY:
            step += 1
        bins[place] = (full[(place + step) % BINS] + step * 0x9E3779B97F4A7C15) & _EMPTY
    return bins


def _bands(bins: "array[int]") -> Iterator[int]:
    for band in range(BANDS):
        yield hash((band, *bins[band * ROWS : band * ROWS + ROWS]))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def heads(
    texts: Iterable[tuple[int, str]],
    least: float,
    text_of: Callable[[int], str],
    earlier: Iterable[tuple[int, str]] = (),
) -> Iterator[tuple[int, int]]:
    """(id, id of the first text it is nearly equal to, or itself), in the order given. `least` is the overlap (0 to 1);
    `earlier` are the heads that were found before, so that the work can go on where it stopped.

    Every text is measured against the first of a group, never against a later member, so that a chain of small
    changes does not pull different texts together. Only the bands of the heads are kept: memory grows with the number
    of groups, not of texts."""
    known: dict[int, int] = {}
    for head, folded in earlier:
        for band in _bands(signature(shingles(letters(folded)))):
            known.setdefault(band, head)

    @lru_cache(maxsize=2_000)
    def parts_of(head: int) -> frozenset[str]:
        return shingles(letters(text_of(head)))

    for one, folded in texts:
        parts = shingles(letters(folded))
        bands = list(_bands(signature(parts)))
        best, near = least, one
        for head in dict.fromkeys(known[band] for band in bands if band in known):
            overlap = jaccard(parts, parts_of(head))
            if overlap >= best and (overlap > best or near == one):
                best, near = overlap, head
        if near == one:
            for band in bands:
                known.setdefault(band, one)
        yield one, near
