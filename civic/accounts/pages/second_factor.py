"""Doors of the second factor: setting up a telephone, and the one-time code after signing in."""

from markupsafe import Markup
from starlette.responses import Response

from civic.accounts import actions, forms
from civic.accounts.actions.second_factor import elevate
from civic.accounts.pages.browser import carry, source, this_session
from civic.accounts.queries.own import OwnAccount, own_account
from civic.accounts.telephone import picture
from civic.accounts.tokens import token_hash
from civic.errors import SecondFactorNeeded
from civic.i18n import gettext
from civic.web import sessions
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.visit import Visit

# Six digits: a million codes, three of them right at a time.
GUESSES = Limit("one_time_code", 10, 900, by_account)


def _is_kiosk(visit: Visit) -> bool:
    return bool(visit.signed and visit.signed.is_kiosk)


@page()
def second_factor(visit: Visit) -> Response:
    """Whoever has no telephone set up is led there."""
    account = own_account(visit.db, visit.viewer)
    if account.second_factor_since is None:
        return visit.go("accounts.telephone", next=visit.next)
    if visit.viewer and visit.viewer.is_second_factor_done:
        return visit.see_other(visit.next)
    return visit.render("accounts/second_factor.html", next=visit.next)


@page(method="POST", again=second_factor, limits=(GUESSES,))
def check_second_factor(visit: Visit) -> Response:
    account = own_account(visit.db, visit.viewer)
    form = forms.OneTimeCode.read(visit.form)
    signed_in = actions.check_second_factor(
        visit.db, visit.viewer, account, code=form.code, source=source(visit, _is_kiosk(visit)),
        replaces=this_session(visit), now=visit.now,
    )  # fmt: skip
    carry(visit, signed_in)
    return visit.see_other(visit.next)


def _need_telephone(visit: Visit, account: OwnAccount) -> None:
    """A telephone that is set up is changed only by somebody who has just used it, or a recovery code."""
    if account.second_factor_since is not None and not (visit.viewer and visit.viewer.is_second_factor_done):
        raise SecondFactorNeeded


@page()
def telephone(visit: Visit) -> Response:
    account = own_account(visit.db, visit.viewer)
    _need_telephone(visit, account)
    image = ""
    if account.pending_secret:
        title = gettext("認証アプリで読み取る二次元コード")
        image = Markup(picture(account.pending_secret, account.handle, visit.site.name, title))  # noqa: S704
    return visit.render("accounts/telephone.html", account=account, image=image, next=visit.next)


@page(method="POST", limits=(GUESSES,))
def start_telephone(visit: Visit) -> Response:
    actions.start_telephone(visit.db, visit.viewer, own_account(visit.db, visit.viewer))
    return visit.go("accounts.telephone", next=visit.next)


@page(method="POST", again=telephone, limits=(GUESSES,))
def confirm_telephone(visit: Visit) -> Response:
    """The recovery codes are shown in the answer itself: no second look at them, by nobody."""
    account = own_account(visit.db, visit.viewer)
    form = forms.OneTimeCode.read(visit.form)
    codes = actions.confirm_telephone(visit.db, visit.viewer, account, code=form.code, now=visit.now)
    signed_in = elevate(
        visit.db, visit.viewer, account, source=source(visit, _is_kiosk(visit)), replaces=this_session(visit),
        now=visit.now,
    )  # fmt: skip
    carry(visit, signed_in)
    visit.csrf = sessions.csrf_token(visit.site, token_hash(signed_in.token))
    return visit.render("accounts/recovery_codes.html", codes=codes, next=visit.next)


routes = [
    route("/second-factor", second_factor, check_second_factor),
    route("/account/second-factor", telephone, confirm_telephone),
    route("/account/second-factor/start", start_telephone),
]
