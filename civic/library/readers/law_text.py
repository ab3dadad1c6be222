"""Takes the words out of law XML elements: sentences, columns, tables and lists, without the readings over kanji."""

import re
from collections.abc import Iterator

from lxml import etree

from civic.library.readers.document import printable

_INDENT = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_ROWS = ("TableRow", "TableHeaderRow")
# Direct children with these endings name a part; they become its label, caption or heading.
_NAMING = ("Title", "Caption", "Num", "Label")


def printed(element: etree._Element | None) -> str:
    """All words of an element on one line; readings (Rt) and the file's own indentation are no words."""
    if element is None:
        return ""
    return printable(_INDENT.sub("", "".join(_words(element)))).strip(" \t\n")


def is_naming(element: etree._Element) -> bool:
    """Does this child name its parent rather than say something?"""
    return isinstance(element.tag, str) and element.tag.endswith(_NAMING)


def lines(element: etree._Element) -> Iterator[str]:
    """The words of an element, a line for each sentence group and table row (cells apart by tabs)."""
    tag = element.tag
    if not isinstance(tag, str):
        return
    children = [child for child in element if isinstance(child.tag, str)]
    if tag in _ROWS:
        yield "\t".join(" ".join(lines(cell)) for cell in children)
    elif tag.endswith("Sentence") and any(child.tag == "Column" for child in children):
        yield "　".join(printed(child) for child in children)
    elif tag.endswith("Sentence") or not children or (element.text or "").strip():
        yield printed(element)
    else:
        for child in children:
            yield from lines(child)


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag != "Rt":
            yield from _words(child)
        yield child.tail or ""
