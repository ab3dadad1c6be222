"""Doors for those who send an opinion: the form without an account, its paper twin, the slip, new words until the end."""

import secrets

from starlette.responses import Response

from civic import i18n
from civic.city import queries as city
from civic.errors import NotFound
from civic.rooms import queries as rooms
from civic.rooms.models import Room, RoomKind
from civic.submissions import actions
from civic.submissions.forms import OpenComment, ReplaceComment, SendComment
from civic.submissions.queries import original_of
from civic.web.limits import Limit, by_address, by_field
from civic.web.page import page
from civic.web.show import qr
from civic.web.urls import url
from civic.web.visit import Visit

# A school or an office sends many from one address; a slip is not guessed by trying.
SENDING = (Limit("comment", 120, 3600, by_address),)
OPENING = (Limit("comment_slip", 60, 3600, by_address), Limit("comment_slip_one", 10, 3600, by_field("receipt")))


def comment_room(visit: Visit) -> Room:
    """The public comment of this address."""
    found = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    if found.kind is not RoomKind.COMMENT:
        raise NotFound("submissions.not_a_comment")
    return found


@page()
def short_comment(visit: Visit) -> Response:
    """The address printed on paper."""
    return visit.go("rooms.room", room_id=comment_room(visit).id)


@page(has_form=True)
def comment(visit: Visit) -> Response:
    """The form; when nothing can be sent, why not and what to do instead."""
    room = comment_room(visit)
    head = rooms.room_head(visit.db, room, visit.now)
    return visit.render(
        "submissions/comment.html",
        room=room,
        closed=actions.may_send(visit.db, room, visit.now),
        draft=head.draft,
        documents=head.documents,
        asked=room.identity_fields.split(),
        once=visit.typed.get("once") or secrets.token_urlsafe(24),
        most=int(city.setting(visit.db, "comment.most_letters")),
        contact=str(city.setting(visit.db, "city.contact")),
    )


@page(method="POST", again=comment, limits=SENDING)
def send_comment(visit: Visit) -> Response:
    """The slip stands in the answer itself; a second press shows it again."""
    room = comment_room(visit)
    form = SendComment.read(visit.form)
    receipt = actions.send_comment(visit.db, room, form, visit.site.key, visit.now)
    return visit.render("submissions/receipt.html", room=room, receipt=receipt)


@page(has_form=True)
def replacement(visit: Visit) -> Response:
    """Receipt number and secret, to put new words in place of what was sent."""
    return visit.render("submissions/replacement.html", receipt=visit.query("receipt")[:30])


@page(method="POST", again=replacement, limits=OPENING, has_form=True)
def open_comment(visit: Visit) -> Response:
    """What was sent, to be changed."""
    form = OpenComment.read(visit.form)
    room, found = actions.open_comment(visit.db, form, visit.now)
    values = {
        "receipt": form.receipt,
        "secret": form.secret,
        "place": found.place,
        "body": original_of(visit.db, found),
    }
    return _words(visit, room, values)


def _words(visit: Visit, room: Room | None, values: dict[str, str]) -> Response:
    return visit.render(
        "submissions/words.html", room=room, values=values, most=int(city.setting(visit.db, "comment.most_letters"))
    )


def _words_again(visit: Visit) -> Response:
    values = {name: str(visit.typed.get(name, "")) for name in ("receipt", "secret", "place", "body")}
    return _words(visit, None, values)


@page(method="POST", again=_words_again, limits=OPENING)
def replace_comment(visit: Visit) -> Response:
    form = ReplaceComment.read(visit.form)
    receipt = actions.replace_comment(visit.db, form, visit.now)
    room, _found = actions.open_comment(visit.db, form, visit.now)
    return visit.render("submissions/receipt.html", room=room, receipt=receipt)


@page()
def paper(visit: Visit) -> Response:
    """The same form on A4, for those who write by hand: its fields are those staff enter."""
    room = comment_room(visit)
    address = visit.site.base_url + url("submissions.short_comment", room_id=room.id)
    return visit.render(
        "submissions/paper.html",
        room=room,
        draft=rooms.room_head(visit.db, room, visit.now).draft,
        asked=[i18n.sentence(f"submissions.identity.{name}") for name in room.identity_fields.split()],
        address=address,
        code=qr(address),
        contact=str(city.setting(visit.db, "city.contact")),
    )
