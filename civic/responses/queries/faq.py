"""Reads of questions often asked: what everybody may read by topic, and what staff have in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.models import Section, Topic
from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.responses.faq_models import FaqItem, FaqState
from civic.responses.models import Response
from civic.rooms.models import Room
from civic.rooms.queries import visible_to

MOST = 500


@dataclass(frozen=True, slots=True)
class Faq:
    """One question with its short answer; `is_behind` when the full answer was corrected since."""

    id: int
    response_id: int
    question: str
    answer: str
    topic: str
    section: str
    published_at: datetime | None
    is_behind: bool


_ROWS: Any = (
    select(
        col(FaqItem.id), col(FaqItem.response_id), col(FaqItem.question), col(FaqItem.answer),
        func.coalesce(col(Topic.name), ""), col(Section.name), col(FaqItem.published_at),
        (col(Response.published_version) != col(FaqItem.response_version)).label("is_behind"),
    )
    .join(Response, col(Response.id) == col(FaqItem.response_id))
    .join(Room, col(Room.id) == col(FaqItem.room_id))
    .join(Section, col(Section.id) == col(FaqItem.section_id))
    .outerjoin(Topic, col(Topic.id) == col(FaqItem.topic_id))
    .where(col(FaqItem.state) == FaqState.PUBLISHED, visible_to(None))
)  # fmt: skip


def faqs(db: Session) -> list[Faq]:
    """By topic in the city's order, those without one last."""
    order = (col(Topic.position).is_(None), col(Topic.position), col(Topic.id), col(FaqItem.id))
    return [Faq(*row) for row in db.execute(_ROWS.order_by(*order).limit(MOST))]


def faqs_by_id(db: Session, ids: Iterable[int]) -> dict[int, Faq]:
    return {row[0]: Faq(*row) for row in db.execute(_ROWS.where(col(FaqItem.id).in_(list(ids))))}


def faq_row(db: Session, viewer: Viewer, faq_id: int) -> FaqItem:
    """For a verb of staff; NotFound for others."""
    require(viewer, "response_desk.see")
    found = db.get(FaqItem, faq_id) if 0 < faq_id < 2**31 else None
    if found is None or not can(viewer, "response.see_draft", found):
        raise NotFound
    return found


def faqs_in_hand(db: Session, viewer: Viewer) -> Sequence[FaqItem]:
    """Of the viewer's sections, drafts first."""
    require(viewer, "response_desk.see")
    query = select(FaqItem).where(col(FaqItem.state) != FaqState.RETIRED).order_by(col(FaqItem.state), col(FaqItem.id))
    return [one for one in db.execute(query.limit(MOST)).scalars() if can(viewer, "response.see_draft", one)]


def faq_stamp(db: Session, _params: Any, _now: datetime) -> tuple[str, None]:
    """Changes when the public list does."""
    query = select(func.count(), func.max(col(FaqItem.published_at)), func.sum(col(FaqItem.rev)))
    answers = select(func.sum(col(Response.published_version)))
    return f"{db.execute(query).one()}{db.execute(answers).scalar()}", None
