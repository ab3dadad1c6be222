"""What a person has not read yet: in one room, over a list of rooms, and since a page was opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, and_, bindparam, func, select
from sqlmodel import Session, col

from civic.permissions import Viewer
from civic.rooms.models import Post, ReadingPosition, Room
from civic.rooms.queries.posts import SHOWN

# Beyond this the number is not told exactly; a page holds fewer, so the first one elsewhere is always among them.
MOST_UNREAD = 100

_ROOM: BindParameter[int] = bindparam("room")
_PERSON: BindParameter[int] = bindparam("person")
# One's own posts are never news; held and hidden ones are nobody's.
_IS_NEWS = and_(col(Post.state).in_(SHOWN), func.coalesce(col(Post.author_id), 0) != _PERSON)
_NEWEST = select(func.max(Post.id)).where(col(Post.room_id) == _ROOM).scalar_subquery()
_UNREAD = (
    select(_NEWEST, col(ReadingPosition.post_id), col(Post.id))
    .select_from(Room)
    .outerjoin(
        ReadingPosition, (col(ReadingPosition.room_id) == col(Room.id)) & (col(ReadingPosition.person_id) == _PERSON)
    )
    .outerjoin(Post, (col(Post.room_id) == col(Room.id)) & (col(Post.id) > col(ReadingPosition.post_id)) & _IS_NEWS)
    .where(col(Room.id) == _ROOM)
    .order_by(col(Post.id))
    .limit(MOST_UNREAD)
)
_COUNTS = (
    select(col(ReadingPosition.room_id), func.count(col(Post.id)))
    .join(
        Post,
        (col(Post.room_id) == col(ReadingPosition.room_id)) & (col(Post.id) > col(ReadingPosition.post_id)) & _IS_NEWS,
    )
    .where(
        col(ReadingPosition.person_id) == _PERSON,
        col(ReadingPosition.room_id).in_(bindparam("rooms", expanding=True)),
    )
    .group_by(col(ReadingPosition.room_id))
)
_NEWS = select(func.count(), func.min(Post.id), func.max(Post.id)).where(
    col(Post.room_id) == _ROOM, col(Post.id) > bindparam("after"), _IS_NEWS
)
_NEWS_IN_THREAD = _NEWS.where(col(Post.thread_id) == bindparam("thread"))


@dataclass(frozen=True, slots=True)
class Unread:
    """`ids` in the order of writing, at most MOST_UNREAD; none on a first visit. `newest` is the last post of the
    room when this was asked; `read_until` what the page that shows `seen` may record as read."""

    newest: int
    position: int
    ids: tuple[int, ...]
    is_first_visit: bool

    @property
    def has_more(self) -> bool:
        return len(self.ids) == MOST_UNREAD

    def read_until(self, seen: Iterable[int]) -> int:
        """Everything before the first unread post that the reader has not before them."""
        shown = set(seen)
        elsewhere = next((one for one in self.ids if one not in shown), None)
        return self.newest if elsewhere is None else elsewhere - 1


def unread(db: Session, viewer: Viewer, room: Room) -> Unread | None:
    """One statement; None for a visitor who is not signed in. A room never read before has nothing unread in it."""
    if viewer is None:
        return None
    rows = db.execute(_UNREAD, {"room": room.id, "person": viewer.person_id}).all()
    newest, position = rows[0][0] or 0, rows[0][1]
    ids = tuple(row[2] for row in rows if row[2] is not None)
    return Unread(newest, position or 0, ids, position is None)


def unread_counts(db: Session, viewer: Viewer, room_ids: Sequence[int]) -> Mapping[int, int]:
    """For a list of rooms: only those with something new since this person read them."""
    if viewer is None or not room_ids:
        return {}
    rows = db.execute(_COUNTS, {"person": viewer.person_id, "rooms": list(room_ids)})
    return {room_id: count for room_id, count in rows}  # noqa: C416  (a row is a pair only when unpacked)


@dataclass(frozen=True, slots=True)
class News:
    """What others wrote in a room after a post: how many, the first and the last of them."""

    count: int
    first: int
    last: int


def news(db: Session, viewer: Viewer, room_id: int, after: int, thread_id: int | None = None) -> News:
    """Of the room, or of one of its threads. One indexed statement; ask `room_for` first."""
    values = {"room": room_id, "after": after, "person": viewer.person_id if viewer is not None else 0}
    if thread_id is None:
        row = db.execute(_NEWS, values).one()
    else:
        row = db.execute(_NEWS_IN_THREAD, {**values, "thread": thread_id}).one()
    return News(row[0], row[1] or 0, row[2] or 0)
