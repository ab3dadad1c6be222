"""Words as people would type them, with their readings: nouns and compounds of a text, for completion and suggestions."""

from collections.abc import Iterator

from sudachipy import SplitMode

from civic.text.normalise import normalise_text
from civic.text.tokens import morphemes

# Shorter says nothing, longer nobody types.
_SHORTEST, _LONGEST = 2, 16
_MOST_PARTS = 5


def nouns(text: str) -> Iterator[tuple[str, str]]:
    """Runs of nouns (個人情報, 個人情報保護条例) as written, each with its reading in katakana."""
    surface, reading, parts = "", "", 0
    for written, part_of_speech, read in morphemes(text, SplitMode.C):
        if _belongs(part_of_speech, is_first=not surface) and parts < _MOST_PARTS:
            surface, reading, parts = surface + written, reading + read, parts + 1
            continue
        if _SHORTEST <= len(surface) <= _LONGEST:
            yield surface, reading
        surface, reading, parts = "", "", 0
    if _SHORTEST <= len(surface) <= _LONGEST:
        yield surface, reading


def simple_nouns(text: str, *, is_cut: bool = False) -> list[str]:
    """The nouns of a text one by one: what a question asks about (ごみの出し方を知りたい → ごみ 出し方). `is_cut`: in
    their shortest parts (中央公園 → 中央 公園)."""
    return [
        written
        for written, part_of_speech, _ in morphemes(text, SplitMode.A if is_cut else SplitMode.C)
        if part_of_speech[0] == "名詞" and part_of_speech[1] != "数詞" and len(written) >= _SHORTEST
    ]


def reading_of(text: str) -> str:
    """How a word is read, in katakana as readings are kept; a guess, right for most words."""
    return normalise_text("".join(read for _, _, read in morphemes(text, SplitMode.C)))


def _belongs(part_of_speech: tuple[str, ...], *, is_first: bool) -> bool:
    if part_of_speech[0] == "名詞":
        return part_of_speech[1] != "数詞"
    return not is_first and part_of_speech[0] == "接尾辞" and part_of_speech[1] == "名詞的"


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap with the neighbour; `most` + 1 when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, earlier = row, [i], before
        for j, beside in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != beside))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
