"""The room goes on: close_answers (回答公表), begin_follow_up, archive_room; each asks what must be done before."""

from datetime import datetime

from civic import ledger
from civic.db import Db
from civic.errors import Refused
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.actions.recording import ask_for_archive, begin_record
from civic.rooms import actions as rooms
from civic.rooms.models import Room
from civic.rooms.states import RoomState


def close_answers(db: Db, actor: Viewer, room: Room, now: datetime) -> None:
    """回答公表: every item, and every post that was promised an answer, has one."""
    staff = require(actor, "room.close_answers", queries.assigned(None, room))
    _need(room, now, RoomState.SUBMITTED)
    waiting = queries.waiting_in(db, room)
    if waiting:
        raise Refused("responses.answers_missing", count=waiting)
    rooms.move_room(db, room, RoomState.ANSWERED, now)
    ledger.append(db, staff.person_id, "responses.close_answers", f"room:{room.id}", at=now)


def begin_follow_up(db: Db, actor: Viewer, room: Room, now: datetime) -> None:
    """進捗報告中: the city keeps reporting on what it promised here."""
    staff = require(actor, "room.close_answers", queries.assigned(None, room))
    _need(room, now, RoomState.ANSWERED)
    if not queries.open_follow_ups(db, room.id):
        raise Refused("responses.nothing_to_follow")
    rooms.move_room(db, room, RoomState.FOLLOW_UP, now)
    ledger.append(db, staff.person_id, "responses.begin_follow_up", f"room:{room.id}", at=now)


def archive_room(db: Db, actor: Viewer, room: Room, now: datetime) -> None:
    """The room is a closed record; nothing it promised is still open (DOMAIN §3)."""
    staff = require(actor, "room.archive", queries.assigned(None, room))
    _need(room, now, RoomState.ANSWERED, RoomState.FOLLOW_UP)
    left = queries.open_follow_ups(db, room.id)
    if left:
        raise Refused("responses.follow_up_open", count=left)
    waiting = queries.waiting_in(db, room)
    if waiting:
        raise Refused("responses.answers_missing", count=waiting)
    rooms.move_room(db, room, RoomState.ARCHIVED, now)
    begin_record(db, room.id, now)
    ask_for_archive(db, room.id)
    ledger.append(db, staff.person_id, "responses.archive_room", f"room:{room.id}", at=now)


def _need(room: Room, now: datetime, *states: RoomState) -> None:
    state = room.state_at(now)
    if state not in states:
        raise Refused("responses.room_not_there_yet")
