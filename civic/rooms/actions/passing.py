"""A room on its way: approve_room, return_room_to_draft, announce_room, suspend_room, resume_room, cancel_room."""

from datetime import datetime, timedelta

from civic import clock, ledger
from civic.accounts import queries as accounts
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.notifications import actions as notifications
from civic.permissions import Role, Viewer, require
from civic.rooms import queries
from civic.rooms.actions.drafting import missing
from civic.rooms.actions.mechanics import lock, move_room
from civic.rooms.forms import CancelRoom, ReturnRoom, SuspendRoom
from civic.rooms.models import Room
from civic.rooms.states import RoomState

S = RoomState


def approve_room(db: Db, actor: Viewer, room: Room, now: datetime) -> Room:
    """決裁 by somebody who did not draft it. The refusal lists everything that is missing."""
    who = require(actor, "room.approve", room)
    _need_complete(db, room, now)
    move_room(db, room, S.APPROVED, now)
    room.approved_by, room.approved_at = who.person_id, now
    db.add(room)
    _tell_managers(db, room, "room_approved", now)
    ledger.append(db, who.person_id, "rooms.approve_room", f"room:{room.id}", at=now, drafted_by=room.drafted_by)
    return room


def return_room_to_draft(db: Db, actor: Viewer, room: Room, form: ReturnRoom, now: datetime) -> Room:
    """An approved room is opened for changes again; the approval is gone."""
    who = require(actor, "room.return_to_draft", room)
    if room.state is not S.APPROVED:
        raise Refused("rooms.cannot_move", state=room.state.value, to=S.DRAFT.value)
    move_room(db, room, S.DRAFT, now)
    room.approved_by, room.approved_at = None, None
    db.add(room)
    ledger.append(db, who.person_id, "rooms.return_room_to_draft", f"room:{room.id}", at=now)
    return room


def announce_room(db: Db, actor: Viewer, room: Room, now: datetime) -> Room:
    """予告: public from now on, some days before it opens; it then opens and closes by the clock."""
    who = require(actor, "room.announce", room)
    if room.state is S.DRAFT:
        raise Refused("rooms.not_approved")
    _need_complete(db, room, now)
    days = int(setting(db, "room.announce_days"))
    assert room.opens_at is not None
    if clock.today(room.opens_at) < clock.today(now) + timedelta(days=days):
        raise Refused("rooms.announced_too_late", days=days)
    move_room(db, room, S.ANNOUNCED, now)
    room.announced_at = now
    db.add(room)
    ledger.append(db, who.person_id, "rooms.announce_room", f"room:{room.id}", at=now, rule_version=room.rule_version)
    return room


def suspend_room(db: Db, actor: Viewer, room: Room, form: SuspendRoom, now: datetime) -> Room:
    """一時停止 with a public reason and the day it is looked at again; reading goes on."""
    who = require(actor, "room.suspend", room)
    if form.review_on <= clock.today(now):
        raise Refused("rooms.review_in_the_past")
    before = room.state_at(now)
    move_room(db, room, S.SUSPENDED, now)
    room.state_before_suspension = before.value
    room.public_reason, room.review_on = form.reason, form.review_on
    db.add(room)
    _tell_writers(db, room, "room_suspended", now)
    ledger.append(
        db, who.person_id, "rooms.suspend_room", f"room:{room.id}", at=now, review_on=form.review_on.isoformat()
    )
    return room


def resume_room(db: Db, actor: Viewer, room: Room, now: datetime) -> Room:
    """Back to where it was; if its time ran out meanwhile, the clock has the say at once."""
    who = require(actor, "room.resume", room)
    if room.state is not S.SUSPENDED:
        raise Refused("rooms.cannot_move", state=room.state.value, to="resumed")
    move_room(db, room, RoomState(room.state_before_suspension), now)
    room.state_before_suspension, room.public_reason, room.review_on = "", "", None
    db.add(room)
    _tell_writers(db, room, "room_resumed", now)
    ledger.append(db, who.person_id, "rooms.resume_room", f"room:{room.id}", at=now)
    return room


def cancel_room(db: Db, actor: Viewer, room: Room, form: CancelRoom, now: datetime) -> Room:
    """中止 with a public reason. Nothing is deleted: what was written stays readable (DOMAIN §10, 7)."""
    who = require(actor, "room.cancel", room)
    move_room(db, room, S.CANCELLED, now)
    room.public_reason = form.reason
    db.add(room)
    _tell_writers(db, room, "room_cancelled", now)
    ledger.append(db, who.person_id, "rooms.cancel_room", f"room:{room.id}", at=now)
    return room


def record_passage(db: Db, room: Room, now: datetime) -> None:
    """Writes down that a room opened or closed by the clock; `Room.state_at` decided it already."""
    lock(db, room)
    state = room.state_at(now)
    if state is room.state:
        return
    room.state = state
    room.rev += 1
    db.add(room)
    later(db, "rooms.index_room", room.id)
    _tell_managers(db, room, f"room_{state.value}", now)


def _need_complete(db: Db, room: Room, now: datetime) -> None:
    gaps = missing(db, room, now)
    if gaps:
        raise Refused("rooms.not_ready", missing=gaps)


def _tell_managers(db: Db, room: Room, kind: str, now: datetime) -> None:
    """The room's managers and facilitators learn what they have to do next."""
    managers = accounts.people_with(db, Role.ROOM_MANAGER, now, room_id=room.id, section_id=room.section_id)
    people = sorted({*managers, *queries.facilitator_ids(db, room.id, now)})
    notifications.tell(
        db, people, kind, cause=f"{kind}:{room.id}:{room.rev}", target=f"room:{room.id}",
        path=f"/staff/rooms/{room.id}", now=now, room=room.title,
    )  # fmt: skip


def _tell_writers(db: Db, room: Room, kind: str, now: datetime) -> None:
    people = sorted({*queries.author_ids(db, room.id), *queries.facilitator_ids(db, room.id, now)})
    notifications.tell(
        db, people, kind, cause=f"{kind}:{room.id}:{room.rev}", target=f"room:{room.id}", path=f"/rooms/{room.id}",
        now=now, room=room.title,
    )  # fmt: skip
