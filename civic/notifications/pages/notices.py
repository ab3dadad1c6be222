"""Doors of notices: the list by what it is about, and the one press that leads to the place."""

from dataclasses import dataclass

from starlette.responses import Response

from civic.i18n import gettext as _
from civic.notifications import actions, queries
from civic.notifications.jobs.composing import place_of
from civic.notifications.queries import Shown
from civic.web.page import page, route
from civic.web.urls import safe_next, url
from civic.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Group:
    """The notices of this page about one thing, by the newest; `title` is empty where there is none to show."""

    title: str
    notices: list[Shown]


@page()
def notices(visit: Visit) -> Response:
    is_unread = visit.query("show") == "unread"
    found = queries.notices(visit.db, visit.viewer, visit.query_number("before"), is_unread)
    shown = found[: queries.PAGE]
    places: dict[str, Group] = {}
    for one in shown:
        place, title = place_of(visit.db, visit.viewer, one.about)
        # What has no name to show stands alone, as it came.
        places.setdefault(place if title else f"notice:{one.id}", Group(title, [])).notices.append(one)
    return visit.render(
        "notifications/notices.html", groups=list(places.values()), is_unread=is_unread,
        last=shown[-1].id if len(found) > queries.PAGE else 0,
        choice=queries.own_choice(visit.db, visit.viewer, visit.now),
        email=queries.own_email(visit.db, visit.viewer),
    )  # fmt: skip


@page(method="POST")
def open_notice(visit: Visit) -> Response:
    """Read, and on to what it is about."""
    notice = queries.notice_for(visit.db, visit.viewer, visit.number("notice_id"))
    actions.mark_read(visit.db, visit.viewer, notice, visit.now)
    return visit.see_other(safe_next(notice.path, url("notifications.notices")))


@page(method="POST")
def mark_all_read(visit: Visit) -> Response:
    actions.mark_all_read(visit.db, visit.viewer, visit.now)
    return visit.go("notifications.notices")


@page(method="POST")
def mail_again(visit: Visit) -> Response:
    """The person has mended what sent their mail back."""
    actions.mail_again(visit.db, visit.viewer, visit.now)
    visit.say(_("またメールを送ります。届かないときは、ここでもう一度お知らせします。"))
    return visit.go("notifications.notices")


routes = [
    route("/notices", notices),
    route("/notices/read", mark_all_read),
    route("/notices/mail-again", mail_again),
    route("/notices/{notice_id:int}", open_notice),
]
