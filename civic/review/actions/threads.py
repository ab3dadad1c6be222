"""Verbs on a thread or a room: move to another room, split off, lock, open again, slow a room down."""

from datetime import datetime

from civic.db import Db
from civic.errors import Refused
from civic.i18n import codes
from civic.permissions import Actor, Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.recording import add_act, enter, settle
from civic.review.forms import Decide, MoveThread, PublishHeld, SlowMode, SplitThread
from civic.review.models import Act, ActKind
from civic.rooms.actions import moderating, moderating_threads
from civic.rooms.models import Post, Room, ThreadLock
from civic.rooms.queries.posts import SHOWN
from civic.rooms.states import RoomState

K = ActKind


def move_thread(db: Db, actor: Viewer, post: Post, form: MoveThread, now: datetime) -> Act:
    """A thread off the subject goes where it belongs, whole; a pointer stays. Nothing is hidden."""
    moderator = require(actor, "post.move", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.MOVE, form, form.article, now)
    to = db.get(Room, form.room)
    if post.thread_id != post.id or post.state not in SHOWN:
        raise Refused("review.not_a_thread")
    if to is None or not to.is_public or to.id == post.room_id or to.state_at(now) is not RoomState.OPEN:
        raise Refused("review.no_such_room")
    act = add_act(db, moderator.person_id, post, K.MOVE, form.article, form.reason, now)
    note = _note("review.moved_note", article=form.article, room=to.title, place=f"/threads/{post.id}")
    moderating_threads.move_thread(db, post, to, note, now)
    settle(db, post, act, now)
    enter(db, act, now, to=to.id)
    return act


def split_thread(db: Db, actor: Viewer, post: Post, form: SplitThread, now: datetime) -> Act:
    """A reply with everything under it becomes a thread of its own; a pointer stays in its place."""
    moderator = require(actor, "post.split", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.SPLIT, form, form.article, now)
    if post.parent_id is None or post.state not in SHOWN:
        raise Refused("review.not_a_reply")
    if queries.sealed_text(db, post.id) is not None:
        raise Refused("review.masked_cannot_split")
    act = add_act(db, moderator.person_id, post, K.SPLIT, form.article, form.reason, now)
    note = _note("review.split_note", article=form.article, title=form.title, place=f"/threads/{post.id}")
    moderating_threads.split_thread(db, post, form.title, note, now)
    settle(db, post, act, now)
    enter(db, act, now)
    return act


def lock_thread(db: Db, actor: Viewer, post: Post, form: Decide, now: datetime) -> Act:
    """No more replies; everything stays readable."""
    moderator = require(actor, "post.lock", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.LOCK_THREAD, form, form.article, now)
    thread = _thread(db, post)
    if db.get(ThreadLock, thread.id) is not None:
        raise Refused("review.locked_already")
    act = add_act(db, moderator.person_id, post, K.LOCK_THREAD, form.article, form.reason, now)
    moderating.lock_thread(db, thread, now)
    settle(db, post, act, now)
    enter(db, act, now, thread=thread.id)
    return act


def unlock_thread(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    moderator = require(actor, "post.lock", queries.case_of(db, post))
    _need_case(db, moderator, post, form, now)
    thread = _thread(db, post)
    if db.get(ThreadLock, thread.id) is None:
        raise Refused("review.not_locked")
    act = add_act(db, moderator.person_id, post, K.UNLOCK_THREAD, 0, form.reason, now)
    moderating.unlock_thread(db, thread)
    settle(db, post, act, now)
    enter(db, act, now, thread=thread.id)
    return act


def slow_mode(db: Db, actor: Viewer, post: Post, form: SlowMode, now: datetime) -> Act:
    """Minutes between two posts of one author in this post's room; everybody there is treated alike."""
    moderator = require(actor, "post.slow", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.SLOW_MODE, form, form.article, now)
    act = add_act(db, moderator.person_id, post, K.SLOW_MODE, form.article, form.reason, now)
    moderating.slow_room(db, post.room_id, form.minutes)
    enter(db, act, now, room=post.room_id, minutes=form.minutes)
    return act


def _need_case(db: Db, moderator: Actor, post: Post, form: PublishHeld, now: datetime) -> None:
    grounds.need_trained(db, moderator)
    grounds.need_fresh(db, post, form.seen)
    grounds.need_free(db, moderator, f"post:{post.id}", now)
    grounds.need_reason(db, form.reason)


def _need_ground(
    db: Db, moderator: Actor, post: Post, kind: ActKind, form: PublishHeld, article: int, now: datetime
) -> None:
    _need_case(db, moderator, post, form, now)
    grounds.need_article(db, post, kind, article)


def _thread(db: Db, post: Post) -> Post:
    return db.get_one(Post, post.thread_id or post.id)


def _note(code: str, **data: object) -> str:
    """What stands in the thread's place is a post of the city, in Japanese like every post; square brackets in titles
    would break its link."""
    plain = {key: str(value).replace("[", "（").replace("]", "）") for key, value in data.items()}
    return codes()[code].format(**plain)
