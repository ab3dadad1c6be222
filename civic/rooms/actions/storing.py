"""The rows a new post becomes, each written by one prebuilt statement: the way every message takes must be short."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from civic.db import Db
from civic.permissions import Actor, Role
from civic.prepared import Prepared
from civic.rooms.actions.weighing import Weighed
from civic.rooms.forms import PublishPost
from civic.rooms.models import Acknowledgement, Citation, Post, PostState, PostType, Room
from civic.rooms.tree import reply_key, thread_key


@dataclass(frozen=True, slots=True)
class Stored:
    """A post as it stands in the database: what its door and its notices need to know."""

    id: int
    parent_id: int | None
    state: PostState
    author_id: int | None
    digest: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Origin:
    """How somebody's words came who did not type them: by which way, what the original is, when it came, who typed."""

    channel: str
    original: str
    received_on: date
    proxy_by: int


@dataclass(frozen=True, slots=True)
class Above:
    """The post that is answered."""

    id: int
    room_id: int
    thread_id: int | None
    order_key: str
    depth: int
    state: PostState


@dataclass(frozen=True, slots=True)
class Standing:
    """What the writing must know of the writer: the post of a first click, and whether the rules were read."""

    first: Stored | None
    has_acknowledged: bool


_STANDING = Prepared(
    select(col(Acknowledgement.at), col(Post.id), col(Post.parent_id), col(Post.state))
    .select_from(Room)
    .outerjoin(
        Acknowledgement,
        (col(Acknowledgement.person_id) == bindparam("person"))
        & (col(Acknowledgement.rule_version) == col(Room.rule_version)),
    )
    .outerjoin(Post, (col(Post.author_id) == bindparam("person")) & (col(Post.once) == bindparam("once")))
    .where(col(Room.id) == bindparam("room"))
)
_ABOVE = Prepared(
    select(
        col(Post.id), col(Post.room_id), col(Post.thread_id), col(Post.order_key), col(Post.depth), col(Post.state)
    ).where(col(Post.id) == bindparam("post"))
)

# Columns that a new post leaves at the value the model gives them.
_PLAIN = {name: field.default for name, field in Post.model_fields.items() if not field.is_required() and name != "id"}
_ADD_POST = Prepared(insert(Post).returning(col(Post.id)), [name for name in Post.model_fields if name != "id"])
_BEGIN_THREAD = Prepared(update(Post).where(col(Post.id) == bindparam("post")).values(thread_id=Post.id))
_COUNTERS = ("last_number", "rev", "post_count", "thread_count", "last_post_at", "last_city_post_at")
_CHANGE_ROOM = Prepared(update(Room).where(col(Room.id) == bindparam("room")), _COUNTERS)
_ADD_CITATION = Prepared(insert(Citation), ("post_id", "position", "unit_id", "quoted_post_id"))
_ADD_ACKNOWLEDGEMENT = Prepared(insert(Acknowledgement), ("person_id", "rule_version", "at"))


def standing(db: Db, who: Actor, room: Room, once: str) -> Standing:
    """Read under the room's lock: a second click that waited for it finds the post of the first."""
    values = {"person": who.person_id, "room": room.id, "once": once}
    ((read_at, post_id, parent_id, state),) = _STANDING.rows(db, values)
    first = Stored(post_id, parent_id, state, who.person_id) if post_id is not None else None
    return Standing(first, read_at is not None)


def above(db: Db, post_id: int) -> Above | None:
    row = _ABOVE.first(db, {"post": post_id})
    return Above(*row) if row is not None else None


def store(
    db: Db,
    who: Actor,
    room: Room,
    parent: Above | None,
    form: PublishPost,
    weighed: Weighed,
    name: tuple[str, str],
    now: datetime,
    origin: Origin | None = None,
) -> Stored:
    """The post's row; a post without a parent begins its thread. With an origin it has no author. The room is locked."""
    number = room.last_number + 1
    state = PostState.HELD if weighed.is_held else PostState.PUBLISHED
    row: dict[str, Any] = (
        _PLAIN
        | {
            "room_id": room.id,
            "thread_id": parent.thread_id if parent else None,
            "parent_id": parent.id if parent else None,
            "order_key": reply_key(parent.order_key, number) if parent else thread_key(number),
            "depth": parent.depth + 1 if parent else 1,
            "title": weighed.title,
            "author_id": None if origin else who.person_id,
            "display_name": name[0],
            "staff_section": name[1],
            "group_id": form.group,
            "is_facilitator": origin is None and room.id in who.scope_ids(Role.FACILITATOR, "room"),
            "type": form.type,
            "stance": None if form.type is PostType.STAFF else form.stance,
            "state": state,
            "body": weighed.body,
            "html": weighed.html,
            "salt": weighed.salt,
            "digest": weighed.digest,
            "rule_version": room.rule_version,
            "once": form.once,
            "created_at": now,
        }
        | (asdict(origin) if origin else {})
    )
    ((post_id,),) = _ADD_POST.rows(db, row)
    if parent is None:
        _BEGIN_THREAD.run(db, {"post": post_id})
    return Stored(post_id, row["parent_id"], state, row["author_id"], weighed.digest)


def count_post(db: Db, room: Room, post: Stored, type_: PostType, now: datetime) -> None:
    """The room's counters and revision; a held post changes nothing that others see."""
    changes: dict[str, Any] = {name: getattr(room, name) for name in _COUNTERS}
    changes |= {"last_number": room.last_number + 1, "rev": room.rev + 1}
    if post.state is PostState.PUBLISHED:
        changes |= {"post_count": room.post_count + 1, "last_post_at": now}
        if post.parent_id is None:
            changes["thread_count"] = room.thread_count + 1
        if type_ is PostType.STAFF:
            changes["last_city_post_at"] = now
    _CHANGE_ROOM.run(db, changes | {"room": room.id})
    for name, value in changes.items():
        set_committed_value(room, name, value)


def cite(db: Db, post: Stored, units: Sequence[int], quoted: int | None) -> None:
    rows: list[dict[str, int | None]] = [
        {"post_id": post.id, "position": position, "unit_id": unit_id, "quoted_post_id": None}
        for position, unit_id in enumerate(units)
    ]
    if quoted is not None:
        rows.append({"post_id": post.id, "position": len(units), "unit_id": None, "quoted_post_id": quoted})
    for row in rows:
        _ADD_CITATION.run(db, row)


def acknowledge(db: Db, who: Actor, room: Room, now: datetime) -> None:
    row = {"person_id": who.person_id, "rule_version": room.rule_version, "at": now}
    _ADD_ACKNOWLEDGEMENT.run(db, row)
