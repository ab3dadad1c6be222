"""Doors for staff who work on requests about personal data."""

import secrets

from starlette.responses import Response

from civic.city.queries import setting
from civic.clock import today
from civic.i18n import sentence
from civic.permissions import require
from civic.records import forms
from civic.records.actions import requests as actions
from civic.records.models import DataRequest
from civic.records.purposes import current
from civic.records.queries.requests import listed, request_for
from civic.records.states import NEXT, RequestKind, RequestState
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def data_requests(visit: Visit) -> Response:
    return visit.render("records/data_requests.html", requests=listed(visit.db, visit.viewer), today=today(visit.now))


@page()
def new_data_request(visit: Visit) -> Response:
    require(visit.viewer, "data_request.work")
    once = visit.typed.get("once") or secrets.token_urlsafe(16)
    return visit.render(
        "records/new_data_request.html", kinds=list(RequestKind), once=once, notice_version=current("requests")
    )


@page(method="POST", again=new_data_request)
def file_data(visit: Visit) -> Response:
    form = forms.FileData.read(visit.form)
    request = actions.file_data(visit.db, visit.viewer, form, visit.now)
    return visit.go("records.staff_request", request_id=request.id)


def _found(visit: Visit) -> DataRequest:
    return visit.need(request_for(visit.db, visit.viewer, visit.number("request_id")))


def _shown(visit: Visit, request: DataRequest, is_read: bool) -> Response:
    return visit.render(
        "records/staff_request.html", request=request, is_read=is_read, next_states=[state for state in RequestState if state in NEXT[request.state]],
        today=today(visit.now),
    )  # fmt: skip


@page()
def staff_request(visit: Visit) -> Response:
    """Without name, address and text: they open with a reason."""
    return _shown(visit, _found(visit), is_read=False)


@page(method="POST", again=staff_request)
def read_request(visit: Visit) -> Response:
    form = forms.Reason.read(visit.form)
    request = actions.read_request(visit.db, visit.viewer, _found(visit), form.reason, visit.now)
    return _shown(visit, request, is_read=True)


@page(method="POST", again=staff_request)
def request_letter(visit: Visit) -> Response:
    """The letter to print holds name and address, so making it is a reading too."""
    request = _found(visit)
    actions.read_request(visit.db, visit.viewer, request, sentence("records.letter_made"), visit.now)
    return visit.render(
        "records/request_letter.html", request=request, today=today(visit.now),
        contact=setting(visit.db, "city.contact"),
        last_day=actions.letter_deadline(request, int(setting(visit.db, "records.after_disclosure_days"))),
    )  # fmt: skip


def _back(visit: Visit, request: DataRequest) -> Response:
    visit.say(sentence("records.request_moved"))
    return visit.go("records.staff_request", request_id=request.id)


@page(method="POST", again=staff_request)
def check_identity(visit: Visit) -> Response:
    form = forms.CheckIdentity.read(visit.form)
    request = _found(visit)
    actions.check_identity(visit.db, visit.viewer, request, form.identity_by, form.seen, visit.now)
    return _back(visit, request)


@page(method="POST", again=staff_request)
def ask_amendment(visit: Visit) -> Response:
    form = forms.AskAmendment.read(visit.form)
    request = _found(visit)
    actions.ask_amendment(visit.db, visit.viewer, request, form.amendment, form.seen, visit.now)
    return _back(visit, request)


@page(method="POST", again=staff_request)
def receive_amendment(visit: Visit) -> Response:
    request = _found(visit)
    actions.receive_amendment(visit.db, visit.viewer, request, forms.Seen.read(visit.form).seen, visit.now)
    return _back(visit, request)


@page(method="POST", again=staff_request)
def extend_request(visit: Visit) -> Response:
    request = _found(visit)
    actions.extend(visit.db, visit.viewer, request, forms.ExtendData.read(visit.form), visit.now)
    return _back(visit, request)


@page(method="POST", again=staff_request)
def decide_request(visit: Visit) -> Response:
    request = _found(visit)
    actions.decide(visit.db, visit.viewer, request, forms.DecideData.read(visit.form), visit.now)
    return _back(visit, request)


@page(method="POST", again=staff_request)
def close_step(visit: Visit) -> Response:
    form = forms.CloseStep.read(visit.form)
    request = _found(visit)
    actions.close_step(visit.db, visit.viewer, request, form.to, form.seen, visit.now)
    return _back(visit, request)


ONE = "/staff/requests/{request_id:int}"
routes = [
    route("/staff/requests", data_requests),
    route("/staff/requests/new", new_data_request, file_data),
    route(ONE, staff_request),
    route(f"{ONE}/read", read_request),
    route(f"{ONE}/letter", request_letter),
    route(f"{ONE}/identity", check_identity),
    route(f"{ONE}/amendment", ask_amendment),
    route(f"{ONE}/amended", receive_amendment),
    route(f"{ONE}/extend", extend_request),
    route(f"{ONE}/decide", decide_request),
    route(f"{ONE}/step", close_step),
]
