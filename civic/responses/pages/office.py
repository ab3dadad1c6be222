"""Doors of the office: handing over, deputies, templates, sheets for closed networks, a facilitator's marks."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from civic import clock
from civic.accounts.queries import display_names
from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import gettext
from civic.permissions import Role, can, require
from civic.responses import actions, queries, sheets
from civic.responses.forms import HandOver, MarkPost, NameDeputy, TakeSheet, WriteTemplate
from civic.responses.models import AnswerTemplate, ApprovalDeputy
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import Post, Room
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sections(visit: Visit) -> list[Any]:
    """Sections this person answers, approves or names deputies for."""
    who = require(visit.viewer, "response_desk.see")
    found = city.sections_on(visit.db, clock.today(visit.now))
    if who.has(Role.CITY_MANAGER):
        return list(found)
    return [one for one in found if any(who.has(role, section_id=one.id) for role in (Role.DRAFTER, Role.APPROVER))]


@page()
def office(visit: Visit) -> Response:
    """Handing over, deputies, templates and sheets, section by section."""
    sections = _sections(visit)
    people = {one.id: queries.office_of(visit.db, one.id, visit.now) for one in sections}
    today = clock.today(visit.now)
    named = queries.deputies(visit.db, list(people), today)
    everybody = {person for group in people.values() for person in group}
    everybody |= {one.deputy_id for one in named} | {one.approver_id for one in named}
    return visit.render(
        "responses/office.html",
        sections=sections,
        people=people,
        names=display_names(visit.db, everybody),
        deputies=named,
        templates={one.id: queries.templates_of(visit.db, one.id) for one in sections},
        duties=[one for one in queries.desk(visit.db, visit.viewer, today) if one.section_id in people],
        about={one.id: queries.InSection(one.id) for one in sections},
        today=today,
        sent=visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
    )


@page(method="POST", again=office)
def hand_over(visit: Visit) -> Response:
    done = actions.hand_over(visit.db, visit.viewer, HandOver.read(visit.form), visit.now)
    visit.say(gettext("{n}件を引き継ぎました。").format(n=len(done)))
    return visit.go("responses.office")


@page(method="POST", again=office)
def name_deputy(visit: Visit) -> Response:
    actions.name_deputy(visit.db, visit.viewer, NameDeputy.read(visit.form), visit.now)
    visit.say(gettext("代決者を決めました。"))
    return visit.go("responses.office")


@page(method="POST", again=office)
def end_deputy(visit: Visit) -> Response:
    found = visit.need(visit.db.get(ApprovalDeputy, visit.number("deputy_id")))
    actions.end_deputy(visit.db, visit.viewer, found, visit.now)
    visit.say(gettext("代決を終えました。"))
    return visit.go("responses.office")


@page(method="POST", again=office)
def write_template(visit: Visit) -> Response:
    actions.write_template(visit.db, visit.viewer, WriteTemplate.read(visit.form), visit.now)
    visit.say(gettext("ひな形を加えました。"))
    return visit.go("responses.office")


@page(method="POST", again=office)
def retire_template(visit: Visit) -> Response:
    found = visit.need(visit.db.get(AnswerTemplate, visit.number("template_id")))
    actions.retire_template(visit.db, visit.viewer, found, visit.now)
    visit.say(gettext("ひな形をなくしました。"))
    return visit.go("responses.office")


def _line(visit: Visit, duty: queries.Duty) -> sheets.Line:
    newest = queries.newest_version(visit.db, duty.response_id)
    draft = newest if newest is not None and newest.published_at is None else None
    return sheets.Line(
        duty.response_id, newest.digest if newest else "", duty.section_name, duty.room_title,
        duty.due_on.isoformat(), "\n".join(part for part in (duty.title, duty.body) if part),
        draft.category if draft else "", draft.body if draft else "", draft.ground if draft else "",
        draft.next_on.isoformat() if draft and draft.next_on else "",
        str(draft.evidence_unit_id or "") if draft else "", draft.before_text if draft else "",
        draft.after_text if draft else "",
    )  # fmt: skip


@page()
def waiting_sheet(visit: Visit) -> Response:
    """What this person may draft, as XLSX to carry into a closed network."""
    duties = queries.desk(visit.db, visit.viewer, clock.today(visit.now))
    rows = queries.drafts_allowed(visit.db, visit.viewer, [one.response_id for one in duties])
    mine = [one for one in duties if one.response_id in rows]
    data = sheets.write([_line(visit, one) for one in mine], visit.site.key)
    name = f"waiting-answers-{clock.today(visit.now):%Y%m%d}.xlsx"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@page(method="POST", again=office, body_limit=sheets.MOST_BYTES + 65536)
def take_sheet(visit: Visit) -> Response:
    require(visit.viewer, "response_desk.see")
    upload = visit.form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("sheets.no_file")
    lines = sheets.read(upload.file.read(sheets.MOST_BYTES + 1), visit.site.key)
    form = TakeSheet.read(visit.form)
    done = actions.take_sheet(visit.db, visit.viewer, lines, form.is_submitted, visit.now)
    visit.say(gettext("{n}件の下書きを取り込みました。").format(n=len(done)))
    return visit.go("responses.desk")


def _markable(visit: Visit) -> Post:
    post = rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))
    require(visit.viewer, "post.mark", queries.summarised(visit.db, rooms.room_of(visit.db, post)))
    return post


@page()
def marks(visit: Visit) -> Response:
    """進行役の印 of one post."""
    post = _markable(visit)
    return visit.render(
        "responses/marks.html",
        post=post,
        row=rooms.post_row(visit.db, post),
        room=rooms.room_of(visit.db, post),
        set_=queries.marks_of(visit.db, post.id),
    )


@page(method="POST", again=marks)
def mark_post(visit: Visit) -> Response:
    post = _markable(visit)
    actions.mark_post(visit.db, visit.viewer, post, MarkPost.read(visit.form), visit.now)
    visit.say(gettext("印を変えました。"))
    return visit.go("responses.marks", post_id=post.id)


@context.register_controls
def mark_controls(db: Any, viewer: Any, post: Post, room: Room) -> tuple[context.Control, ...]:
    """Beside a post, for those who run the room; for its author, where it went."""
    found = []
    if can(viewer, "post.mark", queries.summarised(db, room)) and post.state.value in ("published", "masked"):
        found.append(context.Control(gettext("進行役の印を付ける"), url("responses.marks", post_id=post.id)))
    if can(viewer, "summary.object", queries.authored(post)) and queries.placements(db, [post.id]):
        found.append(context.Control(gettext("とりまとめの行き先を見る"), url("responses.objection", post_id=post.id)))
    return tuple(found)
