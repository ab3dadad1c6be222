"""Reads pages of the gijiroku.com (VOICES) council system: a speech, the opening list, or the list of who spoke."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from civic.library.readers.council_html import page_text, page_tree, text_lines
from civic.library.readers.council_lines import BLANKS
from civic.library.readers.council_sitting import Sitting, day_in, profile_for
from civic.library.readers.document import Kind, ReadDocument, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.signs import GIJIROKU_NUMBER

# Title of a speech's page: 「 委員長(見本) P.2」.
_PAGE = re.compile(r"P\.([0-9]{1,6})")
_SYSTEM = "gijiroku"


def read_gijiroku(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One page: the speeches that stand on it, or a list with one unit for each speech it names."""
    decoded = page_text(path)
    tree = page_tree(decoded.text)
    sitting = Sitting(profile_for(decoded.text), notes=list(decoded.notes))
    if GIJIROKU_NUMBER.search(decoded.text):
        title, said = _speeches(tree, sitting)
    else:
        title, said = _listed(tree, sitting)
    yield sitting.document(name, kind, title, day_in(said), _SYSTEM)


def _speeches(tree: etree._Element, sitting: Sitting) -> tuple[str, str]:
    body = tree.find(".//body")
    if body is None:
        raise ReadFailed("broken", where=_SYSTEM)
    title = " ".join(printable(tree.findtext(".//title") or "").split())
    page = _PAGE.search(title)
    words: list[str] = []
    for number, lines in _by_number(body):
        text = "\n".join(lines)
        words.append(text)
        if title:
            sitting.say(number, lines, page=int(page[1]) if page else None)
        else:
            sitting.attach(text, "名簿", number)
    said = "\n".join(words)
    first = next((line.strip(BLANKS) for line in said.split("\n") if line.strip(BLANKS)), "")
    return (f"会議録の発言：{_PAGE.sub('', title).strip()}" if title else " ".join(first.split())[:200]), said


def _by_number(body: etree._Element) -> Iterator[tuple[str, list[str]]]:
    """Text after each <A NAME="HUID…"> up to the next one; scripts and forms are the page's, not the meeting's."""
    number, words = "", list[str]()
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            named = re.fullmatch("HUID([0-9]{1,12})", element.get("name") or "") if tag == "a" else None
            if named:
                if number:
                    yield number, _lines(words)
                number, words = named[1], []
            if tag == "br":
                words.append("\n")
            if number and tag not in ("script", "style", "form", "input"):
                words.append((element.text or "").strip("\n\t"))
        elif number and element is not body:
            words.append((element.tail or "").strip("\n\t"))
    if number:
        yield number, _lines(words)


def _lines(words: list[str]) -> list[str]:
    return [line.rstrip(BLANKS) for line in printable("".join(words)).split("\n")]


def _listed(tree: etree._Element, sitting: Sitting) -> tuple[str, str]:
    """The sidebar: one line for each speech, with mark, speaker and page; it names speeches and holds none."""
    sitting.notes.append(Unread("page", "list_only"))
    for row in tree.iter("tr"):
        link = row.find(".//a[@href]")
        found = re.search("HUID=([0-9]{1,12})", link.get("href") or "") if link is not None else None
        if link is None or found is None:
            continue
        text = " ".join(" ".join("".join(text_lines(cell)).split()) for cell in row.iter("td")).strip()
        page = _PAGE.search(text)
        if not text:
            sitting.notes.append(Unread(f"speech {found[1]}", "no_text", sample(link.get("href") or "")))
        sitting.attach(" ".join(text.split()), "発言", found[1], int(page[1]) if page else None)
    return printable(tree.findtext(".//title") or "").strip(), ""
