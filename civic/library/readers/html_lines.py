"""The words of an HTML page line by line: blocks end lines, a table's rows come as one line each, layout is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from civic.library.readers.document import printable
from civic.library.readers.ordinance_lines import Line

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "pre",
        "blockquote",
        "center",
        "main",
        "figure",
    ]
)
_DROPPED = frozenset(["script", "style", "noscript", "template", "head", "nav", "form", "button", "select", "input"])
_PICTURES = (".gif", ".png", ".jpg", ".jpeg", ".pdf")
_CELLS = ("td", "th")
_HEADINGS = ("h2", "h3", "h4")
# A cell with more letters than this holds text that was laid out in a table, not a value of one.
CELL_LETTERS = 300


@dataclass
class PageLines:
    """`has_layout` for pages of unknown make: tables that only place text are taken apart, page furniture is left out."""

    has_layout: bool = False
    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def walk(self, element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED or (self.has_layout and tag in ("footer", "aside")):
            return
        is_table = tag == "table" and not (self.has_layout and _is_layout(element))
        if is_table:
            self.end()
            self.lines.extend(_table(element))
            return
        if tag == "img" and (element.get("src") or "").lower().endswith(_PICTURES):
            self._picture(element)
        is_block = tag in _BLOCKS or tag in ("table", "tr", *_CELLS)
        if is_block or tag == "br":
            self.end()
        self.words.append(element.text or "")
        for child in element:
            self.walk(child)
            self.words.append(child.tail or "")
        if is_block:
            self.end(is_heading=self.has_layout and tag in _HEADINGS)

    def _picture(self, element: etree._Element) -> None:
        """A picture without a word beside it is furniture, except in a page whose make is known."""
        if not self.has_layout or element.get("alt"):
            self.lines.append(Line(element.get("alt") or element.get("src") or "", is_figure=True))

    def end(self, *, is_heading: bool = False) -> None:
        text = re.sub(r"[ \t]*\n[ \t]*", "", printable("".join(self.words))).strip(" \t\n")
        if text.strip(" \u3000\u00a0"):
            self.lines.append(Line(text, is_heading=is_heading))
        self.words = []


def _is_layout(table: etree._Element) -> bool:
    """Does this table place text on the page, rather than show figures?"""
    rows = [[cell for cell in row if cell.tag in _CELLS] for row in _rows(table)]
    cells = [cell for row in rows for cell in row]
    return (
        max(map(len, rows), default=0) < 2
        or table.find(".//table") is not None
        or any(cell.find(".//p") is not None or cell.find(".//h1") is not None for cell in cells)
        or any(len(str(cell.xpath("string()"))) > CELL_LETTERS for cell in cells)
    )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of this table, not those of tables inside its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _table(table: etree._Element) -> Iterator[Line]:
    """Every cell that is printed, in order; merged cells stand once, a table in a cell is part of the cell."""
    for row in _rows(table):
        cells = [_cell(cell) for cell in row if cell.tag in _CELLS]
        if any(cells):
            yield Line("\t".join(cells), is_table=True)


def _cell(cell: etree._Element) -> str:
    words: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_apart = element is not cell and (tag in _BLOCKS or tag in ("br", "tr", *_CELLS))
        if event == "start":
            words.extend((" " if is_apart else "", element.text or ""))
        elif element is not cell:
            words.extend((" " if is_apart else "", element.tail or ""))
    return " ".join(printable("".join(words)).split())
