"""The minute's round: what became public since the last one is noted as news, and spread to those who follow."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from civic.city import queries as city
from civic.errors import NotFound
from civic.jobs import Work, job, later
from civic.notifications import actions, queries
from civic.notifications import jobs as wings
from civic.notifications.actions import Happened
from civic.notifications.models import FollowKind

# What is older than this when it is first seen is history, not news (a city that begins to use notices).
OLDEST = timedelta(days=30)
AT_FIRST = 200
MOST_ROOMS = 5000
# States of a room that its followers hear of; announcing has a line of its own.
TOLD_STATES = frozenset({"open", "summarising", "suspended", "cancelled"})

Marks = list[tuple[FollowKind, str]]


@job("notifications.gather.each_minute")
def gather(work: Work) -> None:
    """Reads are slow and hold no lock; what is written is a row for each thing, however many follow it."""
    with work.reading() as db:
        happened, stamps = found(db, work.now)
    actions.note_news(work.db, happened, work.now)
    actions.note_rooms_seen(work.db, stamps)
    later(work.db, "notifications.spread", "round", lane="long")


def found(db: Session, now: datetime) -> tuple[list[Happened], dict[int, str]]:
    """What may be new, and the revision up to which each room has been looked through."""
    parents = _parents(db)
    happened: list[Happened] = []
    stamps: dict[int, str] = {}
    seen = queries.rooms_seen(db)
    for line in wings.rooms.newest_rooms(db, None, MOST_ROOMS):
        revision = wings.rooms.room_revision(db, {"room_id": line.id}, now)
        if revision is None or seen.get(line.id) == revision[0]:
            continue
        stamps[line.id] = revision[0]
        room = wings.rooms.room_for(db, None, line.id)
        marks = _room_marks(db, room, parents, now)
        happened += _room_news(room, marks, now)
        happened += _post_news(db, line.id, marks, now)
    happened += _answer_news(db, parents, now)
    happened += _document_news(db, now)
    return [one for one in happened if now - one.happened_at < OLDEST], stamps


def _parents(db: Session) -> dict[str, str]:
    """Code of a topic -> code of the one above it."""
    topics = city.topics(db)
    codes = {topic.id: topic.code for topic in topics}
    return {topic.code: codes[topic.parent_id] for topic in topics if topic.parent_id is not None}


def _room_marks(db: Session, room: Any, parents: dict[str, str], now: datetime) -> Marks:
    marks: Marks = [(FollowKind.ROOM, str(room.id))]
    if room.section_id is not None:
        marks.append((FollowKind.SECTION, str(room.section_id)))
    for code, _name in wings.rooms.room_head(db, room, now).topics:
        marks.append((FollowKind.TOPIC, code))
        if code in parents:
            marks.append((FollowKind.TOPIC, parents[code]))
    return marks


def _room_news(room: Any, marks: Marks, now: datetime) -> Iterator[Happened]:
    place, path = f"room:{room.id}", f"/rooms/{room.id}"
    if room.announced_at is not None:
        yield Happened("room", place, f"{place}:announced", place, path, room.announced_at, marks)
    state = room.state_at(now).value
    if state in TOLD_STATES:
        moments = {"open": room.opens_at, "summarising": room.closes_at}
        again = f":{room.review_on}" if state == "suspended" else ""
        yield Happened(
            f"room_{state}", place, f"{place}:{state}{again}", place, path, moments.get(state) or now, marks
        )  # fmt: skip


def _post_news(db: Session, room_id: int, marks: Marks, now: datetime) -> Iterator[Happened]:
    """Posts that anybody may read, late ones too: one that was held enters among older ones."""
    posts = _fresh(
        db, now, lambda most: wings.rooms.newest_posts(db, None, most, room_id=room_id),
        lambda post: f"post:{post.id}", lambda post: post.created_at,
    )  # fmt: skip
    for line in posts:
        post = wings.rooms.post_for(db, None, line.id)
        thread = post.thread_id or post.id
        yield Happened(
            "post", f"post:{post.id}", f"post:{post.id}", f"thread:{thread}", f"/posts/{post.id}", post.created_at,
            [(FollowKind.THREAD, str(thread)), *marks], post.author_id, is_start=thread == post.id,
        )  # fmt: skip


def _answer_news(db: Session, parents: dict[str, str], now: datetime) -> Iterator[Happened]:
    answers = _fresh(
        db, now, lambda most: wings.responses.newest_answers_in(db, most),
        lambda answer: f"answer:{answer.response_id}:{answer.number}", lambda answer: answer.published_at,
    )  # fmt: skip
    for answer in answers:
        room = wings.rooms.room_for(db, None, answer.room_id)
        marks = _room_marks(db, room, parents, now)
        duty = wings.responses.response_for(db, None, answer.response_id, now)
        marks.append((FollowKind.SECTION, str(duty.section_id)))
        try:
            post = wings.rooms.post_for(db, None, answer.post_id)
            marks.append((FollowKind.THREAD, str(post.thread_id or post.id)))
            place = f"thread:{post.thread_id or post.id}"
        except NotFound:
            place = f"answer:{answer.response_id}"
        yield Happened(
            "answer", f"response:{answer.response_id}", f"answer:{answer.response_id}:{answer.number}", place,
            f"/posts/{answer.post_id}", answer.published_at, marks,
        )  # fmt: skip


def _document_news(db: Session, now: datetime) -> Iterator[Happened]:
    documents = _fresh(
        db, now, lambda most: wings.library.newest_documents(db, most),
        lambda one: f"document:{one.key}:{one.version}", lambda one: one.published_at,
    )  # fmt: skip
    for one in documents:
        marks = [(FollowKind.DOCUMENT, one.key), (FollowKind.COLLECTION, one.kind.value)]
        place = f"document:{one.key}"
        kind = "document" if one.version == 1 else "document_version"
        yield Happened(
            kind, place, f"{place}:{one.version}", place, f"/documents/{one.key}", one.published_at, marks
        )  # fmt: skip


def _fresh(
    db: Session, now: datetime, newest: Callable[[int], Sequence[Any]], cause: Callable[[Any], str],
    at: Callable[[Any], datetime],
) -> list[Any]:  # fmt: skip
    """Those that were not noted yet, the oldest first. Looks further back as long as everything found was new: after
    a night without a worker nothing is passed over."""
    most = AT_FIRST
    while True:
        listed = newest(most)
        young = [one for one in listed if now - at(one) < OLDEST]
        fresh = queries.fresh_causes(db, [cause(one) for one in young])
        if len(listed) < most or len(fresh) < len(listed):
            return [one for one in reversed(young) if cause(one) in fresh]
        most *= 5
