"""The two lines under a search result, and titles, with the hits marked at the characters the reader sees."""

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from civic.text.normalise import normalise, normalise_text
from civic.text.numbers import kind_of, number_tokens, value_pattern
from civic.text.query import FormKind, Query
from civic.text.tokens import runs, su_tokens
from civic.text.variants import written_as

# Folding never reaches across the end of a sentence, so what is shown is chosen in the text as written, by every way a
# word is written one character for another; only the sentences shown are folded, with the map back.
_FULL_STOP = re.compile("。")
_DROPPED = re.compile("[・ー]")  # by folding, in some places
_MORE = "…"
_MOST_HITS = 200  # of one word in one text, looked at to choose what is shown
# Where nothing stands as written (a ligature, a number in another era), so much of the text is folded and searched.
_MOST_FOLDED = 2_000
_EDGE = 40  # folded on both sides of what is shown, so that it folds as in the whole text
_LONGEST_NUMBER = 60

Part = tuple[str, bool]
_Span = tuple[int, int]
_Place = tuple[Hashable, int]  # which word, and where it begins


@dataclass(frozen=True, slots=True)
class _Needles:
    """What to look for in folded text: one pattern per word of the query, and hidden number tokens."""

    patterns: tuple[re.Pattern[str], ...]
    numbers: frozenset[str]
    written: tuple[re.Pattern[str], ...]
    longest: int  # characters of the longest of them, as a text may write it
    # Dictionary words of the query: shown where a text holds none of the words whole (a result with some of them).
    parts: re.Pattern[str] | None = None
    value: re.Pattern[str] | None = None  # without one of its matches a text holds none of the numbers

    def found(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(which word, start, end) of every hit; numbers count as one more word."""
        for which, pattern in enumerate(self.patterns):
            for found in pattern.finditer(folded):
                yield which, found.start(), found.end()
        if self.numbers and (self.value is None or self.value.search(folded)):
            for token in number_tokens(folded, kinds={kind_of(token) for token in self.numbers}):
                if token.token in self.numbers:
                    yield len(self.patterns), token.start, token.end


def highlight(text: str, query: Query) -> list[Part]:
    """The whole text in parts, each with whether it is a hit; joined, the parts are the text."""
    return _parts(text, 0, len(text), _spans(text, _needles(query)))


def snippet(text: str, query: Query, width: int = 120, *, is_partial: bool = False) -> list[Part]:
    """About `width` characters of the text where most words of the query stand together.

    Only … is added where the text goes on; everything else is the original, character for character. `is_partial`: the
    text may hold no word of the query whole, so it is not folded to look for one.
    """
    needles = _needles(query)
    places, is_loose = _places(text, needles, is_partial=is_partial)
    first, last = _best_stretch(text, places, width)
    begin = min((place for _, place in places if first <= place < last), default=first)
    # A sentence may be a table of many pages: only what may be shown is folded.
    low = max(first, begin - width - _EDGE)
    high = min(last, begin + width + needles.longest + _EDGE)
    spans = [(low + i, low + j) for i, j in _spans(text[low:high], needles)] if places and not is_loose else []
    if places and not spans and needles.parts is not None:
        spans = [hit.span() for hit in needles.parts.finditer(text, low, high)]
    # A hit late in a long sentence is brought into view, with a third of the width before it.
    start = max(first, min(spans[0][0] - width // 3, last - width)) if spans else first
    end = min(last, start + width)
    parts = _parts(text, start, end, spans)
    if text[:start].strip():
        parts.insert(0, (_MORE, False))
    if text[end:].strip():
        parts.append((_MORE, False))
    return parts


@functools.lru_cache(maxsize=64)
def _needles(query: Query) -> _Needles:
    patterns: list[re.Pattern[str]] = []
    written: list[re.Pattern[str]] = []
    numbers: set[str] = set()
    longest = 0
    for word in query.words:
        numbers.update(form.folded for form in word.forms if form.kind is FormKind.NUMBER)
        found = {form.folded for form in word.forms if form.kind is not FormKind.NUMBER}
        texts = sorted(found, key=len, reverse=True)
        longest = max(longest, 2 * len(texts[0]))
        patterns.append(re.compile("|".join(map(_pattern, texts))))
        as_typed = [_typed_pattern(word.typed)] if _DROPPED.search(word.typed) else []
        written.append(re.compile("|".join([*as_typed, _any_written(texts)])))
    parts = {part for word in query.words for part in su_tokens(word.typed) if len(part) > 1}
    longest_first = sorted(parts, key=len, reverse=True)
    loose = re.compile(_any_written(longest_first)) if parts else None
    longest = max(longest, _LONGEST_NUMBER) if numbers else longest
    return _Needles(tuple(patterns), frozenset(numbers), tuple(written), longest, loose, value_pattern(numbers))


def _any_written(texts: Sequence[str]) -> str:
    """Any of the texts over text that is not folded, the first before the next. All begin with one class, so that nothing
    else is tried at the many places where none begins; a look back then says which of them did."""
    if len(texts) == 1:
        return _written_pattern(texts[0])
    firsts = [written_as(runs(text)[0][0]) for text in texts]
    rest = [f"(?<={first}){_written_pattern(text)[len(first) :]}" for first, text in zip(firsts, texts, strict=True)]
    return f"[{''.join(first.strip('[]') for first in dict.fromkeys(firsts))}](?:{'|'.join(rest)})"


def _written_pattern(folded: str) -> str:
    """As `_pattern`, over text that is not folded."""
    return r"\W{0,3}".join("".join(map(written_as, run)) for run in runs(folded))


def _typed_pattern(typed: str) -> str:
    """The word as typed, with what folding would drop, which a text may write or leave out."""
    return "".join(
        f"{sign}?" if _DROPPED.match(sign) else "".join(map(written_as, normalise_text(sign)))
        for sign in typed.strip("・")
    )


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


def _best_stretch(text: str, places: Sequence[_Place], width: int) -> _Span:
    """Whole sentences of at least `width` characters (where there are) with the most different words of the query."""
    ends = [found.end() for found in _FULL_STOP.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    ordered = sorted(places, key=itemgetter(1))
    at, which = [place for _, place in ordered], [word for word, _ in ordered]
    different = len(set(which))
    best, most, here = (0, ends[min(bisect_left(ends, width), len(ends) - 1)]), 0, 0
    while here < len(at) and most < different:
        sentence = bisect_right(starts, at[here]) - 1
        end = ends[min(bisect_left(ends, starts[sentence] + width), len(ends) - 1)]
        seen = len(set(which[here : bisect_left(at, end, here)]))
        if seen > most:
            best, most = (starts[sentence], end), seen
        here = bisect_left(at, ends[sentence], here + 1)
    return best


def _places(text: str, needles: _Needles, *, is_partial: bool) -> tuple[list[_Place], bool]:
    """As written, else in the folded beginning, else parts of the words; and whether it is parts."""
    found: list[_Place] = [
        (which, hit.start())
        for which, pattern in enumerate(needles.written)
        for hit in islice(pattern.finditer(text), _MOST_HITS)
    ]
    if found:
        return found, False
    beginning = text[:_MOST_FOLDED]
    if not is_partial and any(True for _ in needles.found(normalise_text(beginning))):
        folded = normalise(beginning)
        return [(which, folded.starts[i]) for which, i, _ in needles.found(folded.text)], False
    if needles.parts is None:
        return [], True
    return [(hit[0], hit.start()) for hit in islice(needles.parts.finditer(text), _MOST_HITS)], True


def _spans(text: str, needles: _Needles) -> list[_Span]:
    """Hits at the characters of the original, in order, overlapping ones as one."""
    folded = normalise(text)
    found = [(i, j) for _, i, j in needles.found(folded.text)]
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
