"""Doors of what comes by other ways: the paper twin of the post form, and the form staff type it into."""

import secrets

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.errors import NotFound
from civic.i18n import gettext, sentence
from civic.permissions import require
from civic.rooms import actions, queries
from civic.rooms.actions.entering import NAMES
from civic.rooms.forms import EnterPost
from civic.rooms.models import PostState, PostType, Room, RoomKind
from civic.web.page import page
from civic.web.show import qr
from civic.web.urls import url
from civic.web.visit import Visit

TYPES = (PostType.OPINION, PostType.QUESTION, PostType.PROPOSAL, PostType.MATERIAL)


def _room(visit: Visit) -> Room:
    found = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    if found.kind is RoomKind.COMMENT:
        raise NotFound("rooms.takes_submissions")
    return found


@page()
def paper(visit: Visit) -> Response:
    """The post form on A4: its boxes are the fields that staff type in."""
    room = _room(visit)
    address = visit.site.base_url + url("responses.short_room", room_id=room.id)
    return visit.render(
        "rooms/paper.html",
        room=room,
        types=[sentence(f"rooms.type.{one}") for one in TYPES],
        address=address,
        code=qr(address),
        contact=str(city.setting(visit.db, "city.contact")),
    )


@page()
def new_entry(visit: Visit) -> Response:
    """代行入力, in the order of the paper."""
    room = _room(visit)
    require(visit.viewer, "post.enter", room)
    grounds = visit.refused.data.get("grounds", ()) if visit.refused else ()
    return visit.render(
        "rooms/new_entry.html",
        room=room,
        channels=[(name, sentence(f"responses.channel.{name}")) for name in NAMES],
        types=[(one.value, sentence(f"rooms.type.{one}")) for one in TYPES],
        once=visit.typed.get("once") or secrets.token_urlsafe(16),
        today=clock.today(visit.now),
        most=int(city.setting(visit.db, "post.max_length")),
        grounds=grounds,
        articles=queries.articles(visit.db, room) if grounds else {},
        asks_confirmation=bool(visit.refused and visit.refused.code == "rooms.confirm_warning"),
    )


@page(method="POST", again=new_entry)
def enter_post(visit: Visit) -> Response:
    """Back to the form with the way and the day still in it: letters come in heaps."""
    room = _room(visit)
    form = EnterPost.read(visit.form)
    post = actions.enter_post(visit.db, visit.viewer, room, form, visit.now)
    if post.state is PostState.HELD:
        visit.say(gettext("{n}番で入力しました。担当者が内容を確認してから公開します。").format(n=post.id))
    else:
        visit.say(gettext("{n}番で入力し、公開しました。").format(n=post.id))
    return visit.go("rooms.new_entry", room_id=room.id, channel=form.channel, received_on=form.received_on.isoformat())
