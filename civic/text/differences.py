"""What changed between two wordings: pure, quick on long texts, cut at the ends of sentences."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from sudachipy import SplitMode

from civic.text.tokens import morphemes

Change = tuple[Literal["same", "gone", "new"], str]

# Sentences and clauses; within a changed pair of clauses words are compared when both are short.
_PIECES = re.compile(r"[^。、！？!?\n]*[。、！？!?\n]+|[^。、！？!?\n]+")
SHORT = 200


def differences(old: str, new: str) -> list[Change]:
    """The new text with what is gone between, in order; joined without `gone` it is `new`, without `new` it is `old`."""
    return _joined(_compare(_PIECES.findall(old), _PIECES.findall(new), is_fine=True))


def _compare(old: list[str], new: list[str], is_fine: bool) -> Iterator[Change]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind == "equal":
            yield "same", after
        elif is_fine and kind == "replace" and len(before) <= SHORT and len(after) <= SHORT:
            yield from _compare(_words(before), _words(after), is_fine=False)
        else:
            yield "gone", before
            yield "new", after


def _words(text: str) -> list[str]:
    """Words as written, so that no word is cut in the middle; single letters where the dictionary cannot read it."""
    found = [word for word, _part, _reading in morphemes(text, SplitMode.A)]
    return found if "".join(found) == text else list(text)


def _joined(changes: Iterator[Change]) -> list[Change]:
    """Neighbours of one kind as one; nothing empty."""
    found: list[Change] = []
    for kind, text in changes:
        if not text:
            continue
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found
