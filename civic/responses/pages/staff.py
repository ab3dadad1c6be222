"""Doors of the staff who answer: their desk, giving a question to a section, taking it over."""

from datetime import timedelta

from starlette.responses import Response

from civic import clock
from civic.accounts.queries import display_names
from civic.city import queries as city
from civic.i18n import gettext
from civic.permissions import can, require
from civic.responses import actions, queries
from civic.responses.forms import AssignAnswer
from civic.responses.models import Response as Duty
from civic.rooms import queries as rooms
from civic.rooms.models import Post
from civic.web.page import page
from civic.web.visit import Visit


@page()
def desk(visit: Visit) -> Response:
    """What waits: mine, my section's, this week's, overdue; and what was given to nobody yet."""
    today = clock.today(visit.now)
    show = visit.query("show")
    duties = queries.desk(visit.db, visit.viewer, today)
    person_id = visit.viewer.person_id if visit.viewer is not None else 0
    week = today + timedelta(days=6 - today.weekday())
    groups = {
        "": duties,
        "mine": [one for one in duties if one.assignee_id == person_id],
        "week": [one for one in duties if one.due_on <= week and one.published_version is None],
        "overdue": [one for one in duties if one.is_overdue],
        "unread": [one for one in duties if one.acknowledged_at is None and one.published_version is None],
    }
    return visit.render(
        "responses/desk.html",
        duties=groups.get(show, duties),
        groups=groups,
        show=show if show in groups else "",
        unassigned=queries.unassigned(visit.db, visit.viewer),
        names=display_names(visit.db, [one.assignee_id for one in duties if one.assignee_id is not None]),
        today=today,
    )


def _post(visit: Visit) -> Post:
    return rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))


@page()
def new_assignment(visit: Visit) -> Response:
    """Which section answers this post, and until when."""
    require(visit.viewer, "response_desk.see")
    post = _post(visit)
    room = rooms.room_for(visit.db, visit.viewer, post.room_id)
    first = queries.response_to(visit.db, post.id)
    require(visit.viewer, "response.assign", queries.assigned(first, room))
    today = clock.today(visit.now)
    return visit.render(
        "responses/new_assignment.html",
        post=post,
        row=rooms.post_row(visit.db, post),
        room=room,
        response=first,
        sections=city.sections_on(visit.db, today),
        chosen=first.section_id if first else room.section_id,
        due_on=first.due_on if first else actions.due_day(visit.db, post, room),
        today=today,
    )


@page(method="POST", again=new_assignment)
def assign_response(visit: Visit) -> Response:
    post = _post(visit)
    form = AssignAnswer.read(visit.form)
    duty = actions.assign_response(visit.db, visit.viewer, post, form, visit.now)
    visit.say(gettext("回答する課を決めました。担当者にお知らせします。"))
    return _onward(visit, duty)


def _onward(visit: Visit, duty: Duty) -> Response:
    if can(visit.viewer, "response.see_draft", duty):
        return visit.go("responses.draft", response_id=duty.id)
    return visit.go("responses.desk")


def _transferable(visit: Visit) -> Duty:
    found = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    room = rooms.room_for(visit.db, visit.viewer, found.room_id)
    require(visit.viewer, "response.assign", queries.assigned(found, room))
    return found


@page()
def transfer(visit: Visit) -> Response:
    """Another section takes over an answer that is not public yet."""
    duty = _transferable(visit)
    return visit.render(
        "responses/transfer.html",
        response=duty,
        line=queries.duties_of(visit.db, [duty.id], clock.today(visit.now))[0],
        sections=city.sections_on(visit.db, clock.today(visit.now)),
    )


@page(method="POST", again=transfer)
def transfer_response(visit: Visit) -> Response:
    duty = _transferable(visit)
    form = AssignAnswer.read(visit.form)
    actions.transfer_response(visit.db, visit.viewer, duty, form, visit.now)
    visit.say(gettext("課に引き継ぎました。担当者にお知らせします。"))
    return _onward(visit, duty)


@page()
def proposal_assignment(visit: Visit) -> Response:
    """Which section answers a room's proposal as a whole."""
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    require(visit.viewer, "response.assign", queries.assigned(None, room))
    return visit.render(
        "responses/proposal_assignment.html",
        room=room,
        sections=city.sections_on(visit.db, clock.today(visit.now)),
        due_on=actions.promised(visit.db, room, visit.now),
    )


@page(method="POST", again=proposal_assignment)
def assign_proposal(visit: Visit) -> Response:
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    duty = actions.assign_proposal(visit.db, visit.viewer, room, AssignAnswer.read(visit.form), visit.now)
    visit.say(gettext("回答する課を決めました。担当者にお知らせします。"))
    return _onward(visit, duty)
