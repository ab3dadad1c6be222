"""The newest posts and rooms, as feeds and digests list them; and what a room's calendar holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from civic import clock
from civic.permissions import Viewer
from civic.rooms.models import Phase, Post, PostType, Room, RoomTopic, last_day
from civic.rooms.queries.posts import SHOWN, posts_visible_to
from civic.rooms.queries.rooms import visible_to
from civic.rooms.states import PUBLIC, RoomState


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that can be read, with the place it stands in. `thread_title` is empty when its first post is gone."""

    id: int
    room_id: int
    room_title: str
    thread_title: str
    is_reply: bool
    type: PostType
    html: str
    display_name: str
    created_at: datetime
    edited_at: datetime | None


_Head = aliased(Post)


def newest_posts(
    db: Session,
    viewer: Viewer,
    most: int,
    *,
    room_id: int | None = None,
    thread_id: int | None = None,
    topic_ids: Sequence[int] | None = None,
    group_id: int | None = None,
) -> list[NewPost]:
    """What this viewer may read, newest first: of the city, one room, one thread, all rooms under some topics, or what
    one group wrote."""
    is_head_shown = col(_Head.state).in_(SHOWN)
    query = (
        select(
            col(Post.id), col(Room.id), col(Room.title), func.coalesce(col(_Head.title), ""),
            col(Post.parent_id).is_not(None), col(Post.type), col(Post.html), col(Post.display_name),
            col(Post.created_at), col(Post.edited_at),
        )
        .join(Room, col(Room.id) == col(Post.room_id))
        .outerjoin(_Head, (col(_Head.id) == col(Post.thread_id)) & is_head_shown)
        .where(col(Post.state).in_(SHOWN), col(Room.state).in_(PUBLIC), posts_visible_to(viewer))
    )  # fmt: skip
    if group_id is not None:
        query = query.where(col(Post.group_id) == group_id)
    if room_id is not None:
        query = query.where(col(Post.room_id) == room_id)
    if thread_id is not None:
        query = query.where(col(Post.thread_id) == thread_id)
    if topic_ids is not None:
        under = select(col(RoomTopic.room_id)).where(col(RoomTopic.topic_id).in_(topic_ids))
        query = query.where(col(Post.room_id).in_(under))
    return [NewPost(*row) for row in db.execute(query.order_by(col(Post.id).desc()).limit(most))]


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room made known to the public."""

    id: int
    title: str
    purpose: str
    announced_at: datetime


def newest_rooms(db: Session, viewer: Viewer, most: int, *, topic_ids: Sequence[int] | None = None) -> list[NewRoom]:
    """Announced rooms, the last one first; of the city or under some topics."""
    query = select(col(Room.id), col(Room.title), col(Room.purpose), col(Room.announced_at)).where(
        visible_to(viewer), col(Room.state).in_(PUBLIC), col(Room.announced_at).is_not(None)
    )
    if topic_ids is not None:
        under = select(col(RoomTopic.room_id)).where(col(RoomTopic.topic_id).in_(topic_ids))
        query = query.where(col(Room.id).in_(under))
    query = query.order_by(col(Room.announced_at).desc(), col(Room.id).desc()).limit(most)
    return [NewRoom(*row) for row in db.execute(query)]


@dataclass(frozen=True, slots=True)
class DatedPhase:
    position: int
    name: str
    prompt: str
    starts_at: datetime
    ends_at: datetime

    @property
    def last_day(self) -> date | None:
        return last_day(self.ends_at)


@dataclass(frozen=True, slots=True)
class DatedRoom:
    """The days of a room; `stands_since` is when they were made public."""

    id: int
    title: str
    purpose: str
    state: RoomState
    opens_at: datetime | None
    closes_at: datetime | None
    planned_answer_on: date | None
    stands_since: datetime | None
    phases: tuple[DatedPhase, ...]

    @property
    def last_day(self) -> date | None:
        return last_day(self.closes_at)

    @property
    def is_cancelled(self) -> bool:
        return self.state is RoomState.CANCELLED

    @property
    def is_suspended(self) -> bool:
        return self.state is RoomState.SUSPENDED


def room_dates(db: Session, viewer: Viewer, since: date, room_id: int | None = None) -> list[DatedRoom]:
    """Public rooms with days to come or no longer past than `since`; or the one room, whenever it was."""
    query: Any = select(
        col(Room.id), col(Room.title), col(Room.purpose), col(Room.state), col(Room.opens_at), col(Room.closes_at),
        col(Room.planned_answer_on), func.coalesce(col(Room.announced_at), col(Room.approved_at)),
    ).where(visible_to(viewer), col(Room.state).in_(PUBLIC))  # fmt: skip
    if room_id is not None:
        query = query.where(col(Room.id) == room_id)
    else:
        is_open_late = col(Room.closes_at) >= clock.start_of(since)
        query = query.where(is_open_late | (col(Room.planned_answer_on) >= since))
    rows = [tuple(row) for row in db.execute(query.order_by(col(Room.id)))]
    phases: dict[int, list[DatedPhase]] = {}
    asked = select(
        col(Phase.room_id), col(Phase.position), col(Phase.name), col(Phase.prompt), col(Phase.starts_at),
        col(Phase.ends_at),
    ).where(col(Phase.room_id).in_([row[0] for row in rows]))  # fmt: skip
    for id_, *facts in db.execute(asked.order_by(col(Phase.position))):
        phases.setdefault(id_, []).append(DatedPhase(*facts))
    return [DatedRoom(*(*row, tuple(phases.get(row[0], ())))) for row in rows]
