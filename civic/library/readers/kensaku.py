"""Reads the kensakusystem council system: the text of a sitting, its list of speakers, and its tree of sessions."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from civic.library.readers.council_html import page_text, page_tree
from civic.library.readers.council_lines import BLANKS
from civic.library.readers.council_sitting import Sitting, day_in, profile_for, speeches_of
from civic.library.readers.document import Kind, ReadDocument, Unread, printable
from civic.library.readers.failures import ReadFailed
from civic.library.readers.signs import KENSAKU_HEAD, KENSAKU_PROGRAM

_PAGE = re.compile(r'<PAGE="?([0-9]{1,6})"?>')
_SPOKE = re.compile(r"r_?TextFrame\.exe\?[^/\"']*/(?P<file>[0-9A-Za-z_]{1,40})/(?P<at>[0-9]{1,9})/", re.IGNORECASE)
_SYSTEM = "kensakusystem"


def read_kensaku_text(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One sitting: its lists up to the first speech, then every speech with the page it stands on."""
    decoded = page_text(path)
    head = {found["name"]: found["value"].strip(BLANKS) for found in KENSAKU_HEAD.finditer(decoded.text[:2000])}
    sitting = Sitting(profile_for(decoded.text), notes=list(decoded.notes))
    body = KENSAKU_HEAD.sub("", decoded.text, count=2)
    lines = body.split("\n")
    first, starts = speeches_of(lines, sitting.profile)
    opening = "\n".join(lines[:first])
    sitting.attach(_PAGE.sub("", opening), "議事日程・出席者")
    page = int(found[-1]) if (found := _PAGE.findall(opening)) else 1
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=False), start=1):
        said = lines[start:end]
        sitting.say(str(number), [line for line in said if not _PAGE.fullmatch(line.strip())], page=page)
        page = int(found[-1]) if (found := _PAGE.findall("\n".join(said))) else page
    title = " ".join(head.get("会議名", "").split())
    yield sitting.document(name, kind, title, day_in(head.get("開催日", "")), _SYSTEM)


def read_kensaku_page(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """A page that leads to speeches or sessions: a unit for each line that names one; it holds none itself."""
    decoded = page_text(path)
    tree = page_tree(decoded.text)
    title = " ".join(printable(tree.findtext(".//title") or "").split())
    sitting = Sitting(profile_for(title), notes=[*decoded.notes, Unread("page", "list_only")])
    for position, link in enumerate(tree.iter("a"), start=1):
        words = " ".join(printable("".join(map(str, link.itertext()))).split())
        picture = link.find(".//img")
        words = words or " ".join(printable(picture.get("alt") or "").split() if picture is not None else ())
        found = _SPOKE.search(link.get("href") or "")
        if words and _names_one(link, words):
            sitting.attach(
                words, "発言" if found else "会議", f"{'s' if found else 'n'}{found['at'] if found else position}"
            )
    if not sitting.units:
        raise ReadFailed("broken", where=_SYSTEM)
    first = "\n".join(unit.text for unit in sitting.units[:20])
    yield sitting.document(name, kind, title, day_in(first), _SYSTEM)


def _names_one(link: etree._Element, words: str) -> bool:
    """Does the link lead to a speech, a sitting or a year, rather than to the system's own pages?"""
    if _SPOKE.search(link.get("href") or ""):
        return True
    aimed = f"{link.get('href') or ''} {link.get('onclick') or ''}"
    names_time = re.search("(?:明治|大正|昭和|平成|令和).{0,3}年|定例会|臨時会|委員会|[0-9０-９]月", words)
    return bool(names_time) and ("treedepth" in aimed or bool(KENSAKU_PROGRAM.search(aimed)))
