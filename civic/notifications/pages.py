"""Doors of notifications: the list, and the one press that leads to the place."""

from starlette.responses import Response

from civic.notifications import actions, queries
from civic.web.page import page, route
from civic.web.urls import safe_next, url
from civic.web.visit import Visit


@page()
def notices(visit: Visit) -> Response:
    found = queries.notices(visit.db, visit.viewer, visit.query_number("before"))
    return visit.render("notifications/notices.html", notices=found[: queries.PAGE], has_more=len(found) > queries.PAGE)


@page(method="POST")
def open_notice(visit: Visit) -> Response:
    """Read, and on to what it is about."""
    notice = queries.notice_for(visit.db, visit.viewer, visit.number("notice_id"))
    actions.mark_read(visit.db, visit.viewer, notice, visit.now)
    return visit.see_other(safe_next(notice.path, url("notifications.notices")))


@page(method="POST")
def mark_all_read(visit: Visit) -> Response:
    for notice in queries.unread(visit.db, visit.viewer):
        actions.mark_read(visit.db, visit.viewer, notice, visit.now)
    return visit.go("notifications.notices")


routes = [
    route("/notices", notices),
    route("/notices/read", mark_all_read),
    route("/notices/{notice_id:int}", open_notice),
]
