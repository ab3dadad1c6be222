"""Doors of the office: the answer to one opinion, and the result on its way to approval."""

from starlette.responses import Response

from civic.errors import NotFound
from civic.i18n import gettext
from civic.library.models import Document, Unit
from civic.permissions import require
from civic.rooms import queries as rooms
from civic.rooms.models import Room
from civic.submissions import actions, queries
from civic.submissions.actions.deciding import facts
from civic.submissions.forms import SendBack, WriteOpinion, WriteResult
from civic.submissions.models import CommentOpinion, CommentResult
from civic.submissions.pages.desk import staff_room
from civic.submissions.queries import PAGE
from civic.web.page import page
from civic.web.visit import Visit


def _opinion(visit: Visit) -> tuple[CommentOpinion, Room]:
    number = visit.number("opinion_id")
    found = visit.db.get(CommentOpinion, number) if 0 < number <= 2**31 - 1 else None
    if found is None:
        raise NotFound("submissions.no_such_opinion")
    room = rooms.room_for(visit.db, visit.viewer, found.room_id)
    require(visit.viewer, "submission.see", room)
    return found, room


@page()
def opinion(visit: Visit) -> Response:
    """意見の概要 and 市の考え方, with the wordings it was made of beside it."""
    found, room = _opinion(visit)
    unit = visit.db.get(Unit, found.unit_id) if found.unit_id else None
    document = visit.db.get(Document, unit.document_id) if unit else None
    values = visit.typed or {
        **{name: getattr(found, name) for name in WriteOpinion.model_fields if name != "reference"},
        "reference": f"{document.key}#{unit.seq}" if unit and document else "",
    }
    texts = queries.text_lines(visit.db, room.id, "all", visit.query_number("after"), found.id)
    return visit.render(
        "submissions/opinion.html",
        room=room,
        opinion=found,
        values={name: "" if value is None else value for name, value in values.items()},
        texts=texts[:PAGE],
        next=texts[PAGE - 1].id if len(texts) > PAGE else 0,
    )


@page(method="POST", again=opinion)
def write_opinion(visit: Visit) -> Response:
    found, room = _opinion(visit)
    actions.write_opinion(visit.db, visit.viewer, room, found, WriteOpinion.read(visit.form), visit.now)
    visit.say(gettext("保存しました。"))
    return visit.go("submissions.opinion", opinion_id=found.id)


@page(method="POST", again=opinion)
def remove_opinion(visit: Visit) -> Response:
    """Only while no text stands under it."""
    found, room = _opinion(visit)
    actions.remove_opinion(visit.db, visit.viewer, room, found, visit.now)
    visit.say(gettext("文のない意見を消しました。"))
    return visit.go("submissions.desk", room_id=room.id)


@page()
def draft(visit: Visit) -> Response:
    """The table as it stands, its head, and who may approve it."""
    room = staff_room(visit)
    found = queries.drafted_result(visit.db, room.id)
    published = queries.published_results(visit.db, room.id)
    return visit.render(
        "submissions/draft.html",
        room=room,
        written=found or next(iter(published), None),
        state=room.state_at(visit.now),
        result=found,
        about=facts(visit.db, room, found) if found else None,
        table=queries.result_table(visit.db, room),
        progress=queries.progress(visit.db, room.id),
        published=published,
    )


@page(method="POST", again=draft)
def write_result(visit: Visit) -> Response:
    room = staff_room(visit)
    form = WriteResult.read(visit.form)
    actions.write_result(visit.db, visit.viewer, room, form, visit.now)
    visit.say(gettext("決裁に出しました。") if form.is_submitted else gettext("保存しました。"))
    return visit.go("submissions.draft", room_id=room.id)


def _waiting(visit: Visit, room: Room) -> CommentResult:
    found = queries.drafted_result(visit.db, room.id)
    if found is None:
        raise NotFound("submissions.no_result_yet")
    return found


@page(method="POST", again=draft)
def approve_result(visit: Visit) -> Response:
    room = staff_room(visit)
    actions.approve_result(visit.db, visit.viewer, room, _waiting(visit, room), visit.now)
    visit.say(gettext("決裁し、結果を公表しました。"))
    return visit.go("submissions.result", room_id=room.id)


@page(method="POST", again=draft)
def send_result_back(visit: Visit) -> Response:
    room = staff_room(visit)
    form = SendBack.read(visit.form)
    actions.send_result_back(visit.db, visit.viewer, room, _waiting(visit, room), form, visit.now)
    visit.say(gettext("差し戻しました。"))
    return visit.go("submissions.draft", room_id=room.id)
