"""Authors change what they wrote: edit_post keeps every earlier wording, withdraw_post leaves a tombstone."""

from datetime import datetime, timedelta

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.permissions import Viewer, require
from civic.rooms import queries
from civic.rooms.actions.mechanics import lock, refresh_quotes, set_status
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
from civic.rooms.forms import MOST_LETTERS, EditPost
from civic.rooms.models import Post, PostRevision, PostState, PostType, Room
from civic.rooms.states import RoomState
from moderation import transitions
from moderation.transitions import acts_open_to, next_state

P = PostState
# The law allows a masked post to be edited too; it would leave its thread until a moderator has read it, so it waits for
# the appeals that may unmask it.
EDITABLE = (P.PUBLISHED, P.HELD, P.REJECTED)


def is_free_to_edit(db: Db, post: Post, now: datetime) -> bool:
    """The whole text may be changed: within the city's minutes after it was written, or while nobody else reads it."""
    minutes = float(city.setting(db, "post.free_edit_minutes"))
    return post.state in (P.HELD, P.REJECTED) or now - post.created_at <= timedelta(minutes=minutes)


def edit_post(db: Db, actor: Viewer, post: Post, form: EditPost, now: datetime) -> Post:
    """One more wording, judged like the first. An edit of a held or rejected post returns to held; a wording that would
    be held does not replace a published one, so nobody's answer loses what it answers."""
    who = require(actor, "post.edit", post)
    room = _need_editable(db, post, form, now)
    title, body = _wording(db, post, form, now)
    weighed = weigh(
        db, who, room, title, body, now, as_staff=post.type is PostType.STAFF, is_confirmed=form.confirm_warning,
        edited=post,
    )  # fmt: skip
    if weighed.is_held and post.state is P.PUBLISHED:
        raise Refused("rooms.edit_would_be_held", grounds=list(weighed.grounds))
    lock(db, room)
    db.refresh(post)
    _need_same(post, form)
    _rewrite(db, post, weighed, now)
    keep_findings(db, post, weighed)
    if post.state is not P.PUBLISHED:
        set_status(db, post, P.HELD, None, now)
        tell_of_hold(db, room, post, now)
    room.rev += 1
    db.add_all([post, room])
    later(db, "rooms.index_post", post.id)
    ledger.append(
        db, who.person_id, "rooms.edit_post", f"post:{post.id}", at=now, revision=post.revision,
        state=post.state.value, digest=post.digest,
    )  # fmt: skip
    return post


def preview_edit(db: Db, actor: Viewer, post: Post, form: EditPost, now: datetime) -> Preview:
    who = require(actor, "post.edit", post)
    room = _need_editable(db, post, form, now)
    title, body = _wording(db, post, form, now)
    return preview(db, who, room, title, body, now, as_staff=post.type is PostType.STAFF, edited=post)


def withdraw_post(db: Db, actor: Viewer, post: Post, now: datetime) -> Post:
    """本人取下げ: the text leaves the page, the tombstone and all replies stay. Twice is once."""
    who = require(actor, "post.withdraw", post)
    if post.state is P.WITHDRAWN:
        return post
    if "withdraw" not in acts_open_to(_state(post), "author"):
        raise Refused("rooms.cannot_withdraw")
    set_status(db, post, P(next_state(_state(post), "withdraw", "author")), None, now)
    ledger.append(db, who.person_id, "rooms.withdraw_post", f"post:{post.id}", at=now)
    return post


def _state(post: Post) -> transitions.PostState:
    """The same state in the words of the rules engine; a test asserts that the two lists agree."""
    return post.state.value


def _need_editable(db: Db, post: Post, form: EditPost, now: datetime) -> Room:
    """Held and rejected posts can still be mended while the city sums up."""
    room = queries.room_of(db, post)
    if post.state not in EDITABLE or "edit" not in acts_open_to(_state(post), "author"):
        raise Refused("rooms.cannot_edit")
    is_waiting = post.state is not P.PUBLISHED
    if not (is_waiting and room.state_at(now) is RoomState.SUMMARISING):
        need_open(room, now)
    _need_same(post, form)
    return room


def _need_same(post: Post, form: EditPost) -> None:
    if form.revision != post.revision:
        raise Stale("rooms.post_changed")


def _wording(db: Db, post: Post, form: EditPost, now: datetime) -> tuple[str, str]:
    """(title, body): what was typed, or the old text with a dated addition (追記)."""
    if is_free_to_edit(db, post, now):
        title = " ".join(form.title.split()) or post.title
        body = form.body or post.body
        need_length(db, body)
        return (title if post.parent_id is None else ""), body
    if not form.addition:
        raise Refused("rooms.only_additions")
    need_length(db, form.addition)
    local = clock.tokyo(now)
    stamp = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    body = f"{post.body}\n\n**追記（{stamp}）**\n\n{form.addition}"
    if len(body) > MOST_LETTERS:
        raise Refused("rooms.too_many_additions")
    return post.title, body


def _rewrite(db: Db, post: Post, weighed: Weighed, now: datetime) -> None:
    db.add(
        PostRevision(
            post_id=post.id, number=post.revision, title=post.title, body=post.body, salt=post.salt,
            digest=post.digest, written_at=post.edited_at or post.created_at,
        )
    )  # fmt: skip
    post.title, post.body, post.html = weighed.title, weighed.body, weighed.html
    post.salt, post.digest = weighed.salt, weighed.digest
    post.revision += 1
    post.edited_at = now
    db.add(post)
    db.flush()
    refresh_quotes(db, post)
