"""Doors of those who help to run a residents' room: who does, asking somebody, answering, stopping."""

from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.i18n import gettext
from civic.permissions import can, require
from civic.rooms import actions, queries
from civic.rooms.forms import AnswerHelping, AskHelper
from civic.rooms.models import Room
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit

LIMITS = (Limit("rooms.helpers", 10, 3600, by_account),)


def _room(visit: Visit) -> Room:
    return queries.room_for(visit.db, visit.viewer, visit.number("room_id"))


@page()
def helpers(visit: Visit) -> Response:
    """For those who run the room, and for whom they asked."""
    room = _room(visit)
    own = queries.own_help(visit.db, visit.viewer, room)
    if own is None:
        require(visit.viewer, "area.ask_helper", room)
    may_ask = can(visit.viewer, "area.ask_helper", room)
    asked = queries.helpers(visit.db, room) if may_ask else []
    running = queries.facilitator_ids(visit.db, room.id, visit.now)
    names = display_names(visit.db, [*running, *(one.person_id for one in asked)])
    return visit.render(
        "rooms/helpers.html",
        room=room,
        own=own,
        asked=[(names.get(one.person_id, ""), one.state.value) for one in asked],
        running=[names[one] for one in running if one in names],
        may_ask=may_ask,
    )


@page(method="POST", again=helpers, limits=LIMITS)
def ask_helper(visit: Visit) -> Response:
    room = _room(visit)
    actions.ask_helper(visit.db, visit.viewer, room, AskHelper.read(visit.form), visit.now)
    visit.say(gettext("お願いを伝えました。引き受けると、進行役に加わります。"))
    return visit.go("rooms.helpers", room_id=room.id)


@page(method="POST", again=helpers)
def answer_helping(visit: Visit) -> Response:
    room = _room(visit)
    own = visit.need(queries.own_help(visit.db, visit.viewer, room))
    form = AnswerHelping.read(visit.form)
    actions.answer_helping(visit.db, visit.viewer, own, form, visit.now)
    visit.say(
        gettext("進行役に加わりました。まず確認コードの設定をしてください。") if form.accepts
        else gettext("断ったことを伝えました。")
    )  # fmt: skip
    return visit.go("rooms.helpers", room_id=room.id)


@page(method="POST", again=helpers)
def stop_helping(visit: Visit) -> Response:
    room = _room(visit)
    own = visit.need(queries.own_help(visit.db, visit.viewer, room))
    actions.stop_helping(visit.db, visit.viewer, own, visit.now)
    visit.say(gettext("進行の手伝いをやめました。"))
    return visit.go("rooms.helpers", room_id=room.id)
