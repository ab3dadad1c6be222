"""Doors of feeds: everything public as Atom and JSON Feed, the same for every visitor, and a page that lists them."""

import hashlib
from collections.abc import Sequence

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.city.models import Topic
from civic.errors import CivicError, NotFound
from civic.i18n import gettext
from civic.index.engine import IndexBroken
from civic.library import queries as library
from civic.notifications import feeds
from civic.notifications.feeds import Feed, Item
from civic.notifications.pages import feed_items
from civic.notifications.pages.things import COLLECTIONS
from civic.responses import queries as responses
from civic.review import queries as review
from civic.rooms import queries as rooms
from civic.search import queries as search
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit

# What is hidden is gone from every reader's next look: nobody may keep a feed longer than this.
MAX_AGE = 60
MOST = feeds.MOST


class Resting(CivicError):
    """The index cannot be read just now."""

    status = 503


def answer(visit: Visit, body: bytes, content_type: str) -> Response:
    """The document, or 304 to whoever has it; it needs no session, so anybody on the way may keep it for a minute."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "X-Robots-Tag": "noindex"}
    if visit.viewer is None:
        headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    if etag in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=content_type)


def _feed(visit: Visit, title: str, follows: str, items: list[Item]) -> Response:
    """Named after the thing and its city; its address ends in what it is."""
    ending = visit.text("ending")
    if ending not in feeds.ENDINGS:
        raise NotFound
    made = Feed(
        title=f"{title} | {visit.site.name}",
        page=follows,
        own=visit.here,
        items=feeds.newest(items),
        since=clock.start_of(clock.today(visit.now)),
        base=visit.site.base_url,
        publisher=visit.site.name,
        language=visit.lang,
    )
    write = feeds.atom if ending == "atom" else feeds.json_feed
    return answer(visit, write(made), feeds.ENDINGS[ending])


@page()
def city_feed(visit: Visit) -> Response:
    """Everything new in the city: rooms, posts, answers, documents."""
    items = [
        *feed_items.rooms(rooms.newest_rooms(visit.db, None, MOST)),
        *feed_items.posts(rooms.newest_posts(visit.db, None, MOST)),
        *feed_items.answers(responses.newest_answers_in(visit.db, MOST)),
        *feed_items.documents(library.newest_documents(visit.db, MOST)),
    ]
    return _feed(visit, gettext("新着のすべて"), url("home.front"), items)


@page()
def topic_feed(visit: Visit) -> Response:
    """What is new under a topic and its children."""
    topic = visit.need(city.topic_by_code(visit.db, visit.text("code")))
    ids = [topic.id, *(child.id for child in city.topics(visit.db) if child.parent_id == topic.id)]
    items = [
        *feed_items.rooms(rooms.newest_rooms(visit.db, None, MOST, topic_ids=ids)),
        *feed_items.posts(rooms.newest_posts(visit.db, None, MOST, topic_ids=ids)),
        *feed_items.answers(responses.newest_answers_in(visit.db, MOST, topic_ids=ids)),
        *feed_items.documents(library.newest_documents(visit.db, MOST, topic_ids=ids)),
    ]
    return _feed(visit, topic.name, url("home.topic", code=topic.code), items)


@page()
def room_feed(visit: Visit) -> Response:
    room = rooms.room_for(visit.db, None, visit.number("room_id"))
    items = [
        *feed_items.posts(rooms.newest_posts(visit.db, None, MOST, room_id=room.id)),
        *feed_items.answers(responses.newest_answers_in(visit.db, MOST, room_id=room.id)),
    ]
    return _feed(visit, room.title, url("rooms.room", room_id=room.id), items)


@page()
def thread_feed(visit: Visit) -> Response:
    """A thread with its answers; it goes on when the first post is hidden, without that one's title."""
    head = rooms.post_for(visit.db, None, visit.number("post_id"))
    if head.thread_id != head.id:
        raise NotFound
    room = rooms.room_of(visit.db, head)
    title = rooms.post_row(visit.db, head).title or gettext("{n}番の話題").format(n=head.id)
    items = [
        *feed_items.posts(rooms.newest_posts(visit.db, None, MOST, thread_id=head.id)),
        *feed_items.answers(responses.newest_answers_in(visit.db, MOST, thread_id=head.id)),
    ]
    return _feed(visit, f"{title} - {room.title}", url("rooms.thread", post_id=head.id), items)


@page()
def answers_feed(visit: Visit) -> Response:
    """The answers of every section."""
    items = feed_items.answers(responses.newest_answers_in(visit.db, MOST))
    return _feed(visit, gettext("市の回答"), url("responses.answers"), items)


@page()
def section_feed(visit: Visit) -> Response:
    """The answers of one section; an ended one keeps what it answered."""
    code = visit.text("code")
    section = visit.need(next((one for one in city.all_sections(visit.db) if one.code == code), None))
    items = feed_items.answers(responses.newest_answers_in(visit.db, MOST, section_id=section.id))
    title = gettext("{section}の回答").format(section=section.name)
    return _feed(visit, title, url("responses.answers"), items)


@page()
def log_feed(visit: Visit) -> Response:
    """The public log of what moderators did: no persons, no texts."""
    items = feed_items.acts(review.log(visit.db)[:MOST])
    return _feed(visit, gettext("書き込みへの対応の記録"), url("review.log"), items)


@page()
def documents_feed(visit: Visit) -> Response:
    items = feed_items.documents(library.newest_documents(visit.db, MOST))
    return _feed(visit, gettext("市の資料"), url("library.documents"), items)


@page()
def collection_feed(visit: Visit) -> Response:
    """One kind of document: minutes, ordinances, plans."""
    kind = visit.text("kind")
    if kind not in COLLECTIONS:
        raise NotFound
    items = feed_items.documents(library.newest_documents(visit.db, MOST, kind))
    return _feed(visit, feed_items.kind_name(kind), url("library.documents", kind=kind), items)


@page()
def search_feed(visit: Visit) -> Response:
    """What a search finds, the newest first. A search for nothing has no feed."""
    what = search.read(visit.request.query_params)
    if not what.text:
        raise NotFound
    try:
        rows = search.hits(visit.db, visit.site, None, what.fields)
    except IndexBroken:
        raise Resting("search.index_broken") from None
    place = url("search.results", **what.kept, sort="new")
    return _feed(visit, gettext("「{text}」の検索").format(text=what.text[:60]), place, feed_items.found(rows))


def _children(topics: Sequence[Topic], parent: Topic) -> list[Topic]:
    return [topic for topic in topics if topic.parent_id == parent.id]


@page(revision=city.site_revision)
def subscriptions(visit: Visit) -> Response:
    """How to follow the city without signing in, and every feed there is."""
    topics = city.topics(visit.db)
    return visit.render(
        "feeds/subscriptions.html",
        topics=[(top, _children(topics, top)) for top in topics if top.parent_id is None],
        sections=city.sections_on(visit.db, clock.today(visit.now)),
        kinds=[(kind, feed_items.kind_name(kind)) for kind in COLLECTIONS],
    )


routes = [
    route("/feeds", subscriptions),
    route("/feeds/city.{ending}", city_feed),
    route("/feeds/topics/{code}.{ending}", topic_feed),
    route("/feeds/rooms/{room_id:int}.{ending}", room_feed),
    route("/feeds/threads/{post_id:int}.{ending}", thread_feed),
    route("/feeds/answers.{ending}", answers_feed),
    route("/feeds/sections/{code}.{ending}", section_feed),
    route("/feeds/log.{ending}", log_feed),
    route("/feeds/documents.{ending}", documents_feed),
    route("/feeds/documents/{kind}.{ending}", collection_feed),
    route("/feeds/search.{ending}", search_feed),
]
