"""Rooms, posts, answers and acts of moderation as records; a hidden post is a mark without text."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.models import Section, Topic
from civic.markup import plain_text
from civic.open.reads.asking import City, Page, number_of
from civic.open.records import ActRecord, AnswerRecord, PostRecord, RoomRecord
from civic.responses import queries as responses
from civic.responses.models import Response
from civic.responses.queries import Answer
from civic.review import queries as review
from civic.rooms.models import Post, Room, RoomTopic
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN, TOMBSTONES

_ROOMS = (
    select(Room, func.coalesce(col(Section.name), ""))
    .outerjoin(Section, col(Section.id) == col(Room.section_id))
    .where(visible_to(None))
    .order_by(col(Room.id))
)


def rooms(db: Session, city: City, after: str, most: int) -> Page[RoomRecord]:
    rows = db.execute(_ROOMS.where(col(Room.id) > number_of(after)).limit(most + 1)).all()
    found = _room_records(db, city, rows[:most])
    return Page(found, found[-1].id if len(rows) > most else "")


def room(db: Session, city: City, room_id: int) -> RoomRecord | None:
    return next(iter(_room_records(db, city, db.execute(_ROOMS.where(col(Room.id) == room_id)).all())), None)


def _room_records(db: Session, city: City, rows: Sequence[Any]) -> list[RoomRecord]:
    topics = _topics(db, [one.id for one, _section in rows])
    return [
        RoomRecord(
            **city.facts(r.id, f"/rooms/{r.id}"), kind=r.kind.value, state=r.state_at(city.now).value, title=r.title,
            purpose=r.purpose, plain_text=r.plain_text, policy_stage=r.policy_stage.value if r.policy_stage else "",
            decider=r.decider, section=section, topics=topics.get(r.id, []), opens_at=r.opens_at,
            closes_at=r.closes_at, planned_answer_on=r.planned_answer_on, posts=r.post_count, rules=r.rule_version,
        )
        for r, section in rows
    ]  # fmt: skip


def _topics(db: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = select(col(RoomTopic.room_id), col(Topic.code)).join(Topic, col(Topic.id) == col(RoomTopic.topic_id))
    for room_id, code in db.execute(query.where(col(RoomTopic.room_id).in_(ids)).order_by(col(Topic.code))):
        found.setdefault(room_id, []).append(code)
    return found


_POSTS: Any = (
    select(
        col(Post.id), col(Post.room_id), col(Post.thread_id), col(Post.parent_id), col(Post.type), col(Post.state),
        col(Post.title), col(Post.html), col(Post.display_name), col(Post.staff_section), col(Post.created_at),
        col(Post.edited_at), col(Post.revision), col(Post.tombstone_article), col(Post.order_key),
    )
    .join(Room, col(Room.id) == col(Post.room_id))
    .where(visible_to(None), col(Post.state).in_((*SHOWN, *TOMBSTONES)))
)  # fmt: skip


def posts(db: Session, city: City, after: str, most: int) -> Page[PostRecord]:
    """Of all public rooms, in the order they were written."""
    rows = db.execute(_POSTS.where(col(Post.id) > number_of(after)).order_by(col(Post.id)).limit(most + 1)).all()
    return Page([_post(city, row) for row in rows[:most]], str(rows[most - 1].id) if len(rows) > most else "")


def posts_in(
    db: Session, city: City, after: str, most: int, *, room_id: int = 0, thread_id: int = 0
) -> Page[PostRecord]:
    """Of one room or thread, in reading order."""
    inside = col(Post.thread_id) == thread_id if thread_id else col(Post.room_id) == room_id
    query = _POSTS.where(inside, col(Post.order_key) > after[:120]).order_by(col(Post.order_key))
    rows = db.execute(query.limit(most + 1)).all()
    return Page([_post(city, row) for row in rows[:most]], rows[most - 1].order_key if len(rows) > most else "")


def post(db: Session, city: City, post_id: int) -> PostRecord | None:
    row = db.execute(_POSTS.where(col(Post.id) == post_id)).first()
    return _post(city, row) if row else None


def _post(city: City, row: Any) -> PostRecord:
    """What a tombstone said leaves the database for nobody."""
    is_shown = row.state in SHOWN
    return PostRecord(
        **city.facts(row.id, f"/posts/{row.id}"), room=row.room_id, thread=row.thread_id or row.id,
        parent=row.parent_id, type=row.type.value, state=row.state.value, title=row.title if is_shown else "",
        text=plain_text(row.html) if is_shown else "", name=row.display_name if is_shown else "",
        section=row.staff_section if is_shown else "", written_at=row.created_at, edited_at=row.edited_at,
        revision=row.revision, article=row.tombstone_article,
    )  # fmt: skip


def answers(db: Session, city: City, after: str, most: int) -> Page[AnswerRecord]:
    """By the number of the duty; the version in force."""
    ids = list(
        db.execute(
            select(col(Response.id))
            .join(Room, col(Room.id) == col(Response.room_id))
            .where(col(Response.id) > number_of(after), col(Response.published_version).is_not(None), visible_to(None))
            .order_by(col(Response.id))
            .limit(most + 1)
        ).scalars()
    )
    found = [one for id_ in ids[:most] if (one := answer(db, city, id_)) is not None]
    return Page(found, str(ids[most - 1]) if len(ids) > most else "")


def answer(db: Session, city: City, response_id: int) -> AnswerRecord | None:
    """Raises NotFound when nothing of it was ever published."""
    versions = responses.published_versions(db, response_id)
    is_public = db.execute(select(col(Room.id)).where(col(Room.id) == versions[0].room_id, visible_to(None))).first()
    return _answer(city, versions[0]) if is_public else None


def _answer(city: City, a: Answer) -> AnswerRecord:
    return AnswerRecord(
        **city.facts(a.response_id, f"/answers/{a.response_id}"), room=a.room_id, post=a.post_id or None,
        item=a.item_id, question=a.question, section=a.section_name, category=a.category, ground=a.ground,
        text=plain_text(a.html), before=a.before_text, after=a.after_text, version=a.number,
        published_at=a.published_at,
    )  # fmt: skip


def acts(db: Session, city: City, after: str, most: int) -> Page[ActRecord]:
    """The public log, newest first; a page is as long as the page of the log."""
    lines = review.log(db, number_of(after))
    size = min(most, review.PAGE)
    found = [
        ActRecord(
            **city.facts(one.act_id, f"/acts/{one.act_id}"), act=one.kind.value, article=one.article or None,
            rules=one.rule_version, decided_at=one.decided_at, room=one.room_id, source=one.source.value,
            role=one.role, is_seconded=one.is_seconded, is_about_section=one.is_about_section,
            appeal=one.appeal.value if one.appeal else "", is_undone=one.is_undone,
        )
        for one in lines[:size]
    ]  # fmt: skip
    return Page(found, found[-1].id if len(lines) > size else "")
