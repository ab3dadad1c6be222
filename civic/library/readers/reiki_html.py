"""Reads pages of municipal ordinance collections (例規集) as they are published: HTML laid out line by line."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from civic.library.readers.council_html import page_text, page_tree
from civic.library.readers.council_sitting import day_in
from civic.library.readers.document import Kind, ReadDocument, printable
from civic.library.readers.failures import ReadFailed
from civic.library.readers.law_words import ordinance_form
from civic.library.readers.ordinance_lines import Line, OrdinanceLines
from civic.library.readers.signs import ARTICLE_SIGN, ORDINANCE_NUMBER

# Where the text of an ordinance stands, in the collections of the two large publishers; else the whole body.
MAIN = (
    "//*[@id='primary']", "//*[@id='honbun']", "//*[contains(@class, 'joubun')]", "//*[contains(@class, 'honbun')]",
    "//main", "//body",
)  # fmt: skip
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
        "pre",
        "blockquote",
    ]
)
_DROPPED = frozenset(["script", "style", "noscript", "template", "head", "nav", "form", "button", "select", "input"])
_IN_FORCE = re.compile(r"[(（](?P<day>[^()（）]{6,14}日)施行[)）]")


def read_ordinance_html(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One ordinance. What the page adds around it (contents, history, system notes) is not part of the text."""
    decoded = page_text(path)
    tree = page_tree(decoded.text)
    lines = _Lines()
    lines.walk(_main(tree))
    lines.end()
    head, body = _headed(lines.lines)
    title = next(
        (one.lstrip("○◯〇 \u3000") for one in head if not ORDINANCE_NUMBER.search(_plain(one)) and day_in(one) is None),
        "",
    )
    title = title or " ".join(printable(tree.findtext(".//title") or "").split())
    reading = OrdinanceLines(notes=list(decoded.notes))
    reading.take(body)
    units = reading.done()
    if not units or not title:
        raise ReadFailed("broken", where="ordinance")
    number, day = _number(head)
    yield ReadDocument(
        key=name, kind=kind or "ordinance", title=title, units=units, notes=tuple(reading.notes), number=number or None,
        date=day, effective_from=_in_force(tree), source_kind=ordinance_form(f"{number} {title}"),
    )  # fmt: skip


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _main(tree: etree._Element) -> etree._Element:
    for path in MAIN:
        found = tree.xpath(path)
        if isinstance(found, list) and found and isinstance(found[0], etree._Element):
            return found[0]
    return tree


@dataclass
class _Lines:
    """Block elements end lines; a table is one line for each row."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def walk(self, element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _DROPPED:
            return
        if tag == "table":
            self.end()
            self.lines.extend(_table(element))
            return
        if tag == "img" and (element.get("src") or "").lower().endswith((".gif", ".png", ".jpg", ".jpeg", ".pdf")):
            self.lines.append(Line(element.get("alt") or element.get("src") or "", is_figure=True))
        if tag in _BLOCKS or tag == "br":
            self.end()
        self.words.append(element.text or "")
        for child in element:
            self.walk(child)
            self.words.append(child.tail or "")
        if tag in _BLOCKS:
            self.end()

    def end(self) -> None:
        text = re.sub(r"[ \t]*\n[ \t]*", "", printable("".join(self.words))).strip(" \t\n")
        if text.strip(" \u3000\u00a0"):
            self.lines.append(Line(text))
        self.words = []


def _table(table: etree._Element) -> Iterator[Line]:
    """Every cell that is printed, in order; merged cells stand once."""
    for row in table.iter("tr"):
        cells = [
            " ".join(printable("".join(map(str, cell.itertext()))).split()) for cell in row if cell.tag in ("td", "th")
        ]
        if any(cells):
            yield Line("\t".join(cells), is_table=True)


def _headed(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """The title, date and number at the top, and the lines of the ordinance itself."""
    head: list[str] = []
    for at, line in enumerate(lines):
        text = line.text.strip()
        is_head = not head or (
            len(head) < 8 and (ORDINANCE_NUMBER.search(_plain(text)) or day_in(text)) and len(text) < 40
        )
        if line.is_table or not is_head or ARTICLE_SIGN.match(text):
            return head, lines[at:]
        head.append(text)
    return head, []


def _number(head: list[str]) -> tuple[str, dt.date | None]:
    """「平成9年条例第25号」 and the day; the two may be printed on one line or on two."""
    plain = " ".join(map(_plain, head))
    day = next((one for line in head if (one := day_in(line)) is not None), None)
    numbers = (ORDINANCE_NUMBER.search(_plain(line)) for line in head)
    found = next((one for one in numbers if one is not None), None)
    if found is None:
        return "", day
    year = re.search("(?:明治|大正|昭和|平成|令和)[0-9元]{1,2}年", plain)
    return f"{found['year'] or (year.group() if year else '')}{found['form']}第{found['number']}号", day


def _in_force(tree: etree._Element) -> dt.date | None:
    """The page's own word for the day this text came into force: 「(平成28年6月23日施行)」."""
    found = _IN_FORCE.search(_plain(" ".join(printable("".join(map(str, tree.itertext()))).split())))
    return day_in(found["day"]) if found else None
