"""Doors of a draft: written beside the originals, read in order, approved or sent back, released."""

from typing import Any

from starlette.responses import Response

from civic import clock
from civic.accounts.queries import display_names
from civic.city import queries as city
from civic.i18n import gettext
from civic.library.units import units_by_id
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.forms import DraftAnswer, ExternalApproval, JoinAnswers, SeenVersion, SendBack, SubmitAnswer
from civic.responses.models import Response as Duty
from civic.responses.models import ResponseVersion
from civic.responses.pages.reading import cards_of
from civic.rooms import queries as rooms
from civic.rooms.models import Post
from civic.web.page import page
from civic.web.visit import Visit


def duty_of(visit: Visit) -> Duty:
    """A duty this person may work on or read. A public answer is found by everyone, its drafts are not."""
    found = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    require(visit.viewer, "response.see_ready", queries.ready(visit.db, found, visit.now))
    return found


def beside(visit: Visit, duty: Duty) -> dict[str, Any]:
    """What is read while answering: the originals (PEERS, complaint 19): a post in its thread, or every post of an
    item, or all items of a proposal."""
    room = rooms.room_for(visit.db, visit.viewer, duty.room_id)
    line = queries.duties_of(visit.db, [duty.id], clock.today(visit.now))[0]
    originals: list[Any] = []
    if duty.post_id is not None:
        post = visit.db.get_one(Post, duty.post_id)
        thread = rooms.posts_page(visit.db, visit.viewer, room, thread_id=post.thread_id or post.id)
        originals = list(thread.posts)
    elif duty.item_id is not None:
        ids = queries.source_ids(visit.db, duty.item_id, only_public=False)
        originals = [rooms.post_row(visit.db, visit.db.get_one(Post, one)) for one in ids]
    return {
        "room": room,
        "line": line,
        "originals": originals,
        "items": queries.items(visit.db, room.id, only_public=True) if duty.proposal_id is not None else [],
        "response": duty,
        "ready": queries.ready(visit.db, duty, visit.now),
        "is_overdue": line.is_overdue,
        "section": city.section(visit.db, duty.section_id),
        "joined": queries.duties_of(
            visit.db, [one.id for one in queries.joined(visit.db, duty.id)], clock.today(visit.now)
        ),
    }


def _reference(visit: Visit, version: ResponseVersion | None) -> str:
    """The evidence as it is typed: by place in the current version of its document, else by number."""
    if version is None or version.evidence_unit_id is None:
        return ""
    unit = units_by_id(visit.db, visit.viewer, [version.evidence_unit_id]).get(version.evidence_unit_id)
    return f"{unit.key}#{unit.seq}" if unit is not None and unit.is_current else str(version.evidence_unit_id)


def _as_typed(visit: Visit, newest: ResponseVersion | None) -> dict[str, Any]:
    """What stands in the form: the newest text, or the section's template that was chosen."""
    chosen = next(
        (
            one
            for one in queries.templates_of(visit.db, duty_of(visit).section_id)
            if one.id == visit.query_number("template")
        ),
        None,
    )
    body = newest.body if newest else ""
    return {
        "body": chosen.body if chosen else body,
        "category": newest.category if newest else "",
        "ground": newest.ground if newest else "",
        "evidence": _reference(visit, newest),
        "before_text": newest.before_text if newest else "",
        "after_text": newest.after_text if newest else "",
        "next_on": newest.next_on.isoformat() if newest and newest.next_on else "",
    }


@page()
def draft(visit: Visit) -> Response:
    """The draft with the originals beside it."""
    duty = duty_of(visit)
    newest = queries.newest_version(visit.db, duty.id)
    is_sent = visit.status != 200 and visit.path.endswith("/draft")
    template = "responses/_draft_form.html" if visit.is_htmx and visit.status != 200 else "responses/draft.html"
    readers = actions.reader_ids(visit.db, duty, visit.now)
    names = display_names(visit.db, [*readers, *([duty.assignee_id] if duty.assignee_id else [])])
    return visit.render(
        template,
        typed=visit.typed if is_sent else _as_typed(visit, newest),
        version=newest,
        templates=queries.templates_of(visit.db, duty.section_id),
        readers=[(one, names[one]) for one in readers if one in names],
        assignee=names.get(duty.assignee_id or 0, ""),
        others=queries.same_room(visit.db, duty, clock.today(visit.now)) if duty.joined_to is None else [],
        sent=visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
        **beside(visit, duty),
    )


@page(method="POST", again=draft)
def draft_response(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.draft_response(visit.db, visit.viewer, duty, DraftAnswer.read(visit.form), visit.now)
    visit.say(gettext("下書きを保存しました。"))
    return visit.go("responses.draft", response_id=duty.id)


@page(method="POST", again=draft)
def acknowledge_response(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.acknowledge_response(visit.db, visit.viewer, duty, visit.now)
    visit.say(gettext("受け付けたことを公開しました。"))
    return visit.go("responses.draft", response_id=duty.id)


@page(method="POST", again=draft)
def join_answers(visit: Visit) -> Response:
    duty = duty_of(visit)
    taken = actions.join_answers(visit.db, visit.viewer, duty, JoinAnswers.read(visit.form), visit.now)
    visit.say(gettext("この回答で、ほかの{n}件にも答えることにしました。").format(n=len(taken)))
    return visit.go("responses.draft", response_id=duty.id)


@page(method="POST", again=draft)
def submit_response(visit: Visit) -> Response:
    duty = duty_of(visit)
    form = SubmitAnswer.read(visit.form)
    actions.submit_response(visit.db, visit.viewer, duty, form, visit.now)
    visit.say(
        gettext("合議に出しました。順に読んでもらい、終わると決裁に進みます。") if form.reader_id
        else gettext("決裁に出しました。決裁者にお知らせします。")
    )  # fmt: skip
    return visit.go("responses.desk")


@page()
def approval(visit: Visit) -> Response:
    """The draft as it will appear, for its readers and its approver."""
    duty = duty_of(visit)
    version = visit.need(queries.newest_version(visit.db, duty.id))
    shown = queries.draft_as_answer(duty, version, visit.now)
    steps = queries.review_steps(visit.db, duty.id)
    return visit.render(
        "responses/approval.html",
        version=version,
        answer=shown,
        cards=cards_of(visit.db, [shown]),
        steps=steps,
        names=display_names(visit.db, [step.person_id for step in steps]),
        release=queries.release_of(visit.db, duty.room_id),
        sent=visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
        **beside(visit, duty),
    )


def _published(visit: Visit, duty: Duty) -> Response:
    if duty.state.value == "approved":
        visit.say(gettext("決裁しました。この会議室の回答をまとめて公開する日時に、公開されます。"))
        return visit.go("responses.desk")
    visit.say(gettext("回答を公開しました。話し合いに加わった人にお知らせします。"))
    return visit.go("responses.answer", response_id=duty.id)


@page(method="POST", again=approval)
def publish_response(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.publish_response(visit.db, visit.viewer, duty, SeenVersion.read(visit.form), visit.now)
    return _published(visit, duty)


@page(method="POST", again=approval)
def record_approval(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.record_approval(visit.db, visit.viewer, duty, ExternalApproval.read(visit.form), visit.now)
    return _published(visit, duty)


@page(method="POST", again=approval)
def send_back(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.send_back(visit.db, visit.viewer, duty, SendBack.read(visit.form), visit.now)
    visit.say(gettext("差し戻しました。担当者にお知らせします。"))
    return visit.go("responses.desk")


@page(method="POST", again=approval)
def review_response(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.review_response(visit.db, visit.viewer, duty, SeenVersion.read(visit.form), visit.now)
    visit.say(gettext("読んで、次に回しました。"))
    return visit.go("responses.desk") if visit.viewer and visit.viewer.is_staff else visit.see_other("/")


@page(method="POST", again=approval)
def return_review(visit: Visit) -> Response:
    duty = duty_of(visit)
    actions.return_review(visit.db, visit.viewer, duty, SendBack.read(visit.form), visit.now)
    visit.say(gettext("差し戻しました。担当者にお知らせします。"))
    return visit.go("responses.desk")
