"""Running text, whoever laid it out: minutes where speakers are marked, an ordinance where articles stand, else plain text."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from civic.library.readers.council_lines import BLANKS
from civic.library.readers.council_profiles import SPEAKER_MARKS, UNKNOWN_COUNCIL, role_of
from civic.library.readers.council_sitting import Sitting, day_in, profile_for, speeches_of
from civic.library.readers.document import Kind, Quality, ReadDocument, ReadUnit, Unread
from civic.library.readers.law_words import FORMS, ordinance_form
from civic.library.readers.ordinance_lines import ARTICLE, Line, OrdinanceLines
from civic.library.readers.plain_text import units_of, units_under
from civic.library.readers.signs import ARTICLE_SIGN, ORDINANCE_NUMBER

# So many marked speakers make a text minutes, so many articles an ordinance; a letter may quote one or two.
SPEAKERS, ARTICLES = 3, 3
TITLE_LINES = 3
HEAD_LINES, HEAD_LETTERS, TITLE_LETTERS = 8, 40, 200
_SITTING = re.compile("会議録|議事録|定例会|臨時会|委員会|本会議|協議会|議会|審議会")


@dataclass(frozen=True)
class Text:
    """Lines of one file, where each stands (a page, if the file has pages), and what the file says of itself."""

    lines: Sequence[Line]
    title: str = ""
    pages: Sequence[int] = ()
    quality: Quality = "A"
    # Pages whose order or letters are suspect.
    doubtful: frozenset[int] = frozenset()
    notes: list[Unread] = field(default_factory=list)

    def page(self, at: int) -> int | None:
        return self.pages[at] if self.pages else None


def structured(text: Text, name: str, kind: Kind | None) -> ReadDocument | None:
    """Minutes or an ordinance, if it is one; what somebody says it is needs fewer signs than what nobody named."""
    minutes = minutes_of(text, name, kind)
    if minutes is not None:
        return minutes
    is_called_one = kind == "ordinance" or any(
        line.text.strip(BLANKS).endswith(FORMS) for line in text.lines[:TITLE_LINES] if len(line.text) <= HEAD_LETTERS
    )
    if kind in (None, "ordinance") and articles_in(text.lines) >= (1 if is_called_one else ARTICLES):
        return _ordinance(text, name)
    return None


def document_of(text: Text, name: str, kind: Kind | None) -> ReadDocument | None:
    """The same, else its paragraphs under their headings; None for a text without words."""
    found = structured(text, name, kind)
    if found is not None:
        return found
    units = (
        units_under(_by_heading(text.lines), text.notes)
        if any(line.is_heading for line in text.lines)
        else units_of("\n".join(line.text for line in text.lines), text.notes)
    )
    if not units:
        return None
    if kind == "minutes":
        text.notes.append(Unread("text", "no_speakers"))
    return ReadDocument(
        key=name, kind=kind or "other", title=text.title or name, units=units, notes=tuple(text.notes),
        date=_day(text) if kind == "minutes" else None,
    )  # fmt: skip


def _by_heading(lines: Iterable[Line]) -> list[tuple[str, list[str]]]:
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        if line.is_heading:
            parts.append((line.text.strip(BLANKS), []))
        elif line.text.strip(BLANKS):
            parts[-1][1].append(line.text)
    return [part for part in parts if part[0] or part[1]]


def minutes_of(text: Text, name: str, kind: Kind | None) -> ReadDocument | None:
    """Speeches, where speakers are marked and, if nobody said these are minutes, somebody chairs."""
    roles = speakers_in(text.lines) if kind in (None, "minutes") else []
    is_enough = bool(roles) if kind == "minutes" else len(roles) >= SPEAKERS and "chair" in roles
    return _minutes(text, name) if is_enough else None


def speakers_in(lines: Iterable[Line]) -> list[str]:
    """The roles of those who speak: lines that begin with a mark and an office known to speak in a council."""
    roles: list[str] = []
    for line in lines:
        bare = _one_line(line).strip(BLANKS)
        if bare[:1] and bare[0] in SPEAKER_MARKS:
            found = next((one for mark in UNKNOWN_COUNCIL.speaker_marks if (one := mark.fullmatch(bare))), None)
            roles.append(role_of(found["speaker"]) if found else "")
    return [role for role in roles if role]


def articles_in(lines: Iterable[Line]) -> int:
    return sum(1 for line in lines if not line.is_table and ARTICLE.fullmatch(line.text.strip(BLANKS)))


def _minutes(text: Text, name: str) -> ReadDocument:
    printed = list(map(_one_line, text.lines))
    sitting = Sitting(profile_for("\n".join(printed)), notes=text.notes)
    opening, speeches = speeches_of(printed, sitting.profile)
    sitting.attach("\n".join(printed[:opening]), "議事日程・出席者", page=text.page(0))
    ends = [*speeches[1:], len(printed)]
    for number, (start, end) in enumerate(zip(speeches, ends, strict=True), start=1):
        sitting.say(str(number), printed[start:end], page=text.page(start))
    title = text.title or next(
        (line.strip(BLANKS) for line in printed[:HEAD_LINES] if _SITTING.search(line) and len(line) <= TITLE_LETTERS),
        "",
    )
    document = sitting.document(name, "minutes", " ".join(title.split()), _day(text), "minutes")
    units = tuple(replace(unit, quality="C" if unit.page in text.doubtful else text.quality) for unit in document.units)
    return replace(document, units=units)


def _one_line(line: Line) -> str:
    """A row of a table with the speaker in its first cell is a line of speech."""
    return line.text.replace("\t", "\u3000")


def _day(text: Text) -> dt.date | None:
    return day_in("\n".join([text.title, *(line.text for line in text.lines)]))


def _ordinance(text: Text, name: str) -> ReadDocument:
    head, body = headed(text.lines)
    reading = OrdinanceLines(notes=text.notes)
    reading.take(body)
    title = title_in(head) or text.title or name
    number, day = number_in(head)
    units: tuple[ReadUnit, ...] = reading.done()
    if text.quality != "A":
        units = tuple(replace(unit, quality=text.quality) for unit in units)
    return ReadDocument(
        key=name, kind="ordinance", title=title[:TITLE_LETTERS], units=units, notes=tuple(reading.notes),
        number=number or None, date=day, source_kind=ordinance_form(f"{number} {title}"),
    )  # fmt: skip


def headed(lines: Sequence[Line]) -> tuple[list[str], list[Line]]:
    """The title, date and number at the top, and the lines of the ordinance itself."""
    head: list[str] = []
    for at, line in enumerate(lines):
        text = line.text.strip()
        is_head = not head or (
            len(head) < HEAD_LINES
            and (ORDINANCE_NUMBER.search(_plain(text)) or day_in(text))
            and len(text) < HEAD_LETTERS
        )
        if line.is_table or not is_head or ARTICLE_SIGN.match(text):
            return head, list(lines[at:])
        if text:
            head.append(text)
    return head, []


def title_in(head: Sequence[str]) -> str:
    """The first line that is neither the day nor the number."""
    others = (one for one in head if not ORDINANCE_NUMBER.search(_plain(one)) and day_in(one) is None)
    return next((one.lstrip("○◯〇 \u3000") for one in others), "")


def number_in(head: Sequence[str]) -> tuple[str, dt.date | None]:
    """「平成9年条例第25号」 and the day; the two may be printed on one line or on two."""
    plain = " ".join(map(_plain, head))
    day = next((one for line in head if (one := day_in(line)) is not None), None)
    numbers = (ORDINANCE_NUMBER.search(_plain(line)) for line in head)
    found = next((one for one in numbers if one is not None), None)
    if found is None:
        return "", day
    year = re.search("(?:明治|大正|昭和|平成|令和)[0-9元一二三四五六七八九十]{1,3}年", plain)
    return f"{found['year'] or (year.group() if year else '')}{found['form']}第{found['number']}号", day


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
