"""代行入力: enter_post, what came by letter, fax, telephone, at the counter or at a meeting, as its sender's own words."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from civic import clock, ledger
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.permissions import Viewer, require
from civic.rooms.actions.mechanics import lock
from civic.rooms.actions.publishing import parent_of, tell_of_post
from civic.rooms.actions.storing import Origin, Stored, count_post, store
from civic.rooms.actions.weighing import keep_findings, need_length, weigh
from civic.rooms.forms import EnterPost, PublishPost
from civic.rooms.models import Post, Room, RoomKind
from civic.rooms.states import RoomState

# As its sender is called: nobody is named who did not choose a name here.
NAMES = {
    "mail": "市民の声（郵便・電子メール）", "fax": "市民の声（ファクス）", "counter": "市民の声（窓口）",
    "phone": "市民の声（電話）", "meeting": "市民の声（会場）", "talk": "市民の声（市長との懇談会）",
    "letter": "市長への手紙", "paper": "市民の声（紙）",
}  # fmt: skip


def enter_post(db: Db, actor: Viewer, room: Room, form: EnterPost, now: datetime) -> Stored:
    """The words in their sender's name: judged like any post but for pace, never signed with the section that typed
    them (DOMAIN §10, 15). A second click gets the first one."""
    who = require(actor, "post.enter", room)
    lock(db, room)
    if room.kind is RoomKind.COMMENT:
        raise Refused("rooms.takes_submissions")
    first = _first(db, who.person_id, form.once)
    if first is not None:
        return Stored(first.id, first.parent_id, first.state, None)
    _need_in_time(room, form, now)
    parent = parent_of(db, room, form.parent)
    need_length(db, form.body)
    if not form.has_consent:
        raise Refused("rooms.needs_consent")
    typed = PublishPost(
        once=form.once, parent=form.parent, title=form.title, type=form.type, stance=form.stance, body=form.body
    )
    weighed = weigh(db, who, room, typed.title, typed.body, now, as_staff=True, is_confirmed=form.confirm_warning)
    origin = Origin(form.channel, form.original, form.received_on, who.person_id)
    post = store(db, who, room, parent, typed, weighed, (NAMES[form.channel], ""), now, origin)
    count_post(db, room, post, form.type, now)
    keep_findings(db, post, weighed)
    tell_of_post(db, room, post, now)
    later(db, "rooms.index_post", post.id)
    ledger.append(
        db, who.person_id, "rooms.enter_post", f"post:{post.id}", at=now, room=room.id, revision=1,
        state=post.state.value, digest=post.digest, channel=form.channel,
    )  # fmt: skip
    return post


def _first(db: Db, person_id: int, once: str) -> Post | None:
    query = select(Post).where(col(Post.proxy_by) == person_id, col(Post.once) == once)
    return db.execute(query).scalars().first()


def _need_in_time(room: Room, form: EnterPost, now: datetime) -> None:
    """What came within the period may be typed while the city sums up; nothing from the future."""
    if form.received_on > clock.today(now):
        raise Refused("rooms.received_in_future")
    if room.state_at(now) not in (RoomState.OPEN, RoomState.SUMMARISING):
        raise Refused("rooms.entering_closed")
    if room.last_day is not None and form.received_on > room.last_day:
        raise Refused("rooms.received_too_late")
