"""Doors of reports: with an account, by e-mail without one, from paper by staff."""

from starlette.responses import Response

from civic.accounts.purpose import NOTICE_VERSION
from civic.errors import NotFound, Refused
from civic.i18n import gettext
from civic.permissions import require
from civic.review import actions, links, queries
from civic.review.forms import EnterReport, FileReport, ReportByMail
from civic.review.models import Report
from civic.review.pages.desk import post_of
from civic.rooms.queries.posts import SHOWN
from civic.web.limits import Limit, by_account, by_address, by_field
from civic.web.page import page, route
from civic.web.visit import Visit

HOUR = 3600


@page(has_form=True)
def new_report(visit: Visit) -> Response:
    """Which rule is broken; people without an account add an address."""
    post = post_of(visit)
    return visit.render(
        "review/new_report.html",
        post=post,
        is_shown=post.state in SHOWN,
        articles=queries.articles(visit.db, post.rule_version),
        notice_version=NOTICE_VERSION,
    )


@page(
    method="POST",
    again=new_report,
    limits=(
        Limit("report", 20, HOUR, by_account), Limit("report_mail", 5, HOUR, by_field("email")),
        Limit("report_address", 30, HOUR, by_address),
    ),
)  # fmt: skip
def file_report(visit: Visit) -> Response:
    post = post_of(visit)
    if visit.viewer is not None:
        actions.file_report(visit.db, visit.viewer, post, FileReport.read(visit.form), visit.now)
        visit.say(gettext("受け付けました。担当者が読んで判断し、結果を「届いたお知らせ」でお伝えします。"))
        return visit.go("rooms.post", post_id=post.id)
    form = ReportByMail.read(visit.form)
    if form.notice_version != NOTICE_VERSION:
        raise Refused("accounts.notice_changed")
    actions.report_by_mail(visit.db, post, form, visit.lang, visit.now)
    return visit.go("review.report_sent")


@page()
def report_sent(visit: Visit) -> Response:
    """The same for every address."""
    return visit.render("review/report_sent.html")


def _report(visit: Visit) -> Report:
    number = links.read(visit.site.key, "report", visit.text("token"))
    report = visit.db.get(Report, number) if number is not None else None
    if report is None:
        raise NotFound
    return report


@page(has_form=True)
def report_link(visit: Visit) -> Response:
    """Behind the link of the mail: one press sends the report; afterwards how it stands."""
    return visit.render("review/report_link.html", report=_report(visit), token=visit.text("token"))


@page(method="POST", again=report_link, limits=(Limit("report_confirm", 30, HOUR, by_address),))
def confirm_report(visit: Visit) -> Response:
    report = _report(visit)
    actions.confirm_report(visit.db, report, visit.now)
    return visit.go("review.report_link", token=visit.text("token"))


@page()
def paper_report(visit: Visit) -> Response:
    """A letter, a call, somebody at the counter."""
    require(visit.viewer, "report.enter")
    return visit.render("review/paper_report.html", post_number=visit.query("post"))


@page(method="POST", again=paper_report)
def enter_report(visit: Visit) -> Response:
    require(visit.viewer, "report.enter")
    form = EnterReport.read(visit.form)
    post = queries.post_numbered(visit.db, str(form.post))
    if post is None:
        raise Refused("review.no_such_post", number=form.post)
    report = actions.enter_report(visit.db, visit.viewer, post, form, visit.now)
    visit.say(gettext("違反の知らせ 第{n}号として受け付けました。").format(n=report.id))
    return visit.go("review.paper_report")


routes = [
    route("/posts/{post_id:int}/report", new_report, file_report),
    route("/reports/sent", report_sent),
    route("/reports/paper", paper_report, enter_report),
    route("/reports/{token}", report_link, confirm_report),
]
