"""Doors of what a person has not read yet: the mark of how far, the way to the first, and the news of an open page."""

from starlette.responses import Response

from civic import i18n
from civic.permissions import require
from civic.rooms import actions, queries
from civic.rooms.forms import MarkRead
from civic.rooms.models import Post, Room
from civic.web.page import page
from civic.web.urls import safe_next, url
from civic.web.visit import Visit


def place(visit: Visit, room: Room, post: Post) -> str:
    """The address of the page of the room that holds the post, scrolled to it."""
    after = queries.place_of(visit.db, visit.viewer, room, post)
    return url("rooms.room", room_id=room.id, after=after, fragment=f"post-{post.id}")


@page(method="POST")
def mark_read(visit: Visit) -> Response:
    """By the button, or by the page itself once its reader has it before them; that one is answered with nothing."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    actions.mark_read(visit.db, visit.viewer, room, MarkRead.read(visit.form), visit.now)
    if visit.is_htmx:
        return Response(status_code=204)
    visit.say(i18n.gettext("ここまで読んだことを記録しました。次からは、このあとの書き込みに「新着」と付きます。"))
    return visit.see_other(safe_next(str(visit.form.get("next", "")), url("rooms.room", room_id=room.id)))


@page()
def first_unread(visit: Visit) -> Response:
    """To the oldest post not read yet; to the room when there is none."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    require(visit.viewer, "room.mark_read", room)
    unread = queries.unread(visit.db, visit.viewer, room)
    if unread is None or not unread.ids:
        return visit.go("rooms.room", room_id=room.id)
    return visit.see_other(place(visit, room, visit.db.get_one(Post, unread.ids[0])))


@page()
def news(visit: Visit) -> Response:
    """What came since the page was opened: a sentence with a way there, 204 for nothing, 304 for nothing more."""
    room = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    require(visit.viewer, "room.mark_read", room)
    found = queries.news(
        visit.db, visit.viewer, room.id, visit.query_number("after"), visit.query_number("thread") or None
    )
    if not found.count:
        return Response(status_code=204)
    etag = f'"{found.count}-{found.last}"'
    # Kept by the browser alone, and asked again each time: this is the one signed-in answer that may be a 304.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if visit.request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    response = visit.render("rooms/_news.html", news=found)
    response.headers.update(headers)
    return response
