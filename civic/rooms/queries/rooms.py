"""One room as a viewer may see it, and the stamp its cached page stands under."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true
from sqlmodel import Session, col

from civic import clock
from civic.errors import NotFound
from civic.permissions import Role, Viewer, can
from civic.prepared import ById
from civic.rooms.models import Phase, Post, Room
from civic.rooms.states import PUBLIC

# Ids beyond this never exist; PostgreSQL's integer ends here.
MOST_ID = 2**31 - 1


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The rooms of a list this viewer may see; agrees with the permission `room.see`."""
    is_public = col(Room.state).in_(PUBLIC)
    if viewer is None:
        return is_public
    if any(grant.scope == "site" for grant in viewer.grants):
        return true()
    ids = sorted(set[int]().union(*(viewer.scope_ids(role, "room") for role in Role)))
    sections = sorted(set[int]().union(*(viewer.scope_ids(role, "section") for role in Role)))
    return or_(is_public, col(Room.id).in_(ids), col(Room.section_id).in_(sections))


_ROOMS = ById(Room)


def room_for(db: Session, viewer: Viewer, room_id: int) -> Room:
    """The room, or NotFound when there is none or this viewer may not know of it."""
    found = _ROOMS.get(db, room_id) if 0 < room_id <= MOST_ID else None
    if found is None or not can(viewer, "room.see", found):
        raise NotFound("rooms.no_such_room")
    return found


_STAMP = select(
    col(Room.rev),
    col(Room.state),
    col(Room.opens_at),
    col(Room.closes_at),
    select(func.min(Phase.starts_at))
    .where(col(Phase.room_id) == col(Room.id), col(Phase.starts_at) > bindparam("now"))
    .correlate(Room)
    .scalar_subquery()
    .label("phase_starts"),
    select(func.min(Phase.ends_at))
    .where(col(Phase.room_id) == col(Room.id), col(Phase.ends_at) > bindparam("now"))
    .correlate(Room)
    .scalar_subquery()
    .label("phase_ends"),
).where(col(Room.id) == bindparam("room"))


def room_revision(db: Session, params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None] | None:
    """Revision and end of validity of a room's anonymous pages: its next date boundary, midnight at the latest
    (answers become overdue at midnight). None for a room the public may not see."""
    room_id = int(params["room_id"])
    row = db.execute(_STAMP, {"room": room_id, "now": now}).first() if 0 < room_id <= MOST_ID else None
    if row is None or row.state not in PUBLIC:
        return None
    boundaries = [row.opens_at, row.closes_at, row.phase_starts, row.phase_ends]
    ahead = [moment for moment in boundaries if moment is not None and moment > now]
    return f"room:{row.rev}", min([*ahead, next_midnight(now)])


def next_midnight(now: datetime) -> datetime:
    """The next 0:00 in Tokyo."""
    return clock.start_of(clock.today(now) + timedelta(days=1))


def room_id_of(db: Session, post_id: int) -> int:
    """The room of a post, 0 when there is no such post; whether it may be seen is asked elsewhere."""
    query = select(col(Post.room_id)).where(col(Post.id) == post_id)
    return (db.execute(query).scalar() if 0 < post_id <= MOST_ID else None) or 0
