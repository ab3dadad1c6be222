"""Doors for readers: the list of rooms, a room, a thread, one post, its history, where to discuss a passage."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from civic.city import queries as city
from civic.errors import NotFound
from civic.permissions import can
from civic.rooms import queries
from civic.rooms.context import controls_of
from civic.rooms.models import Post, RoomKind
from civic.rooms.pages import pieces
from civic.rooms.pages.unread import place
from civic.rooms.queries import StateGroup
from civic.rooms.queries.lists import PAGE
from civic.rooms.tree import is_key
from civic.text.differences import differences
from civic.web.page import page
from civic.web.show import qr
from civic.web.urls import url
from civic.web.visit import Visit

# The heading of a dated addition is written in Markdown; history shows the words as typed, without its stars.
_ADDITION = re.compile(r"^\*\*(追記（[^\n]*）)\*\*$", re.MULTILINE)


@page(revision=queries.rooms_revision)
def rooms(visit: Visit) -> Response:
    """Rooms by state, kind and topic, newest first."""
    group = _member(StateGroup, visit.query("state"))
    kind = _member(RoomKind, visit.query("kind"))
    topics = city.topics(visit.db)
    topic = next((one for one in topics if one.code == visit.query("topic")), None)
    found = queries.rooms(
        visit.db, visit.viewer, visit.now, group, kind, topic.id if topic else None, visit.query("after")
    )
    return visit.render(
        "rooms/rooms.html",
        rooms=found[:PAGE],
        unread=queries.unread_counts(visit.db, visit.viewer, [one.id for one in found[:PAGE]]),
        next=found[PAGE - 1].place if len(found) > PAGE else "",
        group=group.value if group else "",
        kind=kind.value if kind else "",
        topic=topic.code if topic else "",
        topics=topics,
    )


def _member(kinds: Any, value: str) -> Any:
    """The choice of that name, or None for nonsense."""
    return kinds(value) if value in list(kinds) else None


def _key(visit: Visit, name: str) -> str:
    value = visit.query(name)
    return value if value and is_key(value) else ""


@page(revision=queries.room_revision)
def room(visit: Visit) -> Response:
    """What the room is for and how it stands, then its posts, threads newest first."""
    found = queries.room_for(visit.db, visit.viewer, visit.number("room_id"))
    head = pieces.head(visit, found)
    after, before = _key(visit, "after"), _key(visit, "before")
    posts = queries.posts_page(visit.db, visit.viewer, found, after, before)
    unread = queries.unread(visit.db, visit.viewer, found)
    return visit.render(
        "rooms/room.html",
        room=found,
        head=head,
        links=pieces.links(visit, found),
        state=found.state_at(visit.now),
        phase=head.phase_at(visit.now),
        posts=Markup(pieces.joined(visit, posts.posts, unread)),  # noqa: S704  (made by our own templates)
        unread=unread,
        read_until=unread.read_until(post.id for post in posts.posts) if unread else 0,
        has_posts=bool(posts.posts),
        previous=url("rooms.room", room_id=found.id, before=posts.previous) if posts.previous else "",
        next=url("rooms.room", room_id=found.id, after=posts.next) if posts.next else "",
        is_first=not posts.previous,
    )


def _thread_revision(db: Session, params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None] | None:
    room_id = queries.room_id_of(db, int(params["post_id"]))
    return queries.room_revision(db, {"room_id": room_id}, now)


@page(revision=_thread_revision)
def thread(visit: Visit) -> Response:
    """One thread by itself; the address of a reply leads to its thread."""
    post = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    if post.thread_id != post.id:
        return visit.see_other(url("rooms.thread", post_id=post.thread_id, fragment=f"post-{post.id}"))
    found = queries.room_of(visit.db, post)
    after, before = _key(visit, "after"), _key(visit, "before")
    posts = queries.posts_page(visit.db, visit.viewer, found, after, before, thread_id=post.id)
    unread = queries.unread(visit.db, visit.viewer, found)
    return visit.render(
        "rooms/thread.html",
        room=found,
        state=found.state_at(visit.now),
        post=queries.post_row(visit.db, post),
        posts=Markup(pieces.joined(visit, posts.posts, unread)),  # noqa: S704
        unread=unread,
        read_until=unread.read_until(one.id for one in posts.posts) if unread else 0,
        previous=url("rooms.thread", post_id=post.id, before=posts.previous) if posts.previous else "",
        next=url("rooms.thread", post_id=post.id, after=posts.next) if posts.next else "",
    )


@page()
def post(visit: Visit) -> Response:
    """The permalink: the page of the room that holds the post, scrolled to it."""
    found = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    return visit.see_other(place(visit, queries.room_of(visit.db, found), found))


@page()
def receipt(visit: Visit) -> Response:
    """The slip of a post for its author: its number, its place, whether it can be read; to be printed at a terminal."""
    found = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    if visit.viewer is None or found.author_id != visit.viewer.person_id:
        raise NotFound("rooms.no_such_post")
    address = visit.site.address(url("rooms.post", post_id=found.id))
    return visit.render(
        "rooms/receipt.html", post=found, room=queries.room_of(visit.db, found), address=address, code=qr(address)
    )


@page()
def history(visit: Visit) -> Response:
    """Every wording with what changed to the next; open to all readers of the post."""
    found = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    wordings = [replace(one, body=_ADDITION.sub(r"\1", one.body)) for one in queries.revisions(visit.db, found)]
    if not wordings:
        raise NotFound("rooms.no_history")
    changes = [
        (newer, [] if older is None or older.is_closed or newer.is_closed else differences(older.body, newer.body))
        for newer, older in zip(wordings, [*wordings[1:], None], strict=True)
    ]
    return visit.render("rooms/history.html", post=found, room=queries.room_of(visit.db, found), changes=changes)


@page()
def post_actions(visit: Visit) -> Response:
    """What this viewer may do with a post, on demand; the same fragment in the page or on a page of its own."""
    found = queries.post_for(visit.db, visit.viewer, visit.number("post_id"))
    its_room = queries.room_of(visit.db, found)
    return visit.render(
        "rooms/_post_actions.html" if visit.is_htmx else "rooms/post_actions.html",
        post=queries.post_row(visit.db, found),
        room=its_room,
        state=its_room.state_at(visit.now),
        is_own=visit.viewer is not None and visit.viewer.person_id == found.author_id,
        # Where the original lies is for the office.
        origin=found if found.proxy_by is not None and can(visit.viewer, "post.enter", its_room) else None,
        controls=controls_of(visit.db, visit.viewer, found, its_room),
    )


@page()
def discuss(visit: Visit) -> Response:
    """A passage of a document and the open rooms it can be discussed in; rooms about that document first."""
    cards = queries.passages(visit.db, [visit.query_number("unit")])
    if not cards:
        raise NotFound("rooms.no_such_unit")
    about = queries.rooms_about_unit(visit.db, cards[0].unit_id or 0)
    found = queries.open_rooms(visit.db, visit.viewer, visit.now)
    found.sort(key=lambda one: one.id not in about)
    return visit.render("rooms/discuss.html", card=cards[0], rooms=found, about=about)


def thread_title(visit: Visit, post: Post) -> str:
    """The title of the thread a post stands in, empty when the thread cannot be read any more."""
    if post.thread_id is None:
        return ""
    return queries.post_row(visit.db, visit.db.get_one(Post, post.thread_id)).title
