"""Doors of what came after: reports on an answer, everything promised, what changed because of a room."""

from typing import Any

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.forms import ReportFollowUp
from civic.responses.models import Response as Duty
from civic.responses.states import FollowUpState, Horizon
from civic.rooms import queries as rooms
from civic.web.page import page
from civic.web.visit import Visit


@page()
def follow_ups(visit: Visit) -> Response:
    """What the city promised and how far it is; overdue reports are named."""
    today = clock.today(visit.now)
    return visit.render("responses/follow_ups.html", lines=queries.follow_ups(visit.db, today))


@page()
def changes(visit: Visit) -> Response:
    """Opinion → item → answer → document → budget → progress, each a link both ways."""
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    found = queries.changes(visit.db, room.id)
    return visit.render(
        "responses/changes.html",
        room=room,
        changes=found,
        cards=chain_cards(visit, found),
        today=clock.today(visit.now),
    )


def chain_cards(visit: Visit, found: list[queries.Change]) -> dict[int, Any]:
    """Passages and lines of the budget that these chains name, by unit."""
    ids = [unit for one in found for unit in (*one.unit_ids, *one.budget_ids)]
    return {card.unit_id: card for card in rooms.passages(visit.db, ids) if card.unit_id is not None}


def _answered(visit: Visit) -> Duty:
    found = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    require(visit.viewer, "follow_up.report", found)
    return found


@page()
def follow_up_form(visit: Visit) -> Response:
    """How far it is: the next report on an answer."""
    duty = _answered(visit)
    found = queries.follow_up_of(visit.db, duty.id)
    return visit.render(
        "responses/follow_up_form.html",
        answer=queries.published_versions(visit.db, duty.id)[0],
        follow_up=found,
        last=queries.last_report(visit.db, found.id) if found is not None else 0,
        horizons=[one.value for one in Horizon],
        states=[one.value for one in FollowUpState],
    )


@page(method="POST", again=follow_up_form)
def report_follow_up(visit: Visit) -> Response:
    duty = _answered(visit)
    actions.report_follow_up(visit.db, visit.viewer, duty, ReportFollowUp.read(visit.form), visit.now)
    visit.say(gettext("進み具合を公開しました。話し合いに加わった人にお知らせします。"))
    return visit.go("responses.answer", response_id=duty.id, fragment="follow-up")
