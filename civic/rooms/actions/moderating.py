"""Mechanics of moderators' acts on texts and rooms, without an actor: mask and unmask, lock a thread, slow a room."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from civic import ledger
from civic.db import Db
from civic.jobs import later
from civic.markup import render
from civic.rooms.actions.mechanics import lock, raise_context, refresh_quotes, set_status
from civic.rooms.models import Post, PostRevision, PostState, Room, ThreadLock

BLACK = "■"


def blacken(text: str, words: Sequence[str]) -> str:
    """Every place where one of the words stands, as black squares of the same length. Longer words first: a short one
    inside a long one must not spare the rest of it."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, BLACK * len(word))
    return text


def reword(db: Db, post: Post, title: str, body: str, salt: str, digest: str) -> None:
    """Other words, by an act and not by the author: same revision; the ledger holds the new digest beside the old."""
    post.title, post.body, post.html = title, body, render(body)
    post.salt, post.digest = salt, digest
    db.add(post)
    db.flush()
    refresh_quotes(db, post)
    later(db, "rooms.index_post", post.id)


def close_revisions(db: Db, post: Post, is_closed: bool) -> None:
    """What a post said before is readable no more, or again."""
    db.execute(update(PostRevision).where(col(PostRevision.post_id) == post.id).values(is_closed=is_closed))


def mask_post(db: Db, post: Post, words: Sequence[str], article: int, at: datetime) -> None:
    """The words become black squares wherever the post is stored to be read: page, search, quotes, feeds, exports.
    Earlier wordings are closed. The caller keeps the original."""
    title, body = blacken(post.title, words), blacken(post.body, words)
    salt = secrets.token_hex(16)
    reword(db, post, title, body, salt, ledger.digest(salt, title, body))
    close_revisions(db, post, True)
    if post.state is not PostState.MASKED:
        set_status(db, post, PostState.MASKED, article, at)
    raise_context(db, post)
    record_wording(db, post, at, "rooms.mask_post")


def unmask_post(db: Db, post: Post, title: str, body: str, salt: str, digest: str, at: datetime) -> None:
    """The author's own words again."""
    reword(db, post, title, body, salt, digest)
    close_revisions(db, post, False)
    raise_context(db, post)
    record_wording(db, post, at, "rooms.unmask_post")


def record_wording(db: Db, post: Post, at: datetime, verb: str) -> None:
    """The ledger learns the digest of what the post says from now on (see `records.verify`)."""
    ledger.append(db, None, verb, f"post:{post.id}", at=at, revision=post.revision, digest=post.digest)


def lock_thread(db: Db, thread: Post, at: datetime) -> None:
    """Twice is once."""
    if db.get(ThreadLock, thread.id) is None:
        db.add(ThreadLock(thread_id=thread.id, locked_at=at))
        db.flush()
    raise_context(db, thread)


def unlock_thread(db: Db, thread: Post) -> None:
    found = db.get(ThreadLock, thread.id)
    if found is not None:
        db.delete(found)
        db.flush()
    raise_context(db, thread)


def slow_room(db: Db, room_id: int, minutes: int) -> None:
    """Minutes between two posts of one author; 0 ends it."""
    room = lock(db, db.get_one(Room, room_id))
    room.slow_mode_minutes = minutes
    room.rev += 1
    db.add(room)
    db.flush()
