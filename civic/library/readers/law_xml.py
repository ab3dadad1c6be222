"""Reads e-Gov's 法令標準XML (schema v3): paragraphs, items, tables, supplements, each with its address."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.law_text import is_naming, lines, printed
from civic.library.readers.law_words import (
    era_date,
    is_municipal,
    item_words,
    number_of,
    paragraph_words,
    supplement_code,
)

# The longest national law (租税特別措置法) is about 20 MB; lxml's tree takes up to ten times that.
FILE_BYTES = 40 * 1024 * 1024
UNITS = 100_000

DIVISIONS = ("Part", "Chapter", "Section", "Subsection", "Division")
# element -> (letter of its address, level); the address of a part is its ancestors' and its own, joined by hyphens.
PARTS = {
    "Article": ("A", "article"),
    "Paragraph": ("P", "paragraph"),
    "Item": ("I", "item"),
    **{f"Subitem{depth}": (f"S{depth}.", "subitem") for depth in range(1, 11)},
    "Preamble": ("PR", "preamble"),
    "EnactStatement": ("E", "enactment"),
    "AppdxTable": ("T", "table"),
    "SupplProvisionAppdxTable": ("T", "table"),
    "AppdxStyle": ("F", "style"),
    "SupplProvisionAppdxStyle": ("F", "style"),
    "AppdxFormat": ("R", "format"),
    "AppdxNote": ("N", "note"),
    "AppdxFig": ("G", "figure"),
    "Appdx": ("X", "appendix"),
    "SupplProvisionAppdx": ("X", "appendix"),
}
# 「417AC0000000048_20230607_505AC0000000044」, whatever stands before it: the same law whichever revision a file holds.
_FILE_NAME = re.compile(r"(?<![0-9A-Za-z])(?P<id>[1-5][0-9]{2}[0-9A-Z]{12})_(?P<day>\d{8})(?:_[0-9A-Z]+)?$")
_TITLE_NUMBER = re.compile("第([〇一二三四五六七八九十百]+)")
_SAFE_NUMBER = re.compile(r"[0-9]{1,6}(?:[_:][0-9]{1,6}){0,8}")


@dataclass
class _Reading:
    """What one pass over a law gathers."""

    units: list[ReadUnit] = field(default_factory=list)
    notes: list[Unread] = field(default_factory=list)
    paths: dict[str, int] = field(default_factory=dict)

    def address(self, above: str, letter: str, number: str) -> str:
        """An address that stands once in the law; a number used twice is told and gets ~2."""
        path = f"{above}-{letter}{number}" if above else f"{letter}{number}"
        times = self.paths[path] = self.paths.get(path, 0) + 1
        if times == 1:
            return path
        self.notes.append(Unread(path, "duplicate_number"))
        return f"{path}~{times}"


@dataclass(frozen=True)
class _Place:
    """Where the walk stands: address, printed label, caption and headings of the ancestors."""

    path: str = ""
    label: str = ""
    caption: str = ""
    section: str = ""
    mark: str = ""


def read_law_xml(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One law at one date. Every sentence stands in exactly one unit, in the order of the source."""
    law = _root(path)
    number, title = law.findtext("LawNum"), law.find("LawBody/LawTitle")
    if title is None or not printed(title):
        raise ReadFailed("broken", where="LawTitle")
    reading = _Reading()
    for part in law.iterfind("LawBody/*"):
        if part.tag not in ("LawTitle", "TOC"):
            _walk(part, _Place(), reading)
    if not reading.units:
        raise ReadFailed("broken", where="LawBody")
    _report_gaps(law, reading)
    named = _FILE_NAME.search(name)
    yield ReadDocument(
        key=law.get("LawId") or (named["id"] if named else "") or (number or name).strip(),
        kind=kind or ("ordinance" if is_municipal(number or "") else "law"),
        source_kind=law.get("LawType") or "",
        title=printed(title),
        number=(number or "").strip() or None,
        date=_promulgated(law),
        effective_from=_effective(law, named["day"] if named else ""),
        units=tuple(reading.units),
        notes=tuple(reading.notes),
    )


def _root(path: Path) -> etree._Element:
    if path.stat().st_size > FILE_BYTES:
        raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
    data = path.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        message = str(problem)
        if "depth" in message.lower():
            raise ReadFailed("too_deep") from None
        if "memory" in message.lower() or message.startswith("unknown error"):  # what lxml says without memory
            raise MemoryError from None
        code = "entities" if b"<!ENTITY" in data else "broken"
        raise ReadFailed(code, line=problem.lineno or 0, sample=sample(message)) from None
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.externalDTD is not None:
        raise ReadFailed("entities")
    law = root if root.tag == "Law" else root.find(".//Law")
    if law is None:
        raise ReadFailed("unknown_format", name=sample(str(root.tag)))
    return law


def _walk(element: etree._Element, place: _Place, reading: _Reading) -> None:
    tag = element.tag
    if not isinstance(tag, str):  # comments and processing instructions
        return
    if tag in DIVISIONS:
        heading = printed(element.find(f"{tag}Title"))
        place = replace(place, section=" ".join(filter(None, (place.section, heading))))
    elif tag == "SupplProvision":
        place = _supplement(element, reading)
    elif tag in PARTS:
        place = _part(element, place, reading)
    own = [child for child in element if not _is_walked(child) and not is_naming(child)]
    _say(element, own, place, reading)
    for child in element:
        if _is_walked(child):
            _walk(child, place, reading)


def _is_walked(element: etree._Element) -> bool:
    return element.tag in PARTS or element.tag in DIVISIONS or element.tag == "SupplProvision"


def _say(element: etree._Element, own: list[etree._Element], place: _Place, reading: _Reading) -> None:
    """Adds the unit for an element's own words, if it has any; lists the pictures in it."""
    said = [printable(element.text or "").strip()]
    figures: list[Unread] = []
    for child in own:
        said.extend(lines(child))
        said.append(printable(child.tail or "").strip())
        figures.extend(
            Unread(place.path, "figure", sample(figure.get("src") or place.label)) for figure in child.iter("Fig")
        )
    reading.notes.extend(figures)
    text = "\n".join(line for line in said if line.strip())
    if not text and not figures:
        return
    if len(reading.units) >= UNITS:
        raise ReadFailed("too_large", limit=UNITS, what="units")
    level = PARTS[element.tag][1] if element.tag in PARTS else "other"
    reading.units.append(
        ReadUnit(
            seq=len(reading.units) + 1,
            path=place.path or reading.address("", "L", ""),
            text=text,
            label=place.label,
            caption=place.caption,
            section=place.section,
            level=level,
            mark=place.mark,
            quality="A" if text else "D",
        )
    )


def _supplement(element: etree._Element, reading: _Reading) -> _Place:
    """附則: addressed by the law that brought it (S.H24L47), because a revision may drop the ones before it."""
    amending = element.get("AmendLawNum") or ""
    label = printed(element.find("SupplProvisionLabel")).replace("\u3000", "").replace(" ", "") or "附則"
    code = supplement_code(amending)
    path = reading.address("", "S", f".{code}" if code else "")
    return _Place(path=path, label=label, section=f"{label}（{amending}）" if amending else label)


def _part(element: etree._Element, above: _Place, reading: _Reading) -> _Place:
    tag = str(element.tag)
    letter, level = PARTS[tag]
    title = printed(element.find(f"{tag}Title")) or printed(element.find(f"{tag}Num"))
    number = element.get("Num") or ""
    if not _SAFE_NUMBER.fullmatch(number):
        number = _counted(element, title)
    path = reading.address(above.path, letter, number.replace(":", "."))
    caption = printed(element.find(f"{tag}Caption")) or printed(element.find("RelatedArticleNum"))
    label = above.label
    if level == "paragraph":
        siblings = element.getparent()
        is_only = siblings is not None and sum(1 for _ in siblings.iterchildren("Paragraph")) == 1
        label += "" if is_only or not number.isdecimal() else paragraph_words(int(number), above.label)
    elif level == "item":
        label += item_words(title) if "-P" in f"-{path}" else f" {title}"
    elif level == "enactment":
        label = "制定文"
    elif level == "preamble":
        label = "前文"
    else:
        label += title
    # The first paragraph carries its article's number: laws do not print a 1 there.
    mark = title or (above.mark if level == "paragraph" else "")
    return _Place(path, label, caption.strip("（）()") or above.caption, above.section, mark)


def _counted(element: etree._Element, title: str) -> str:
    """A number for an element without one: the one in its title (別表第三), else its place among its like."""
    found = _TITLE_NUMBER.search(title)
    number = number_of(found[1]) if found else None
    if number is None:
        number = 1 + sum(1 for _ in element.itersiblings(str(element.tag), preceding=True))
    return str(number)


def _report_gaps(law: etree._Element, reading: _Reading) -> None:
    """A main provision counts its articles without a gap; one that does not has lost an article on the way."""
    main = law.find("LawBody/MainProvision")
    if main is None or main.get("Extract") == "true":
        return
    last = 0
    for article in main.iter("Article"):
        first, _, end = (article.get("Num") or "").partition(":")
        number = first.partition("_")[0]
        if not number.isdecimal() or len(number) > 6:
            continue
        if int(number) not in (last, last + 1):
            reading.notes.append(Unread(f"A{number}", "number_gap", f"{last} → {number}"))
        last = int(end.partition("_")[0]) if end.partition("_")[0].isdecimal() else int(number)


def _promulgated(law: etree._Element) -> dt.date | None:
    parts = (law.get(name) or "" for name in ("Era", "Year", "PromulgateMonth", "PromulgateDay"))
    return era_date(*parts)


def _effective(law: etree._Element, named_day: str) -> dt.date | None:
    """In force from: the file's own word, else the day in its name, else the day it is planned for."""
    for printed_day in (law.get("EnforcementDate"), named_day, law.get("ScheduledEnforcementDate")):
        try:
            return dt.date.fromisoformat((printed_day or "").replace("/", "-"))
        except ValueError:
            continue
    return None
