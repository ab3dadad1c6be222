"""Whether a writer still has to say that a room is for people like them."""

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from civic.permissions import Actor
from civic.prepared import Prepared
from civic.rooms.models import Post, Room

# The level of people whose home in the city was checked: they live here, so a room for the city's people is theirs.
LIVES_HERE = 2
_WROTE = Prepared(
    select(col(Post.id))
    .where(col(Post.room_id) == bindparam("room"), col(Post.author_id) == bindparam("author"))
    .limit(1)
)


def must_declare(db: Session, who: Actor, room: Room) -> bool:
    """Once in a room: who wrote there has said so."""
    is_for_some = room.eligibility != "anyone" and who.identity_level < LIVES_HERE
    if not is_for_some and not room.min_age:
        return False
    return _WROTE.first(db, {"room": room.id, "author": who.person_id}) is None
