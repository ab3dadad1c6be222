"""Running text into units: joins lines that were wrapped, sets footnotes apart, cuts at headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from civic.library.readers.document import Quality, ReadUnit, Unread, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.lines import column_width, join_wrapped
from civic.library.readers.page_text import page_quality

UNITS = 50_000
# A unit longer than this is cut at a paragraph, so that a search hit shows where in a long text it is.
UNIT_LETTERS = 6_000
# No line of a book holds fewer pages than one in so many lines.
LINES_A_PAGE = 15
HEADING_LETTERS = 60
# Share of line gaps that are exactly one empty line before these count as double spacing.
DOUBLE_SPACED = 0.5

_N = "[0-9０-９一二三四五六七八九十百]"
# Pattern and depth of a heading; a deeper one stays inside a shallower one.
HEADINGS = (
    (re.compile(rf"第{_N}+[編部章](?:の{_N}+)?(?:[ \u3000]|$)"), 1),
    (re.compile(rf"第{_N}+[ \u3000]"), 1),
    (re.compile(rf"(?:資料|別表|別紙|様式){_N}+|附[ \u3000]*則$"), 1),
    (re.compile(rf"第{_N}+節(?:の{_N}+)?(?:[ \u3000]|$)"), 2),
    (re.compile(r"[0-9０-９]{1,2}[ \u3000．.、][ \u3000]*[^0-9０-９ \u3000]"), 2),
    (re.compile(rf"第{_N}+条(?:の{_N}+)*(?:[ \u3000]|$)"), 3),
    (re.compile(rf"[（(]{_N}{{1,3}}[）)]"), 3),
    (re.compile(r"[①-⑳]"), 4),
)
_FOOTNOTE = re.compile(r"[ \u3000]?(?P<mark>※[0-9０-９]{1,3})[ \u3000]+(?P<said>\S.*)")
_PAGE_NUMBER = re.compile(r"[-－―‐]?[ \u3000]*([0-9０-９]{1,4})[ \u3000]*[-－―‐]?")
_PAGE_START = re.compile(r"^ (?=[^ \u3000])")
_LETTERS = "[\u3041-\u30ff\u4e00-\u9fff]"
_SENTENCE_ENDS = ("。", "．", "！", "？", "）", ")", "」", "』", "】", "〕", "：", ":", "…")
# Torn text: a letter or two alone, a line that begins with what ends one, a sentence that stops in the middle.
_SCRAP = re.compile(f"{_LETTERS}{{1,2}}|[。、]|[。、）」].*")


@dataclass
class _Section:
    """A heading and the paragraphs under it."""

    heading: str = ""
    above: str = ""
    level: str = "text"
    paragraphs: list[str] = field(default_factory=list)


def units_of(text: str, notes: list[Unread]) -> tuple[ReadUnit, ...]:
    """Running text cut at its headings, wraps repaired, footnotes apart."""
    lines = _without_page_numbers(text.replace("\f", "\n").split("\n"))
    edge = column_width(lines)
    if edge is not None:
        lines = _single_spaced(lines)
    lines, footnotes = _without_footnotes(lines)
    if edge is not None:
        lines = [_PAGE_START.sub("", line) for line in lines]
    sections = [*_sections(join_wrapped(lines, edge)), *_footnote_sections(footnotes, edge)]
    return tuple(_units(sections, notes, is_wrapped=edge is not None))


def units_under(parts: Iterable[tuple[str, list[str]]], notes: list[Unread]) -> tuple[ReadUnit, ...]:
    """Text whose headings its format marks: each heading with the paragraphs under it."""
    sections = [_Section(heading, "", "section" if heading else "text", lines) for heading, lines in parts]
    return tuple(_units(sections, notes, is_wrapped=False))


def _without_page_numbers(lines: list[str]) -> list[str]:
    """Drops numbers alone on a line between empty ones, as long as they rise the way page numbers do."""
    kept: list[str] = []
    last = 0
    for index, line in enumerate(lines):
        found = _PAGE_NUMBER.fullmatch(line.strip())
        is_alone = (index == 0 or not lines[index - 1].strip()) and (
            index + 1 == len(lines) or not lines[index + 1].strip()
        )
        if found and is_alone and last < int(found[1]) <= 2 + index // LINES_A_PAGE:
            last = int(found[1])
        else:
            kept.append(line)
    return kept


def _single_spaced(lines: list[str]) -> list[str]:
    """Without the empty line after each line, if the text is double spaced; two or more empty lines become one."""
    gaps: list[int] = []
    empty = 0
    for line in lines:
        if line.strip():
            gaps.append(empty)
            empty = 0
        else:
            empty += 1
    if gaps.count(1) <= DOUBLE_SPACED * len(gaps):
        return lines
    written = [line for line in lines if line.strip()]
    spaced: list[str] = []
    for line, before in zip(written, gaps, strict=True):
        spaced.extend(["", line] if before > 1 else [line])
    return spaced


def _without_footnotes(lines: list[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The running text, closed up where a footnote stood in it, and the footnotes' own lines by mark."""
    running: list[str] = []
    footnotes: list[tuple[str, list[str]]] = []
    is_inside = False
    for line in lines:
        if found := _FOOTNOTE.fullmatch(line.rstrip()):
            while running and not running[-1].strip():
                running.pop()
            footnotes.append((found["mark"], [found["said"]]))
            is_inside = True
        elif is_inside and line.strip() and not _PAGE_START.match(line):
            footnotes[-1][1].append(line)
        else:
            is_inside = False
            running.append(line)
    return running, footnotes


def _sections(paragraphs: list[str]) -> Iterator[_Section]:
    """Headings directly before one of the same depth are items of a list and stay text."""
    depths = [_depth(paragraph) for paragraph in paragraphs]
    trail: dict[int, str] = {}
    section = _Section()
    for index, (paragraph, depth) in enumerate(zip(paragraphs, depths, strict=True)):
        following = depths[index + 1] if index + 1 < len(depths) else depth
        if not depth or (following and following <= depth):
            section.paragraphs.append(paragraph)
            continue
        yield section
        trail = {above: heading for above, heading in trail.items() if above < depth}
        section = _Section(paragraph.strip(), " ".join(trail.values()), "section")
        trail[depth] = section.heading
    yield section


def _depth(paragraph: str) -> int:
    text = paragraph.strip()
    if len(text) > HEADING_LETTERS or text.endswith(("。", "、", "．")):
        return 0
    return next((depth for heading, depth in HEADINGS if heading.match(text)), 0)


def _footnote_sections(footnotes: list[tuple[str, list[str]]], edge: int | None) -> Iterator[_Section]:
    for mark, lines in footnotes:
        yield _Section(mark, "", "footnote", ["".join(join_wrapped(lines, edge))])


def _units(sections: list[_Section], notes: list[Unread], *, is_wrapped: bool) -> Iterator[ReadUnit]:
    seq = 0
    for section in sections:
        torn = [text for text in section.paragraphs if is_wrapped and _is_torn(text)]
        for text in _pieces(section):
            seq += 1
            if seq > UNITS:
                raise ReadFailed("too_large", limit=UNITS, what="units")
            quality: Quality = "C" if torn else max(page_quality(text or section.heading), "B")
            if quality == "C":
                notes.append(Unread(f"unit {seq}", "order_suspect", sample(torn[0] if torn else text)))
            yield ReadUnit(
                seq=seq,
                path=str(seq),
                text=text,
                label=section.heading,
                section=section.above,
                level=section.level,
                quality=quality,
            )


def _pieces(section: _Section) -> Iterator[str]:
    """The section's text in units of bearable length; a heading without text is still a unit."""
    piece: list[str] = []
    letters = 0
    for paragraph in section.paragraphs:
        for start in range(0, len(paragraph), UNIT_LETTERS):
            part = paragraph[start : start + UNIT_LETTERS]
            if letters + len(part) > UNIT_LETTERS and piece:
                yield "\n".join(piece)
                piece, letters = [], 0
            piece.append(part)
            letters += len(part)
    if piece or section.heading:
        yield "\n".join(piece)


def _is_torn(paragraph: str) -> bool:
    text = paragraph.strip()
    if _SCRAP.fullmatch(text):
        return True
    return "、" in text and not text.endswith(_SENTENCE_ENDS) and " " not in text and not _depth(text)
