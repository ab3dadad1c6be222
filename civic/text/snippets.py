"""The two lines under a search result, and titles, with the hits marked at the characters the reader sees."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from civic.text.normalise import normalise, normalise_text
from civic.text.numbers import number_tokens
from civic.text.query import FormKind, Query
from civic.text.tokens import runs, su_tokens
from civic.text.variants import written_as

# Folding never reaches across the end of a sentence, so what is shown is chosen in the text as written, by every way a
# word is written one character for another; only the sentences shown are folded, with the map back.
_SENTENCES = re.compile(r"[^。]*。|[^。]+")
_MORE = "…"
_MOST_HITS = 200  # of one word in one text, looked at to choose what is shown
# Where nothing stands as written (a ligature, a number in another era), so much of the text is folded and searched.
_MOST_FOLDED = 2_000

Part = tuple[str, bool]
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Needles:
    """What to look for in folded text: one pattern per word of the query, and hidden number tokens."""

    patterns: tuple[re.Pattern[str], ...]
    numbers: frozenset[str]
    written: tuple[re.Pattern[str], ...]
    # Dictionary words of the query: shown where a text holds none of the words whole (a result with some of them).
    parts: re.Pattern[str] | None = None

    def found(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(which word, start, end) of every hit; numbers count as one more word."""
        for which, pattern in enumerate(self.patterns):
            for found in pattern.finditer(folded):
                yield which, found.start(), found.end()
        if self.numbers:
            for token in number_tokens(folded):
                if token.token in self.numbers:
                    yield len(self.patterns), token.start, token.end


def highlight(text: str, query: Query) -> list[Part]:
    """The whole text in parts, each with whether it is a hit; joined, the parts are the text."""
    return _parts(text, 0, len(text), _spans(text, _needles(query)))


def snippet(text: str, query: Query, width: int = 120, *, is_partial: bool = False) -> list[Part]:
    """About `width` characters of the text where most words of the query stand together.

    Only … is added where the text goes on; everything else is the original, character for character. `is_partial`: the
    index found no word of the query whole, so the folded text is not searched for one.
    """
    needles = _needles(query)
    first, last = _best_stretch(text, needles, width, is_partial=is_partial)
    region = text[first:last]
    spans = _spans(region, needles, is_loose=True)
    # A hit late in a long sentence is brought into view, with a third of the width before it.
    start = max(0, min(spans[0][0] - width // 3, len(region) - width)) if spans else 0
    end = min(len(region), start + width)
    parts = _parts(region, start, end, spans)
    if text[: first + start].strip():
        parts.insert(0, (_MORE, False))
    if text[first + end :].strip():
        parts.append((_MORE, False))
    return parts


@functools.lru_cache(maxsize=64)
def _needles(query: Query) -> _Needles:
    patterns: list[re.Pattern[str]] = []
    written: list[re.Pattern[str]] = []
    numbers: set[str] = set()
    for word in query.words:
        numbers.update(form.folded for form in word.forms if form.kind is FormKind.NUMBER)
        found = {form.folded for form in word.forms if form.kind is not FormKind.NUMBER}
        texts = sorted(found, key=len, reverse=True)
        patterns.append(re.compile("|".join(map(_pattern, texts))))
        written.append(re.compile("|".join(map(_written_pattern, texts))))
    parts = {part for word in query.words for part in su_tokens(word.typed) if len(part) > 1}
    longest_first = sorted(parts, key=len, reverse=True)
    loose = re.compile("|".join(map(_written_pattern, longest_first))) if parts else None
    return _Needles(tuple(patterns), frozenset(numbers), tuple(written), loose)


def _written_pattern(folded: str) -> str:
    """As `_pattern`, over text that is not folded."""
    return r"\W{0,3}".join("".join(map(written_as, run)) for run in runs(folded))


def _pattern(folded: str) -> str:
    """A folded word as the index finds it: punctuation between runs may differ, and runs of letters or digits are hits
    only as a whole (5 is not a hit inside 15)."""
    found = runs(folded)
    before = _edge("(?<!", found[0][0])
    after = _edge("(?!", found[-1][-1])
    return before + r"\W{0,3}".join(map(re.escape, found)) + after


def _edge(look: str, character: str) -> str:
    if character.isdigit():
        return look + "[0-9])"
    return look + "[a-z])" if character.isascii() else ""


def _best_stretch(text: str, needles: _Needles, width: int, *, is_partial: bool) -> _Span:
    """Whole sentences of at least `width` characters (where there are) with the most different words of the query."""
    sentences = [found.span() for found in _SENTENCES.finditer(text)] or [(0, 0)]
    starts = [start for start, _ in sentences]
    hits: dict[int, set[int]] = {}
    for which, place in _places(text, needles, is_partial=is_partial):
        hits.setdefault(bisect_right(starts, place) - 1, set()).add(which)
    best, most = 0, 0
    for i in sorted(hits):
        seen: set[int] = set().union(*(hits.get(k, ()) for k in _stretch(sentences, i, width)))
        if len(seen) > most:
            best, most = i, len(seen)
    return sentences[best][0], sentences[_stretch(sentences, best, width)[-1]][1]


def _places(text: str, needles: _Needles, *, is_partial: bool) -> list[tuple[int, int]]:
    """(which word, where in the text): as written, else in the folded beginning, else parts of the words."""
    found = [
        (which, hit.start())
        for which, pattern in enumerate(needles.written)
        for hit in islice(pattern.finditer(text), _MOST_HITS)
    ]
    if found:
        return found
    beginning = text[:_MOST_FOLDED]
    if not is_partial and any(True for _ in needles.found(normalise_text(beginning))):
        folded = normalise(beginning)
        return [(which, folded.starts[i]) for which, i, _ in needles.found(folded.text)]
    if needles.parts is None:
        return []
    return [(hash(hit[0]), hit.start()) for hit in islice(needles.parts.finditer(text), _MOST_HITS)]


def _stretch(sentences: list[_Span], first: int, width: int) -> range:
    """The sentences from `first` on until `width` characters are reached."""
    last = first
    while last + 1 < len(sentences) and sentences[last][1] - sentences[first][0] < width:
        last += 1
    return range(first, last + 1)


def _spans(text: str, needles: _Needles, *, is_loose: bool = False) -> list[_Span]:
    """Hits at the characters of the original, in order, overlapping ones as one."""
    folded = normalise(text)
    found = [(i, j) for _, i, j in needles.found(folded.text)]
    if not found and is_loose and needles.parts is not None:
        return [hit.span() for hit in needles.parts.finditer(text)]
    merged: list[_Span] = []
    for start, end in sorted(folded.span(i, j) for i, j in found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _parts(text: str, start: int, end: int, spans: Iterable[_Span]) -> list[Part]:
    """text[start:end] cut at the hits."""
    parts: list[Part] = []
    done = start
    for i, j in spans:
        i, j = max(i, start), min(j, end)
        if i < j:
            parts += ((text[done:i], False), (text[i:j], True))
            done = j
    parts.append((text[done:end], False))
    return [part for part in parts if part[0]]
