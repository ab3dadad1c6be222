"""A city's own synonyms and abbreviations as people write them, one group a line: ごみ、廃棄物 and 地自法 → 地方自治法."""

import re
from collections.abc import Iterable, Iterator, Mapping

from civic.errors import Invalid
from civic.text.normalise import normalise_text

MOST_LINES, MOST_WORDS, MOST_CHARACTERS = 300, 10, 60
_COMMA = re.compile(r"[、,，]")
_ARROW = re.compile(r"\s*(?:→|->|＞|>|⇒)\s*")


def rows(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Rows of a synonym list (see Synonyms). After an arrow stands what the words before it are widened to, one way."""
    for number, line in enumerate(lines):
        before, after = _parts(line)
        yield from ((str(number), "0", word) for word in before)
        yield from ((str(number), "1", word) for word in after)


def parse(field: str, text: str) -> list[str]:
    """Checked lines of what a person typed. Raises Invalid, naming the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid({field: [("search.too_many_lines", {"most": MOST_LINES})]}, {field: text})
    wrong: list[tuple[str, Mapping[str, object]]] = [
        (code, {"line": number, "text": line[:30]}) for number, line in enumerate(lines, 1) if (code := _wrong(line))
    ]
    if wrong:
        raise Invalid({field: wrong[:5]}, {field: text})
    return lines


def _parts(line: str) -> tuple[list[str], list[str]]:
    before, *after = _ARROW.split(line, maxsplit=1)
    return _words(before), _words(after[0]) if after else []


def _words(text: str) -> list[str]:
    return [word.strip() for word in _COMMA.split(text) if word.strip()]


def _wrong(line: str) -> str:
    """The code of what is wrong with a line; "" when nothing is."""
    before, after = _parts(line)
    words = [*before, *after]
    if not before or (len(words) < 2):
        return "search.one_word"
    if len(words) > MOST_WORDS or any(len(word) > MOST_CHARACTERS for word in words):
        return "search.long_line"
    if any(len(normalise_text(word)) < 2 for word in before):
        return "search.short_word"
    return ""
