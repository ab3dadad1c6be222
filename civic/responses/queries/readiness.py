"""A draft on its way: who stands in for its approvers today, who reads it next, what it may begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.queries import people_with
from civic.permissions import Role
from civic.responses.models import AnswerRelease, AnswerTemplate, ApprovalDeputy, Response, ReviewStep
from civic.responses.states import ResponseState


@dataclass(frozen=True, slots=True)
class Ready:
    """A duty with what permissions ask of it at this moment."""

    room_id: int
    section_id: int
    drafter_ids: tuple[int, ...]
    deputy_ids: tuple[int, ...]
    reader_id: int | None


def ready(db: Session, response: Response, now: datetime) -> Ready:
    reader = next_reader(db, response)
    return Ready(
        response.room_id, response.section_id, tuple(response.drafter_ids),
        tuple(one.deputy_id for one in deputies_on(db, response.section_id, clock.today(now))),
        reader.person_id if reader is not None else None,
    )  # fmt: skip


def review_steps(db: Session, response_id: int) -> Sequence[ReviewStep]:
    """合議 in order."""
    query = select(ReviewStep).where(col(ReviewStep.response_id) == response_id)
    return db.execute(query.order_by(col(ReviewStep.position))).scalars().all()


def next_reader(db: Session, response: Response) -> ReviewStep | None:
    """Whose turn it is while a draft is being read; nobody otherwise."""
    if response.state is not ResponseState.IN_REVIEW:
        return None
    return next((step for step in review_steps(db, response.id) if step.passed_at is None), None)


def deputies_on(db: Session, section_id: int, day: date) -> Sequence[ApprovalDeputy]:
    """代決者 of the section on that day."""
    query = select(ApprovalDeputy).where(
        col(ApprovalDeputy.section_id) == section_id, col(ApprovalDeputy.starts_on) <= day,
        col(ApprovalDeputy.ends_on) >= day, col(ApprovalDeputy.ended_at).is_(None),
    )  # fmt: skip
    return db.execute(query.order_by(col(ApprovalDeputy.id))).scalars().all()


def deputies(db: Session, section_ids: Sequence[int], day: date) -> Sequence[ApprovalDeputy]:
    """Those named for these sections, today or later."""
    query = select(ApprovalDeputy).where(
        col(ApprovalDeputy.section_id).in_(list(section_ids)), col(ApprovalDeputy.ends_on) >= day,
        col(ApprovalDeputy.ended_at).is_(None),
    )  # fmt: skip
    return db.execute(query.order_by(col(ApprovalDeputy.starts_on), col(ApprovalDeputy.id))).scalars().all()


def release_of(db: Session, room_id: int) -> AnswerRelease | None:
    """When the approved answers of the room are published together."""
    return db.get(AnswerRelease, room_id)


@dataclass(frozen=True, slots=True)
class InSection:
    """Something of a section and of no room, as permissions ask."""

    section_id: int
    room_id: int = 0


def office_of(db: Session, section_id: int, now: datetime) -> list[int]:
    """Who works for a section: drafters, approvers, room managers."""
    found: set[int] = set()
    for role in (Role.DRAFTER, Role.APPROVER, Role.ROOM_MANAGER):
        found |= set(people_with(db, role, now, section_id=section_id))
    return sorted(found)


def templates_of(db: Session, section_id: int) -> Sequence[AnswerTemplate]:
    query = select(AnswerTemplate).where(
        col(AnswerTemplate.section_id) == section_id, col(AnswerTemplate.is_retired).is_(False)
    )
    return db.execute(query.order_by(col(AnswerTemplate.name), col(AnswerTemplate.id))).scalars().all()
