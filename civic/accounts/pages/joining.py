"""Doors for new people: signing up, confirming the address, using a code from the counter."""

from starlette.responses import Response

from civic.accounts import actions, forms
from civic.accounts.actions.sessions import begin_session
from civic.accounts.pages.browser import carry, reading, source
from civic.accounts.purpose import NOTICE_VERSION
from civic.accounts.queries.own import pending_sign_up
from civic.errors import Refused
from civic.i18n import sentence
from civic.web.limits import Limit, by_address, by_field
from civic.web.page import page, route
from civic.web.visit import Visit

HOUR = 3600


def _need_current_notice(version: int) -> None:
    if version != NOTICE_VERSION:
        raise Refused("accounts.notice_changed")


@page(has_form=True)
def sign_up(visit: Visit) -> Response:
    if visit.viewer is not None:
        return visit.go("accounts.account")
    return visit.render("accounts/sign_up.html", notice_version=NOTICE_VERSION)


@page(
    method="POST",
    again=sign_up,
    limits=(Limit("sign_up", 20, HOUR, by_address), Limit("sign_up_email", 5, HOUR, by_field("email"))),
)
def ask_sign_up(visit: Visit) -> Response:
    form = forms.SignUp.read(visit.form)
    _need_current_notice(form.notice_version)
    actions.ask_sign_up(
        visit.db, handle=form.handle, email=form.email, password=form.password, language=visit.lang,
        notice_version=form.notice_version, city_name=visit.site.name, now=visit.now,
    )  # fmt: skip
    return visit.go("accounts.mail_sent")


@page()
def mail_sent(visit: Visit) -> Response:
    """The same page for every address."""
    return visit.render("accounts/mail_sent.html")


@page(has_form=True)
def confirmation(visit: Visit) -> Response:
    pending = pending_sign_up(visit.db, visit.text("token"), visit.now)
    return visit.render("accounts/confirmation.html", token=visit.text("token"), handle=pending.handle)


@page(method="POST", again=confirmation, limits=(Limit("confirm", 20, HOUR, by_address),))
def confirm_sign_up(visit: Visit) -> Response:
    form = forms.ConfirmSignUp.read(visit.form)
    token = visit.text("token")
    with reading(visit) as db:
        known = pending_sign_up(db, token, visit.now)
    person = actions.confirm_sign_up(
        visit.db, known, token, password=form.password, handle=form.handle, city_name=visit.site.name, now=visit.now
    )
    carry(visit, begin_session(visit.db, person.id, source(visit), visit.now))
    visit.say(sentence("accounts.joined"))
    return visit.go("accounts.account")


@page(has_form=True)
def paper_code(visit: Visit) -> Response:
    return visit.render("accounts/paper_code.html", notice_version=NOTICE_VERSION)


@page(method="POST", again=paper_code, limits=(Limit("code", 10, HOUR, by_address),))
def use_code(visit: Visit) -> Response:
    form = forms.UseCode.read(visit.form)
    _need_current_notice(form.notice_version)
    person = actions.use_code(
        visit.db, code=form.code, handle=form.handle, password=form.password, language=visit.lang,
        notice_version=form.notice_version, city_name=visit.site.name, now=visit.now,
    )  # fmt: skip
    carry(visit, begin_session(visit.db, person.id, source(visit), visit.now))
    visit.say(sentence("accounts.joined"))
    return visit.go("accounts.account")


routes = [
    route("/sign-up", sign_up, ask_sign_up),
    route("/sign-up/sent", mail_sent),
    route("/confirm/{token}", confirmation, confirm_sign_up),
    route("/code", paper_code, use_code),
]
