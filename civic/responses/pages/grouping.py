"""Doors of those who summarise: the table of posts beside the items, the proposal, objections, the room's next step."""

from typing import Any

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.i18n import gettext
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.forms import (
    AnswerObjection,
    ChangeItem,
    GroupPosts,
    SeenSummary,
    SetRelease,
    ShowSummary,
    TakeOut,
    WriteProposal,
)
from civic.responses.summary_models import Proposal, SummaryObjection
from civic.rooms import queries as rooms
from civic.rooms.models import Room
from civic.rooms.tree import is_key
from civic.web.page import page
from civic.web.visit import Visit

MARKS = ("answer", "group", "off_topic")


def _room(visit: Visit, room_id: int | None = None) -> Room:
    room = rooms.room_for(visit.db, visit.viewer, room_id or visit.number("room_id"))
    require(visit.viewer, "summary.see_draft", queries.summarised(visit.db, room))
    return room


@page()
def table(visit: Visit) -> Response:
    """Posts on one side, items on the other; many are ticked and placed at once."""
    room = _room(visit)
    show = visit.query("show", "left")
    suggested = queries.suggested(visit.db, room)
    chosen = visit.query_number("suggestion")
    ids = suggested[chosen - 1].post_ids if 0 < chosen <= len(suggested) else ()
    after = visit.query("after") if is_key(visit.query("after")) else ""
    mark = visit.query("mark") if visit.query("mark") in MARKS else ""
    return visit.render(
        "responses/table.html",
        room=room,
        state=room.state_at(visit.now),
        show=show,
        mark=mark,
        chosen=chosen if ids else 0,
        table=queries.table(visit.db, room, show, ids, after, mark),
        items=queries.items(visit.db, room.id, only_public=False),
        outside=len(queries.exclusions(visit.db, room.id, only_public=False)),
        suggested=suggested,
        coverage=queries.coverage(visit.db, room.id),
        most=int(city.setting(visit.db, "summary.most_letters")),
        ticked=_ticked(visit, ids),
        about=queries.summarised(visit.db, room),
    )


def _ticked(visit: Visit, ids: tuple[int, ...]) -> set[str]:
    """What was ticked when the form comes back; a suggested group comes ticked."""
    typed = visit.typed.get("post_id", [])
    return {str(one) for one in (typed if isinstance(typed, list) else [typed])} or {str(one) for one in ids}


@page(method="POST", again=table)
def group_posts(visit: Visit) -> Response:
    room = _room(visit)
    form = GroupPosts.read(visit.form)
    item = actions.group_posts(visit.db, visit.viewer, room, form, visit.now)
    visit.say(
        gettext("項目{n}に入れました。").format(n=item.number) if item is not None else gettext("対象外にしました。")
    )
    return visit.go("responses.table", room_id=room.id, show=visit.form.get("show", ""))


@page(method="POST", again=table)
def take_out(visit: Visit) -> Response:
    room = _room(visit)
    actions.take_out(visit.db, visit.viewer, room, TakeOut.read(visit.form), visit.now)
    visit.say(gettext("外しました。置き場所を選び直してください。"))
    return visit.go("responses.table", room_id=room.id)


@page()
def item_form(visit: Visit) -> Response:
    """One item with its sources: words, kind, minority, and what may be taken out."""
    row, room = queries.item_row(visit.db, visit.viewer, visit.number("item_id"))
    _room(visit, room.id)
    ids = queries.source_ids(visit.db, row.id, only_public=False)
    return visit.render(
        "responses/item_form.html",
        item=row,
        room=room,
        table=queries.table(visit.db, room, str(row.id)),
        count=len(ids),
        most=int(city.setting(visit.db, "summary.most_letters")),
    )


@page(method="POST", again=item_form)
def change_item(visit: Visit) -> Response:
    row, room = queries.item_row(visit.db, visit.viewer, visit.number("item_id"))
    actions.change_item(visit.db, visit.viewer, row, ChangeItem.read(visit.form), visit.now)
    visit.say(gettext("項目を直しました。"))
    return visit.go("responses.table", room_id=room.id)


@page(method="POST", again=item_form)
def drop_item(visit: Visit) -> Response:
    row, room = queries.item_row(visit.db, visit.viewer, visit.number("item_id"))
    actions.drop_item(visit.db, visit.viewer, row, visit.now)
    visit.say(gettext("項目をなくしました。入っていた書き込みは、まだ置かれていないものに戻りました。"))
    return visit.go("responses.table", room_id=room.id)


@page()
def proposal(visit: Visit) -> Response:
    """What was agreed and what was not, objections, and the steps up to the submission and after it."""
    room = _room(visit)
    found = queries.proposal_of(visit.db, room.id) or Proposal(room_id=room.id, title=room.title)
    return visit.render("responses/proposal.html", **_proposal_facts(visit, room, found))


def _proposal_facts(visit: Visit, room: Room, found: Proposal) -> dict[str, Any]:
    seen = actions.checksum(queries.content(visit.db, room, found))
    return {
        "room": room,
        "state": room.state_at(visit.now),
        "proposal": found,
        "seen": seen,
        "is_endorsed": bool(found.endorsed_checksum) and found.endorsed_checksum == seen,
        "coverage": queries.coverage(visit.db, room.id),
        "unplaced": queries.unplaced_ids(visit.db, room.id)[:20],
        "objections": queries.objections(visit.db, room.id),
        "items": queries.items(visit.db, room.id, only_public=False),
        "versions": queries.proposal_versions(visit.db, room.id),
        "waiting": queries.waiting_in(visit.db, room),
        "open_follow_ups": queries.open_follow_ups(visit.db, room.id),
        "release": queries.release_of(visit.db, room.id),
        "about": queries.summarised(visit.db, room),
        "duty": queries.assigned(None, room),
        "today": clock.today(visit.now),
        "sent": visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
    }


@page(method="POST", again=proposal)
def write_proposal(visit: Visit) -> Response:
    room = _room(visit)
    actions.write_proposal(visit.db, visit.viewer, room, WriteProposal.read(visit.form), visit.now)
    visit.say(gettext("とりまとめの文を保存しました。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def show_summary(visit: Visit) -> Response:
    room = _room(visit)
    actions.show_summary(visit.db, visit.viewer, room, ShowSummary.read(visit.form), visit.now)
    visit.say(gettext("とりまとめの案を公開しました。書いた人にお知らせします。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def endorse_proposal(visit: Visit) -> Response:
    room = _room(visit)
    actions.endorse_proposal(visit.db, visit.viewer, room, SeenSummary.read(visit.form), visit.now)
    visit.say(gettext("進行役として確認しました。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def submit_proposal(visit: Visit) -> Response:
    room = _room(visit)
    made = actions.submit_proposal(visit.db, visit.viewer, room, SeenSummary.read(visit.form), visit.now)
    visit.say(gettext("市に提出しました。受付番号は {receipt} です。").format(receipt=made.receipt))
    return visit.go("responses.proposal_version", room_id=room.id, number=made.number)


def _objection_again(visit: Visit) -> Response:
    found = visit.need(visit.db.get(SummaryObjection, visit.number("objection_id")))
    room = _room(visit, found.room_id)
    facts = queries.proposal_of(visit.db, room.id)
    return visit.render("responses/proposal.html", **_proposal_facts(visit, room, visit.need(facts)))


@page(method="POST", again=_objection_again)
def answer_objection(visit: Visit) -> Response:
    found = visit.need(visit.db.get(SummaryObjection, visit.number("objection_id")))
    _room(visit, found.room_id)
    actions.answer_objection(visit.db, visit.viewer, found, AnswerObjection.read(visit.form), visit.now)
    visit.say(gettext("申し出に答えました。書いた人にお知らせします。"))
    return visit.go("responses.proposal", room_id=found.room_id)


@page(method="POST", again=proposal)
def set_release(visit: Visit) -> Response:
    room = _room(visit)
    plan = actions.set_release(visit.db, visit.viewer, room, SetRelease.read(visit.form), visit.now)
    visit.say(gettext("まとめて公開する日時を決めました。") if plan else gettext("回答は、決裁のたびに公開します。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def close_answers(visit: Visit) -> Response:
    room = _room(visit)
    actions.close_answers(visit.db, visit.viewer, room, visit.now)
    visit.say(gettext("回答がそろい、「市が回答」の段階に進みました。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def begin_follow_up(visit: Visit) -> Response:
    room = _room(visit)
    actions.begin_follow_up(visit.db, visit.viewer, room, visit.now)
    visit.say(gettext("「進み具合を報告中」の段階に進みました。"))
    return visit.go("responses.proposal", room_id=room.id)


@page(method="POST", again=proposal)
def archive_room(visit: Visit) -> Response:
    room = _room(visit)
    actions.archive_room(visit.db, visit.viewer, room, visit.now)
    visit.say(gettext("会議室を終え、記録として保存しました。"))
    return visit.go("rooms.room", room_id=room.id)
