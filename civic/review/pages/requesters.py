"""Doors for those whose right is infringed, and for the author they complain of: no account is needed to ask."""

from starlette.responses import Response

from civic.accounts.purpose import NOTICE_VERSION
from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import gettext
from civic.permissions import require
from civic.review import actions, links, queries
from civic.review.forms import AnswerInquiry, AskRemoval
from civic.web.limits import Limit, by_address, by_field
from civic.web.page import page, route
from civic.web.visit import Visit

HOUR = 3600


@page(has_form=True)
def removal(visit: Visit) -> Response:
    """How a request goes, with its days, and the form."""
    days = {
        name: int(city.setting(visit.db, f"removal.{name}"))
        for name in ("answer_days", "inquiry_days", "inquiry_election_days")
    }
    return visit.render(
        "review/removal.html",
        notice_version=NOTICE_VERSION,
        days=days,
        post_number=visit.query("post"),
        contact=queries.contact(visit.db),
    )


@page(
    method="POST",
    again=removal,
    limits=(Limit("removal", 10, HOUR, by_address), Limit("removal_mail", 5, HOUR, by_field("contact"))),
)
def receive_request(visit: Visit) -> Response:
    form = AskRemoval.read(visit.form)
    if form.notice_version != NOTICE_VERSION:
        raise Refused("accounts.notice_changed")
    asked = actions.receive_request(visit.db, form, visit.lang, visit.now)
    return visit.go("review.removal_status", token=links.sign(visit.site.key, "request", asked.id))


@page()
def removal_status(visit: Visit) -> Response:
    """Behind the signed link: how the request stands."""
    asked = queries.request_numbered(visit.db, links.read(visit.site.key, "request", visit.text("token")))
    return visit.render("review/removal_status.html", asked=asked, steps=queries.steps_of(visit.db, asked.id))


@page()
def inquiry(visit: Visit) -> Response:
    """For the author: what is said to be infringed and why, never by whom; the answer while there is time."""
    require(visit.viewer, "report.file")
    asked, post = queries.inquiry_for(visit.db, visit.viewer, visit.number("request_id"))
    return visit.render("review/inquiry.html", asked=asked, post=post)


@page(method="POST", again=inquiry)
def answer_inquiry(visit: Visit) -> Response:
    require(visit.viewer, "report.file")
    asked, _post = queries.inquiry_for(visit.db, visit.viewer, visit.number("request_id"))
    actions.answer_inquiry(visit.db, visit.viewer, asked, AnswerInquiry.read(visit.form), visit.now)
    visit.say(gettext("お答えを受け付けました。"))
    return visit.go("review.inquiry", request_id=asked.id)


routes = [
    route("/removal", removal, receive_request),
    route("/removal/{token}", removal_status),
    route("/inquiries/{request_id:int}", inquiry, answer_inquiry),
]
