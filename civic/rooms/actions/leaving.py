"""Mechanics of leaving: the name goes from what somebody wrote, the texts stay (called by records)."""

from sqlalchemy import update
from sqlmodel import col, select

from civic import jobs
from civic.db import Db
from civic.registry.models import Entry
from civic.rooms.models import Post, Room

# A group whose name was erased with its entry.
NO_NAME = "団体"


def signed(group: str, writer: str) -> str:
    """How a group's post is signed: the group's name, and who wrote."""
    return f"{group}（{writer}）"


def detach_name(db: Db, person_id: int, name: str) -> int:
    """Every post of this person says `name` from now on, in pages and in search. Returns how many."""
    theirs = col(Post.author_id) == person_id
    found = db.exec(select(Post.id, Post.room_id).where(theirs)).all()
    groups = db.exec(select(Entry.id, Entry.display_name).join(Post, col(Post.group_id) == col(Entry.id)).where(theirs))
    names = dict(groups.all())
    db.execute(update(Post).where(theirs).values(display_name=name, context_rev=Post.context_rev + 1))
    for group_id, group in names.items():
        of_group = signed(group or NO_NAME, name)
        db.execute(update(Post).where(theirs, col(Post.group_id) == group_id).values(display_name=of_group))
    rooms = sorted({room_id for _id, room_id in found})
    db.execute(update(Room).where(col(Room.id).in_(rooms)).values(rev=Room.rev + 1))
    for post_id, _room in found:
        jobs.later(db, "rooms.index_post", post_id)
    return len(found)
