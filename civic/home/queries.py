"""Reads of the front page and of health: the newest of every wing, and how long urgent work waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from civic.city import queries as city
from civic.city.models import Topic
from civic.clock import today
from civic.jobs import Job, JobState
from civic.library import catalogue
from civic.library.catalogue import Filters, Listed
from civic.markup import plain_text
from civic.permissions import Viewer
from civic.registry.queries import knowing
from civic.registry.queries.knowing import Knows
from civic.responses import queries as responses
from civic.rooms import queries as rooms
from civic.rooms.queries import RoomCard

ROOMS, ANSWERS, DOCUMENTS = 4, 4, 5


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A line about a published answer."""

    post_id: int
    section_name: str
    published_at: datetime
    text: str


def newest_answers(db: Session) -> list[NewAnswer]:
    found = responses.newest_answers(db, ANSWERS)
    return [NewAnswer(a.post_id, a.section_name, a.published_at, plain_text(a.html)) for a in found]


def front_revision(db: Session, params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None] | None:
    """Changes with any room, answer or document; holds until a room opens or closes."""
    stamp = rooms.rooms_revision(db, params, now)
    if stamp is None:
        return None
    answers = responses.newest_answers(db, 1)
    newest = f"{answers[0].response_id}.{answers[0].number}" if answers else ""
    return f"{stamp[0]}|{newest}|{catalogue.stamp(db)}", stamp[1]


def topic_revision(db: Session, params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None] | None:
    """As the front page, and with the register, whose entries end by the day."""
    stamp = front_revision(db, params, now)
    if stamp is None:
        return None
    return f"{stamp[0]}|{knowing.stamp(db, today(now))}|{today(now)}", stamp[1]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic with everything that stands under it and under its children."""

    topic: Topic
    parent: Topic | None
    children: Sequence[Topic]
    rooms: list[RoomCard]
    documents: list[Listed]
    knows: list[Knows]


def topic_page(db: Session, viewer: Viewer, code: str, city_name: str, now: datetime) -> TopicPage | None:
    topic = city.topic_by_code(db, code)
    if topic is None:
        return None
    children = [t for t in city.topics(db) if t.parent_id == topic.id]
    ids = [topic.id, *(child.id for child in children)]
    documents = {d.id: d for one in ids for d in catalogue.documents(db, Filters(topic_id=one), most=DOCUMENTS)}
    return TopicPage(
        topic=topic,
        parent=city.topic(db, topic.parent_id),
        children=children,
        rooms=rooms.rooms_under(db, viewer, now, ids),
        documents=sorted(documents.values(), key=lambda d: d.place, reverse=True)[:DOCUMENTS],
        knows=knowing.who_knows(
            db, knowing.words_of(topic.name, *(c.name for c in children), city=city_name), today(now)
        ),
    )


def urgent_job_age(db: Session, now: datetime) -> int:
    """Seconds that the oldest due urgent job has waited; 0 when none does."""
    due = (col(Job.lane) == "urgent", col(Job.state) == JobState.WAITING, col(Job.run_at) <= now)
    oldest = db.exec(select(Job.run_at).where(*due).order_by(col(Job.run_at)).limit(1)).first()
    return 0 if oldest is None else max(0, int((now - oldest).total_seconds()))
