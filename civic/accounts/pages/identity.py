"""Doors of the residence check: one's own page, the way back from a card, and the counter's list of letters."""

from starlette.responses import Response

from civic.accounts import forms, oidc
from civic.accounts.actions import identity as actions
from civic.accounts.pages.browser import reading
from civic.accounts.purpose import NOTICE_VERSION
from civic.accounts.queries import identity as queries
from civic.accounts.queries.own import own_account
from civic.city.queries import setting
from civic.errors import Refused
from civic.i18n import sentence
from civic.permissions import require
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit

# Twelve letters of 30 kinds cannot be guessed in this many tries.
CODE_TRIES = Limit("identity_code", 10, 3600, by_account)


def _issuer(visit: Visit) -> oidc.Issuer:
    issuer = oidc.issuer_of(visit.site.folder)
    if issuer is None:
        raise Refused("accounts.card_off")
    return issuer


def _way_back(visit: Visit) -> str:
    return visit.site.address(url("accounts.card"))


@page()
def identity(visit: Visit) -> Response:
    require(visit.viewer, "identity.prove")
    return visit.render(
        "accounts/identity.html",
        account=own_account(visit.db, visit.viewer),
        letter=queries.own_letter(visit.db, visit.viewer, visit.now),
        check=queries.own_card_check(visit.db, visit.viewer, visit.now),
        has_card=oidc.issuer_of(visit.site.folder) is not None,
        days=setting(visit.db, "identity.letter_days"),
        notice_version=NOTICE_VERSION,
    )


@page(method="POST", again=identity, limits=(Limit("card", 20, 3600, by_account),))
def start_card(visit: Visit) -> Response:
    """The issuer is asked before anything is written. The way there is a link: forms lead nowhere but here."""
    require(visit.viewer, "identity.prove")
    actions.start_card(visit.db, visit.viewer, oidc.start(_issuer(visit), _way_back(visit)), visit.now)
    return visit.see_other(url("accounts.identity") + "#card")


@page()
def card(visit: Visit) -> Response:
    """Where the issuer sends the browser back. A GET writes nothing: the check ends with one more press."""
    require(visit.viewer, "identity.prove")
    check = queries.own_card_check(visit.db, visit.viewer, visit.now, visit.query("state", "-") or "-")
    sent_by = visit.query("iss")
    is_ours = not sent_by or sent_by.rstrip("/") == _issuer(visit).issuer  # RFC 9207
    if check is None or not visit.query("code") or not is_ours:
        return visit.render("accounts/card.html", check=None, code="")
    return visit.render("accounts/card.html", check=check, code=visit.query("code")[:2000])


@page(method="POST", again=identity, limits=(Limit("card", 20, 3600, by_account),))
def finish_card(visit: Visit) -> Response:
    form = forms.FinishCard.read(visit.form)
    issuer = _issuer(visit)
    with reading(visit) as db:
        check = queries.own_card_check(db, visit.viewer, visit.now, form.state)
        if check is None:
            raise Refused("accounts.card_ended")
        nonce, verifier = check.nonce, check.verifier
    proven = oidc.prove(issuer, _way_back(visit), form.code, nonce, verifier)
    is_resident = actions.finish_card(visit.db, visit.viewer, form.state, issuer.issuer, proven, visit.now)
    visit.say(sentence("accounts.card_confirmed" if is_resident else "accounts.card_not_resident"))
    return visit.go("accounts.identity")


@page(method="POST", again=identity)
def ask_letter(visit: Visit) -> Response:
    form = forms.AskLetter.read(visit.form)
    if form.notice_version != NOTICE_VERSION:
        raise Refused("accounts.notice_changed")
    actions.ask_letter(
        visit.db, visit.viewer, name=form.name, address=form.address, notice_version=form.notice_version, now=visit.now
    )
    visit.say(sentence("accounts.letter_asked"))
    return visit.go("accounts.identity")


@page(method="POST", again=identity, limits=(CODE_TRIES,))
def use_letter(visit: Visit) -> Response:
    form = forms.UseLetter.read(visit.form)
    actions.use_letter(visit.db, visit.viewer, form.code, visit.now)
    visit.say(sentence("accounts.residence_confirmed"))
    return visit.go("accounts.identity")


@page()
def letters(visit: Visit) -> Response:
    waiting = queries.waiting_letters(visit.db, visit.viewer, visit.now)
    return visit.render("accounts/letters.html", letters=waiting)


@page(method="POST", again=letters)
def issue_letter(visit: Visit) -> Response:
    """The letter with its code is the answer itself: it is shown once, and the ledger says by whom."""
    letter = visit.need(queries.letter_for(visit.db, visit.viewer, visit.number("letter_id")))
    code = actions.issue_letter(visit.db, visit.viewer, letter, visit.now)
    return visit.render("accounts/letter.html", letter=letter, paper=code)


@page(method="POST", again=letters)
def confirm_by_list(visit: Visit) -> Response:
    letter = visit.need(queries.letter_for(visit.db, visit.viewer, visit.number("letter_id")))
    actions.confirm_by_list(visit.db, visit.viewer, letter, visit.now)
    visit.say(sentence("accounts.residence_confirmed"))
    return visit.go("accounts.letters")


routes = [
    route("/account/identity", identity),
    route("/account/identity/card", card, finish_card),
    route("/account/identity/card/start", start_card),
    route("/account/identity/letter", ask_letter),
    route("/account/identity/code", use_letter),
    route("/staff/identity", letters),
    route("/staff/identity/{letter_id:int}/letter", issue_letter),
    route("/staff/identity/{letter_id:int}/confirm", confirm_by_list),
]
