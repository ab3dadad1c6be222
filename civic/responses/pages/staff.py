"""Doors of the staff who answer: their desk, giving a post to a section, the draft, approval."""

from typing import Any

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.i18n import gettext
from civic.library.queries import units_by_id
from civic.permissions import can, require
from civic.responses import actions, queries
from civic.responses.forms import AssignAnswer, DraftAnswer, SeenVersion, SendBack
from civic.responses.models import Response as Duty
from civic.responses.models import ResponseVersion
from civic.responses.pages.reading import cards_of
from civic.rooms import queries as rooms
from civic.rooms.models import Post
from civic.web.page import page
from civic.web.visit import Visit


@page()
def desk(visit: Visit) -> Response:
    """What waits for this member of staff, by due date; and what was given to nobody yet."""
    duties = queries.desk(visit.db, visit.viewer, clock.today(visit.now))
    return visit.render("responses/desk.html", duties=duties, unassigned=queries.unassigned(visit.db, visit.viewer))


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
    if can(visit.viewer, "response.see_draft", duty):
        return visit.go("responses.draft", response_id=duty.id)
    return visit.go("responses.desk")


def _duty(visit: Visit) -> Duty:
    """A duty this person may work on. A public answer is found by everyone, its drafts are not."""
    found = queries.response_for(visit.db, visit.viewer, visit.number("response_id"))
    require(visit.viewer, "response.see_draft", found)
    return found


def _beside(visit: Visit, duty: Duty) -> dict[str, Any]:
    """What is read while answering: the post in its thread (PEERS, complaint 19)."""
    post = visit.db.get_one(Post, duty.post_id)
    room = rooms.room_for(visit.db, visit.viewer, post.room_id)
    thread = rooms.posts_page(visit.db, visit.viewer, room, thread_id=post.thread_id or post.id)
    return {
        "post": post,
        "room": room,
        "row": rooms.post_row(visit.db, post),
        "thread": thread.posts,
        "response": duty,
        "is_overdue": duty.due_on < clock.today(visit.now) and duty.published_version is None,
        "section": city.section(visit.db, duty.section_id),
    }


def _reference(visit: Visit, version: ResponseVersion | None) -> str:
    """The evidence as it is typed: by place in the current version of its document, else by number."""
    if version is None or version.evidence_unit_id is None:
        return ""
    unit = units_by_id(visit.db, visit.viewer, [version.evidence_unit_id]).get(version.evidence_unit_id)
    return f"{unit.key}#{unit.seq}" if unit is not None and unit.is_current else str(version.evidence_unit_id)


@page()
def draft(visit: Visit) -> Response:
    """The draft with the post and its thread beside it."""
    duty = _duty(visit)
    newest = queries.newest_version(visit.db, duty.id)
    is_sent = visit.status != 200 and visit.path.endswith("/draft")
    typed = (
        visit.typed
        if is_sent
        else {
            "body": newest.body if newest else "",
            "category": newest.category if newest else "",
            "ground": newest.ground if newest else "",
            "evidence": _reference(visit, newest),
            "before_text": newest.before_text if newest else "",
            "after_text": newest.after_text if newest else "",
        }
    )
    template = "responses/_draft_form.html" if visit.is_htmx and visit.status != 200 else "responses/draft.html"
    return visit.render(template, typed=typed, version=newest, **_beside(visit, duty))


@page(method="POST", again=draft)
def draft_response(visit: Visit) -> Response:
    duty = _duty(visit)
    actions.draft_response(visit.db, visit.viewer, duty, DraftAnswer.read(visit.form), visit.now)
    visit.say(gettext("下書きを保存しました。"))
    return visit.go("responses.draft", response_id=duty.id)


@page(method="POST", again=draft)
def submit_response(visit: Visit) -> Response:
    duty = _duty(visit)
    actions.submit_response(visit.db, visit.viewer, duty, SeenVersion.read(visit.form), visit.now)
    visit.say(gettext("決裁に出しました。決裁者にお知らせします。"))
    return visit.go("responses.desk")


@page()
def approval(visit: Visit) -> Response:
    """The draft as it will appear, for the approver."""
    duty = _duty(visit)
    version = visit.need(queries.newest_version(visit.db, duty.id))
    shown = queries.draft_as_answer(duty, version, visit.now)
    return visit.render(
        "responses/approval.html",
        version=version,
        answer=shown,
        cards=cards_of(visit.db, [shown]),
        sent=visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
        **_beside(visit, duty),
    )


@page(method="POST", again=approval)
def publish_response(visit: Visit) -> Response:
    duty = _duty(visit)
    actions.publish_response(visit.db, visit.viewer, duty, SeenVersion.read(visit.form), visit.now)
    visit.say(gettext("回答を公開しました。話し合いに加わった人にお知らせします。"))
    return visit.go("responses.answer", response_id=duty.id)


@page(method="POST", again=approval)
def send_back(visit: Visit) -> Response:
    duty = _duty(visit)
    actions.send_back(visit.db, visit.viewer, duty, SendBack.read(visit.form), visit.now)
    visit.say(gettext("差し戻しました。担当者にお知らせします。"))
    return visit.go("responses.desk")
