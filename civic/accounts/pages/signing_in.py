"""Doors for signing in and out, and for a forgotten password."""

from starlette.responses import Response

from civic.accounts import actions, forms
from civic.accounts.pages.browser import carry, reading, source, this_session
from civic.accounts.queries import credentials, grants_of
from civic.city.queries import setting
from civic.i18n import sentence
from civic.web import limits, presence, sessions
from civic.web.limits import Limit, by_address, by_field
from civic.web.page import page, route
from civic.web.visit import Visit

QUARTER = 900
HOUR = 3600


@page(has_form=True)
def sign_in(visit: Visit) -> Response:
    if visit.viewer is not None:
        return visit.see_other(visit.next)
    is_shared = limits.is_shared(visit.address, visit.facts.shared_networks)
    minutes = setting(visit.db, "account.kiosk_idle_minutes")
    return visit.render("accounts/sign_in.html", next=visit.next, is_shared=is_shared, minutes=minutes)


@page(
    method="POST",
    again=sign_in,
    limits=(Limit("sign_in", 10, QUARTER, by_field("name")), Limit("sign_in_address", 60, QUARTER, by_address)),
)
def start_session(visit: Visit) -> Response:
    form = forms.SignIn.read(visit.form)
    with reading(visit) as db:
        known = credentials(db, form.name)
    signed_in = actions.sign_in(
        visit.db, known, password=form.password, source=source(visit, form.is_kiosk is not None),
        replaces=this_session(visit), now=visit.now,
    )  # fmt: skip
    carry(visit, signed_in)
    if grants_of(visit.db, signed_in.person_id, visit.now):
        return visit.go("accounts.second_factor", next=visit.next)
    return visit.see_other(visit.next)


@page(method="POST")
def sign_out(visit: Visit) -> Response:
    """On a shared computer nothing of the visit stays behind (DOMAIN §10, 32)."""
    actions.end_session(visit.db, this_session(visit), visit.now)
    visit.drop_session()
    response = visit.go("home.front")
    if visit.is_kiosk:
        visit.on_response.append(lambda r: presence.forget(visit.site, r))
    else:
        visit.say(sentence("accounts.signed_out"))
    return response


@page()
def alive(visit: Visit) -> Response:
    """Somebody writes at a shared terminal: the page says so now and then, so that the session does not end meanwhile."""
    return Response(status_code=204 if visit.is_kiosk else 404)


@page()
def ended(visit: Visit) -> Response:
    """Where a page on a shared terminal leads by itself when nobody used it: nothing of the visit stays behind. For
    other browsers only a page: an address that signs people out could be hidden in a link."""
    if sessions.read(visit.site, visit.request.cookies, presence.COOKIE):
        visit.signed, visit.viewer, visit.csrf = None, None, ""
        visit.on_response.append(lambda r: presence.forget(visit.site, r))
    return visit.render("accounts/ended.html")


@page(has_form=True)
def reset(visit: Visit) -> Response:
    return visit.render("accounts/reset.html")


@page(
    method="POST",
    again=reset,
    limits=(Limit("reset", 5, HOUR, by_field("email")), Limit("reset_address", 20, HOUR, by_address)),
)
def ask_reset(visit: Visit) -> Response:
    form = forms.AskReset.read(visit.form)
    actions.ask_reset(visit.db, email=form.email)
    return visit.go("accounts.mail_sent")


@page(has_form=True)
def new_password(visit: Visit) -> Response:
    return visit.render("accounts/new_password.html", token=visit.text("token"))


@page(method="POST", again=new_password, limits=(Limit("new_password", 20, HOUR, by_address),))
def reset_password(visit: Visit) -> Response:
    form = forms.ResetPassword.read(visit.form)
    actions.reset_password(visit.db, visit.text("token"), password=form.password, now=visit.now)
    visit.drop_session()
    visit.say(sentence("accounts.password_changed"))
    return visit.go("accounts.sign_in")


routes = [
    route("/sign-in", sign_in, start_session),
    route("/sign-out", sign_out),
    route("/alive", alive),
    route("/ended", ended),
    route("/reset", reset, ask_reset),
    route("/reset/{token}", new_password, reset_password),
]
