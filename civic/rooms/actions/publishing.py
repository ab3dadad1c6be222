"""A resident or a member of staff writes: publish_post, and the preview that stores nothing."""

from datetime import datetime

from sqlmodel import select

from civic import ledger
from civic.accounts import actions as accounts
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.permissions import Actor, Role, Viewer, require
from civic.rooms import queries
from civic.rooms.actions.mechanics import add_reply, lock, tell_of_reply
from civic.rooms.actions.weighing import (
    Preview,
    Weighed,
    keep_findings,
    need_length,
    need_open,
    preview,
    tell_of_hold,
    weigh,
)
from civic.rooms.forms import PublishPost
from civic.rooms.models import Acknowledgement, Citation, Post, PostState, PostType, Room
from civic.rooms.queries.posts import SHOWN
from civic.rooms.tree import reply_key, thread_key

# What a post by staff without a section of their own is signed with.
CITY = "市職員"


def publish_post(
    db: Db, actor: Viewer, room: Room, form: PublishPost, now: datetime, *, ip: str = "", port: int = 0
) -> Post:
    """The post, published or held; a second click gets the first one. `ip`, `port`: recorded in their own table."""
    who = _may_write(actor, room, form)
    first = _already(db, who, form)
    if first is not None:
        return first
    need_open(room, now)
    parent = _parent(db, room, form)
    need_length(db, form.body)
    _need_acknowledgement(db, who, room, form)
    name = _name(db, who, room, form)
    units = queries.unit_ids_of(db, form.cites)
    quoted = _quoted(db, room, form)
    is_staff = form.type is PostType.STAFF
    weighed = weigh(
        db, who, room, form.title, form.body, now, as_staff=is_staff, is_confirmed=form.confirm_warning
    )  # fmt: skip
    lock(db, room)
    first = _already(db, who, form)
    if first is not None:
        return first
    post = _store(db, who, room, parent, form, weighed, name, now)
    _cite(db, post, units, quoted)
    keep_findings(db, post, weighed)
    _acknowledge(db, who, room, now)
    _follow_up(db, room, parent, post, now)
    if ip:
        accounts.record_connection(db, "post", who.person_id, f"post:{post.id}", ip, port, now)
    ledger.append(
        db, who.person_id, "rooms.publish_post", f"post:{post.id}", at=now, room=room.id, revision=1,
        state=post.state.value, digest=post.digest,
    )  # fmt: skip
    return post


def preview_post(db: Db, actor: Viewer, room: Room, form: PublishPost, now: datetime) -> Preview:
    """How the post would look and which rule would stop it; nothing is stored, not even that it was asked."""
    who = _may_write(actor, room, form)
    need_open(room, now)
    _parent(db, room, form)
    need_length(db, form.body)
    as_staff = form.type is PostType.STAFF
    return preview(db, who, room, form.title, form.body, now, as_staff=as_staff, edited=None)


def _may_write(actor: Viewer, room: Room, form: PublishPost) -> Actor:
    if form.type is PostType.STAFF:
        require(actor, "post.speak_as_staff", room)
    return require(actor, "post.publish", room)


def _already(db: Db, who: Actor, form: PublishPost) -> Post | None:
    return db.exec(select(Post).where(Post.author_id == who.person_id, Post.once == form.once)).first()


def _parent(db: Db, room: Room, form: PublishPost) -> Post | None:
    """A reply needs a post of this room that can be read."""
    if form.parent is None:
        return None
    parent = db.get(Post, form.parent)
    if parent is None or parent.room_id != room.id or parent.state not in SHOWN:
        raise Refused("rooms.parent_gone")
    return parent


def _quoted(db: Db, room: Room, form: PublishPost) -> int | None:
    if form.quotes is None:
        return None
    quoted = db.get(Post, form.quotes)
    if quoted is None or quoted.room_id != room.id or quoted.state not in SHOWN:
        raise Refused("rooms.quoted_gone")
    return quoted.id


def _need_acknowledgement(db: Db, who: Actor, room: Room, form: PublishPost) -> None:
    """The rules the room stands under were read, once, before the first post (DOMAIN §1, 4)."""
    assert room.rule_version is not None
    if not form.acknowledge and not queries.has_acknowledged(db, who.person_id, room.rule_version):
        raise Refused("rooms.acknowledge_rules", version=room.rule_version)


def _name(db: Db, who: Actor, room: Room, form: PublishPost) -> tuple[str, str]:
    """(display name, section of a member of staff), as they are on this day."""
    if form.type is PostType.STAFF:
        section = queries.staff_section_for(db, who, room) or CITY
        return section, section
    name = queries.display_name_for(db, who, room)
    if not name:
        raise Refused("rooms.real_name_needed")
    return name, ""


def _store(
    db: Db,
    who: Actor,
    room: Room,
    parent: Post | None,
    form: PublishPost,
    weighed: Weighed,
    name: tuple[str, str],
    now: datetime,
) -> Post:
    assert room.rule_version is not None
    room.last_number += 1
    post = Post(
        room_id=room.id,
        thread_id=parent.thread_id if parent else None,
        parent_id=parent.id if parent else None,
        order_key=reply_key(parent.order_key, room.last_number) if parent else thread_key(room.last_number),
        depth=parent.depth + 1 if parent else 1,
        title=weighed.title,
        author_id=who.person_id,
        display_name=name[0],
        staff_section=name[1],
        is_facilitator=room.id in who.scope_ids(Role.FACILITATOR, "room"),
        type=form.type,
        state=PostState.HELD if weighed.is_held else PostState.PUBLISHED,
        body=weighed.body,
        html=weighed.html,
        salt=weighed.salt,
        digest=weighed.digest,
        rule_version=room.rule_version,
        once=form.once,
        created_at=now,
    )
    db.add(post)
    db.flush()
    if parent is None:
        post.thread_id = post.id
    db.add(post)
    return post


def _cite(db: Db, post: Post, units: list[int], quoted: int | None) -> None:
    for position, unit_id in enumerate(units):
        db.add(Citation(post_id=post.id, position=position, unit_id=unit_id))
    if quoted is not None:
        db.add(Citation(post_id=post.id, position=len(units), quoted_post_id=quoted))


def _acknowledge(db: Db, who: Actor, room: Room, now: datetime) -> None:
    assert room.rule_version is not None
    if not queries.has_acknowledged(db, who.person_id, room.rule_version):
        db.add(Acknowledgement(person_id=who.person_id, rule_version=room.rule_version, at=now))


def _follow_up(db: Db, room: Room, parent: Post | None, post: Post, now: datetime) -> None:
    """Counters, revision, notices and the index; a held post changes nothing that others see."""
    if post.state is PostState.HELD:
        tell_of_hold(db, room, post, now)
    else:
        room.post_count += 1
        room.thread_count += parent is None
        room.last_post_at = now
        if post.type is PostType.STAFF:
            room.last_city_post_at = now
        if parent is not None:
            add_reply(db, parent.id, 1)
            tell_of_reply(db, post, now)
    room.rev += 1
    db.add(room)
    later(db, "rooms.index_post", post.id)
