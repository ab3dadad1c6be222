"""Reads of the library: documents, their versions, passages with neighbours; only what the viewer may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.library.models import Document, DocumentKind, DocumentTopic, DocumentVersion, Unit, VersionState
from civic.permissions import Viewer, can, require

PUBLIC = (VersionState.PUBLISHED, VersionState.CLOSED)
WAITING = (VersionState.READY,)


class _Waiting:
    """Stands for any version that is not public, to ask the permission table once for a whole list."""

    is_published = False


def states_for(viewer: Viewer) -> tuple[VersionState, ...]:
    return (*PUBLIC, *WAITING) if can(viewer, "document.see", _Waiting) else PUBLIC


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The clause of `document.see` over versions."""
    return col(DocumentVersion.state).in_(states_for(viewer))


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version of a document as a page shows it; title and facts are those of this version."""

    id: int
    document_id: int
    key: str
    kind: DocumentKind
    number: int
    state: VersionState
    title: str
    number_text: str
    dated_on: date | None
    body: str
    meeting: str
    source_url: str
    licence: str
    quality: str
    method: str
    sha256: str
    original_name: str
    original_bytes: int
    is_alone: bool
    effective_from: date | None
    retrieved_at: datetime
    published_at: datetime | None
    is_current: bool
    current_id: int | None
    unit_count: int
    close_ground: str
    closed_at: datetime | None
    close_asked_by: int | None
    is_redacted: bool
    facts: Mapping[str, str]
    unread: Sequence[Mapping[str, str]]

    @property
    def is_closed(self) -> bool:
        return self.state is VersionState.CLOSED

    @property
    def is_published(self) -> bool:
        return self.state in PUBLIC

    @property
    def must_check_original(self) -> bool:
        """Quality C (order or letters suspect) or D (picture only)."""
        return self.quality in ("C", "D")

    @property
    def v(self) -> int | None:
        """What links to other pages of this version carry: nothing when it is the current one."""
        return None if self.is_current else self.number


_VERSION_COLUMNS = (
    col(Document.key), col(Document.kind), col(Document.current_version_id), col(Document.title),
    col(Document.number).label("document_number"), col(Document.dated_on), col(Document.body), col(Document.meeting),
    col(Document.source_url), col(Document.licence), *DocumentVersion.__table__.columns,  # type: ignore[attr-defined]
)  # fmt: skip
_VERSIONS: Any = select(*_VERSION_COLUMNS).join(Document, col(Document.id) == col(DocumentVersion.document_id))


def _shown(row: Any) -> VersionShown:
    facts: Mapping[str, str] = row.facts or {}
    dated = date.fromisoformat(facts["dated_on"]) if facts.get("dated_on") else row.dated_on
    return VersionShown(
        id=row.id, document_id=row.document_id, key=row.key, kind=row.kind, number=row.number, state=row.state,
        title=facts.get("title", row.title), number_text=facts.get("number", row.document_number), dated_on=dated,
        body=facts.get("body", row.body), meeting=facts.get("meeting", row.meeting),
        source_url=facts.get("source_url", row.source_url), licence=facts.get("licence", row.licence),
        quality=row.quality, method=row.method, sha256=row.sha256, original_name=row.original_name,
        original_bytes=row.original_bytes, is_alone=row.is_alone, effective_from=row.effective_from,
        retrieved_at=row.retrieved_at, published_at=row.published_at, is_current=row.id == row.current_version_id,
        current_id=row.current_version_id, unit_count=row.unit_count, close_ground=row.close_ground,
        closed_at=row.closed_at, close_asked_by=row.close_asked_by, is_redacted=row.is_redacted, facts=facts,
        unread=row.unread or (),
    )  # fmt: skip


def versions_of(db: Session, viewer: Viewer, key: str) -> list[VersionShown]:
    """All versions of a document that the viewer may see, newest first; none when there is no such document."""
    query = _VERSIONS.where(col(Document.key) == key, visible_to(viewer)).order_by(col(DocumentVersion.number).desc())
    return [_shown(row) for row in db.execute(query)]


def choose_version(versions: Sequence[VersionShown], number: int | None) -> VersionShown:
    """The version asked for, the current one, the public one that comes into force next, or the newest; or NotFound."""
    if number is not None:
        found = next((v for v in versions if v.number == number), None)
    else:
        coming = [v for v in versions if v.is_published and not v.is_closed and v.effective_from]
        first = min(coming, key=lambda v: v.effective_from or date.max, default=versions[0] if versions else None)
        found = next((v for v in versions if v.is_current), first)
    if found is None:
        raise NotFound
    return found


def version_row(db: Session, viewer: Viewer, version_id: int, action: str) -> DocumentVersion:
    """The row for a verb of staff: `action` first, then NotFound when the viewer may not see it."""
    require(viewer, action)
    query = select(DocumentVersion).where(col(DocumentVersion.id) == version_id, visible_to(viewer))
    row: DocumentVersion | None = db.execute(query).scalars().first()
    if row is None:
        raise NotFound
    return row


def version_shown(db: Session, version_id: int) -> VersionShown:
    """For a page that already has the row."""
    return _shown(db.execute(_VERSIONS.where(col(DocumentVersion.id) == version_id)).one())


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A passage with enough of its document to name it."""

    id: int
    document_id: int
    version_id: int
    version: int
    key: str
    title: str
    kind: DocumentKind
    dated_on: date | None
    body: str
    seq: int
    path: str
    label: str
    caption: str
    speaker: str
    role: str
    chapter: str
    level: str
    text: str
    plain_text: str
    quality: str
    page: int | None
    refers_to: str
    speaker_name: str
    stance: str
    thread: int
    mark: str
    numbers: Mapping[str, int] | None
    is_current: bool

    @property
    def must_check_original(self) -> bool:
        return self.quality in ("C", "D")

    @property
    def name(self) -> str:
        """What stands at this place: 第3条 （目的）, a speaker, 12ページ."""
        return " ".join(filter(None, (self.label, self.caption))) or self.speaker or self.opening or str(self.seq)

    @property
    def opening(self) -> str:
        return self.text.strip().split("\n")[0].strip()[:80]

    @property
    def v(self) -> int | None:
        return None if self.is_current else self.version


UNIT_COLUMNS = (
    col(Unit.id), col(Unit.document_id), col(Unit.version_id), col(DocumentVersion.number), col(Document.key),
    col(Document.title), col(Document.kind), col(Document.dated_on), col(Document.body), col(Unit.seq),
    col(Unit.path), col(Unit.label), col(Unit.caption), col(Unit.speaker), col(Unit.role), col(Unit.chapter),
    col(Unit.level), col(Unit.text), col(Unit.plain_text), col(Unit.quality), col(Unit.page), col(Unit.refers_to),
    col(Unit.speaker_name), col(Unit.stance), col(Unit.thread), col(Unit.mark), col(Unit.numbers),
    (col(Document.current_version_id) == col(Unit.version_id)).label("is_current"),
)  # fmt: skip
UNITS: Any = (
    select(*UNIT_COLUMNS)
    .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .join(Document, col(Document.id) == col(Unit.document_id))
)
# The text of a closed version is shown to nobody.
OPEN = col(DocumentVersion.state) != VersionState.CLOSED
_AT = UNITS.where(col(Unit.version_id) == bindparam("version"), col(Unit.path) == bindparam("path"))


def unit_at(db: Session, viewer: Viewer, key: str, path: str, version: int | None = None) -> UnitShown:
    """One passage by its address. Raises NotFound; the text of a closed version is not found."""
    chosen = choose_version(versions_of(db, viewer, key), version)
    return unit_in(db, chosen, path)


def unit_in(db: Session, version: VersionShown, path: str) -> UnitShown:
    """One passage of a version the viewer was already shown. Raises NotFound."""
    row = None if version.is_closed else db.execute(_AT, {"version": version.id, "path": path}).first()
    if row is None:
        raise NotFound
    return UnitShown(*row)


def unit_by_reference(db: Session, viewer: Viewer, reference: str) -> UnitShown | None:
    """`document-key#seq` as a person writes it down, in the current version; None when there is no such passage."""
    key, _, seq = reference.strip().partition("#")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
        return None
    row = db.execute(
        UNITS.where(
            col(Document.key) == key,
            col(Unit.version_id) == col(Document.current_version_id),
            col(Unit.seq) == int(seq),
            visible_to(viewer),
            OPEN,
        )
    ).first()
    return UnitShown(*row) if row else None


def documents_by_id(db: Session, viewer: Viewer, ids: Iterable[int]) -> dict[int, VersionShown]:
    """Documents by id, each as its current version (or the newest the viewer may see)."""
    wanted = list(ids)
    if not wanted:
        return {}
    found: dict[int, VersionShown] = {}
    query = _VERSIONS.where(col(Document.id).in_(wanted), visible_to(viewer)).order_by(col(DocumentVersion.number))
    for shown in map(_shown, db.execute(query)):
        if shown.document_id not in found or not found[shown.document_id].is_current:
            found[shown.document_id] = shown
    return found


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that was published, or published again in a new version."""

    key: str
    title: str
    kind: DocumentKind
    dated_on: date | None
    version: int
    published_at: datetime


def newest_documents(
    db: Session, most: int, kind: str = "", topic_ids: Sequence[int] | None = None
) -> list[NewDocument]:
    """What everybody may read, the last published first: of one kind, or under some topics."""
    query = (
        select(
            col(Document.key), col(Document.title), col(Document.kind), col(Document.dated_on),
            col(DocumentVersion.number), col(DocumentVersion.published_at),
        )
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
    )  # fmt: skip
    if kind:
        query = query.where(col(Document.kind) == DocumentKind(kind))
    if topic_ids is not None:
        under = select(col(DocumentTopic.document_id)).where(col(DocumentTopic.topic_id).in_(topic_ids))
        query = query.where(col(Document.id).in_(under))
    newest = query.order_by(col(DocumentVersion.published_at).desc(), col(Document.id).desc())
    return [NewDocument(*row) for row in db.execute(newest.limit(most))]
