"""A person read a room as far as a post: mark_read."""

import contextlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from civic.db import Db
from civic.permissions import Viewer, require
from civic.rooms.forms import MarkRead
from civic.rooms.models import Post, ReadingPosition, Room


def mark_read(db: Db, actor: Viewer, room: Room, form: MarkRead, now: datetime) -> None:
    """Only ever forward, and never past what stands in the room: a page left open in another tab takes nothing back."""
    who = require(actor, "room.mark_read", room)
    newest = db.execute(select(func.max(Post.id)).where(col(Post.room_id) == room.id)).scalar() or 0
    until = min(form.until, newest)
    place = (who.person_id, room.id)
    if db.get(ReadingPosition, place) is None:
        # Two tabs may open the room for the first time at once: the later one finds the row and goes on.
        with contextlib.suppress(IntegrityError), db.begin_nested():
            db.add(ReadingPosition(person_id=who.person_id, room_id=room.id, post_id=until, read_at=now))
    found = db.get_one(ReadingPosition, place, with_for_update=True)
    if until > found.post_id:
        found.post_id, found.read_at = until, now
        db.add(found)
    db.flush()
