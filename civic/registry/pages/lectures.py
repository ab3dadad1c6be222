"""Doors of the catalogue of 出前講座: themes, the request form, and the section's answers."""

from secrets import token_urlsafe

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry.actions import lectures as verbs
from civic.registry.fields import NOTICE_VERSION
from civic.registry.opportunity_forms import DecideApplication, OfferLecture, RequestLecture
from civic.registry.opportunity_models import Lecture
from civic.registry.queries import opportunities as reads
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.visit import Visit


@page()
def lectures(visit: Visit) -> Response:
    words = visit.query("q")[:100].strip()
    return visit.render("registry/lectures.html", found=reads.lectures(visit.db, words), words=words)


def _row(visit: Visit) -> Lecture:
    return reads.lecture_row(visit.db, visit.viewer, visit.number("number"))


@page()
def lecture(visit: Visit) -> Response:
    """The theme, one's own requests, and the form for people who are signed in."""
    row = _row(visit)
    return visit.render(
        "registry/lecture.html",
        lecture=reads.lecture_for(visit.db, visit.viewer, row.id),
        requests=reads.lecture_requests(visit.db, visit.viewer, row) if visit.viewer else [],
        notice_version=NOTICE_VERSION,
        once=visit.typed.get("once") or token_urlsafe(12),
    )


@page(method="POST", again=lecture, limits=(Limit("registry.lecture", 20, 3600, by_account),))
def request_lecture(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "lecture.request", row)
    verbs.request_lecture(visit.db, visit.viewer, row, RequestLecture.read(visit.form), visit.now)
    visit.say(_("申し込みを受け付けました。担当の課からの返事をお待ちください。"))
    return visit.go("registry.lecture", number=row.id)


@page(method="POST", again=lecture)
def cancel_lecture(visit: Visit) -> Response:
    row = _row(visit)
    asked = reads.lecture_request_row(visit.db, row, visit.number("request"))
    verbs.cancel_lecture(visit.db, visit.viewer, asked)
    visit.say(_("申し込みを取り下げました。"))
    return visit.go("registry.lecture", number=row.id)


@page()
def new_lecture(visit: Visit) -> Response:
    require(visit.viewer, "opportunity_desk.see")
    sections = reads.sections_of(visit.db, visit.viewer, clock.today(visit.now))
    return visit.render("registry/lecture_form.html", sections=sections)


@page(method="POST", again=new_lecture)
def offer_lecture(visit: Visit) -> Response:
    require(visit.viewer, "opportunity_desk.see")
    made = verbs.offer_lecture(visit.db, visit.viewer, OfferLecture.read(visit.form), visit.now)
    visit.say(_("出前講座に載せました。"))
    return visit.go("registry.lecture", number=made.id)


@page()
def lecture_desk(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "lecture.decide", row)
    return visit.render(
        "registry/lecture_desk.html",
        lecture=reads.lecture_for(visit.db, visit.viewer, row.id),
        requests=reads.lecture_requests(visit.db, visit.viewer, row),
    )


@page(method="POST", again=lecture_desk)
def decide_lecture(visit: Visit) -> Response:
    row = _row(visit)
    require(visit.viewer, "lecture.decide", row)
    asked = reads.lecture_request_row(visit.db, row, visit.number("request"))
    verbs.decide_lecture(visit.db, visit.viewer, row, asked, DecideApplication.read(visit.form), visit.now)
    visit.say(_("返事を知らせました。"))
    return visit.go("registry.lecture_desk", number=row.id)


@page(method="POST", again=lecture_desk)
def end_lecture(visit: Visit) -> Response:
    row = _row(visit)
    verbs.end_lecture(visit.db, visit.viewer, row, visit.now)
    visit.say(_("出前講座の一覧から外しました。"))
    return visit.go("registry.lecture_desk", number=row.id)
