"""Doors of one's own data: what there is, taking it along, asking for disclosure or correction, leaving."""

import secrets

from sqlmodel import Session
from starlette.responses import Response

from civic.accounts.queries import Credentials, credentials_of
from civic.city.queries import setting
from civic.errors import Refused, SignInNeeded
from civic.i18n import sentence
from civic.records import forms
from civic.records.actions import leaving as leaving_actions
from civic.records.actions import requests as request_actions
from civic.records.actions.taking import need_password
from civic.records.holdings import HOLDINGS, AtLeaving
from civic.records.parcel import parcel
from civic.records.purposes import NOTICES, current
from civic.records.queries.own import own_counts
from civic.records.queries.own import own_data as read_own_data
from civic.records.queries.requests import own_requests
from civic.records.states import RequestKind
from civic.web.hooks import hooks
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.visit import Visit

PASSWORD_TRIES = Limit("own_data", 10, 900, by_account)


def _credentials(visit: Visit) -> Credentials:
    if visit.viewer is None:
        raise SignInNeeded
    with Session(hooks().sites.engines(visit.site)[0]) as db:
        return visit.need(credentials_of(db, visit.viewer.person_id))


def _counts(visit: Visit) -> list[tuple[str, int, AtLeaving]]:
    if visit.viewer is None:
        raise SignInNeeded
    counts = own_counts(visit.db, visit.viewer, visit.viewer.person_id)
    leaving = {one.table: one.leaving for one in HOLDINGS}
    return [(table, counts[table], leaving[table]) for table in leaving if table in counts]


@page()
def own_data(visit: Visit) -> Response:
    return visit.render("records/own_data.html", holdings=_counts(visit))


@page(method="POST", again=own_data, limits=(PASSWORD_TRIES,))
def take_own_data(visit: Visit) -> Response:
    """The password again: a browser left open must not give everything away."""
    form = forms.TakeOwnData.read(visit.form)
    known = _credentials(visit)
    need_password(known, form.password)
    data = read_own_data(visit.db, visit.viewer, known.person_id)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store"}
    return Response(parcel(data, visit.site.name, visit.now), media_type="application/zip", headers=headers)


@page()
def leaving(visit: Visit) -> Response:
    return visit.render("records/leaving.html", holdings=_counts(visit))


@page(method="POST", again=leaving, limits=(PASSWORD_TRIES,))
def leave(visit: Visit) -> Response:
    form = forms.Leave.read(visit.form)
    known = _credentials(visit)
    leaving_actions.leave(visit.db, visit.viewer, known, form.password, visit.now)
    visit.drop_session()
    return visit.go("records.left")


@page()
def left(visit: Visit) -> Response:
    return visit.render("records/left.html")


@page()
def data_request(visit: Visit) -> Response:
    if visit.viewer is None:
        raise SignInNeeded
    version = current("requests")
    return visit.render(
        "records/data_request.html",
        requests=own_requests(visit.db, visit.viewer),
        kinds=list(RequestKind),
        once=visit.typed.get("once") or secrets.token_urlsafe(16),
        days=setting(visit.db, "records.decision_days"),
        after_days=setting(visit.db, "records.after_disclosure_days"),
        notice=NOTICES["requests"][version],
        notice_version=version,
    )


@page(method="POST", again=data_request, limits=(Limit("data_request", 10, 86400, by_account),))
def ask_data(visit: Visit) -> Response:
    form = forms.AskData.read(visit.form)
    if form.notice_version != current("requests"):
        raise Refused("accounts.notice_changed")
    request_actions.ask_data(visit.db, visit.viewer, form, visit.now)
    visit.say(sentence("records.request_received"))
    return visit.go("records.data_request")


routes = [
    route("/account/data", own_data, take_own_data),
    route("/account/requests", data_request, ask_data),
    route("/account/leave", leaving, leave),
    route("/left", left),
]
