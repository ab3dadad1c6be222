"""Lists of the library: documents by kind, body and year, what is covered, and what staff still have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.library.models import (
    Document,
    DocumentImport,
    DocumentKind,
    DocumentTopic,
    DocumentVersion,
    VersionState,
)
from civic.permissions import Viewer, require

LIST_LENGTH = 50
# Before every date a document can carry; stands for "no date" in the order of the list.
NO_DATE = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to."""

    kind: DocumentKind | None = None
    body: str = ""
    year: int | None = None
    topic_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list."""

    id: int
    key: str
    kind: DocumentKind
    title: str
    number: str
    dated_on: date | None
    body: str
    meeting: str
    unit_count: int
    quality: str

    @property
    def place(self) -> str:
        """Where the next page goes on."""
        return f"{(self.dated_on or NO_DATE).isoformat()}.{self.id}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list, with how many documents it leaves."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Covered:
    """One line of the coverage: what of one kind and body there is."""

    kind: DocumentKind
    body: str
    first_on: date | None
    last_on: date | None
    published_at: datetime | None
    documents: int
    units: int
    quality: str


_DATED = func.coalesce(col(Document.dated_on), NO_DATE)
_YEAR = func.substr(cast(col(Document.dated_on), String), 1, 4)
# Lists show what everybody may see: a document with a current version that is not closed.
_LISTED = (
    col(Document.current_version_id) == col(DocumentVersion.id),
    col(DocumentVersion.state) == VersionState.PUBLISHED,
)


def _clauses(filters: Filters, without: str = "") -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind is not None and without != "kind":
        found.append(col(Document.kind) == filters.kind)
    if filters.body and without != "body":
        found.append(col(Document.body) == filters.body)
    if filters.year is not None and without != "year":
        found.append(col(Document.dated_on).between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.topic_id is not None:
        under = select(col(DocumentTopic.document_id)).where(col(DocumentTopic.topic_id) == filters.topic_id)
        found.append(col(Document.id).in_(under))
    return found


def documents(db: Session, filters: Filters, after: str = "", most: int = LIST_LENGTH) -> list[Listed]:
    """Newest first; `after` is the `place` of the last line already shown. One more than `most` means: there is more."""
    query = select(
        col(Document.id), col(Document.key), col(Document.kind), col(Document.title), col(Document.number),
        col(Document.dated_on), col(Document.body), col(Document.meeting), col(Document.unit_count),
        col(DocumentVersion.quality),
    ).join(DocumentVersion, _LISTED[0])  # fmt: skip
    query = query.where(_LISTED[1], *_clauses(filters))
    if (place := _place(after)) is not None:
        day, number = place
        query = query.where((literal(day) > _DATED) | ((literal(day) == _DATED) & (col(Document.id) < number)))
    rows = db.execute(query.order_by(_DATED.desc(), col(Document.id).desc()).limit(most + 1))
    return [Listed(*row) for row in rows]


def _place(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition(".")
    try:
        return (date.fromisoformat(day), int(number)) if number.isascii() and number.isdigit() else None
    except ValueError:
        return None


def choices(db: Session, filters: Filters) -> dict[str, list[Choice]]:
    """Kinds, bodies and years with counts, each narrowed by the other two."""
    return {
        "kind": _choices(db, filters, "kind", col(Document.kind)),
        "body": _choices(db, filters, "body", col(Document.body)),
        "year": sorted(_choices(db, filters, "year", _YEAR), key=lambda c: c.value, reverse=True),
    }


def _choices(db: Session, filters: Filters, name: str, column: Any) -> list[Choice]:
    query = select(column, func.count()).join(DocumentVersion, _LISTED[0]).where(_LISTED[1])
    query = query.where(*_clauses(filters, without=name)).group_by(column).order_by(func.count().desc(), column)
    return [Choice(str(value), count) for value, count in db.execute(query) if value]


def total(db: Session, filters: Filters) -> int:
    query = select(func.count()).select_from(Document).join(DocumentVersion, _LISTED[0])
    return int(db.execute(query.where(_LISTED[1], *_clauses(filters))).scalar_one())


def coverage(db: Session) -> list[Covered]:
    """What exists, from when to when, how much, and how well it reads (DOMAIN §9, coverage page)."""
    query = (
        select(
            col(Document.kind), col(Document.body), func.min(col(Document.dated_on)),
            func.max(col(Document.dated_on)), func.max(col(DocumentVersion.published_at)), func.count(),
            func.sum(col(Document.unit_count)), func.max(col(DocumentVersion.quality)),
        )
        .join(DocumentVersion, _LISTED[0])
        .where(_LISTED[1])
        .group_by(col(Document.kind), col(Document.body))
        .order_by(col(Document.kind), col(Document.body))
    )  # fmt: skip
    return [Covered(*row) for row in db.execute(query)]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A published version whose 施行日 has not come."""

    key: str
    title: str
    number: int
    effective_from: date


def upcoming(db: Session, today: date, most: int = 30) -> list[Upcoming]:
    """What is published and comes into force later, the next one first."""
    query = (
        select(col(Document.key), col(Document.title), col(DocumentVersion.number), col(DocumentVersion.effective_from))
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED, col(DocumentVersion.effective_from) > today)
        .order_by(col(DocumentVersion.effective_from))
        .limit(most)
    )
    return [Upcoming(*row) for row in db.execute(query)]


def stamp(db: Session) -> str:
    """Changes when a list does: part of the revision of cached pages."""
    versions = select(
        func.count(), func.max(col(DocumentVersion.published_at)), func.max(col(DocumentVersion.closed_at))
    )
    return "-".join(str(part) for part in db.execute(versions).one())


def newest(db: Session) -> datetime | None:
    """When something was last published: how fresh the record is."""
    query = select(func.max(col(DocumentVersion.published_at))).where(
        col(DocumentVersion.state) == VersionState.PUBLISHED
    )
    found: datetime | None = db.execute(query).scalar_one()
    return found


def imports(db: Session, viewer: Viewer, most: int = 30) -> Sequence[DocumentImport]:
    """Files brought in, newest first."""
    require(viewer, "document.work")
    return db.execute(select(DocumentImport).order_by(col(DocumentImport.id).desc()).limit(most)).scalars().all()


def import_row(db: Session, viewer: Viewer, import_id: int) -> DocumentImport:
    require(viewer, "document.work")
    found = db.get(DocumentImport, import_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Pending:
    """A version that waits for the second person."""

    id: int
    key: str
    number: int
    title: str
    drafted_by: int | None
    changes: dict[str, int]
    unread_count: int
    quality: str


def waiting(db: Session, viewer: Viewer, import_id: int | None = None, most: int = 100) -> list[Pending]:
    """Versions ready to be published, of one file or of all."""
    require(viewer, "document.work")
    query = (
        select(DocumentVersion, col(Document.key), col(Document.title))
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(col(DocumentVersion.state) == VersionState.READY)
    )
    if import_id is not None:
        query = query.where(col(DocumentVersion.import_id) == import_id)
    rows = db.execute(query.order_by(col(DocumentVersion.id)).limit(most))
    return [
        Pending(v.id, key, v.number, v.facts.get("title", title), v.drafted_by, v.changes, len(v.unread), v.quality)
        for v, key, title in rows
    ]


def waiting_count(db: Session, import_id: int | None = None) -> int:
    query = select(func.count()).where(col(DocumentVersion.state) == VersionState.READY)
    if import_id is not None:
        query = query.where(col(DocumentVersion.import_id) == import_id)
    return int(db.execute(query).scalar_one())


def closing(db: Session, viewer: Viewer) -> list[tuple[DocumentVersion, str]]:
    """Public versions somebody asked to close, with their document's title."""
    require(viewer, "document.work")
    query = (
        select(DocumentVersion, col(Document.title))
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED, col(DocumentVersion.close_ground) != "")
    )
    return [(version, title) for version, title in db.execute(query)]
