"""Answers that are due: the desk of a member of staff, the public waiting list, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlmodel import Session, col

from civic.city.models import Section
from civic.permissions import Actor, Role, Viewer, require
from civic.responses.models import ApprovalDeputy, Response, ReviewStep
from civic.responses.queries.answers import POST_OF, with_subject
from civic.responses.states import ResponseState
from civic.responses.summary_models import Proposal, SummaryItem
from civic.rooms.models import AnswerUnit, Post, PostType, Room
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN

MOST = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """One answer that is due: whose, to what, until when. No draft text. `post_id` is 0 for a whole proposal."""

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
    item_id: int | None
    section_id: int
    assignee_id: int | None
    acknowledge_by: date | None
    acknowledged_at: datetime | None
    is_overdue: bool


_SUBJECT: Any = func.coalesce(func.nullif(col(Post.title), ""), col(SummaryItem.text), col(Proposal.title), "")
_DUTY: Any = with_subject(
    select(
        col(Response.id), col(Response.state), col(Response.published_version), col(Response.due_on),
        col(Section.name), col(Room.id), col(Room.title), POST_OF, _SUBJECT, func.coalesce(col(Post.body), ""),
        col(Response.item_id), col(Response.section_id), col(Response.assignee_id), col(Response.acknowledge_by),
        col(Response.acknowledged_at),
    )
    .select_from(Response)
    .join(Section, col(Section.id) == col(Response.section_id))
).order_by(col(Response.due_on), col(Response.id)).limit(MOST)  # fmt: skip
# What residents still wait for: an item, a proposal or a post they can read, without a public answer.
WAITING = and_(
    col(Response.published_version).is_(None), or_(col(Response.post_id).is_(None), col(Post.state).in_(SHOWN))
)


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
    """What waits for this member of staff, by due date; corrections under way too. Answers given together with
    another stand under that one."""
    staff = require(actor, "response_desk.see")
    roles = (Role.DRAFTER, Role.APPROVER)
    open_ = or_(WAITING, col(Response.published_version).is_not(None))
    mine = or_(in_scope(staff, roles), _stands_in(staff, today), _reads(staff))
    query = _DUTY.where(col(Response.state) != ResponseState.PUBLISHED, col(Response.joined_to).is_(None), open_, mine)
    return _duties(db, query, today)


def _stands_in(actor: Actor, today: date) -> ColumnElement[bool]:
    """A deputy sees what waits for approval, on the days of the deputyship."""
    sections = select(col(ApprovalDeputy.section_id)).where(
        col(ApprovalDeputy.deputy_id) == actor.person_id, col(ApprovalDeputy.starts_on) <= today,
        col(ApprovalDeputy.ends_on) >= today, col(ApprovalDeputy.ended_at).is_(None),
    )  # fmt: skip
    return and_(col(Response.state) == ResponseState.AWAITING_APPROVAL, col(Response.section_id).in_(sections))


def _reads(actor: Actor) -> ColumnElement[bool]:
    """A reader sees the drafts they have not passed yet."""
    steps = select(col(ReviewStep.response_id)).where(
        col(ReviewStep.person_id) == actor.person_id, col(ReviewStep.passed_at).is_(None)
    )
    return and_(col(Response.state) == ResponseState.IN_REVIEW, col(Response.id).in_(steps))


def waiting_in_public(
    db: Session, today: date, room_id: int | None = None, section_id: int | None = None, only_overdue: bool = False
) -> list[Duty]:
    """Everything that waits for a first answer, for everyone to see; late ones show 回答期限超過 and the section."""
    query = _DUTY.where(WAITING, visible_to(None))
    if room_id is not None:
        query = query.where(col(Response.room_id) == room_id)
    if section_id is not None:
        query = query.where(col(Response.section_id) == section_id)
    if only_overdue:
        query = query.where(col(Response.due_on) < today)
    return _duties(db, query, today)


@dataclass(frozen=True, slots=True)
class SectionCount:
    """What one section owes the public."""

    section_id: int
    name: str
    waiting: int
    overdue: int


def waiting_by_section(db: Session, today: date) -> list[SectionCount]:
    """Sections that owe an answer, the most overdue first."""
    query = with_subject(
        select(
            col(Section.id), col(Section.name), func.count(), func.count().filter(col(Response.due_on) < today)
        )
        .select_from(Response)
        .join(Section, col(Section.id) == col(Response.section_id))
    )  # fmt: skip
    query = query.where(WAITING, visible_to(None)).group_by(col(Section.id), col(Section.name), col(Section.code))
    order = (func.count().filter(col(Response.due_on) < today).desc(), col(Section.code))
    return [SectionCount(*row) for row in db.execute(query.order_by(*order))]


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
        .outerjoin(Post, col(Post.id) == col(Response.post_id))
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
        .outerjoin(Post, col(Post.id) == col(Response.post_id))
        .where(col(Response.room_id) == col(Room.id), WAITING)
        .correlate(Room)
        .scalar_subquery()
    )
    query = select(col(Room.id), true_count - col(Room.waiting_count)).where(col(Room.waiting_count) != true_count)
    return [(room_id, delta) for room_id, delta in db.execute(query).all()]


def items_with_duty(db: Session, room_id: int) -> frozenset[int]:
    """Items somebody has the duty to answer."""
    query = select(col(Response.item_id)).where(col(Response.room_id) == room_id, col(Response.item_id).is_not(None))
    return frozenset(one for one in db.execute(query).scalars() if one is not None)


def joined(db: Session, response_id: int) -> Sequence[Response]:
    """Duties that are answered together with this one."""
    query = select(Response).where(col(Response.joined_to) == response_id).order_by(col(Response.id))
    return db.execute(query).scalars().all()


def duties_of(db: Session, ids: Sequence[int], today: date) -> list[Duty]:
    """For pages and sheets of staff; ask `response.see_draft` of each first."""
    return _duties(db, _DUTY.where(col(Response.id).in_(list(ids))), today)


def same_room(db: Session, response: Response, today: date) -> list[Duty]:
    """Other duties of the room and section that could be answered together with this one."""
    query = _DUTY.where(
        col(Response.room_id) == response.room_id, col(Response.section_id) == response.section_id,
        col(Response.id) != response.id, WAITING, col(Response.state).in_((ResponseState.ASSIGNED, ResponseState.DRAFTING)),
        or_(col(Response.joined_to).is_(None), col(Response.joined_to) == response.id),
    )  # fmt: skip
    return _duties(db, query, today)


def drafts_allowed(db: Session, viewer: Viewer, ids: Sequence[int]) -> frozenset[int]:
    """Those of these duties whose draft this person may write (`response.draft`)."""
    if viewer is None:
        return frozenset()
    query = select(col(Response.id)).where(col(Response.id).in_(list(ids)), drafted_by(viewer))
    return frozenset(db.execute(query).scalars())


def drafted_by(actor: Actor) -> ColumnElement[bool]:
    """The clause of `response.draft`: the drafter of the section or room, and nobody above them."""
    if actor.has(Role.DRAFTER):
        return true()
    return or_(
        col(Response.section_id).in_(sorted(actor.scope_ids(Role.DRAFTER, "section"))),
        col(Response.room_id).in_(sorted(actor.scope_ids(Role.DRAFTER, "room"))),
    )
