"""What the worker does later for rooms: index cards of posts and rooms, and writing down what the clock decided."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.city.models import Section, Topic
from civic.index import store
from civic.index.cards import Card
from civic.jobs import Work, job
from civic.markup import plain_text, without_ruby
from civic.rooms import actions
from civic.rooms.models import Post, Room, RoomTopic
from civic.rooms.queries.posts import SHOWN
from civic.rooms.states import PUBLIC, RoomState

_CARDS = (
    select(
        col(Post.id), col(Post.room_id), col(Post.title), col(Post.html), col(Post.display_name), col(Post.type),
        col(Post.created_at), col(Room.title), col(Section.name),
    )
    .join(Room, col(Room.id) == col(Post.room_id))
    .outerjoin(Section, col(Section.id) == col(Room.section_id))
    .where(col(Post.state).in_(SHOWN), col(Room.state).in_(PUBLIC))
)  # fmt: skip


def _post_card(row: Any, topics: tuple[str, ...]) -> Card:
    post_id, room_id, title, html, name, type_, at, room, section = row
    day = clock.today(at)
    return Card(
        id=f"post:{post_id}", kind="post", doc=f"room:{room_id}", seq=post_id, title=title or "", within=room,
        text=plain_text(html), speaker=name, role=type_, section=section or "", topics=topics, date=day,
        fiscal_year=clock.fiscal_year(day), room=str(room_id),
    )  # fmt: skip


def _topics(db: Session, room_id: int | None = None) -> dict[int, tuple[str, ...]]:
    """Codes of topics by room."""
    query = select(col(RoomTopic.room_id), col(Topic.code)).join(Topic, col(Topic.id) == col(RoomTopic.topic_id))
    if room_id is not None:
        query = query.where(col(RoomTopic.room_id) == room_id)
    found: dict[int, tuple[str, ...]] = {}
    for room, code in db.execute(query.order_by(col(Topic.id))):
        found[room] = (*found.get(room, ()), code)
    return found


def _room_card(room: Room, section: str | None, topics: tuple[str, ...]) -> Card:
    day = clock.today(room.opens_at) if room.opens_at else None
    text = "\n".join(part for part in (room.purpose, room.background, without_ruby(room.plain_text)) if part)
    return Card(
        id=f"room:{room.id}", kind="room", doc=f"room:{room.id}", title=room.title, text=text, section=section or "",
        topics=topics, date=day, fiscal_year=clock.fiscal_year(day) if day else None, room=str(room.id),
    )  # fmt: skip


def _rooms(db: Session, room_id: int | None = None) -> Iterator[Card]:
    query = (
        select(Room, col(Section.name))
        .outerjoin(Section, col(Section.id) == col(Room.section_id))
        .where(col(Room.state).in_(PUBLIC))
    )
    if room_id is not None:
        query = query.where(col(Room.id) == room_id)
    topics = _topics(db, room_id)
    for room, section in db.execute(query.execution_options(yield_per=200)):
        yield _room_card(room, section, topics.get(room.id, ()))


def all_cards(db: Session) -> Iterator[Card]:
    """Every room and post an anonymous visitor may read, for `civic reindex`."""
    yield from _rooms(db)
    topics = _topics(db)
    for row in db.execute(_CARDS.order_by(col(Post.id)).execution_options(yield_per=500)):
        yield _post_card(row, topics.get(row.room_id, ()))


def _replace(work: Work, key: str, cards: list[Card]) -> None:
    engine = store.engine_for(work.site)
    if cards:
        engine.put(cards)
    else:
        engine.drop([key])
    engine.commit()


@job("rooms.index_post")
def index_post(work: Work) -> None:
    """A post the public may read goes in, any other out."""
    with work.reading() as db:
        row: Any = db.execute(_CARDS.where(col(Post.id) == int(work.key))).first()
        cards = [_post_card(row, _topics(db, row.room_id).get(row.room_id, ()))] if row is not None else []
    _replace(work, f"post:{work.key}", cards)


@job("rooms.index_room")
def index_room(work: Work) -> None:
    with work.reading() as db:
        cards = list(_rooms(db, int(work.key)))
    _replace(work, f"room:{work.key}", cards)


@job("rooms.record_passages.each_minute")
def record_passages(work: Work) -> None:
    """Rooms that opened or closed since the last minute get their state written down."""
    now = work.now
    due = (
        (col(Room.state) == RoomState.ANNOUNCED) & (col(Room.opens_at) <= now)
        | (col(Room.state) == RoomState.OPEN) & (col(Room.closes_at) <= now)
    )  # fmt: skip
    with work.reading() as db:
        room_ids = list(db.execute(select(col(Room.id)).where(due)).scalars())
    for room_id in room_ids:
        actions.record_passage(work.db, work.db.get_one(Room, room_id), now)
