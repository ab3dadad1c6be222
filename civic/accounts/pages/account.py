"""Doors of one's own account: what is kept, the password, the browsers that are signed in."""

from starlette.responses import Response

from civic.accounts import actions, forms
from civic.accounts.actions import changing
from civic.accounts.actions.sessions import begin_session
from civic.accounts.pages.browser import carry, reading, source, this_session
from civic.accounts.queries import Credentials, credentials_of
from civic.accounts.queries.own import own_account, own_session, own_sessions
from civic.accounts.queries.roles import own_grants
from civic.city.queries import sections_named
from civic.errors import SignInNeeded
from civic.i18n import sentence
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def account(visit: Visit) -> Response:
    grants = own_grants(visit.db, visit.viewer, visit.now)
    return visit.render(
        "accounts/account.html",
        account=own_account(visit.db, visit.viewer),
        sessions=own_sessions(visit.db, visit.viewer, this_session(visit), visit.now),
        grants=grants,
        sections=sections_named(visit.db, [g.scope_id for g in grants if g.scope == "section"]),
    )


@page()
def password(visit: Visit) -> Response:
    return visit.render("accounts/password.html", account=own_account(visit.db, visit.viewer))


@page(method="POST", again=password, limits=(Limit("password", 10, 900, by_account),))
def change_password(visit: Visit) -> Response:
    """Every session ends; this browser gets a new one at once."""
    form = forms.ChangePassword.read(visit.form)
    known = _credentials(visit)
    actions.change_password(visit.db, visit.viewer, known, old=form.old_password, new=form.password, now=visit.now)
    is_kiosk = bool(visit.signed and visit.signed.is_kiosk)
    done_at = visit.now if visit.viewer and visit.viewer.is_second_factor_done else None
    carry(visit, begin_session(visit.db, known.person_id, source(visit, is_kiosk), visit.now, done_at))
    visit.say(sentence("accounts.password_changed"))
    return visit.go("accounts.account")


@page(method="POST")
def revoke_session(visit: Visit) -> Response:
    """One browser, or with `others` all but this one."""
    form = forms.RevokeSession.read(visit.form)
    if visit.viewer is None:
        raise SignInNeeded
    if form.session == "others":
        actions.revoke_sessions(visit.db, visit.viewer.person_id, visit.now, but=this_session(visit))
    else:
        found = own_session(visit.db, visit.viewer, form.session, visit.now)
        actions.revoke_session(visit.db, visit.viewer, found, visit.now)
    visit.say(sentence("accounts.session_ended"))
    return visit.go("accounts.account")


@page()
def handle(visit: Visit) -> Response:
    return visit.render("accounts/handle.html", account=own_account(visit.db, visit.viewer))


@page(method="POST", again=handle, limits=(Limit("handle", 5, 86400, by_account),))
def change_handle(visit: Visit) -> Response:
    form = forms.ChangeHandle.read(visit.form)
    known = _credentials(visit)
    changing.change_handle(visit.db, visit.viewer, known, handle=form.handle, city_name=visit.site.name, now=visit.now)
    visit.say(sentence("accounts.handle_changed"))
    return visit.go("accounts.account")


@page()
def email(visit: Visit) -> Response:
    return visit.render("accounts/email.html", account=own_account(visit.db, visit.viewer))


@page(method="POST", again=email, limits=(Limit("email", 5, 3600, by_account),))
def ask_email(visit: Visit) -> Response:
    form = forms.AskEmail.read(visit.form)
    known = _credentials(visit)
    changing.ask_email(visit.db, visit.viewer, known, email=form.email, password=form.old_password, now=visit.now)
    visit.say(sentence("accounts.email_asked"))
    return visit.go("accounts.account")


def _credentials(visit: Visit) -> Credentials:
    """Read before the lock is taken, because a password is hashed in between."""
    if visit.viewer is None:
        raise SignInNeeded
    with reading(visit) as db:
        return visit.need(credentials_of(db, visit.viewer.person_id))


@page()
def new_email(visit: Visit) -> Response:
    """A GET writes nothing: programs that look into mails for us must not use the link up."""
    account = own_account(visit.db, visit.viewer)
    return visit.render("accounts/new_email.html", account=account, token=visit.text("token"))


@page(method="POST", again=new_email, limits=(Limit("email", 20, 3600, by_account),))
def confirm_email(visit: Visit) -> Response:
    if visit.viewer is None:
        raise SignInNeeded
    changing.confirm_email(visit.db, visit.viewer, visit.text("token"), visit.now)
    visit.say(sentence("accounts.email_changed"))
    return visit.go("accounts.account")


routes = [
    route("/account", account),
    route("/account/handle", handle, change_handle),
    route("/account/email", email, ask_email),
    route("/account/email/{token}", new_email, confirm_email),
    route("/account/password", password, change_password),
    route("/account/sessions", revoke_session),
]
