"""Doors for everyone: a room's summary, one item with what it came from, submitted proposals, an author's objection."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from civic.db import Db
from civic.errors import NotFound
from civic.i18n import gettext
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.forms import ObjectToItem
from civic.responses.pages.reading import cards_of
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import Post, Room
from civic.rooms.states import RoomState
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit


@page()
def summary(visit: Visit) -> Response:
    """Every item with its posts, what was put outside and why, how much is covered, and the submitted versions."""
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    proposal = queries.proposal_of(visit.db, room.id)
    versions = queries.proposal_versions(visit.db, room.id)
    items = queries.items(visit.db, room.id, only_public=True)
    return visit.render(
        "responses/summary.html",
        room=room,
        state=room.state_at(visit.now),
        proposal=proposal if proposal is not None and (proposal.shown_at or versions) else None,
        versions=versions,
        items=items,
        under=queries.under_items(visit.db, [one.id for one in items]),
        outside=queries.exclusions(visit.db, room.id, only_public=True),
        coverage=queries.coverage(visit.db, room.id),
        whole=queries.answer_of_proposal(visit.db, proposal.id) if proposal is not None else None,
        about=queries.summarised(visit.db, room),
    )


@page()
def item(visit: Visit) -> Response:
    """One item: the posts it was made from, the city's answer to it, and what came of that."""
    row, room = queries.item_row(visit.db, visit.viewer, visit.number("item_id"))
    posts = _posts(visit, queries.source_ids(visit.db, row.id, only_public=bool(row.public_text)))
    under = queries.under_items(visit.db, [row.id]).get(row.id)
    found = under.answer if under is not None else None
    return visit.render(
        "responses/item.html",
        item=row,
        room=room,
        posts=posts,
        under=under,
        cards=cards_of(visit.db, [found] if found is not None else []),
        about=queries.summarised(visit.db, room),
    )


def _posts(visit: Visit, ids: Sequence[int]) -> list[Any]:
    return [rooms.post_row(visit.db, visit.db.get_one(Post, one)) for one in ids]


@page()
def proposal_version(visit: Visit) -> Response:
    """What was submitted, as it was frozen; every version stays at its address (DOMAIN §10, 34)."""
    room = rooms.room_for(visit.db, visit.viewer, visit.number("room_id"))
    versions = queries.proposal_versions(visit.db, room.id)
    found = next((one for one in versions if one.number == visit.number("number")), None)
    if found is None:
        raise NotFound
    return visit.render(
        "responses/proposal_version.html",
        room=room,
        version=found,
        newest=versions[0].number,
        is_whole=actions.checksum(found.content) == found.checksum,
    )


@page()
def objection(visit: Visit) -> Response:
    """Where a post went, for its author: say that it is misrepresented, and read what was answered."""
    post = rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))
    require(visit.viewer, "summary.object", queries.authored(post))
    room = rooms.room_of(visit.db, post)
    proposal = queries.proposal_of(visit.db, room.id)
    is_open = (
        proposal is not None and proposal.shown_at is not None and room.state_at(visit.now) is RoomState.SUMMARISING
    )
    return visit.render(
        "responses/objection.html",
        post=post,
        row=rooms.post_row(visit.db, post),
        room=room,
        placement=queries.placements(visit.db, [post.id]).get(post.id, queries.Placement()),
        objections=queries.objections_to_post(visit.db, post.id),
        until=proposal.objections_until if proposal is not None else None,
        is_open=is_open,
    )


@page(method="POST", again=objection)
def object_to_item(visit: Visit) -> Response:
    post = rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))
    actions.object_to_item(visit.db, visit.viewer, post, ObjectToItem.read(visit.form), visit.now)
    visit.say(gettext("申し出を受け付けました。とりまとめる人が読み、ここで答えます。"))
    return visit.go("responses.objection", post_id=post.id)


@context.register_links
def links(db: Db, room: Room) -> Sequence[context.Control]:
    """From a room to its summary, once there is something to read."""
    proposal = queries.proposal_of(db, room.id)
    if proposal is None or not (proposal.shown_at or proposal.version):
        return ()
    return (context.Control(gettext("とりまとめ"), url("responses.summary", room_id=room.id)),)
