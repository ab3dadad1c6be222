"""What answers promised and how far it is; what a room changed, walkable from an opinion to the budget and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.models import Section
from civic.library.citing import Citing, register
from civic.permissions import Viewer
from civic.responses.follow_models import FollowUp, FollowUpReport
from civic.responses.models import Response
from civic.responses.queries.answers import Answer, newest_answers_in
from civic.responses.queries.duties import WAITING
from civic.responses.states import CLOSED, FollowUpState, Horizon
from civic.responses.summary_models import SummarySource
from civic.rooms.models import Post, PostType, Room
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN

MOST = 200


def follow_up_of(db: Session, response_id: int) -> FollowUp | None:
    return db.execute(select(FollowUp).where(col(FollowUp.response_id) == response_id)).scalars().first()


def reports_of(db: Session, follow_up_id: int) -> Sequence[FollowUpReport]:
    """The newest first."""
    query = select(FollowUpReport).where(col(FollowUpReport.follow_up_id) == follow_up_id)
    return db.execute(query.order_by(col(FollowUpReport.number).desc())).scalars().all()


def last_report(db: Session, follow_up_id: int) -> int:
    query = select(func.max(FollowUpReport.number)).where(col(FollowUpReport.follow_up_id) == follow_up_id)
    return int(db.execute(query).scalar() or 0)


def open_follow_ups(db: Session, room_id: int) -> int:
    query = select(func.count()).select_from(FollowUp)
    query = query.where(col(FollowUp.room_id) == room_id, col(FollowUp.closed_at).is_(None))
    return int(db.execute(query).scalar_one())


def waiting_in(db: Session, room: Room) -> int:
    """Questions of the room without a public answer: duties, and threads of a room that answers each post."""
    duties = select(func.count()).select_from(Response).outerjoin(Post, col(Post.id) == col(Response.post_id))
    waiting = int(db.execute(duties.where(col(Response.room_id) == room.id, WAITING)).scalar_one())
    if room.answer_unit is None or room.answer_unit.value != "post":
        return waiting
    given = select(col(Response.post_id)).where(col(Response.room_id) == room.id, col(Response.post_id).is_not(None))
    free = select(func.count()).select_from(Post).where(
        col(Post.room_id) == room.id, col(Post.parent_id).is_(None), col(Post.state).in_(SHOWN),
        col(Post.type) != PostType.STAFF, col(Post.id).not_in(given),
    )  # fmt: skip
    return waiting + int(db.execute(free).scalar_one())


@dataclass(frozen=True, slots=True)
class Following:
    """A follow-up in a list."""

    id: int
    response_id: int
    room_id: int
    room_title: str
    section_name: str
    horizon: Horizon
    state: FollowUpState
    next_report_on: date | None
    is_overdue: bool


def follow_ups(db: Session, today: date, room_id: int | None = None, only_open: bool = False) -> list[Following]:
    """For everyone, the next to be reported first; late ones are named from 0:00 of the day after."""
    query: Any = (
        select(
            col(FollowUp.id), col(FollowUp.response_id), col(FollowUp.room_id), col(Room.title), col(Section.name),
            col(FollowUp.horizon), col(FollowUp.state), col(FollowUp.next_report_on),
        )
        .join(Room, col(Room.id) == col(FollowUp.room_id))
        .join(Section, col(Section.id) == col(FollowUp.section_id))
        .where(visible_to(None))
        .order_by(col(FollowUp.next_report_on).is_(None), col(FollowUp.next_report_on), col(FollowUp.id))
        .limit(MOST)
    )  # fmt: skip
    if room_id is not None:
        query = query.where(col(FollowUp.room_id) == room_id)
    if only_open:
        query = query.where(col(FollowUp.closed_at).is_(None))
    return [
        Following(*(*row, row[6] not in CLOSED and row[7] is not None and row[7] < today))
        for row in db.execute(query).all()
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer of a room with everything before and after it: posts, item, passage, follow-up, budget line."""

    answer: Answer
    post_ids: tuple[int, ...]
    follow_up: FollowUp | None
    reports: tuple[FollowUpReport, ...]

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Passages of documents: the answer's own, and those of the reports."""
        found = [self.answer.evidence_unit_id, *(one.unit_id for one in self.reports)]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    @property
    def budget_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one.budget_unit_id for one in self.reports if one.budget_unit_id is not None))


def change_of(db: Session, answer: Answer) -> Change:
    """The chain one answer stands in."""
    posts: tuple[int, ...] = ()
    if answer.item_id is not None:
        query = select(col(SummarySource.post_id)).where(
            col(SummarySource.item_id) == answer.item_id, col(SummarySource.is_public)
        )
        posts = tuple(db.execute(query.order_by(col(SummarySource.post_id))).scalars())
    elif answer.post_id:
        posts = (answer.post_id,)
    found = follow_up_of(db, answer.response_id)
    reports = tuple(reports_of(db, found.id)) if found is not None else ()
    return Change(answer, posts, found, reports)


def changes(db: Session, room_id: int) -> list[Change]:
    """What the city answered in a room and what came of it."""
    return [change_of(db, one) for one in newest_answers_in(db, MOST, room_id=room_id)]


@register
def followed_in(db: Session, _viewer: Viewer, unit_ids: Sequence[int], most: int) -> list[Citing]:
    """Reports that name one of these passages or lines of the budget, for the library's pages."""
    ids = list(unit_ids)
    query: Any = (
        select(col(Room.title), col(FollowUp.response_id), col(FollowUpReport.text), col(FollowUpReport.reported_at))
        .join(FollowUp, col(FollowUp.id) == col(FollowUpReport.follow_up_id))
        .join(Room, col(Room.id) == col(FollowUp.room_id))
        .where(visible_to(None), col(FollowUpReport.unit_id).in_(ids) | col(FollowUpReport.budget_unit_id).in_(ids))
        .order_by(col(FollowUpReport.reported_at).desc())
        .limit(most)
    )
    return [
        Citing(f"{room} › 進み具合", f"/answers/{response_id}#follow-up", text, at)
        for room, response_id, text, at in db.execute(query)
    ]
