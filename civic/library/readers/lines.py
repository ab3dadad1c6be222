"""Repairs what page layout does to Japanese text: blanks between letters, words split by line ends, dot leaders."""

import re
from collections import Counter
from collections.abc import Sequence

# Letters that are written without blanks between them (the ideographic space is a blank, not a letter).
_LETTER = "[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6①-⑳]"
_WIDE = re.compile("[\u1100-\u115f\u2010-\u2bff\u2e80-\uffdc\uffe0-\uffe6]")
_GAP = re.compile(f"(?<={_LETTER}) (?={_LETTER})")
# A run of single letters set apart by blanks: 「予 算 額」, 「令　和　８　年　度」, 「合　　計」.
_SPACED_RUN = re.compile(rf"(?<![^ \u3000]){_LETTER}(?:(?: |\u3000{{1,2}}){_LETTER})+(?![^ \u3000])")
_BLANKS = re.compile("[ \u3000]+")
_PROSE = re.compile("[、。]|[ぁ-ん]")
_DOT_LEADER = re.compile("(?<! ) *[·․．.…・‥]{5,} *")
_DIGITS = re.compile("[0-9０-９]")
_HIRAGANA = re.compile("[ぁ-ん]")
_SENTENCE_END = ("。", "．", "！", "？", "」。", "：", ":")
_NEW_BLOCK = re.compile(
    r"[ \u3000]|[○◯◎●・※〔【■□◆◇▼▲―─－=＝]|第[0-9０-９一二三四五六七八九十百]+[章節款目条編部号]?[ \u3000]"
    r"|[（(][0-9０-９一二三四五六七八九十ア-ン]{1,3}[）)]|[0-9０-９]{1,2}[ \u3000．.、]|[①-⑳]|附[ \u3000]*則"
)

# A justified line of prose arrives in pieces of two letters on average; table cells are longer.
JUSTIFIED_GAPS = 4
JUSTIFIED_PIECE = 3.0
# Widths count a full-width letter as two. Shorter columns than this are tables or lists, not wrapped prose.
NARROWEST_COLUMN = 40
# Line-end rules (禁則) move two letters to the next line, and closing a bracket may take a third.
RAGGED = 6
# So many lines, and one in so many, must reach the edge before it counts as one.
EDGE_LINES = 3
EDGE_SHARE = 5
# A line with more digits than this share, and no hiragana, is a row of figures.
FIGURES_SHARE = 0.3


def close_gaps(line: str) -> str:
    """The line without the blanks that layout put between letters; real separators between words stay."""
    line = _DOT_LEADER.sub(" … ", line)
    gaps = len(_GAP.findall(line))
    if gaps >= JUSTIFIED_GAPS and len(_PROSE.findall(line)) >= 3:
        pieces = [piece for piece in _BLANKS.split(line) if piece]
        if sum(map(len, pieces)) / len(pieces) <= JUSTIFIED_PIECE:
            line = _GAP.sub("", line)
    return _SPACED_RUN.sub(lambda run: _BLANKS.sub("", run.group()), line).strip(" ")


def width(line: str) -> int:
    """Printed width: a full-width letter counts two."""
    return len(line) + len(_WIDE.findall(line))


def column_width(lines: Sequence[str]) -> int | None:
    """The width at which most lines were wrapped, or None when lines end where their sentences end."""
    widths = Counter(width(line.rstrip()) for line in lines if line.strip())
    reaching = {edge: sum(widths[edge - slack] for slack in range(RAGGED + 1)) for edge in widths}
    edge = max(reaching, key=lambda edge: (reaching[edge], edge), default=0)
    is_edge = edge >= NARROWEST_COLUMN and reaching[edge] >= max(EDGE_LINES, widths.total() // EDGE_SHARE)
    return edge if is_edge else None


def join_wrapped(lines: Sequence[str], edge: int | None) -> list[str]:
    """Paragraphs: a line that reaches the edge without ending its sentence runs on into the next line."""
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        line = line.rstrip()
        if runs_on and line and not _NEW_BLOCK.match(line) and not _is_figures(line):
            paragraphs[-1] = _joined(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        runs_on = edge is not None and reaches(line, edge) and not _is_figures(line)
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


def reaches(line: str, edge: int) -> bool:
    """Is this line full and its sentence unfinished?"""
    return edge - RAGGED <= width(line) <= edge + RAGGED and not line.endswith(_SENTENCE_END)


def _is_figures(line: str) -> bool:
    return len(_DIGITS.findall(line)) > FIGURES_SHARE * len(line) and not _HIRAGANA.search(line)


def _joined(head: str, tail: str) -> str:
    needs_blank = head[-1:].isascii() and tail[:1].isascii() and head[-1:].isalnum() and tail[:1].isalnum()
    return f"{head} {tail}" if needs_blank else head + tail
