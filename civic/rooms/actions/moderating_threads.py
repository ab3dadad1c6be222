"""Mechanics of moving a thread to another room and splitting one off, each leaving a pointer where it stood."""

import secrets
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from civic import ledger
from civic.db import Db
from civic.jobs import later
from civic.markup import render
from civic.rooms.actions.mechanics import add_reply, lock, refresh_quotes
from civic.rooms.actions.moderating import record_wording, reword
from civic.rooms.models import Post, PostState, PostType, Room
from civic.rooms.queries.posts import SHOWN
from civic.rooms.tree import reply_key, thread_key

# Renumbering goes through keys nobody else can have, so that the unique index holds at every step.
ASIDE = "~"
CITY = "市職員"


def move_thread(db: Db, thread: Post, to: Room, note: str, at: datetime) -> Post:
    """The whole thread with its tombstones goes to another room; replies keep their parents and addresses. Returns the
    pointer that stands where the thread stood."""
    here = lock(db, db.get_one(Room, thread.room_id))
    lock(db, to)
    posts = branch(db, thread)
    place = thread.order_key
    _renumber(db, posts, to, None, 1)
    _count(db, posts, here, to)
    pointer = _leave_pointer(db, here, place, None, thread, note, at)
    for room in (here, to):
        room.rev += 1
        db.add(room)
    db.flush()
    return pointer


def split_thread(db: Db, post: Post, title: str, note: str, at: datetime) -> Post:
    """A reply and everything under it becomes a thread of its own in the same room; the pointer takes its place."""
    room = lock(db, db.get_one(Room, post.room_id))
    parent = db.get_one(Post, post.parent_id)
    posts = branch(db, post)
    place = post.order_key
    post.parent_id = None
    _renumber(db, posts, room, post.id, 1)
    if post.state in SHOWN:
        room.thread_count += 1
        add_reply(db, parent.id, -1)
    pointer = _leave_pointer(db, room, place, parent, post, note, at)
    room.rev += 1
    db.add_all([room, post])
    salt = secrets.token_hex(16)
    reword(db, post, title, post.body, salt, ledger.digest(salt, title, post.body))
    record_wording(db, post, at, "rooms.retitle_post")
    return pointer


def branch(db: Db, top: Post) -> list[Post]:
    """The post and all its descendants, parents before children."""
    rows = db.exec(select(Post).where(col(Post.thread_id) == top.thread_id).order_by(col(Post.id))).all()
    inside = {top.id}
    found = [top]
    for row in rows:
        if row.parent_id in inside and row.id != top.id:
            inside.add(row.id)
            found.append(row)
    return found


def _renumber(db: Db, posts: list[Post], room: Room, thread_id: int | None, depth: int) -> None:
    """New keys from the room's running number, in the order in which the posts were written."""
    for post in posts:
        post.order_key = f"{ASIDE}{post.id}"
        db.add(post)
    db.flush()
    keys: dict[int, tuple[str, int]] = {}
    for post in posts:
        room.last_number += 1
        above = keys.get(post.parent_id) if post.parent_id is not None else None
        key = reply_key(above[0], room.last_number) if above else thread_key(room.last_number)
        level = above[1] + 1 if above else depth
        keys[post.id] = (key, level)
        post.order_key, post.depth, post.room_id = key, level, room.id
        post.thread_id = thread_id or post.thread_id
        post.context_rev += 1
        db.add(post)
        later(db, "rooms.index_post", post.id)
    db.flush()


def _count(db: Db, posts: list[Post], here: Room, to: Room) -> None:
    shown = [post for post in posts if post.state in SHOWN]
    heads = sum(post.parent_id is None for post in shown)
    here.post_count -= len(shown)
    here.thread_count -= heads
    to.post_count += len(shown)
    to.thread_count += heads
    newest = max((post.created_at for post in shown), default=None)
    if newest is not None and (to.last_post_at is None or newest > to.last_post_at):
        to.last_post_at = newest
    remaining = select(func.max(col(Post.created_at))).where(col(Post.room_id) == here.id, col(Post.state).in_(SHOWN))
    here.last_post_at = db.exec(remaining).one()


def _leave_pointer(db: Db, room: Room, place: str, parent: Post | None, gone: Post, note: str, at: datetime) -> Post:
    """A note of the city where the posts stood, so that nobody looks for them in vain."""
    assert room.rule_version is not None
    title = "" if parent is not None else "移した話題"
    salt = secrets.token_hex(16)
    pointer = Post(
        room_id=room.id, thread_id=parent.thread_id if parent else None, parent_id=parent.id if parent else None,
        order_key=place, depth=parent.depth + 1 if parent else 1, title=title, display_name=CITY, staff_section=CITY,
        type=PostType.STAFF, state=PostState.PUBLISHED, body=note, html=render(note), salt=salt,
        digest=ledger.digest(salt, title, note), rule_version=room.rule_version,
        once=f"pointer-{gone.id}-{secrets.token_hex(8)}", created_at=at,
    )  # fmt: skip
    db.add(pointer)
    db.flush()
    if parent is None:
        pointer.thread_id = pointer.id
        room.thread_count += 1
        db.add(pointer)
    else:
        add_reply(db, parent.id, 1)
    room.post_count += 1
    refresh_quotes(db, gone)
    later(db, "rooms.index_post", pointer.id)
    record_wording(db, pointer, at, "rooms.leave_pointer")
    return pointer
