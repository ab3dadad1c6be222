"""Doors of removal requests for staff: the list, one with its next step, paper entry."""

from typing import Any

from starlette.responses import Response

from civic.accounts.purpose import NOTICE_VERSION
from civic.accounts.queries import display_names
from civic.i18n import gettext
from civic.permissions import can, require
from civic.review import actions, queries
from civic.review.forms import CheckRequest, DecideRequest, EnterRemoval, HideForRequest
from civic.review.models import RemovalRequest
from civic.rooms.models import Post
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def removal_requests(visit: Visit) -> Response:
    return visit.render("review/requests.html", requests=queries.requests(visit.db, visit.viewer))


def _asked(visit: Visit) -> RemovalRequest:
    return queries.request_for(visit.db, visit.viewer, visit.number("request_id"))


@page()
def removal_request(visit: Visit) -> Response:
    """The request, the post it is about, what was done so far, and the steps open now."""
    return visit.render("review/request.html", **_facts(visit, _asked(visit)))


def _facts(visit: Visit, asked: RemovalRequest) -> dict[str, Any]:
    db = visit.db
    post = db.get(Post, asked.post_id) if asked.post_id is not None else None
    claim, notes = queries.claim_on(db, f"request:{asked.id}"), queries.notes_on(db, f"request:{asked.id}")
    return {
        "asked": asked,
        "post": post,
        "steps": queries.steps_of(db, asked.id),
        "may_decide": can(visit.viewer, "request.decide", queries.case_of(db, post) if post else None),
        "is_own_hide": visit.viewer is not None and asked.hidden_by == visit.viewer.person_id,
        "grounds": queries.articles_to_hide(db, post.rule_version) if post else {},
        "least": queries.min_reason(db),
        "notes": notes,
        "names": display_names(db, [one.person_id for one in notes]),
        "claim": claim,
        "claimer": queries.name_of(db, claim.person_id) if claim else "",
        "sent": visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
    }


def _done(visit: Visit, asked: RemovalRequest) -> Response:
    visit.say(gettext("記録しました。"))
    return visit.go("review.removal_request", request_id=asked.id)


@page(method="POST", again=removal_request)
def check_request(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.check_request(visit.db, visit.viewer, asked, CheckRequest.read(visit.form), visit.now)
    return _done(visit, asked)


@page(method="POST", again=removal_request)
def hide_for_request(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.hide_for_request(visit.db, visit.viewer, asked, HideForRequest.read(visit.form), visit.now)
    return _done(visit, asked)


@page(method="POST", again=removal_request)
def ask_author(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.ask_author(visit.db, visit.viewer, asked, visit.now)
    return _done(visit, asked)


@page(method="POST", again=removal_request)
def decide_request(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.decide_request(visit.db, visit.viewer, asked, DecideRequest.read(visit.form), visit.now)
    return _done(visit, asked)


@page(method="POST", again=removal_request)
def close_request(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.close_request(visit.db, visit.viewer, asked, visit.now)
    return _done(visit, asked)


@page()
def paper_request(visit: Visit) -> Response:
    """The paper twin of the public form, field by field."""
    require(visit.viewer, "request.enter")
    return visit.render("review/paper_request.html", notice_version=NOTICE_VERSION)


@page(method="POST", again=paper_request)
def enter_request(visit: Visit) -> Response:
    asked = actions.enter_request(visit.db, visit.viewer, _paper(visit), visit.now)
    visit.say(gettext("申出 第{n}号として受け付けました。").format(n=asked.id))
    return visit.go("review.paper_request")


def _paper(visit: Visit) -> EnterRemoval:
    require(visit.viewer, "request.enter")
    return EnterRemoval.read(visit.form)


routes = [
    route("/desk/requests", removal_requests),
    route("/desk/requests/paper", paper_request, enter_request),
    route("/desk/requests/{request_id:int}", removal_request),
    route("/desk/requests/{request_id:int}/check", check_request),
    route("/desk/requests/{request_id:int}/hide", hide_for_request),
    route("/desk/requests/{request_id:int}/ask", ask_author),
    route("/desk/requests/{request_id:int}/decide", decide_request),
    route("/desk/requests/{request_id:int}/close", close_request),
]
