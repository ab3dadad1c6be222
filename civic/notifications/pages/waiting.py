"""Doors of staff: what waits for me, by clock; whose mail comes back."""

from starlette.responses import Response

from civic import clock
from civic.notifications import queries
from civic.notifications.jobs.reminding import due_words, waiting
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def waiting_for_me(visit: Visit) -> Response:
    today = clock.today(visit.now)
    rows = [(one, due_words(one, today)) for one in waiting(visit.db, visit.viewer, visit.now)]
    return visit.render("notifications/waiting.html", rows=rows, late=sum(one.is_late for one, _due in rows))


@page()
def bounced_mail(visit: Visit) -> Response:
    return visit.render(
        "notifications/bounced_mail.html",
        rows=queries.bounced(visit.db, visit.viewer),
        failed=queries.failed_mails(visit.db, visit.viewer),
    )


routes = [
    route("/staff/waiting", waiting_for_me),
    route("/staff/bounced-mail", bounced_mail),
]
