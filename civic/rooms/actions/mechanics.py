"""Mechanics of rooms and posts without an actor: called by verbs of this wing and of those above, guarded there."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import col

from civic.db import Db
from civic.jobs import later
from civic.notifications import actions as notifications
from civic.prepared import Prepared
from civic.rooms.models import Citation, Post, PostRevision, PostState, Room
from civic.rooms.queries.posts import SHOWN
from civic.rooms.states import RoomState, move


class Written(Protocol):
    """A post as notices know it: its row, or what was just stored."""

    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def author_id(self) -> int | None: ...


_LOCK = Prepared(select(col(Room.rev)).where(col(Room.id) == bindparam("room")).with_for_update())
_AUTHOR = Prepared(select(col(Post.author_id)).where(col(Post.id) == bindparam("post")))
_MORE_REPLIES = Prepared(
    update(Post)
    .where(col(Post.id) == bindparam("parent"))
    .values(reply_count=col(Post.reply_count) + bindparam("change"))
)


def lock(db: Db, room: Room) -> Room:
    """The room's row, locked and as it is now: counters are raised under this lock. Every change of a room raises its
    revision, so a row whose revision is known is not read again."""
    ((rev,),) = _LOCK.rows(db, {"room": room.id})
    if rev != room.rev:
        db.refresh(room)
    return room


def set_status(db: Db, post: Post, state: PostState, article: int | None, at: datetime) -> None:
    """The only place that changes a post's state. Keeps counters and revisions, tells the author of the parent when a
    held post is published at last, destroys the text of a purged one, and queues the index job."""
    before = post.state
    if before is state:
        return
    room = lock(db, db.get_one(Room, post.room_id))
    post.state = state
    is_seen = state in (*SHOWN, PostState.HELD)
    post.tombstone_article, post.tombstone_at = (None, None) if is_seen else (article, at)
    change = (state in SHOWN) - (before in SHOWN)
    room.post_count += change
    room.thread_count += change if post.parent_id is None else 0
    room.rev += 1
    db.add_all([room, post])
    if post.parent_id is not None:
        add_reply(db, post.parent_id, change)
    if state is PostState.PURGED:
        destroy(db, post)
    if before is PostState.HELD and state is PostState.PUBLISHED:
        tell_of_reply(db, post, at)
    db.flush()
    refresh_quotes(db, post)
    later(db, "rooms.index_post", post.id)


def refresh_quotes(db: Db, post: Post) -> None:
    """Posts that quote this one show its new words, its tombstone, or its words again."""
    quoting = select(col(Citation.post_id)).where(col(Citation.quoted_post_id) == post.id)
    db.execute(
        update(Post).where(col(Post.id).in_(quoting)).values(context_rev=Post.context_rev + 1),
        execution_options={"synchronize_session": "fetch"},
    )


def destroy(db: Db, post: Post) -> None:
    """Text and earlier wordings are gone for good; the ledger keeps the digests that prove what was there."""
    post.title = post.body = post.html = ""
    db.add(post)
    db.execute(delete(PostRevision).where(col(PostRevision.post_id) == post.id))


def add_reply(db: Db, parent_id: int, change: int) -> None:
    _MORE_REPLIES.run(db, {"parent": parent_id, "change": change})


def tell_of_reply(db: Db, post: Written, now: datetime) -> None:
    """The author of the post above is told, once, when the answer can be read."""
    if post.parent_id is None:
        return
    ((author,),) = _AUTHOR.rows(db, {"post": post.parent_id})
    if author is None or author == post.author_id:
        return
    notifications.tell(
        db, [author], "post_replied", cause=f"post_replied:{post.id}", target=f"post:{post.id}",
        path=f"/posts/{post.id}", now=now,
    )  # fmt: skip


def raise_context(db: Db, post: Post) -> None:
    """What wings above show under this post has changed."""
    room = lock(db, db.get_one(Room, post.room_id))
    post.context_rev += 1
    room.rev += 1
    db.add_all([post, room])
    db.flush()


def count_waiting(db: Db, room_id: int, delta: int) -> None:
    """Posts of the room that wait for an answer of the city: more by `delta`, or fewer."""
    room = lock(db, db.get_one(Room, room_id))
    room.waiting_count = max(0, room.waiting_count + delta)
    room.rev += 1
    db.add(room)
    db.flush()


def note_city_post(db: Db, room_id: int, at: datetime) -> None:
    """The city spoke in this room: a member of staff, or an answer."""
    room = lock(db, db.get_one(Room, room_id))
    room.last_city_post_at = at
    room.rev += 1
    db.add(room)
    db.flush()


def move_room(db: Db, room: Room, to: RoomState, at: datetime) -> None:
    """The room goes from the state it has by the clock to another, or Refused; index and pages follow."""
    lock(db, room)
    room.state = move(room.state_at(at), to, kind=room.kind.value)
    room.rev += 1
    db.add(room)
    db.flush()
    later(db, "rooms.index_room", room.id)
