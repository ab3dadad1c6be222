"""Doors for the city's managers: pause the site, ask for identities, and the practice room of moderators."""

from collections.abc import Mapping

from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.city import queries as city
from civic.errors import NotFound, Refused
from civic.i18n import gettext
from civic.permissions import can, require
from civic.review import actions, practice, queries
from civic.review.forms import AskIdentity, PauseSite
from civic.review.models import IdentityRequest
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def pause(visit: Visit) -> Response:
    require(visit.viewer, "site.pause")
    return visit.render("review/pause.html", reason=str(city.setting(visit.db, "posting.pause_reason")))


@page(method="POST", again=pause)
def pause_site(visit: Visit) -> Response:
    form = PauseSite.read(visit.form)
    actions.pause_site(visit.db, visit.viewer, form.reason, visit.now)
    visit.say(gettext("投稿を止めました。") if form.reason else gettext("また投稿できるようにしました。"))
    return visit.go("review.pause")


@page()
def identity_requests(visit: Visit) -> Response:
    """Every reading of who stands behind a handle, with its reason."""
    require(visit.viewer, "identity.see")
    found = queries.identity_requests(visit.db)
    people = [one for row in found for one in (row.asked_by, row.approved_by) if one is not None]
    return visit.render("review/identities.html", requests=found, names=display_names(visit.db, people))


@page(method="POST", again=identity_requests)
def ask_identity(visit: Visit) -> Response:
    asked = actions.ask_identity(visit.db, visit.viewer, AskIdentity.read(visit.form), visit.now)
    visit.say(gettext("記録しました。"))
    return visit.go("review.identity", request_id=asked.id)


def _asked(visit: Visit) -> IdentityRequest:
    require(visit.viewer, "identity.see")
    asked = visit.db.get(IdentityRequest, visit.number("request_id"))
    if asked is None:
        raise NotFound
    return asked


@page()
def identity(visit: Visit) -> Response:
    asked = _asked(visit)
    return visit.render(
        "review/identity.html",
        asked=asked,
        may_approve=asked.approved_at is None and can(visit.viewer, "identity.approve", queries.asked_identity(asked)),
        may_read=asked.approved_at is not None and asked.read_at is None
        and visit.viewer is not None and visit.viewer.person_id == asked.asked_by,
        people=(),
    )  # fmt: skip


@page(method="POST", again=identity)
def approve_identity(visit: Visit) -> Response:
    asked = _asked(visit)
    actions.approve_identity(visit.db, visit.viewer, asked, visit.now)
    visit.say(gettext("認めました。記録に残りました。"))
    return visit.go("review.identity", request_id=asked.id)


@page(method="POST", again=identity)
def read_identity(visit: Visit) -> Response:
    """Shown once, in the answer to the press; the reading is committed with it."""
    asked = _asked(visit)
    people = actions.read_identity(visit.db, visit.viewer, asked, visit.now)
    return visit.render("review/identity.html", asked=asked, may_approve=False, may_read=False, people=people)


@page()
def practice_room(visit: Visit) -> Response:
    """Invented cases, decided without any effect; every answer is explained."""
    require(visit.viewer, "practice.see")
    return visit.render(
        "review/practice.html", cases=practice.CASES, answers=practice.ANSWERS, typed=visit.typed, wrong=_wrong(visit)
    )


def _wrong(visit: Visit) -> Mapping[str, str]:
    """Of what was sent: case -> why another answer is right."""
    return practice.mistakes(visit.typed) if visit.status != 200 else {}


@page(method="POST", again=practice_room)
def complete_practice(visit: Visit) -> Response:
    require(visit.viewer, "practice.see")
    typed = {one.key: str(visit.form.get(one.key, "")) for one in practice.CASES}
    wrong = practice.mistakes(typed)
    if wrong:
        raise Refused("review.practice_again", count=len(wrong))
    actions.complete_practice(visit.db, visit.viewer, visit.now)
    visit.say(gettext("すべて正しく判断できました。練習を終えた日を記録しました。"))
    return visit.go("review.practice_room")


routes = [
    route("/staff/pause", pause, pause_site),
    route("/staff/identities", identity_requests, ask_identity),
    route("/staff/identities/{request_id:int}", identity),
    route("/staff/identities/{request_id:int}/approve", approve_identity),
    route("/staff/identities/{request_id:int}/read", read_identity),
    route("/desk/practice", practice_room, complete_practice),
]
