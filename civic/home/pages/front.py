"""Doors of the front page, the topics, and the pages about this site."""

from starlette.responses import Response

from civic.accounts.purpose import NOTICE_VERSION
from civic.city import queries as city
from civic.home import queries
from civic.library import catalogue
from civic.library.catalogue import Filters
from civic.rooms.queries import open_rooms
from civic.web.page import page, route
from civic.web.visit import Visit

# Pictures of static/icons.svg by the code of a topic; a topic of the city's own gets the one of its parent.
ICONS = {
    "health": "health", "birth": "birth", "childcare": "birth", "moving_in": "move-in", "moving_out": "move-out",
    "enrolment": "school", "school_change": "transfer", "meeting_places": "meeting", "sports": "sports",
    "e_application": "application", "e_procurement": "business", "living": "health", "education": "school",
    "facilities": "meeting", "business": "business", "town": "town", "participation": "rooms", "plans": "document",
    "library": "document", "industry": "business",
}  # fmt: skip


@page(revision=queries.front_revision)
def front(visit: Visit) -> Response:
    topics = city.topics(visit.db)
    return visit.render(
        "home/front.html",
        tops=[t for t in topics if t.parent_id is None],
        children=[t for t in topics if t.parent_id is not None],
        icons=ICONS,
        rooms=open_rooms(visit.db, visit.viewer, visit.now, queries.ROOMS),
        answers=queries.newest_answers(visit.db),
        documents=catalogue.documents(visit.db, Filters(), most=queries.DOCUMENTS)[: queries.DOCUMENTS],
    )


@page(revision=queries.topic_revision)
def topic(visit: Visit) -> Response:
    found = visit.need(queries.topic_page(visit.db, visit.viewer, visit.text("code"), visit.site.name, visit.now))
    return visit.render("home/topic.html", found=found, icons=ICONS)


@page(revision=city.site_revision)
def about(visit: Visit) -> Response:
    return visit.render("home/about.html", contact=city.setting(visit.db, "city.contact"))


@page(revision=city.site_revision)
def accessibility(visit: Visit) -> Response:
    return visit.render("home/accessibility.html", contact=city.setting(visit.db, "city.contact"))


@page(revision=city.site_revision)
def privacy(visit: Visit) -> Response:
    return visit.render(
        "home/privacy.html",
        contact=city.setting(visit.db, "city.contact"),
        days=city.setting(visit.db, "connection.retention_days"),
        notice_version=NOTICE_VERSION,
    )


routes = [
    route("/", front),
    route("/topics/{code}", topic),
    route("/about", about),
    route("/accessibility", accessibility),
    route("/privacy", privacy),
]
