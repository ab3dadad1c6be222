"""A resident or a member of staff writes: publish_post, and the preview that stores nothing."""

from datetime import datetime

from civic import clock, ledger
from civic.accounts import actions as accounts
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.permissions import Actor, Viewer, require
from civic.registry.queries import groups as registry
from civic.rooms import queries
from civic.rooms.actions.eligibility import need_eligible
from civic.rooms.actions.leaving import signed
from civic.rooms.actions.mechanics import add_reply, lock, tell_of_reply
from civic.rooms.actions.moderating_hours import need_unlocked
from civic.rooms.actions.storing import Above, Stored, above, acknowledge, cite, count_post, standing, store
from civic.rooms.actions.weighing import (
    Preview,
    keep_findings,
    need_length,
    need_open,
    preview,
    tell_of_hold,
    weigh,
)
from civic.rooms.forms import PublishPost
from civic.rooms.models import PostState, PostType, Room, RoomKind
from civic.rooms.queries.posts import SHOWN

# What a post by staff without a section of their own is signed with.
CITY = "市職員"


def publish_post(
    db: Db, actor: Viewer, room: Room, form: PublishPost, now: datetime, *, ip: str = "", port: int = 0
) -> Stored:
    """The post, published or held; a second click gets the first one. `ip`, `port`: recorded in their own table.
    Judged under the room's lock, so that two posts at once cannot both be the last one its pace allows."""
    who = _may_write(actor, room, form)
    lock(db, room)
    if room.kind is RoomKind.COMMENT:
        raise Refused("rooms.takes_submissions")
    known = standing(db, who, room, form.once)
    if known.first is not None:
        return known.first
    need_open(room, now)
    parent = parent_of(db, room, form.parent)
    need_length(db, form.body)
    if not form.acknowledge and not known.has_acknowledged:
        # The rules the room stands under are read once, before the first post (DOMAIN §1, 4).
        raise Refused("rooms.acknowledge_rules", version=room.rule_version)
    need_eligible(db, who, room, form)
    name = _name(db, who, room, form)
    if form.group is not None:
        name = (signed(_group(db, who, form, now), name[0]), "")
    units = queries.unit_ids_of(db, form.cites)
    quoted = _quoted(db, room, form)
    is_staff = form.type is PostType.STAFF
    weighed = weigh(
        db, who, room, form.title, form.body, now, as_staff=is_staff, is_confirmed=form.confirm_warning
    )  # fmt: skip
    post = store(db, who, room, parent, form, weighed, name, now)
    count_post(db, room, post, form.type, now)
    cite(db, post, units, quoted)
    keep_findings(db, post, weighed)
    if not known.has_acknowledged:
        acknowledge(db, who, room, now)
    tell_of_post(db, room, post, now)
    later(db, "rooms.index_post", post.id)
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
    parent_of(db, room, form.parent)
    need_length(db, form.body)
    as_staff = form.type is PostType.STAFF
    return preview(db, who, room, form.title, form.body, now, as_staff=as_staff, edited=None)


def _may_write(actor: Viewer, room: Room, form: PublishPost) -> Actor:
    if form.type is PostType.STAFF:
        require(actor, "post.speak_as_staff", room)
    return require(actor, "post.publish", room)


def parent_of(db: Db, room: Room, parent_id: int | None) -> Above | None:
    """A reply needs a post of this room that can be read."""
    if parent_id is None:
        return None
    parent = above(db, parent_id)
    if parent is None or parent.room_id != room.id or parent.state not in SHOWN:
        raise Refused("rooms.parent_gone")
    need_unlocked(db, parent.thread_id)
    return parent


def _quoted(db: Db, room: Room, form: PublishPost) -> int | None:
    if form.quotes is None:
        return None
    quoted = above(db, form.quotes)
    if quoted is None or quoted.room_id != room.id or quoted.state not in SHOWN:
        raise Refused("rooms.quoted_gone")
    return quoted.id


def _name(db: Db, who: Actor, room: Room, form: PublishPost) -> tuple[str, str]:
    """(display name, section of a member of staff), as they are on this day."""
    if form.type is PostType.STAFF:
        section = queries.staff_section_for(db, who, room) or CITY
        return section, section
    name = queries.display_name_for(db, who, room)
    if not name:
        raise Refused("rooms.real_name_needed")
    return name, ""


def _group(db: Db, who: Actor, form: PublishPost, now: datetime) -> str:
    """The name of the group that is written for; it must be listed, and the writer one of those who may."""
    group = registry.group_of(db, registry.group_row(db, form.group or 0), clock.today(now))
    require(who, "group.speak", group)
    if form.type is PostType.STAFF:
        raise Refused("rooms.not_for_group")
    return group.name


def tell_of_post(db: Db, room: Room, post: Stored, now: datetime) -> None:
    """A held post is known to its author and the moderators alone."""
    if post.state is PostState.HELD:
        tell_of_hold(db, room, post, now)
    elif post.parent_id is not None:
        add_reply(db, post.parent_id, 1)
        tell_of_reply(db, post, now)
