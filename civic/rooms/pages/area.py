"""Doors of the residents' area: its rooms and proposals, proposing, supporting, deciding, concluding."""

from typing import Any

from starlette.responses import Response

from civic.city import queries as city
from civic.i18n import gettext, sentence
from civic.permissions import require
from civic.rooms import actions, queries
from civic.rooms.area_models import AreaProposal, CityPart
from civic.rooms.forms import ConcludeRoom, DeclineArea, OpenArea, ProposeArea
from civic.rooms.models import Room
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit

LIMITS = (Limit("rooms.area", 20, 3600, by_account),)


def _grounds(visit: Visit) -> list[str]:
    found: Any = visit.refused.data.get("grounds", ()) if visit.refused else ()
    return [f"{sentence(one.sentence)} {one.excerpt}".strip() for one in found]


@page()
def area(visit: Visit) -> Response:
    """Rooms residents run, apart from the city's; what is proposed, and what became of proposals."""
    return visit.render(
        "rooms/area.html",
        rooms=queries.area_rooms(visit.db, visit.viewer, visit.now),
        waiting=queries.area_proposals(visit.db, is_waiting=True),
        decided=queries.area_proposals(visit.db, is_waiting=False),
        needed=queries.supporters_needed(visit.db),
    )


@page()
def new_area(visit: Visit) -> Response:
    require(visit.viewer, "area.propose")
    return visit.render(
        "rooms/area_form.html",
        parts=[(one.value, sentence(f"area.city_part.{one}")) for one in CityPart],
        topics=[(one.id, one.name) for one in city.topics(visit.db)],
        most=int(city.setting(visit.db, "area.most_weeks")),
        needed=queries.supporters_needed(visit.db),
        grounds=_grounds(visit),
    )


@page(method="POST", again=new_area, limits=LIMITS)
def propose_area(visit: Visit) -> Response:
    made = actions.propose_area(visit.db, visit.viewer, ProposeArea.read(visit.form), visit.now)
    visit.say(gettext("提案を公開しました。賛同が集まると、運営委員会が開くかどうかを決めます。"))
    return visit.go("rooms.area_proposal", proposal_id=made.id)


def _proposal(visit: Visit) -> AreaProposal:
    return queries.area_proposal(visit.db, visit.number("proposal_id"))


@page()
def area_proposal(visit: Visit) -> Response:
    found = _proposal(visit)
    facts: dict[str, Any] = {"proposal": found, "concerned": queries.concerned(visit.db, found)}
    return visit.render(
        "rooms/area_proposal.html",
        needed=queries.supporters_needed(visit.db),
        sent=visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
        **facts,
    )


@page(method="POST", again=area_proposal, limits=LIMITS)
def support_area(visit: Visit) -> Response:
    found = actions.support_area(visit.db, visit.viewer, _proposal(visit), visit.now)
    visit.say(gettext("賛同しました。"))
    return visit.go("rooms.area_proposal", proposal_id=found.id)


@page(method="POST", again=area_proposal)
def withdraw_area(visit: Visit) -> Response:
    found = actions.withdraw_area(visit.db, visit.viewer, _proposal(visit), visit.now)
    visit.say(gettext("提案を取り下げました。"))
    return visit.go("rooms.area_proposal", proposal_id=found.id)


@page(method="POST", again=area_proposal)
def open_area(visit: Visit) -> Response:
    room = actions.open_area(visit.db, visit.viewer, _proposal(visit), OpenArea.read(visit.form), visit.now)
    visit.say(gettext("会議室を開くことを決めました。あすから書き込めます。"))
    return visit.go("rooms.room", room_id=room.id)


@page(method="POST", again=area_proposal)
def decline_area(visit: Visit) -> Response:
    found = actions.decline_area(visit.db, visit.viewer, _proposal(visit), DeclineArea.read(visit.form), visit.now)
    visit.say(gettext("見送ることを決めました。理由は公開しています。"))
    return visit.go("rooms.area_proposal", proposal_id=found.id)


def _room(visit: Visit) -> Room:
    return queries.room_for(visit.db, visit.viewer, visit.number("room_id"))


@page()
def conclusion(visit: Visit) -> Response:
    room = _room(visit)
    require(visit.viewer, "room.conclude", room)
    return visit.render("rooms/conclusion.html", room=room, grounds=_grounds(visit))


@page(method="POST", again=conclusion)
def conclude_room(visit: Visit) -> Response:
    room = actions.conclude_room(visit.db, visit.viewer, _room(visit), ConcludeRoom.read(visit.form), visit.now)
    visit.say(gettext("結びの文を公開し、会議室を終えました。"))
    return visit.go("rooms.room", room_id=room.id)
