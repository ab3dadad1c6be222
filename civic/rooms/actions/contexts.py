"""What wings above show under many posts at once has changed: one statement instead of one per post."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col

from civic.db import Db
from civic.rooms.actions.mechanics import lock
from civic.rooms.models import Post, Room


def raise_contexts(db: Db, room_id: int, post_ids: Sequence[int] | None = None) -> None:
    """Of these posts of the room, or of all of them."""
    room = lock(db, db.get_one(Room, room_id))
    touched = update(Post).where(col(Post.room_id) == room_id)
    if post_ids is not None:
        touched = touched.where(col(Post.id).in_(list(post_ids)))
    db.execute(touched.values(context_rev=Post.context_rev + 1), execution_options={"synchronize_session": "fetch"})
    room.rev += 1
    db.add(room)
    db.flush()
