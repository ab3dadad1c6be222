"""Lists of rooms: by state, topic and kind, as the clock has it at the moment of asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select
from sqlmodel import Session, col

from civic.city.models import Section
from civic.library.models import Unit
from civic.permissions import Viewer
from civic.rooms.models import Room, RoomDocument, RoomKind, RoomTopic, last_day
from civic.rooms.queries.rooms import next_midnight, visible_to
from civic.rooms.states import PUBLIC, RoomState

PAGE = 50
S = RoomState


class StateGroup(StrEnum):
    """The few groups a reader chooses from."""

    OPEN = "open"
    SOON = "soon"
    WORKING = "working"
    ANSWERED = "answered"
    ENDED = "ended"


GROUPS: Mapping[StateGroup, tuple[RoomState, ...]] = {
    StateGroup.OPEN: (S.OPEN,),
    StateGroup.SOON: (S.ANNOUNCED,),
    StateGroup.WORKING: (S.SUMMARISING, S.SUBMITTED),
    StateGroup.ANSWERED: (S.ANSWERED, S.FOLLOW_UP),
    StateGroup.ENDED: (S.ARCHIVED, S.SUSPENDED, S.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room in a list; `state` as the clock has it."""

    id: int
    kind: RoomKind
    title: str
    purpose: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    post_count: int
    waiting_count: int
    last_post_at: datetime | None
    last_city_post_at: datetime | None
    section: str

    @property
    def last_day(self) -> date | None:
        return last_day(self.closes_at)

    @property
    def place(self) -> str:
        """Where the list goes on after this room."""
        rank = next((n for n, group in enumerate(StateGroup) if self.state in GROUPS[group]), len(StateGroup))
        return f"{rank}.{self.id}"


def clock_state(now: datetime) -> ColumnElement[str]:
    """`Room.state_at` in SQL; a test asserts that the two agree."""
    is_dated = (
        col(Room.state).in_((S.ANNOUNCED, S.OPEN)) & col(Room.opens_at).is_not(None) & col(Room.closes_at).is_not(None)
    )
    return case(
        (is_dated & (col(Room.closes_at) <= now), literal(S.SUMMARISING.value)),
        (is_dated & (col(Room.opens_at) <= now), literal(S.OPEN.value)),
        else_=cast(col(Room.state), String),
    )


def _cards(viewer: Viewer, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Room.id), col(Room.kind), col(Room.title), col(Room.purpose), clock_state(now).label("state"),
            col(Room.opens_at), col(Room.closes_at), col(Room.post_count), col(Room.waiting_count),
            col(Room.last_post_at), col(Room.last_city_post_at), func.coalesce(col(Section.name), ""),
        )
        .outerjoin(Section, col(Section.id) == col(Room.section_id))
        .where(visible_to(viewer))
    )  # fmt: skip


def _read(db: Session, query: Select[*tuple[Any, ...]]) -> list[RoomCard]:
    return [RoomCard(*row) for row in db.execute(query)]


def rooms(
    db: Session,
    viewer: Viewer,
    now: datetime,
    group: StateGroup | None = None,
    kind: RoomKind | None = None,
    topic_id: int | None = None,
    after: str = "",
) -> list[RoomCard]:
    """Public rooms, at most PAGE + 1: what is open first, what is over last, among those the newest first. `after` is
    the `place` of the last one on the page above. A topic includes nothing but itself."""
    query = _cards(viewer, now).where(col(Room.state).in_(PUBLIC))
    if group is not None:
        query = query.where(clock_state(now).in_([state.value for state in GROUPS[group]]))
    # Residents' rooms stand apart from the city's.
    query = query.where(col(Room.kind) == kind if kind is not None else col(Room.kind) != RoomKind.CITIZEN)
    if topic_id is not None:
        query = query.where(col(Room.id).in_(select(col(RoomTopic.room_id)).where(col(RoomTopic.topic_id) == topic_id)))
    rank = _rank(now)
    if (place := _place(after)) is not None:
        query = query.where((rank > place[0]) | ((rank == place[0]) & (col(Room.id) < place[1])))
    return _read(db, query.order_by(rank, col(Room.id).desc()).limit(PAGE + 1))


def _rank(now: datetime) -> ColumnElement[int]:
    """The place of a room's group in the order of StateGroup."""
    state = clock_state(now)
    return case(*((state.in_(GROUPS[group]), number) for number, group in enumerate(StateGroup)), else_=len(StateGroup))


def _place(text: str) -> tuple[int, int] | None:
    rank, _, number = text.partition(".")
    is_one = rank.isascii() and rank.isdigit() and number.isascii() and number.isdigit() and len(text) < 12
    return (int(rank), int(number)) if is_one else None


def open_rooms(db: Session, viewer: Viewer, now: datetime, most: int = PAGE) -> list[RoomCard]:
    """Rooms taking posts now, the liveliest first."""
    query = _cards(viewer, now).where(clock_state(now) == S.OPEN.value)
    return _read(db, query.order_by(col(Room.last_post_at).desc().nulls_last(), col(Room.id).desc()).limit(most))


def rooms_about_unit(db: Session, unit_id: int) -> frozenset[int]:
    """Ids of rooms that name the document this passage stands in."""
    document = select(col(Unit.document_id)).where(col(Unit.id) == unit_id).scalar_subquery()
    query = select(col(RoomDocument.room_id)).where(col(RoomDocument.document_id) == document)
    return frozenset(db.execute(query).scalars())


def rooms_under(db: Session, viewer: Viewer, now: datetime, topic_ids: Sequence[int]) -> list[RoomCard]:
    """Public rooms under any of these topics, newest first (topic pages)."""
    under = select(col(RoomTopic.room_id)).where(col(RoomTopic.topic_id).in_(topic_ids))
    query = _cards(viewer, now).where(col(Room.state).in_(PUBLIC), col(Room.id).in_(under))
    return _read(db, query.order_by(col(Room.id).desc()).limit(PAGE))


def staff_rooms(db: Session, viewer: Viewer, now: datetime, before: int = 0) -> list[RoomCard]:
    """Every room in view of this office, drafts too, newest first."""
    query = _cards(viewer, now)
    if before:
        query = query.where(col(Room.id) < before)
    return _read(db, query.order_by(col(Room.id).desc()).limit(PAGE + 1))


def rooms_revision(db: Session, _params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None] | None:
    """Changes whenever any room's revision does; valid until the next room opens or closes."""
    row = db.execute(
        select(
            func.coalesce(func.sum(Room.rev), 0),
            func.count(),
            func.min(case((col(Room.opens_at) > now, col(Room.opens_at)))),
            func.min(case((col(Room.closes_at) > now, col(Room.closes_at)))),
        )
    ).one()
    ahead = [moment for moment in row[2:] if moment is not None]
    return f"rooms:{row[0]}:{row[1]}", min([*ahead, next_midnight(now)])
