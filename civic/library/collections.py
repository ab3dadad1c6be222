"""Who answers for which documents, what there is of them, what is missing or due, and files nobody could read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from civic.library import catalogue
from civic.library.models import (
    Document,
    DocumentCollection,
    DocumentImport,
    DocumentKind,
    DocumentVersion,
    ImportState,
    VersionState,
)
from civic.permissions import Viewer, require

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about a document: the assembly answers for its minutes, not the mayor's office."""

    controller: str
    contact: str


def contact_for(db: Session, kind: DocumentKind, body: str) -> Contact | None:
    """The collection of this very body, else the one of the kind."""
    query = select(DocumentCollection).where(
        col(DocumentCollection.kind) == kind, col(DocumentCollection.body).in_((body, ""))
    )
    rows = db.execute(query.order_by(col(DocumentCollection.body).desc())).scalars().all()
    return Contact(rows[0].controller, rows[0].contact) if rows else None


def kept(db: Session, viewer: Viewer) -> list[DocumentCollection]:
    require(viewer, "document.work")
    query = select(DocumentCollection).order_by(col(DocumentCollection.kind), col(DocumentCollection.body))
    return list(db.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of the coverage page."""

    covered: catalogue.Covered | None
    kind: DocumentKind
    body: str
    controller: str = ""
    contact: str = ""
    missing: str = ""
    due_on: date | None = None
    is_due: bool = False


def coverage(db: Session, today: date) -> list[Coverage]:
    """What exists from when to when, and where a collection says so, when the next one is due and what is known to lack."""
    kept_rows = {(row.kind, row.body): row for row in db.execute(select(DocumentCollection)).scalars()}
    lines = [
        _line(one, kept_rows.pop((one.kind, one.body), None) or kept_rows.get((one.kind, "")), today)
        for one in catalogue.coverage(db)
    ]
    seen = {(line.kind, line.body) for line in lines}
    lines += [
        Coverage(None, row.kind, row.body, row.controller, row.contact, row.missing)
        for (kind, body), row in kept_rows.items()
        if (kind, body) not in seen and not (body == "" and any(line.kind == kind for line in lines))
    ]
    return sorted(lines, key=lambda line: (line.kind.value, line.body))


def _line(one: catalogue.Covered, row: DocumentCollection | None, today: date) -> Coverage:
    if row is None:
        return Coverage(one, one.kind, one.body)
    due_on = one.last_on + timedelta(days=row.due_days) if row.due_days and one.last_on else None
    is_due = due_on is not None and due_on < today
    return Coverage(one, one.kind, one.body, row.controller, row.contact, row.missing, due_on, is_due)


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that could not be read, or not to its end."""

    name: str
    kind: str
    code: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DoubtfulDocument:
    key: str
    title: str
    quality: str
    unread: int


def unreadable(db: Session) -> list[UnreadableFile]:
    """Files that failed and were not brought in whole since; the reason is a code with a sentence."""
    done = select(col(DocumentImport.name)).where(col(DocumentImport.state) == ImportState.DONE)
    query = (
        select(
            col(DocumentImport.name),
            col(DocumentImport.kind),
            col(DocumentImport.failure_code),
            col(DocumentImport.created_at),
        )
        .where(col(DocumentImport.state) == ImportState.FAILED, col(DocumentImport.name).not_in(done))
        .order_by(col(DocumentImport.id).desc())
        .limit(MOST_FILES)
    )
    return [UnreadableFile(*row) for row in db.execute(query)]


def doubtful(db: Session) -> list[DoubtfulDocument]:
    """Public documents with parts of quality C or D, or with places that could not be read."""
    query = (
        select(col(Document.key), col(Document.title), col(DocumentVersion.quality), col(DocumentVersion.unread))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED, col(DocumentVersion.quality).in_(("C", "D")))
        .order_by(col(DocumentVersion.quality).desc(), col(Document.title))
        .limit(MOST_FILES)
    )
    return [DoubtfulDocument(key, title, quality, len(unread)) for key, title, quality, unread in db.execute(query)]
