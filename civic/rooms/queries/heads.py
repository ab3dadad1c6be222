"""What stands above the posts of a room: section, facilitators, phases, topics, documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session, col

from civic.accounts import queries as accounts
from civic.city.models import Section, Topic
from civic.library.models import Document, Unit
from civic.permissions import Role
from civic.rooms.models import Phase, Room, RoomDocument, RoomTopic, last_day


@dataclass(frozen=True, slots=True)
class PhaseLine:
    name: str
    prompt: str
    starts_at: datetime
    ends_at: datetime

    @property
    def last_day(self) -> date | None:
        return last_day(self.ends_at)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """`path` is the address segment of one passage, empty for the whole document."""

    key: str
    title: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class RoomHead:
    section: str
    facilitators: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    phases: tuple[PhaseLine, ...]
    documents: tuple[DocumentLine, ...]
    # What a public comment asks opinions about.
    draft: DocumentLine | None = None

    def phase_at(self, moment: datetime) -> PhaseLine | None:
        return next((phase for phase in self.phases if phase.starts_at <= moment < phase.ends_at), None)


_ROOM: BindParameter[int] = bindparam("room")
_SECTION = select(col(Section.name)).where(col(Section.id) == bindparam("section"))
_TOPICS = (
    select(col(Topic.code), col(Topic.name))
    .join(RoomTopic, col(RoomTopic.topic_id) == col(Topic.id))
    .where(col(RoomTopic.room_id) == _ROOM)
    .order_by(col(Topic.position), col(Topic.id))
)
_PHASES = (
    select(col(Phase.name), col(Phase.prompt), col(Phase.starts_at), col(Phase.ends_at))
    .where(col(Phase.room_id) == _ROOM)
    .order_by(col(Phase.position))
)
# The passage is looked up in the document's version in force; only published documents have one.
_DOCUMENTS = (
    select(col(Document.key), col(Document.title), col(Unit.path), col(Unit.label))
    .select_from(RoomDocument)
    .join(Document, col(Document.id) == col(RoomDocument.document_id))
    .outerjoin(
        Unit,
        (col(Unit.version_id) == col(Document.current_version_id)) & (col(Unit.seq) == col(RoomDocument.unit_seq)),
    )
    .where(col(RoomDocument.room_id) == _ROOM, col(Document.current_version_id).is_not(None))
    .order_by(col(RoomDocument.id))
)

_DRAFT = select(col(Document.key), col(Document.title)).where(
    col(Document.id) == bindparam("draft"), col(Document.current_version_id).is_not(None)
)


@dataclass(frozen=True, slots=True)
class RoomParts:
    """Topics, phases and documents as the room's form shows them."""

    topics: list[int]
    phases: list[PhaseLine]
    documents: list[str]


def parts_of(db: Session, room: Room) -> RoomParts:
    """For those who edit the room; ask `room.edit` first."""
    topics = select(col(RoomTopic.topic_id)).where(col(RoomTopic.room_id) == room.id)
    documents = (
        select(col(Document.key), col(RoomDocument.unit_seq))
        .join(Document, col(Document.id) == col(RoomDocument.document_id))
        .where(col(RoomDocument.room_id) == room.id)
        .order_by(col(RoomDocument.id))
    )
    return RoomParts(
        topics=list(db.execute(topics).scalars()),
        phases=[PhaseLine(*row) for row in db.execute(_PHASES, {"room": room.id})],
        documents=[key if seq is None else f"{key}#{seq}" for key, seq in db.execute(documents)],
    )


def facilitator_ids(db: Session, room_id: int, now: datetime) -> Sequence[int]:
    """進行役 of this room now."""
    return accounts.people_with(db, Role.FACILITATOR, now, room_id=room_id)


def room_head(db: Session, room: Room, now: datetime) -> RoomHead:
    """Everything above the posts. The page keeps it until the room's revision changes."""
    key = {"room": room.id}
    section = db.execute(_SECTION, {"section": room.section_id}).scalar() if room.section_id else None
    people = facilitator_ids(db, room.id, now)
    names = accounts.display_names(db, people) if people else {}
    return RoomHead(
        section=section or "",
        facilitators=tuple(names[one] for one in people if one in names),
        topics=tuple((code, name) for code, name in db.execute(_TOPICS, key)),
        phases=tuple(PhaseLine(*row) for row in db.execute(_PHASES, key)),
        documents=tuple(
            DocumentLine(key_, title, path or "", label or "")
            for key_, title, path, label in db.execute(_DOCUMENTS, key)
        ),
        draft=_draft_of(db, room),
    )


def _draft_of(db: Session, room: Room) -> DocumentLine | None:
    found = db.execute(_DRAFT, {"draft": room.draft_document_id}).first() if room.draft_document_id else None
    return DocumentLine(found[0], found[1], "", "") if found else None
