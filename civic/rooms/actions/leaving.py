"""Mechanics of leaving: the name goes from what somebody wrote, the texts stay (called by records)."""

from sqlalchemy import update
from sqlmodel import col, select

from civic import jobs
from civic.db import Db
from civic.rooms.models import Post, Room


def detach_name(db: Db, person_id: int, name: str) -> int:
    """Every post of this person says `name` from now on, in pages and in search. Returns how many."""
    theirs = col(Post.author_id) == person_id
    found = db.exec(select(Post.id, Post.room_id).where(theirs)).all()
    db.execute(update(Post).where(theirs).values(display_name=name, context_rev=Post.context_rev + 1))
    rooms = sorted({room_id for _id, room_id in found})
    db.execute(update(Room).where(col(Room.id).in_(rooms)).values(rev=Room.rev + 1))
    for post_id, _room in found:
        jobs.later(db, "rooms.index_post", post_id)
    return len(found)
