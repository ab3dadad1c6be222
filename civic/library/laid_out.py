"""The words of a passage as they are laid out on a page: paragraphs, and tables where rows of cells stand."""

from collections.abc import Sequence
from dataclasses import dataclass

# Readers put a table's rows on lines, its cells apart by tabs.
_CELL = "\t"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or the rows of a table; `heading` is its first row where every row has as many cells."""

    text: str = ""
    heading: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def pieces(text: str) -> list[Piece]:
    """Every character of the text except line ends and tabs stands in exactly one piece."""
    runs: list[tuple[bool, list[str]]] = []
    for line in text.split("\n"):
        if not runs or runs[-1][0] != (_CELL in line):
            runs.append((_CELL in line, []))
        runs[-1][1].append(line)
    return [_table(lines) if is_table else Piece("\n".join(lines)) for is_table, lines in runs]


def _table(lines: Sequence[str]) -> Piece:
    rows = [line.split(_CELL) for line in lines]
    is_even = len(rows) > 1 and len({len(row) for row in rows}) == 1 and all(rows[0])
    return Piece(heading=rows[0], rows=rows[1:]) if is_even else Piece(rows=rows)
