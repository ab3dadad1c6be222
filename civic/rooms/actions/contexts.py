"""What wings above show under many posts at once has changed: one statement instead of one per post."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlmodel import col

from civic.db import Db
from civic.library.citing import register_withheld
from civic.library.models import Unit
from civic.rooms.actions.mechanics import lock
from civic.rooms.models import Citation, Post, Room

# A statement takes so many bound values on every database.
_AT_ONCE = 500


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


@register_withheld
def refresh_citing(db: Db, unit_ids: Sequence[int], _words: str) -> None:
    """Posts that cite what was withheld are shown anew, and the archives of closed rooms made anew."""
    citing = select(col(Post.room_id), col(Post.id)).join(Citation, col(Citation.post_id) == col(Post.id))
    found: dict[int, list[int]] = {}
    if not unit_ids:
        return
    for start in range(0, len(unit_ids), _AT_ONCE):
        some = unit_ids[start : start + _AT_ONCE]
        for room_id, post_id in db.execute(citing.where(col(Citation.unit_id).in_(some))):
            found.setdefault(room_id, []).append(post_id)
    for room_id, posts in sorted((_rooms_of_draft(db, unit_ids[0]) | found).items()):
        raise_contexts(db, room_id, posts)


def _rooms_of_draft(db: Db, unit_id: int) -> dict[int, list[int]]:
    """Public comments on the document that the unit belongs to: their results may hold its wordings."""
    document = select(col(Unit.document_id)).where(col(Unit.id) == unit_id).scalar_subquery()
    return {
        one: [] for one in db.execute(select(col(Room.id)).where(col(Room.draft_document_id) == document)).scalars()
    }
