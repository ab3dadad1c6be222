"""Reads pages of municipal ordinance collections (例規集) as they are published: HTML laid out line by line."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from civic.library.readers.council_html import page_text, page_tree
from civic.library.readers.council_sitting import day_in
from civic.library.readers.document import Kind, ReadDocument, printable
from civic.library.readers.failures import ReadFailed
from civic.library.readers.html_lines import PageLines
from civic.library.readers.law_words import ordinance_form
from civic.library.readers.ordinance_lines import OrdinanceLines
from civic.library.readers.prose import headed, number_in, title_in

# Where the text of an ordinance stands, in the collections of the two large publishers; else the whole body.
MAIN = (
    "//*[@id='primary']", "//*[@id='honbun']", "//*[contains(@class, 'joubun')]", "//*[contains(@class, 'honbun')]",
    "//main", "//body",
)  # fmt: skip
_IN_FORCE = re.compile(r"[(（](?P<day>[^()（）]{6,14}日)施行[)）]")


def read_ordinance_html(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One ordinance. What the page adds around it (contents, history, system notes) is not part of the text."""
    decoded = page_text(path)
    tree = page_tree(decoded.text)
    lines = PageLines()
    lines.walk(main_of(tree))
    lines.end()
    head, body = headed(lines.lines)
    title = title_in(head) or " ".join(printable(tree.findtext(".//title") or "").split())
    reading = OrdinanceLines(notes=list(decoded.notes))
    reading.take(body)
    units = reading.done()
    if not units or not title:
        raise ReadFailed("broken", where="ordinance")
    number, day = number_in(head)
    yield ReadDocument(
        key=name, kind=kind or "ordinance", title=title, units=units, notes=tuple(reading.notes), number=number or None,
        date=day, effective_from=_in_force(tree), source_kind=ordinance_form(f"{number} {title}"),
    )  # fmt: skip


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def main_of(tree: etree._Element) -> etree._Element:
    for path in MAIN:
        found = tree.xpath(path)
        if isinstance(found, list) and found and isinstance(found[0], etree._Element):
            return found[0]
    return tree


def _in_force(tree: etree._Element) -> dt.date | None:
    """The page's own word for the day this text came into force: 「(平成28年6月23日施行)」."""
    found = _IN_FORCE.search(_plain(" ".join(printable("".join(map(str, tree.itertext()))).split())))
    return day_in(found["day"]) if found else None
