"""Reads an HTML page nobody has made a reader for: its words in order, as minutes or an ordinance where it is one."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from civic.library.readers.council_html import page_text, page_tree
from civic.library.readers.document import Kind, ReadDocument, Unread, printable
from civic.library.readers.failures import ReadFailed
from civic.library.readers.html_lines import PageLines
from civic.library.readers.prose import Text, document_of
from civic.library.readers.reiki_html import main_of

MOST_PICTURES = 100
# What a site adds to the names of its pages: 「 - みほん市議会」, 「｜みほん市公式ホームページ」.
_SITE = re.compile(r"[ \u3000]*[|｜\-－–—:：][ \u3000]*[^|｜\-－–—:：]{1,40}$")


def read_any_page(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One document. Menus, forms and the page's foot are left out; pictures are listed."""
    decoded = page_text(path)
    tree = page_tree(decoded.text)
    page = PageLines(has_layout=True)
    page.walk(main_of(tree))
    page.end()
    notes = list(decoded.notes)
    notes.extend([Unread("page", "figure", line.text[:60]) for line in page.lines if line.is_figure][:MOST_PICTURES])
    lines = [line for line in page.lines if not line.is_figure]
    document = document_of(Text(lines, _title(tree), notes=notes), name, kind)
    if document is None:
        raise ReadFailed("broken", where="html", sample="empty")
    yield document


def _title(tree: etree._Element) -> str:
    heading = next((words for one in tree.iter("h1") if (words := _words(str(one.xpath("string()"))))), "")
    return (heading or _SITE.sub("", _words(tree.findtext(".//title") or "")))[:200]


def _words(text: str) -> str:
    return " ".join(printable(text).split())
