"""One sitting while it is read: units with addresses, what could not be read, and the document made of them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from civic.library.readers.council_lines import BLANKS, Part, council_in, is_stage, parts_of
from civic.library.readers.council_profiles import PROFILES, UNKNOWN_COUNCIL, CouncilProfile
from civic.library.readers.council_threads import in_order
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread
from civic.library.readers.failures import ReadFailed
from civic.library.readers.law_words import era_date, number_of

# A whole day's sitting is about 1 MB of HTML.
FILE_BYTES = 20 * 1024 * 1024
SPEECHES = 20_000
# Where a list of names ends and the day is printed: far enough for the longest list of a large council.
HEAD_LETTERS = 20_000

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ERA_DAY = re.compile(
    "(?P<era>明治|大正|昭和|平成|令和)[ ]*(?P<year>[0-9]{1,2}|[元一二三四五六七八九十]{1,3})[ ]*年"
    "[ ]*(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[ ]*月[ ]*(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[ ]*日"
)


@dataclass
class Sitting:
    """What one pass over a file gathers."""

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

    def say(self, number: str, lines: Sequence[str], declared: str = "", page: int | None = None) -> None:
        """Lines the source gives under one number; the (last) speech among them takes the number as its address."""
        parts = parts_of(lines, self.profile, self.notes, f"speech {number}", declared)
        main = next((at for at in range(len(parts) - 1, -1, -1) if parts[at].level == "speech"), len(parts) - 1)
        for at, part in enumerate(parts):
            self._add(part, number if at == main else f"{number}.{at + 1}", page)
        if declared and all(part.speaker != declared for part in parts):
            self.notes.append(Unread(f"speech {number}", "speaker_not_found", declared))

    def attach(self, text: str, label: str, path: str = "list", page: int | None = None) -> None:
        """The order of the day and who was there: nobody's words, kept as they stand."""
        if text.strip(BLANKS):
            part = Part("list", lines=text.split("\n"))
            self._add(part, path, page, label)

    def _add(self, part: Part, path: str, page: int | None, label: str = "") -> None:
        if len(self.units) >= SPEECHES:
            raise ReadFailed("too_large", limit=SPEECHES, what="speeches")
        unit = part.unit(len(self.units) + 1, self.address(path), page)
        self.units.append(unit if not label else ReadUnit(
            seq=unit.seq, path=unit.path, text=unit.text, level="list", label=label, page=page,
        ))  # fmt: skip

    def called(self, name: str) -> str:
        """A sitting whose title is not printed: the council's name, and the file's so that two can be told apart."""
        return f"{self.profile.body}会議録（{name}）" if self.profile.body else name

    def document(self, name: str, kind: Kind | None, title: str, day: dt.date | None, where: str) -> ReadDocument:
        """Raises ReadFailed when nothing was said at all."""
        if not self.units:
            raise ReadFailed("broken", where=where)
        if day is None:
            self.notes.append(Unread("date", "not_printed"))
        return ReadDocument(
            key=name, kind=kind or "minutes", title=title or self.called(name), meeting=title, body=self.profile.body,
            city=self.profile.city, date=day, units=tuple(in_order(self.units)), notes=tuple(self.notes),
        )  # fmt: skip


def speeches_of(lines: Sequence[str], profile: CouncilProfile) -> tuple[int, list[int]]:
    """Where the first speech begins, and where each one does: at every line a speaker is marked on."""
    starts = [
        at
        for at, line in enumerate(lines)
        if any(mark.fullmatch(line.strip(BLANKS)) for mark in profile.speaker_marks) and not is_stage(line)
    ]
    return (starts[0] if starts else len(lines)), starts


def profile_for(text: str) -> CouncilProfile:
    """The profile of the council that signs this text; without one, its name and the shapes that cannot be mistaken."""
    known = next((profile for profile in PROFILES if profile.body in text), None)
    if known is not None:
        return known
    body = council_in(text[:HEAD_LETTERS])
    city = body.removesuffix("議会") if body.endswith("議会") else body.removesuffix("会")
    return CouncilProfile(body, city, UNKNOWN_COUNCIL.speaker_marks)


def day_in(text: str) -> dt.date | None:
    """The first day printed in the text: 2025-03-14, 令和　６年２月２２日, 令和元年5月1日."""
    head = unicodedata.normalize("NFKC", text[:HEAD_LETTERS])
    if found := _ISO_DAY.search(head):
        try:
            return dt.date.fromisoformat(found.group())
        except ValueError:
            return None
    for found in _ERA_DAY.finditer(head):
        day = era_date(found["era"], *(str(number_of(found[part])) for part in ("year", "month", "day")))
        if day is not None:
            return day
    return None
