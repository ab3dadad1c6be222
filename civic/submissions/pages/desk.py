"""Doors of the office: what was sent, typing in what came on paper, putting wordings together, blacking out."""

import secrets
from typing import Any

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import gettext, sentence
from civic.permissions import require
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.submissions import actions, queries
from civic.submissions.forms import EnterSubmission, PlaceTexts, RedactText, SeeIdentity
from civic.submissions.models import Channel
from civic.submissions.pages.sending import comment_room
from civic.submissions.queries import PAGE
from civic.web.page import page
from civic.web.visit import Visit

SHOWS = ("left", "all", "out")


def staff_room(visit: Visit) -> Room:
    """A public comment as its office sees it."""
    room = comment_room(visit)
    require(visit.viewer, "submission.see", room)
    return room


@page()
def desk(visit: Visit) -> Response:
    """The table of those who group: wordings on one side, opinions on the other, in the order they came."""
    room = staff_room(visit)
    show = visit.query("show") if visit.query("show") in SHOWS else "left"
    chosen = visit.query_number("opinion") or None
    found = queries.text_lines(visit.db, room.id, show, visit.query_number("after"), chosen)
    ticked = visit.typed.get("text_id", ())
    return visit.render(
        "submissions/desk.html",
        room=room,
        state=room.state_at(visit.now),
        progress=queries.progress(visit.db, room.id),
        channels=queries.by_channel(visit.db, room.id),
        texts=found[:PAGE],
        next=found[PAGE - 1].id if len(found) > PAGE else 0,
        opinions=queries.opinions(visit.db, room.id),
        counts={row.opinion_id: row.count for row in queries.result_table(visit.db, room).rows},
        show=show,
        chosen=chosen,
        ticked=[ticked] if isinstance(ticked, str) else ticked,
    )


@page(method="POST", again=desk)
def place_texts(visit: Visit) -> Response:
    room = staff_room(visit)
    count = actions.place_texts(visit.db, visit.viewer, room, PlaceTexts.read(visit.form), visit.now)
    visit.say(gettext("{n}通りの文を入れました。").format(n=count))
    return visit.go("submissions.desk", room_id=room.id)


@page(method="POST", again=desk)
def compare_texts(visit: Visit) -> Response:
    """The worker looks for near copies; a large case takes a minute."""
    room = staff_room(visit)
    actions.compare_again(visit.db, visit.viewer, room, visit.now)
    visit.say(gettext("似た文を探しています。どこまで進んだかは、このページを開き直すと分かります。"))
    return visit.go("submissions.desk", room_id=room.id)


@page()
def new_submission(visit: Visit) -> Response:
    """代行入力: the fields of the paper form, one to one."""
    room = staff_room(visit)
    require(visit.viewer, "submission.enter", room)
    return visit.render(
        "submissions/new_submission.html",
        room=room,
        is_open=room.state_at(visit.now) in (RoomState.OPEN, RoomState.SUMMARISING),
        channels=[(one.value, sentence(f"submissions.channel.{one}")) for one in Channel if one is not Channel.WEB],
        once=visit.typed.get("once") or secrets.token_urlsafe(24),
        today=clock.today(visit.now),
        most=int(city.setting(visit.db, "comment.most_letters")),
    )


@page(method="POST", again=new_submission)
def enter_submission(visit: Visit) -> Response:
    room = staff_room(visit)
    made = actions.enter_submission(visit.db, visit.viewer, room, EnterSubmission.read(visit.form), visit.now)
    visit.say(gettext("受付番号{n}で入力しました。").format(n=f"{room.id}-{made.number}"))
    return visit.go("submissions.new_submission", room_id=room.id)


@page()
def text(visit: Visit) -> Response:
    """One wording: what the rules noticed in it, what will be black, everything that was sent in these words."""
    found, room = queries.text_for(visit.db, visit.viewer, visit.number("text_id"))
    sent = queries.submissions_of(visit.db, found.id, visit.query_number("after"))
    noticed = [
        (number, code, found.body[start:end], [start, end] in found.masks)
        for number, (code, start, end) in enumerate(found.findings)
    ]
    return visit.render(
        "submissions/text.html",
        room=room,
        text=found,
        noticed=noticed,
        sent=sent[:PAGE],
        next=sent[PAGE - 1].id if len(sent) > PAGE else 0,
    )


@page(method="POST", again=text)
def redact_text(visit: Visit) -> Response:
    found, room = queries.text_for(visit.db, visit.viewer, visit.number("text_id"))
    actions.redact_text(visit.db, visit.viewer, room, found, RedactText.read(visit.form), visit.now)
    visit.say(gettext("公表するときに黒く塗る所を決めました。"))
    return visit.go("submissions.text", text_id=found.id)


def _submission(visit: Visit, **more: Any) -> Response:
    found, room = queries.submission_for(visit.db, visit.viewer, visit.number("submission_id"))
    return visit.render(
        "submissions/submission.html",
        room=room,
        submission=found,
        body=queries.original_of(visit.db, found),
        **({"identity": None, "is_seen": False} | more),
    )


@page()
def submission(visit: Visit) -> Response:
    """One opinion as it came; who sent it is not on this page."""
    return _submission(visit)


@page(method="POST", again=submission)
def see_identity(visit: Visit) -> Response:
    """Name and address, for a reason that is kept."""
    found, room = queries.submission_for(visit.db, visit.viewer, visit.number("submission_id"))
    identity = actions.see_identity(visit.db, visit.viewer, room, found, SeeIdentity.read(visit.form), visit.now)
    if identity is None:
        raise Refused("submissions.no_identity")
    return _submission(visit, identity=identity, is_seen=True)
