"""Reads minutes from the HTML pages of the dbsearch council system: speeches, speakers and stage lines."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from lxml import etree, html

from civic.library.readers import council_sitting
from civic.library.readers.council_lines import BLANKS
from civic.library.readers.council_profiles import PAGE_SHAPES, SPEAKER_MARKS, PageShape
from civic.library.readers.council_sitting import Sitting, day_in, profile_for
from civic.library.readers.document import Kind, ReadDocument, Unread, printable
from civic.library.readers.encodings import Decoded, decode
from civic.library.readers.failures import ReadFailed

# Real pages nest about 20 deep; libxml2 takes more than Python's own stack does.
DEPTH = 200

_LAYOUT_NEWLINE = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
# What the system adds to a sitting's name: 「本文」 and the day.
_TITLE_TAIL = re.compile(r"(?<![ \u3000])[ \u3000]*本文(?:[ \u3000]+[0-9-]+)?$")


def read_council_html(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One sitting. A line that is neither speech nor known stage line is kept as it is, and listed."""
    decoded = page_text(path)
    shape = shape_of(decoded.text)
    if shape is None:
        raise ReadFailed("unknown_format", name=name)
    page = page_tree(decoded.text)
    heading = printable(page.findtext(".//title") or "").strip()
    sitting = Sitting(profile_for(heading), notes=list(decoded.notes))
    speeches = enumerate(_find(page, shape.speech), start=1)
    numbers = [_speech(speech, position, shape, sitting) for position, speech in speeches]
    for before, after in pairwise(numbers):
        if after != before + 1:
            sitting.notes.append(Unread(f"speech {after}", "number_gap", f"{before} → {after}"))
    printed_title = _first_text(page, shape.title)
    day = day_in(_first_text(page, shape.date) or printed_title)
    yield sitting.document(name, kind, _TITLE_TAIL.sub("", printed_title), day, shape.name)


def page_text(path: Path) -> Decoded:
    """A council page decoded. Raises ReadFailed beyond the ceiling."""
    if path.stat().st_size > council_sitting.FILE_BYTES:
        raise ReadFailed("too_large", limit=council_sitting.FILE_BYTES, what="bytes")
    return decode(path.read_bytes())


def shape_of(text: str) -> PageShape | None:
    """The layout of a dbsearch page, by the class names only it has."""
    return next((shape for shape in PAGE_SHAPES if shape.sign in text), None)


def page_tree(text: str) -> etree._Element:
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        page = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ReadFailed("broken", where="html") from None
    depth = deepest = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > DEPTH:
        raise ReadFailed("too_deep")
    return page


def _find(element: etree._Element, path: str) -> list[etree._Element]:
    found = element.xpath(path) if path else []
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []


def _first_text(element: etree._Element, path: str) -> str:
    if path.startswith("@"):
        return printable(element.get(path[1:]) or "").strip(BLANKS)
    found = _find(element, path)
    return " ".join(printable(str(found[0].xpath("string()"))).split()) if found else ""


def _speech(speech: etree._Element, position: int, shape: PageShape, sitting: Sitting) -> int:
    if position > council_sitting.SPEECHES:
        raise ReadFailed("too_large", limit=council_sitting.SPEECHES, what="speeches")
    digits = re.search("[0-9]{1,6}", _first_text(speech, shape.number))
    number = int(digits.group()) if digits else position
    texts = _find(speech, shape.text)
    if not texts:
        sitting.notes.append(Unread(f"speech {number}", "no_text"))
    lines = [line for text in texts for line in text_lines(text)]
    sitting.say(str(number), lines, _first_text(speech, shape.declared_speaker).lstrip(SPEAKER_MARKS))
    return number


def text_lines(text: etree._Element) -> list[str]:
    """The lines of a speech: <br> ends one, the page's own number and newlines do not count."""
    words = [_LAYOUT_NEWLINE.sub("", text.text or "")]
    for child in text.iterdescendants():
        if child.tag == "br":
            words.append("\n")
        elif child.tag != "span":
            words.append(_LAYOUT_NEWLINE.sub("", child.text or ""))
        words.append(_LAYOUT_NEWLINE.sub("", child.tail or ""))
    return [line.rstrip(BLANKS) for line in printable("".join(words)).split("\n")]
