"""The bundle's search index: for every pair of neighbouring characters the units it stands in.

One file per first character, a script rather than data: a page opened from a disk may load scripts of its own folder,
but may not fetch files. Text is folded as everywhere (`normalise_text`); the page folds what is typed in the same way."""

import json
from array import array
from collections.abc import Iterator
from itertools import groupby

from civic.text.normalise import normalise_text

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Stands after the last character, so that a word of one character is found at the end too.
END = "\n"


def number36(value: int) -> str:
    """As JavaScript's `parseInt(text, 36)` reads it."""
    text = ""
    while value:
        value, rest = divmod(value, 36)
        text = DIGITS[rest] + text
    return text or "0"


def pairs(text: str) -> set[str]:
    """Of the folded text without blanks: a word typed with a blank inside is found as the reader sees it."""
    folded = normalise_text(text).replace(" ", "") + END
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


class Index:
    """Collects units by number; the numbers of a pair rise, so they are written as steps in base 36."""

    def __init__(self) -> None:
        self.found: dict[str, array[int]] = {}

    def put(self, number: int, text: str) -> None:
        for pair in pairs(text):
            self.found.setdefault(pair, array("I")).append(number)

    def files(self) -> Iterator[tuple[str, str]]:
        """(name, script) per first character."""
        for first, group in groupby(sorted(self.found), key=lambda pair: pair[0]):
            shard = {pair[1]: _steps(self.found[pair]) for pair in group}
            yield f"index/{ord(first):x}.js", script(f"index/{ord(first):x}", shard)


def _steps(numbers: "array[int]") -> str:
    before = 0
    parts = []
    for number in numbers:
        parts.append(number36(number - before))
        before = number
    return ",".join(parts)


def script(name: str, value: object) -> str:
    """`civic(name, value)`: what the page's own script waits for. No `<` that could end a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'civic("{name}",{text});\n'
