"""Text without the blanks and ornaments people put between letters, so that バ・カ and 山 田 are found."""

import re
from collections.abc import Iterator
from itertools import pairwise

from moderation.facts import Draft

# Never 、 or 。: across them two sentences would join to a word nobody wrote.
_ORNAMENT = re.compile(r"[\s・.*_~|^'\"`…#+=/\\\-☆★♪]+")
_WIDEST_GAP = 3
# Kanji that look like katakana, read so only behind a katakana letter of the original (努力スル stays as it is).
_LOOK_ALIKES = str.maketrans("力口二八工夕卜一匕", "カロニハエタトーヒ")
_LOOK_ALIKE = re.compile(r"(?<=[ァ-ヺ])[力口二八工夕卜一匕]")
_KATAKANA = re.compile(r"[ァ-ヺｦ-ﾝ]")


class Letters:
    """The letters of a draft with the way back to folded offsets; the map is built on the first hit only."""

    __slots__ = ("_draft", "_places", "_source", "text")

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._source = _LOOK_ALIKE.sub(self._as_kana, draft.folded)
        self.text = bare_letters(self._source)
        self._places: list[int] = []

    def _as_kana(self, hit: re.Match[str]) -> str:
        before = self._draft.starts[hit.start() - 1]
        is_katakana = _KATAKANA.match(self._draft.original, before) is not None
        return hit[0].translate(_LOOK_ALIKES) if is_katakana else hit[0]

    def find(self, word: str) -> Iterator[tuple[int, int]]:
        """Places of `word` (bare letters) as stretches of the folded text; letters too far apart are no word."""
        at = self.text.find(word)
        while at >= 0:
            places = self._all_places()[at : at + len(word)]
            if all(b - a <= _WIDEST_GAP for a, b in pairwise(places)):
                yield places[0], places[-1] + 1
            at = self.text.find(word, at + len(word))

    def around(self, start: int, end: int, reach: int) -> tuple[str, str]:
        """The bare letters before and after folded[start:end]."""
        before = self._source[max(0, start - reach) : start]
        return bare_letters(before), bare_letters(self._source[end : end + reach])

    def _all_places(self) -> list[int]:
        if not self._places:
            kept = 0
            for ornament in _ORNAMENT.finditer(self._source):
                self._places.extend(range(kept, ornament.start()))
                kept = ornament.end()
            self._places.extend(range(kept, len(self._source)))
        return self._places


def bare_letters(folded: str) -> str:
    return _ORNAMENT.sub("", folded)
