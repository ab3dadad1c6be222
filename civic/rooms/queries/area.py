"""Reads of the residents' area: proposals with who may decide them, and the rooms that came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic.city.queries import setting
from civic.errors import NotFound
from civic.permissions import Viewer
from civic.rooms.area_models import AreaHelper, AreaProposal, AreaState, AreaSupport
from civic.rooms.models import Room, RoomKind
from civic.rooms.queries.lists import RoomCard, rooms
from civic.rooms.queries.rooms import MOST_ID

MOST = 100


@dataclass(frozen=True, slots=True)
class Concerned:
    """A proposal as permissions ask: who made it and who stands behind it."""

    proposer_id: int | None
    supporter_ids: frozenset[int]


def concerned(db: Session, proposal: AreaProposal) -> Concerned:
    query = select(col(AreaSupport.person_id)).where(col(AreaSupport.proposal_id) == proposal.id)
    return Concerned(proposal.proposer_id, frozenset(db.execute(query).scalars()))


def area_proposal(db: Session, proposal_id: int) -> AreaProposal:
    """For everybody. Ask `article` before showing its words."""
    found = db.get(AreaProposal, proposal_id) if 0 < proposal_id <= MOST_ID else None
    if found is None:
        raise NotFound("area.no_such_proposal")
    return found


def area_proposals(db: Session, *, is_waiting: bool) -> Sequence[AreaProposal]:
    """Those that gather support, the most supported first; or those that were decided, the newest first."""
    query = select(AreaProposal)
    if is_waiting:
        query = query.where(col(AreaProposal.state) == AreaState.GATHERING)
        query = query.order_by(col(AreaProposal.supporters).desc(), col(AreaProposal.id))
    else:
        query = query.where(col(AreaProposal.state).in_((AreaState.DECLINED, AreaState.OPENED)))
        query = query.order_by(col(AreaProposal.decided_at).desc())
    return db.execute(query.limit(MOST)).scalars().all()


def supporters_needed(db: Session) -> int:
    return int(setting(db, "area.supporters"))


def area_rooms(db: Session, viewer: Viewer, now: datetime) -> list[RoomCard]:
    return rooms(db, viewer, now, kind=RoomKind.CITIZEN)


def helpers(db: Session, room: Room) -> Sequence[AreaHelper]:
    """Everybody who was ever asked to help run the room, in that order; for those who run it."""
    query = select(AreaHelper).where(col(AreaHelper.room_id) == room.id)
    return db.execute(query.order_by(col(AreaHelper.asked_at), col(AreaHelper.person_id))).scalars().all()


def own_help(db: Session, viewer: Viewer, room: Room) -> AreaHelper | None:
    """The viewer's own place among them."""
    return db.get(AreaHelper, (room.id, viewer.person_id)) if viewer is not None else None
