"""Who helps to run a residents' room: ask_helper by those who run it, answer_helping and stop_helping by the person."""

from datetime import datetime

from civic import ledger
from civic.accounts.actions import add_grant, end_grants
from civic.accounts.models import PersonState
from civic.accounts.queries import person_by_handle
from civic.db import Db
from civic.errors import Refused
from civic.notifications import actions as notifications
from civic.permissions import Role, Viewer, require
from civic.rooms import queries
from civic.rooms.area_models import AreaHelper, HelperState
from civic.rooms.forms import AnswerHelping, AskHelper
from civic.rooms.models import Room, RoomKind
from civic.rooms.states import RoomState

H = HelperState
# Enough to run a room by turns; more would be a crowd with keys.
MOST_HELPERS = 5
RUNNING = frozenset({RoomState.ANNOUNCED, RoomState.OPEN, RoomState.SUMMARISING, RoomState.SUSPENDED})


def ask_helper(db: Db, actor: Viewer, room: Room, form: AskHelper, now: datetime) -> AreaHelper:
    """Asked once for each room: who declined or stopped is left in peace."""
    who = require(actor, "area.ask_helper", room)
    db.refresh(room, with_for_update=True)
    if room.kind is not RoomKind.CITIZEN or room.state_at(now) not in RUNNING:
        raise Refused("area.not_running")
    person = person_by_handle(db, form.handle)
    if person is None or person.state is not PersonState.ACTIVE:
        raise Refused("area.nobody_of_that_name")
    there = queries.helpers(db, room)
    if person.id in queries.facilitator_ids(db, room.id, now) or any(one.person_id == person.id for one in there):
        raise Refused("area.asked_already")
    if sum(one.state in (H.ASKED, H.ACCEPTED) for one in there) >= MOST_HELPERS:
        raise Refused("area.enough_helpers", most=MOST_HELPERS)
    made = AreaHelper(room_id=room.id, person_id=person.id, asked_at=now)
    db.add(made)
    db.flush()
    _tell(db, [person.id], "helper_asked", made, room, now)
    ledger.append(db, who.person_id, "rooms.ask_helper", f"room:{room.id}", at=now, person=person.id)
    return made


def answer_helping(db: Db, actor: Viewer, helper: AreaHelper, form: AnswerHelping, now: datetime) -> AreaHelper:
    """The person asked accepts, and is 進行役 of that room from now on; or declines."""
    who = require(actor, "area.answer_helping", helper)
    room = db.get_one(Room, helper.room_id)
    db.refresh(helper, with_for_update=True)
    if helper.state is not H.ASKED or room.state_at(now) not in RUNNING:
        raise Refused("area.not_asked_any_more")
    helper.state, helper.answered_at = H.ACCEPTED if form.accepts else H.DECLINED, now
    db.add(helper)
    if form.accepts:
        add_grant(db, who.person_id, Role.FACILITATOR, now=now, scope="room", scope_id=room.id)
    _tell_others(db, helper, room, now, who.display_name)
    ledger.append(
        db, who.person_id, "rooms.answer_helping", f"room:{room.id}", at=now, state=helper.state.value,
    )  # fmt: skip
    return helper


def stop_helping(db: Db, actor: Viewer, helper: AreaHelper, now: datetime) -> AreaHelper:
    """Whenever they like; the others who run the room hear of it."""
    who = require(actor, "area.answer_helping", helper)
    room = db.get_one(Room, helper.room_id)
    db.refresh(helper, with_for_update=True)
    if helper.state is not H.ACCEPTED:
        raise Refused("area.not_asked_any_more")
    helper.state, helper.answered_at = H.ENDED, now
    db.add(helper)
    end_grants(db, who.person_id, Role.FACILITATOR, "room", room.id, now)
    _tell_others(db, helper, room, now, who.display_name)
    ledger.append(db, who.person_id, "rooms.stop_helping", f"room:{room.id}", at=now)
    return helper


def _tell_others(db: Db, helper: AreaHelper, room: Room, now: datetime, name: str) -> None:
    people = [one for one in queries.facilitator_ids(db, room.id, now) if one != helper.person_id]
    _tell(db, people, f"helper_{helper.state.value}", helper, room, now, name=name)


def _tell(db: Db, people: list[int], kind: str, helper: AreaHelper, room: Room, now: datetime, **data: object) -> None:
    notifications.tell(
        db, people, kind, cause=f"{kind}:{room.id}:{helper.person_id}", target=f"room:{room.id}",
        path=f"/rooms/{room.id}/helpers", now=now, title=room.title, **data,
    )  # fmt: skip
