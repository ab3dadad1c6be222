"""Posts of a room page by page, one post, and where a post stands."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Role, Viewer, can
from civic.rooms.models import Post, PostState, PostType, Room, Stance
from civic.rooms.queries.rooms import MOST_ID, room_for, visible_to
from civic.rooms.tree import shown_depth

PAGE = 50
P = PostState
# As posts, and as the tombstones that keep the order of a thread.
SHOWN = (P.PUBLISHED, P.MASKED)
TOMBSTONES = (P.HIDDEN, P.WITHDRAWN, P.PURGED)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as lists need it. The text of a tombstone is not read from the database's row into pages."""

    id: int
    room_id: int
    thread_id: int
    parent_id: int | None
    parent_name: str
    order_key: str
    depth: int
    state: PostState
    type: PostType
    stance: Stance | None
    title: str
    html: str
    author_id: int | None
    display_name: str
    group_id: int | None
    staff_section: str
    is_facilitator: bool
    revision: int
    created_at: datetime
    edited_at: datetime | None
    tombstone_article: int | None
    tombstone_at: datetime | None
    context_rev: int
    channel: str
    received_on: date | None
    proxy_by: int | None

    @property
    def level(self) -> int:
        return shown_depth(self.depth)

    @property
    def is_tombstone(self) -> bool:
        return self.state in TOMBSTONES


@dataclass(frozen=True, slots=True)
class PostsPage:
    """`previous` and `next` are order keys to page from, empty at the ends."""

    posts: tuple[PostRow, ...]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A post with what permissions ask of its room."""

    author_id: int | None
    room_id: int
    section_id: int | None
    is_public: bool


_Parent = aliased(Post)
_COLUMNS = [
    func.coalesce(_Parent.display_name, "").label("parent_name") if field.name == "parent_name"
    else getattr(Post, field.name)
    for field in fields(PostRow)
]  # fmt: skip
_ROWS: Select[*tuple[Any, ...]] = select(*_COLUMNS).outerjoin(_Parent, col(_Parent.id) == col(Post.parent_id))


def _seen(viewer: Viewer, room: Room) -> str:
    """Which of the three prebuilt clauses holds for this viewer in this room."""
    if viewer is None:
        return "public"
    return "all" if viewer.has(Role.MODERATOR, room_id=room.id, section_id=room.section_id) else "own"


_SEEN: Mapping[str, ColumnElement[bool]] = {
    "public": col(Post.state).in_((*SHOWN, *TOMBSTONES)),
    "own": col(Post.state).in_((*SHOWN, *TOMBSTONES)) | (col(Post.author_id) == bindparam("viewer")),
    "all": true(),
}
_FORWARD, _BACKWARD = "forward", "backward"


def _page(clause: ColumnElement[bool], way: str, in_thread: bool) -> Select[*tuple[Any, ...]]:
    where = col(Post.thread_id) == bindparam("thread") if in_thread else col(Post.room_id) == bindparam("room")
    key = col(Post.order_key)
    bound = key > bindparam("key") if way == _FORWARD else key < bindparam("key")
    order = key if way == _FORWARD else key.desc()
    return _ROWS.where(where, bound, clause).order_by(order).limit(PAGE + 1)


_PAGES = {
    (seen, way, in_thread): _page(clause, way, in_thread)
    for seen, clause in _SEEN.items()
    for way in (_FORWARD, _BACKWARD)
    for in_thread in (False, True)
}
_ONE = _ROWS.where(col(Post.id) == bindparam("post"))


def _read(row: Any) -> PostRow:
    """A tombstone leaves without its text, whoever asks; moderators read it on their desk."""
    found = PostRow(*row)
    if not found.is_tombstone:
        return found
    values = {field.name: getattr(found, field.name) for field in fields(PostRow)}
    return PostRow(**(values | {"title": "", "html": "", "display_name": "", "staff_section": "", "group_id": None}))


def posts_page(
    db: Session, viewer: Viewer, room: Room, after: str = "", before: str = "", thread_id: int | None = None
) -> PostsPage:
    """At most PAGE posts in reading order: the threads of a room newest first, or one thread."""
    way = _BACKWARD if before else _FORWARD
    values = {"room": room.id, "thread": thread_id, "key": before or after}
    seen = _seen(viewer, room)
    query = _PAGES[seen, way, thread_id is not None]
    values = {name: value for name, value in values.items() if name != ("room" if thread_id is not None else "thread")}
    if seen == "own" and viewer is not None:
        values["viewer"] = viewer.person_id
    rows = [_read(row) for row in db.execute(query, values)]
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    if way == _BACKWARD:
        rows.reverse()
        return PostsPage(tuple(rows), rows[0].order_key if has_more else "", rows[-1].order_key if rows else "")
    previous = rows[0].order_key if rows and after else ""
    return PostsPage(tuple(rows), previous, rows[-1].order_key if has_more else "")


def placed(post: Post | PostRow, room: Room) -> Placed:
    is_public = post.state in (*SHOWN, *TOMBSTONES)
    return Placed(post.author_id, room.id, room.section_id, is_public)


def post_for(db: Session, viewer: Viewer, post_id: int) -> Post:
    """The post, or NotFound when there is none or this viewer may not know of it. A tombstone is found: ask `state`
    before showing its text."""
    post = db.get(Post, post_id) if 0 < post_id <= MOST_ID else None
    if post is None:
        raise NotFound("rooms.no_such_post")
    room = room_for(db, viewer, post.room_id)
    if not can(viewer, "post.see", placed(post, room)):
        raise NotFound("rooms.no_such_post")
    return post


def room_of(db: Session, post: Post) -> Room:
    """The post's room; ask `post_for` first, which has loaded it."""
    return db.get_one(Room, post.room_id)


def post_row(db: Session, post: Post) -> PostRow:
    """The same post as lists show it; ask `post_for` first."""
    return _read(db.execute(_ONE, {"post": post.id}).one())


def posts_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """For lists over many rooms (join Room): agrees with the permissions `room.see` and `post.see`."""
    is_public = col(Post.state).in_((*SHOWN, *TOMBSTONES))
    if viewer is None:
        return visible_to(viewer) & is_public
    moderated: ColumnElement[bool] = or_(
        col(Room.id).in_(sorted(viewer.scope_ids(Role.MODERATOR, "room"))),
        col(Room.section_id).in_(sorted(viewer.scope_ids(Role.MODERATOR, "section"))),
    )
    if viewer.has(Role.MODERATOR):
        moderated = true()
    return visible_to(viewer) & or_(is_public, col(Post.author_id) == viewer.person_id, moderated)


def place_of(db: Session, viewer: Viewer, room: Room, post: Post) -> str:
    """The order key after which the page begins that holds this post; empty for the first page."""
    clause = _SEEN[_seen(viewer, room)]
    values = {"viewer": viewer.person_id} if viewer is not None and _seen(viewer, room) == "own" else {}
    in_room = (col(Post.room_id) == room.id, clause)
    count = select(func.count()).where(*in_room, col(Post.order_key) < post.order_key)
    before: int = db.execute(count, values).scalar_one()
    if before < PAGE:
        return ""
    start = before - before % PAGE
    edge = select(col(Post.order_key)).where(*in_room).order_by(col(Post.order_key)).offset(start - 1).limit(1)
    return str(db.execute(edge, values).scalar_one())
