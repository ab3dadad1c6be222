"""Reads of the register: entries and their details, only as far as the viewer may see; expiry counts from its day."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, func, or_, select, true, union
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.registry.models import (
    Correction,
    Entry,
    EntryDetail,
    EntryKind,
    Photo,
    PhotoWaiting,
    Translation,
    Visibility,
)
from civic.registry.states import EntryState
from civic.text.normalise import normalise_text
from civic.text.spellings import spellings

LIST_LENGTH = 30
MOST_WORDS = 8
# States in which somebody has to decide.
WAITING = (EntryState.APPLIED, EntryState.UNDER_REVIEW, EntryState.UPDATE_PENDING)


def listed_on(today: date) -> ColumnElement[bool]:
    """Registered, the last day of validity not past, and not a candidate's in an election period."""
    expires, begins, ends = col(Entry.expires_on), col(Entry.hidden_from), col(Entry.hidden_until)
    is_shown = begins.is_(None) | (begins > today) | (ends < today)
    return (col(Entry.state) == EntryState.REGISTERED) & (expires.is_(None) | (expires >= today)) & is_shown


def visible_to(viewer: Viewer, today: date) -> ColumnElement[bool]:
    """The clause of `entry.see`."""
    if can(viewer, "entry_queue.see"):
        return true()
    if viewer is None:
        return listed_on(today)
    return or_(listed_on(today), col(Entry.person_id) == viewer.person_id)


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry's public columns, and how it stands today."""

    id: int
    kind: EntryKind
    person_id: int | None
    state: EntryState
    display_name: str
    kana: str
    fields: Sequence[str]
    skills: str
    introduction: str
    areas: str
    days: str
    fee: str
    languages: str
    accessibility: str
    reason: str
    expires_on: date | None
    confirmed_on: date | None
    rev: int
    is_listed: bool
    appeal: str = ""
    appealed_at: datetime | None = None
    decided_by: int | None = None
    is_offered_in_rooms: bool = False
    hidden_from: date | None = None
    hidden_until: date | None = None
    update_asked: str = ""


# What the directory and the open data need of a listed entry, as EntryShown names it.
SHOWN_COLUMNS = (
    "id", "kind", "person_id", "state", "display_name", "kana", "fields", "skills", "introduction", "areas", "days", "fee",
    "languages", "accessibility", "reason", "expires_on", "confirmed_on", "rev",
)  # fmt: skip


def shown(entry: Entry, today: date) -> EntryShown:
    return EntryShown(
        id=entry.id, kind=entry.kind, person_id=entry.person_id, state=entry.state, display_name=entry.display_name,
        kana=entry.kana, fields=tuple(entry.fields), skills=entry.skills, introduction=entry.introduction,
        areas=entry.areas, days=entry.days, fee=entry.fee, languages=entry.languages,
        accessibility=entry.accessibility, reason=entry.reason, expires_on=entry.expires_on,
        confirmed_on=entry.confirmed_on, rev=entry.rev,
        is_listed=entry.is_listed
        and (entry.expires_on is None or entry.expires_on >= today)
        and not (entry.hidden_from and entry.hidden_until and entry.hidden_from <= today <= entry.hidden_until),
        appeal=entry.appeal, appealed_at=entry.appealed_at, decided_by=entry.decided_by,
        is_offered_in_rooms=entry.is_offered_in_rooms, hidden_from=entry.hidden_from, hidden_until=entry.hidden_until,
        update_asked=entry.update_asked,
    )  # fmt: skip


def entry_row(db: Session, viewer: Viewer, entry_id: int, today: date) -> Entry:
    """The row for a verb. Raises NotFound when the viewer may not see it."""
    entry = db.get(Entry, entry_id) if 0 < entry_id < 2**31 else None
    if entry is None or not can(viewer, "entry.see", shown(entry, today)):
        raise NotFound("registry.no_such_entry")
    return entry


def entry_for(db: Session, viewer: Viewer, entry_id: int, today: date) -> EntryShown:
    return shown(entry_row(db, viewer, entry_id, today), today)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to."""

    kind: EntryKind | None = None
    field: str = ""
    words: str = ""
    area: str = ""
    day: str = ""
    fee: str = ""
    language: str = ""
    has_accessibility: bool = False


# How entries write a weekday; 月 and 日 alone are also parts of other words (毎月, 平日).
def _says_day(day: str) -> ColumnElement[bool]:
    ways = [f"{day}曜", f"・{day}", "毎日", "いつでも", "随時"]
    ways += ["土日", "土・日"] if day in "土日" else ["平日"]
    if day not in "月日":
        ways += [f"{day}の", f"{day}、", f"{day}・"]
    said = [col(Entry.days).contains(way, autoescape=True) for way in ways]
    return or_(*said, col(Entry.days) == day)


def _says_word(word: str) -> ColumnElement[bool]:
    """In any spelling of a name: 渡辺 finds 渡邊, 斉藤 finds 斎藤, さいとう the reading サイトウ."""
    ways = {normalise_text(word), *(normalise_text(way) for way in spellings(word, is_name=True))}
    return or_(*(col(Entry.folded).contains(way, autoescape=True) for way in sorted(ways)))


def _clauses(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    clauses = [listed_on(today)]
    if filters.kind is not None:
        clauses.append(col(Entry.kind) == filters.kind)
    if filters.field:
        # A member of a JSON list as the database stores it, \u escapes and all.
        clauses.append(cast(col(Entry.fields), String).contains(json.dumps(filters.field), autoescape=True))
    # Cut before folding: folding joins Japanese across blanks.
    clauses += [_says_word(word) for word in filters.words.split()[:MOST_WORDS]]
    if filters.area:
        everywhere = [col(Entry.areas).contains(word) for word in ("市内", "全域")]
        clauses.append(or_(col(Entry.areas).contains(filters.area, autoescape=True), *everywhere))
    if filters.day:
        clauses.append(_says_day(filters.day))
    if filters.fee:
        clauses.append(col(Entry.fee) == filters.fee)
    if filters.language:
        clauses.append(col(Entry.languages).contains(filters.language, autoescape=True))
    if filters.has_accessibility:
        clauses.append(col(Entry.accessibility) != "")
    return clauses


def entries(db: Session, filters: Filters, today: date, after: int = 0, most: int = LIST_LENGTH) -> list[EntryShown]:
    """Newest first, of all listed today; `after` is the id of the last one shown. One more than `most`: there is more."""
    query = select(Entry).where(*_clauses(filters, today))
    if after:
        query = query.where(col(Entry.id) < after)
    rows = db.execute(query.order_by(col(Entry.id).desc()).limit(most + 1)).scalars()
    return [shown(entry, today) for entry in rows]


def total(db: Session, filters: Filters, today: date) -> int:
    return int(db.execute(select(func.count()).select_from(Entry).where(*_clauses(filters, today))).scalar_one())


def listed_by_id(db: Session, viewer: Viewer, ids: Iterable[int], today: date) -> list[EntryShown]:
    """Entries that search found, as far as they are still listed today."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = db.execute(select(Entry).where(col(Entry.id).in_(wanted), listed_on(today))).scalars()
    return [shown(entry, today) for entry in rows]


def own_entries(db: Session, viewer: Viewer, today: date) -> list[EntryShown]:
    """The viewer's own, whatever their state."""
    if viewer is None:
        return []
    query = select(Entry).where(col(Entry.person_id) == viewer.person_id).order_by(col(Entry.id))
    return [shown(entry, today) for entry in db.execute(query).scalars()]


@dataclass(frozen=True, slots=True)
class DetailShown:
    name: str
    value: str
    visibility: Visibility


def details(db: Session, viewer: Viewer, entry: EntryShown) -> list[DetailShown]:
    """What of the further fields this viewer may read without further ado: the owner all, people signed in those
    opened to them, everybody the public ones. What only the city may see is opened by `reveal_entry`, for officers."""
    seen = {Visibility.PUBLIC}
    if viewer is not None:
        seen.add(Visibility.SIGNED_IN)
        if entry.person_id == viewer.person_id and can(viewer, "entry.see_private", entry):
            seen.add(Visibility.CITY_ONLY)
    return _details(db, entry.id, seen)


def public_details(db: Session, entry_id: int) -> list[DetailShown]:
    return _details(db, entry_id, {Visibility.PUBLIC})


def all_details(db: Session, entry_id: int) -> list[DetailShown]:
    """Everything; only for verbs that have asked `entry.see_private`."""
    return _details(db, entry_id, set(Visibility))


def _details(db: Session, entry_id: int, seen: Iterable[Visibility]) -> list[DetailShown]:
    query = select(col(EntryDetail.name), col(EntryDetail.value), col(EntryDetail.visibility)).where(
        col(EntryDetail.entry_id) == entry_id, col(EntryDetail.visibility).in_(list(seen))
    )
    return [DetailShown(*row) for row in db.execute(query.order_by(col(EntryDetail.id)))]


def queue(db: Session, viewer: Viewer, today: date) -> list[EntryShown]:
    """What waits for the registry officer, oldest first: applications and changes, appeals, translations and pictures to
    look at, readers' notes."""
    require(viewer, "entry_queue.see")
    read = select(col(Translation.entry_id)).where(col(Translation.checked_at).is_(None))
    pictured = select(col(PhotoWaiting.entry_id))
    noted = select(col(Correction.entry_id)).where(col(Correction.closed_at).is_(None))
    appealed = (col(Entry.state) == EntryState.SUSPENDED) & col(Entry.appealed_at).is_not(None)
    waits = or_(
        col(Entry.state).in_(WAITING), appealed,
        (col(Entry.state) == EntryState.REGISTERED) & col(Entry.id).in_(union(read, pictured, noted)),
    )  # fmt: skip
    query = select(Entry).where(waits).order_by(col(Entry.applied_at), col(Entry.id)).limit(100)
    return [shown(entry, today) for entry in db.execute(query).scalars()]


def photo(db: Session, entry_id: int) -> Photo | None:
    """Of an entry that the caller has shown the viewer may see."""
    return db.get(Photo, entry_id)


def waiting_photo(db: Session, viewer: Viewer, entry: EntryShown) -> PhotoWaiting | None:
    """The picture an officer has not looked at yet: for its owner and the officers alone."""
    is_theirs = can(viewer, "entry.change", entry) or can(viewer, "entry_queue.see")
    return db.get(PhotoWaiting, entry.id) if is_theirs else None


# Between the names of areas that an entry lists.
AREA_MARKS = re.compile(r"[、，,・/／\s]+")


def areas(db: Session, today: date) -> list[tuple[str, int]]:
    """Names of areas as listed entries write them, with how many do."""
    counts: Counter[str] = Counter()
    for text in db.execute(select(col(Entry.areas)).where(listed_on(today), col(Entry.areas) != "")).scalars():
        counts.update({name for name in AREA_MARKS.split(text) if name})
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def directory(db: Session, today: date) -> list[tuple[EntryShown, dict[str, str]]]:
    """Everything listed today with its public details, by reading. Columns, not rows of the ORM: there are thousands."""
    query = select(*(col(getattr(Entry, name)) for name in SHOWN_COLUMNS)).where(listed_on(today))
    found = db.execute(query.order_by(col(Entry.kana), col(Entry.id))).all()
    rows = [EntryShown(**dict(zip(SHOWN_COLUMNS, row, strict=True)), is_listed=True) for row in found]
    public = col(EntryDetail.visibility) == Visibility.PUBLIC
    details = select(col(EntryDetail.entry_id), col(EntryDetail.name), col(EntryDetail.value)).where(public)
    opened: dict[int, dict[str, str]] = {}
    for entry_id, name, value in db.execute(details.order_by(col(EntryDetail.id))):
        opened.setdefault(entry_id, {})[name] = value
    return [(entry, opened.get(entry.id, {})) for entry in rows]
