"""Doors for those who prepare and look after rooms: the list, the draft, and every step of a room's life."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.responses import Response

from civic import clock, i18n
from civic.city import queries as city
from civic.library.models import Document
from civic.permissions import require
from civic.responses.queries import records_past
from civic.rooms import actions, queries
from civic.rooms.forms import PHASES, CancelRoom, DraftRoom, ReturnRoom, SuspendRoom
from civic.rooms.models import PolicyStage, Room, last_day
from civic.rooms.queries.lists import PAGE
from civic.rooms.states import NEXT, RoomState
from civic.web.page import page
from civic.web.visit import Visit


@page()
def staff_rooms(visit: Visit) -> Response:
    """Every room this office sees, drafts too."""
    require(visit.viewer, "room_desk.see")
    found = queries.staff_rooms(visit.db, visit.viewer, visit.now, visit.query_number("before"))
    return visit.render(
        "rooms/staff_rooms.html",
        rooms=found[:PAGE],
        next=found[PAGE - 1].id if found[PAGE:] else 0,
        past=records_past(visit.db, clock.today(visit.now)),
    )


def _day(moment: datetime | None) -> str:
    return clock.today(moment).isoformat() if moment else ""


def _last_day(moment: datetime | None) -> str:
    day = last_day(moment)
    return day.isoformat() if day else ""


def _filled(visit: Visit, room: Room) -> dict[str, Any]:
    """The values of a room as its form shows them."""
    values: dict[str, Any] = {
        name: "" if value is None else value for name in actions.PLAIN for value in [getattr(room, name)]
    }
    draft = visit.db.get(Document, room.draft_document_id) if room.draft_document_id else None
    values |= {"draft_document": draft.key if draft else "", "identity_fields": room.identity_fields.split()}
    values |= {"opens_on": _day(room.opens_at), "closes_on": _last_day(room.closes_at)}
    parts = queries.parts_of(visit.db, room)
    values |= {"topics": parts.topics, "documents": "\n".join(parts.documents)}
    for number, phase in enumerate(parts.phases[:PHASES], start=1):
        values |= {
            f"phase{number}_name": phase.name,
            f"phase{number}_prompt": phase.prompt,
            f"phase{number}_starts_on": _day(phase.starts_at),
            f"phase{number}_ends_on": _last_day(phase.ends_at),
        }
    return values


def _room_form(visit: Visit, room: Room | None, values: Mapping[str, Any]) -> Response:
    chosen = values.get("topics", ())
    return visit.render(
        "rooms/room_form.html",
        room=room,
        values=values,
        chosen_topics=chosen if isinstance(chosen, Sequence) and not isinstance(chosen, str) else [chosen],
        topic_options=[(one.id, one.name) for one in city.topics(visit.db)],
        section_options=[(one.id, one.name) for one in city.sections_on(visit.db, clock.today(visit.now))],
        stages=[(stage.value, i18n.sentence(f"rooms.stage.{stage}")) for stage in PolicyStage],
        phases=range(1, PHASES + 1),
    )


@page()
def new_room(visit: Visit) -> Response:
    """An empty draft, with the rules in force and four weeks as a start."""
    require(visit.viewer, "room.draft")
    rules = city.rules_in_force(visit.db, visit.now)
    start = {"rule_version": rules.version if rules else "", "per_day_limit": 20, "identity_level": 1}
    return _room_form(visit, None, visit.typed or start)


@page(method="POST", again=new_room)
def draft_room(visit: Visit) -> Response:
    room = actions.draft_room(visit.db, visit.viewer, DraftRoom.read(visit.form), visit.now)
    visit.say(i18n.gettext("会議室の案を保存しました。"))
    return visit.go("rooms.room_desk", room_id=room.id)


def _room(visit: Visit) -> Room:
    require(visit.viewer, "room_desk.see")
    return queries.room_for(visit.db, visit.viewer, visit.number("room_id"))


@page()
def room_edit(visit: Visit) -> Response:
    room = _room(visit)
    require(visit.viewer, "room.edit", room)
    return _room_form(visit, room, visit.typed or _filled(visit, room))


@page(method="POST", again=room_edit)
def edit_room(visit: Visit) -> Response:
    room = actions.edit_room(visit.db, visit.viewer, _room(visit), DraftRoom.read(visit.form), visit.now)
    visit.say(i18n.gettext("会議室の案を保存しました。"))
    return visit.go("rooms.room_desk", room_id=room.id)


@page()
def room_desk(visit: Visit) -> Response:
    """How a room stands, what it still lacks, and what this person may do with it now."""
    room = _room(visit)
    state = room.state_at(visit.now)
    is_prepared = state in (RoomState.DRAFT, RoomState.APPROVED)
    refused = visit.refused.data.get("missing", ()) if visit.refused else ()
    return visit.render(
        "rooms/room_desk.html",
        room=room,
        state=state,
        next_states=NEXT[state],
        head=queries.room_head(visit.db, room, visit.now),
        missing=actions.missing(visit.db, room, visit.now) if is_prepared else (),
        refused_for=refused,
        announce_days=int(city.setting(visit.db, "room.announce_days")),
    )


def _step(visit: Visit, act: Callable[[Room], Room], done: str) -> Response:
    room = act(_room(visit))
    visit.say(done)
    return visit.go("rooms.room_desk", room_id=room.id)


@page(method="POST", again=room_desk)
def approve_room(visit: Visit) -> Response:
    done = i18n.gettext("決裁しました。予告すると、市民に公開されます。")
    return _step(visit, lambda room: actions.approve_room(visit.db, visit.viewer, room, visit.now), done)


@page(method="POST", again=room_desk)
def return_room_to_draft(visit: Visit) -> Response:
    form = ReturnRoom.read(visit.form)
    done = i18n.gettext("案に戻しました。直してから、もう一度決裁を受けてください。")
    return _step(visit, lambda room: actions.return_room_to_draft(visit.db, visit.viewer, room, form, visit.now), done)


@page(method="POST", again=room_desk)
def announce_room(visit: Visit) -> Response:
    done = i18n.gettext("予告しました。開く日時になると、自動で開きます。")
    return _step(visit, lambda room: actions.announce_room(visit.db, visit.viewer, room, visit.now), done)


@page(method="POST", again=room_desk)
def suspend_room(visit: Visit) -> Response:
    form = SuspendRoom.read(visit.form)
    done = i18n.gettext("一時停止しました。理由と見直しの日を公開しています。")
    return _step(visit, lambda room: actions.suspend_room(visit.db, visit.viewer, room, form, visit.now), done)


@page(method="POST", again=room_desk)
def resume_room(visit: Visit) -> Response:
    done = i18n.gettext("再開しました。")
    return _step(visit, lambda room: actions.resume_room(visit.db, visit.viewer, room, visit.now), done)


@page(method="POST", again=room_desk)
def cancel_room(visit: Visit) -> Response:
    form = CancelRoom.read(visit.form)
    done = i18n.gettext("中止しました。書き込みは読めるまま残ります。")
    return _step(visit, lambda room: actions.cancel_room(visit.db, visit.viewer, room, form, visit.now), done)
