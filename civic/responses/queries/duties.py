"""Answers that are due: the desk of a member of staff, the public waiting list, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlmodel import Session, col

from civic.city.models import Section
from civic.permissions import Actor, Role, Viewer, require
from civic.responses.models import Response
from civic.responses.states import ResponseState
from civic.rooms.models import AnswerUnit, Post, PostType, Room
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN

MOST = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """One answer that is due: whose, for which post, until when. No draft text."""

    response_id: int
    state: ResponseState
    published_version: int | None
    due_on: date
    section_name: str
    room_id: int
    room_title: str
    post_id: int
    title: str
    body: str
    is_overdue: bool


_DUTY: Any = (
    select(
        col(Response.id), col(Response.state), col(Response.published_version), col(Response.due_on),
        col(Section.name), col(Room.id), col(Room.title), col(Post.id), col(Post.title), col(Post.body),
    )
    .join(Section, col(Section.id) == col(Response.section_id))
    .join(Room, col(Room.id) == col(Response.room_id))
    .join(Post, col(Post.id) == col(Response.post_id))
    .order_by(col(Response.due_on), col(Response.id))
    .limit(MOST)
)  # fmt: skip
# What residents still wait for: a post they can read, without a public answer.
WAITING = and_(col(Response.published_version).is_(None), col(Post.state).in_(SHOWN))


def _duties(db: Session, query: Any, today: date) -> list[Duty]:
    """Late from 0:00 of the day after the due day; a correction of a public answer is not late."""
    return [Duty(*(*row, row[3] < today and row[2] is None)) for row in db.execute(query).all()]


def in_scope(actor: Actor, roles: Sequence[Role]) -> ColumnElement[bool]:
    """Answers of the sections and rooms for which this person has one of the roles (as `Actor.has` says)."""
    if actor.has(Role.CITY_MANAGER) or any(actor.has(role) for role in roles):
        return true()
    clauses: list[ColumnElement[bool]] = [false()]
    for role in roles:
        clauses.append(col(Response.section_id).in_(sorted(actor.scope_ids(role, "section"))))
        clauses.append(col(Response.room_id).in_(sorted(actor.scope_ids(role, "room"))))
    return or_(*clauses)


def desk(db: Session, actor: Viewer, today: date) -> list[Duty]:
    """What waits for this member of staff, by due date; corrections under way too."""
    staff = require(actor, "response_desk.see")
    roles = (Role.DRAFTER, Role.APPROVER)
    open_ = or_(WAITING, col(Response.published_version).is_not(None))
    query = _DUTY.where(col(Response.state) != ResponseState.PUBLISHED, open_, in_scope(staff, roles))
    return _duties(db, query, today)


def waiting_in_public(db: Session, today: date, room_id: int | None = None) -> list[Duty]:
    """Everything that waits for a first answer, for everyone to see; late ones show 回答期限超過 and the section."""
    query = _DUTY.where(WAITING, visible_to(None))
    if room_id is not None:
        query = query.where(col(Response.room_id) == room_id)
    return _duties(db, query, today)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whose answer it is, as `response.assign` asks; before there is a duty, that of the room's own section."""

    room_id: int
    section_id: int | None


def assigned(duty: Response | None, room: Room) -> Assigned:
    return Assigned(room.id, duty.section_id if duty is not None else room.section_id)


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A post the room promised to answer, given to nobody yet."""

    post_id: int
    title: str
    body: str
    created_at: datetime
    room_id: int
    room_title: str


def unassigned(db: Session, actor: Viewer) -> list[Unassigned]:
    """Threads in rooms that answer each post, to which nobody was assigned yet, oldest first; those this person may
    assign (`response.assign`)."""
    staff = require(actor, "response_desk.see")
    roles = (Role.DRAFTER, Role.ROOM_MANAGER)
    mine: ColumnElement[bool] = true()
    if not (staff.has(Role.CITY_MANAGER) or any(staff.has(role) for role in roles)):
        sections = set[int]().union(*(staff.scope_ids(role, "section") for role in roles))
        rooms = set[int]().union(*(staff.scope_ids(role, "room") for role in roles))
        mine = or_(col(Room.section_id).in_(sorted(sections)), col(Room.id).in_(sorted(rooms)))
    query = (
        select(
            col(Post.id), col(Post.title), col(Post.body), col(Post.created_at), col(Room.id), col(Room.title)
        )
        .join(Room, col(Room.id) == col(Post.room_id))
        .outerjoin(Response, col(Response.post_id) == col(Post.id))
        .where(
            col(Response.id).is_(None), col(Room.answer_unit) == AnswerUnit.POST, col(Post.state).in_(SHOWN),
            col(Post.parent_id).is_(None), col(Post.type) != PostType.STAFF, mine,
        )
        .order_by(col(Post.created_at))
        .limit(MOST)
    )  # fmt: skip
    return [Unassigned(*row) for row in db.execute(query).all()]


@dataclass(frozen=True, slots=True)
class Counts:
    """Over the whole city, for the public page."""

    waiting: int
    overdue: int
    published: int


def counts(db: Session, today: date) -> Counts:
    row = db.execute(
        select(
            func.count().filter(WAITING),
            func.count().filter(WAITING, col(Response.due_on) < today),
            func.count().filter(col(Response.published_version).is_not(None)),
        )
        .select_from(Response)
        .join(Post, col(Post.id) == col(Response.post_id))
    ).one()
    return Counts(*row)


def duties_of_ended_sections(db: Session, today: date) -> Sequence[Response]:
    """Answers, due or public, of sections that exist no more and named a successor."""
    query = (
        select(Response)
        .join(Section, col(Section.id) == col(Response.section_id))
        .where(col(Section.ends_on) < today, col(Section.successor_id).is_not(None))
        .order_by(col(Response.id))
    )
    return db.execute(query).scalars().all()


def miscounted_rooms(db: Session) -> list[tuple[int, int]]:
    """Rooms whose kept number of waiting posts is wrong, with what to add."""
    true_count = (
        select(func.count())
        .select_from(Response)
        .join(Post, col(Post.id) == col(Response.post_id))
        .where(col(Response.room_id) == col(Room.id), WAITING)
        .correlate(Room)
        .scalar_subquery()
    )
    query = select(col(Room.id), true_count - col(Room.waiting_count)).where(col(Room.waiting_count) != true_count)
    return [(room_id, delta) for room_id, delta in db.execute(query).all()]
