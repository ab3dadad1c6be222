"""Reads minutes from the HTML pages of the dbsearch council system: speeches, speakers and stage lines."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree, html

from civic.library.readers.council_profiles import (
    PAGE_SHAPES,
    PROFILES,
    STAGE_LINES,
    UNKNOWN_COUNCIL,
    CouncilProfile,
    PageShape,
    role_of,
)
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.encodings import decode
from civic.library.readers.failures import ReadFailed

# A whole day's sitting is about 1 MB of HTML.
FILE_BYTES = 20 * 1024 * 1024
SPEECHES = 20_000
# Real pages nest about 20 deep; libxml2 takes more than Python's own stack does.
DEPTH = 200

_BLANKS = " \u3000\n"
_MARKS = "◯○◎◆〇"
_LAYOUT_NEWLINE = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What the system adds to a sitting's name: 「本文」 and the day.
_TITLE_TAIL = re.compile(r"(?<![ \u3000])[ \u3000]*本文(?:[ \u3000]+[0-9-]+)?$")
_COUNCIL = re.compile(r"[^\s|｜]{1,20}(?:議会|市会)")


@dataclass
class _Sitting:
    """What one pass over a page gathers."""

    profile: CouncilProfile
    units: list[ReadUnit] = field(default_factory=list)
    notes: list[Unread] = field(default_factory=list)
    paths: dict[str, int] = field(default_factory=dict)

    def address(self, path: str) -> str:
        """A speech number stands once in a sitting; one used twice is told and gets ~2."""
        times = self.paths[path] = self.paths.get(path, 0) + 1
        if times == 1:
            return path
        self.notes.append(Unread(f"speech {path}", "duplicate_number"))
        return f"{path}~{times}"


def read_council_html(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One sitting. A line that is neither speech nor known stage line is kept as it is, and listed."""
    if path.stat().st_size > FILE_BYTES:
        raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
    decoded = decode(path.read_bytes())
    shape = shape_of(decoded.text)
    if shape is None:
        raise ReadFailed("unknown_format", name=name)
    page = _page(decoded.text)
    heading = printable(page.findtext(".//title") or "").strip()
    profile = next((known for known in PROFILES if known.body in heading), None) or _by_heading(page, heading)
    sitting = _Sitting(profile, notes=list(decoded.notes))
    speeches = enumerate(_find(page, shape.speech), start=1)
    numbers = [_speech(speech, position, shape, sitting) for position, speech in speeches]
    if not sitting.units:
        raise ReadFailed("broken", where=shape.name)
    for before, after in pairwise(numbers):
        if after != before + 1:
            sitting.notes.append(Unread(f"speech {after}", "number_gap", f"{before} → {after}"))
    printed_title = _first_text(page, shape.title)
    day = _day(_first_text(page, shape.date) or printed_title)
    if day is None:
        sitting.notes.append(Unread("date", "not_printed"))
    title = _TITLE_TAIL.sub("", printed_title)
    yield ReadDocument(
        key=name,
        kind=kind or "minutes",
        title=title or name,
        meeting=title,
        body=profile.body,
        city=profile.city,
        date=day,
        units=tuple(sitting.units),
        notes=tuple(sitting.notes),
    )


def shape_of(text: str) -> PageShape | None:
    """The layout of a dbsearch page, by the class names only it has."""
    return next((shape for shape in PAGE_SHAPES if shape.sign in text), None)


def _page(text: str) -> etree._Element:
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


def _by_heading(page: etree._Element, heading: str) -> CouncilProfile:
    """A council without a profile: its name if the page signs with one, and the plainest mark of a speaker."""
    found = _COUNCIL.search(heading)
    body = found.group() if found else ""
    return CouncilProfile(body, body.removesuffix("議会"), UNKNOWN_COUNCIL.speaker_marks)


def _find(element: etree._Element, path: str) -> list[etree._Element]:
    found = element.xpath(path) if path else []
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []


def _first_text(element: etree._Element, path: str) -> str:
    if path.startswith("@"):
        return printable(element.get(path[1:]) or "").strip(_BLANKS)
    found = _find(element, path)
    return " ".join(printable(str(found[0].xpath("string()"))).split()) if found else ""


def _day(printed: str) -> dt.date | None:
    found = _ISO_DAY.search(printed)
    try:
        return dt.date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def _speech(speech: etree._Element, position: int, shape: PageShape, sitting: _Sitting) -> int:
    if position > SPEECHES:
        raise ReadFailed("too_large", limit=SPEECHES, what="speeches")
    digits = re.search("[0-9]{1,6}", _first_text(speech, shape.number))
    number = int(digits.group()) if digits else position
    declared = _first_text(speech, shape.declared_speaker).lstrip(_MARKS)
    texts = _find(speech, shape.text)
    if not texts:
        sitting.notes.append(Unread(f"speech {number}", "no_text"))
    parts = [_Part(number)]
    for line in (line for text in texts for line in _text_lines(text)):
        found = _speaker(line, declared, sitting.profile)
        if found is not None:
            parts.append(_Part(number, *found))
        elif line.strip(_BLANKS) or parts[-1].speaker:
            parts[-1].lines.append(line)
    _report(parts, declared, sitting)
    spoken = [part for part in parts if part.text]
    for index, part in enumerate(spoken, start=1):
        path = sitting.address(str(number) if index == len(spoken) else f"{number}.{index}")
        sitting.units.append(part.unit(len(sitting.units) + 1, path))
    return number


@dataclass
class _Part:
    """Lines under one mark; without a speaker, what stands before the first mark."""

    number: int
    speaker: str = ""
    said: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (self.said, *self.lines))).strip(_BLANKS)

    def unit(self, seq: int, path: str) -> ReadUnit:
        return ReadUnit(
            seq=seq,
            path=path,
            text=self.text,
            speaker=self.speaker,
            role=role_of(self.speaker),
            level="speech" if self.speaker else "stage",
        )


def _speaker(line: str, declared: str, profile: CouncilProfile) -> tuple[str, str] | None:
    """The printed speaker and what follows on the line; the page's own word for the speaker goes first."""
    bare = line.strip(_BLANKS)
    if not bare or bare[0] not in _MARKS:
        return None
    after = bare.lstrip(_MARKS)
    if declared and after.startswith(declared):
        return declared, after[len(declared) :].strip(_BLANKS)
    for mark in profile.speaker_marks:
        if found := mark.fullmatch(bare):
            return found["speaker"], found["said"].strip(_BLANKS)
    return None


def _report(parts: list[_Part], declared: str, sitting: _Sitting) -> None:
    where = f"speech {parts[0].number}"
    for line in parts[0].lines:
        if not any(stage.fullmatch(line) for stage in STAGE_LINES):
            sitting.notes.append(Unread(where, "unparsed_line", sample(line)))
    for line in (line for part in parts[1:] for line in part.lines):
        if line.strip(_BLANKS).startswith(tuple(_MARKS)):
            sitting.notes.append(Unread(where, "unparsed_speaker", sample(line)))
    if declared and all(part.speaker != declared for part in parts):
        sitting.notes.append(Unread(where, "speaker_not_found", sample(declared)))


def _text_lines(text: etree._Element) -> list[str]:
    """The lines of a speech: <br> ends one, the page's own number and newlines do not count."""
    words = [_LAYOUT_NEWLINE.sub("", text.text or "")]
    for child in text.iterdescendants():
        if child.tag == "br":
            words.append("\n")
        elif child.tag != "span":
            words.append(_LAYOUT_NEWLINE.sub("", child.text or ""))
        words.append(_LAYOUT_NEWLINE.sub("", child.tail or ""))
    return [line.rstrip(_BLANKS) for line in printable("".join(words)).split("\n")]
