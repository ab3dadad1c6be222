"""BM25 over a Whoosh snapshot, term by term, rarest first, with a ceiling on the postings read for one query.

Whoosh's own scoring walks all terms of a query side by side in Python; a query of forty terms took half a second on ten
thousand units. Rare terms decide the order, so the common ones that no longer fit the ceiling are left out.
"""

import heapq
import math
from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from civic.index.ranking import STANDING, USUAL_STANDING, RankTerm, rank_terms
from civic.text.query import Query

K1, B = 1.2, 0.4  # a long speech is no worse a find than a short one; measured, see benchmarks
SCORED = ("bi", "title_bi", "su", "title_su", "numbers")
MOST_POSTINGS = 60_000  # about a tenth of a second
_MOST_KEPT = 400  # terms whose postings are kept per snapshot

# Per segment and field, the length of each card; and who speaks in it, as the hundredfold of STANDING.
Lengths = dict[str, "dict[str, array[int]]"]
_STANDING = "role"
# Cards where something stands whole, the field and tokens that tell how rare it is, and its weight.
Whole = tuple[AbstractSet[int], str, tuple[str, ...], float]


class Scores:
    """Scores cards of one snapshot; not for use by two threads at once."""

    def __init__(self, reader: Any, known: Lengths) -> None:
        """`known` is kept by the caller from one snapshot to the next: what a segment holds never changes."""
        self._reader = reader
        self._cards = max(1, int(reader.doc_count()))
        self._kept: OrderedDict[tuple[str, str], tuple[list[int], list[float]]] = OrderedDict()
        leaves = [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
        present: Lengths = {}
        for leaf in leaves:
            segment = leaf.segment().segment_id()
            present[segment] = known.get(segment) or _segment_lengths(leaf)
        known.clear()
        known.update(present)
        self._lengths = {field: _joined(present.values(), field) for field in (*SCORED, _STANDING)}

    def best(
        self,
        query: Query,
        limit: int,
        allowed: AbstractSet[int] | None,
        hidden: AbstractSet[int] = frozenset(),
        whole: Iterable[Whole] = (),
    ) -> list[tuple[int, float]]:
        """The best cards with any of the query's terms, among the allowed (None: all) and not hidden. What is found
        `whole` only adds to the score of a card that has one."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term, frequency in self._affordable(rank_terms(query)):
            inverse = self._inverse(frequency) * term.weight
            lengths, per_length, always = self._lengths[term.field], self._per_length(term.field), K1 * (1 - B)
            if term.field == "numbers":  # there or not; how many others a unit names does not matter
                per_length, always = 0.0, K1
            for number, count in zip(*self._postings(term), strict=True):
                if (allowed is None or number in allowed) and number not in hidden:
                    scores[number] += inverse * count * (K1 + 1) / (count + always + per_length * lengths[number])
        for having, field, phrase, weight in whole:
            if having:
                gain = weight * sum(self._inverse(int(self._reader.doc_frequency(field, t.encode()))) for t in phrase)
                for number in having & scores.keys():
                    scores[number] += gain
        standing = self._lengths[_STANDING]
        stood = ((number, score * standing[number]) for number, score in scores.items())
        return heapq.nlargest(limit, stood, key=lambda pair: (pair[1], -pair[0]))

    def _inverse(self, frequency: int) -> float:
        return math.log(1 + (self._cards - frequency + 0.5) / (frequency + 0.5))

    def _affordable(self, terms: list[RankTerm]) -> list[tuple[RankTerm, int]]:
        """Terms that occur, rarest first, until the ceiling; the rarest is always among them."""
        counted = [(term, int(self._reader.doc_frequency(term.field, term.token.encode()))) for term in terms]
        counted = sorted((pair for pair in counted if pair[1]), key=lambda pair: pair[1])
        left = MOST_POSTINGS
        for place, (_, frequency) in enumerate(counted):
            left -= frequency
            if left < 0 and place:
                return counted[:place]
        return counted

    def _postings(self, term: RankTerm) -> tuple[list[int], list[float]]:
        key = (term.field, term.token)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        matcher = self._reader.postings(term.field, term.token.encode())
        numbers: list[int] = []
        counts: list[float] = []
        while matcher.is_active():
            numbers.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        self._kept[key] = numbers, counts
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return numbers, counts

    def _per_length(self, field: str) -> float:
        """The part of BM25 that a card's length is multiplied by."""
        total = float(self._reader.field_length(field))
        return K1 * B * self._cards / max(1.0, total)


def _segment_lengths(leaf: Any) -> "dict[str, array[int]]":
    cards = range(leaf.doc_count_all())
    lengths = {field: array("I", (leaf.doc_field_length(number, field) or 0 for number in cards)) for field in SCORED}
    roles = leaf.column_reader("role", translate=False) if leaf.has_column("role") else None
    spoken = (roles[number].decode() if roles else "" for number in cards)
    return lengths | {_STANDING: array("I", (round(100 * STANDING.get(role, USUAL_STANDING)) for role in spoken))}


def _joined(segments: Iterable["dict[str, array[int]]"], field: str) -> "array[int]":
    joined = array("I")
    for segment in segments:
        joined.extend(segment[field])
    return joined
