"""What the doors of accounts ask of the visitor's browser and give back to it."""

from sqlmodel import Session

from civic.accounts.actions.sessions import From, SignedIn
from civic.accounts.tokens import token_hash
from civic.city.queries import setting
from civic.web.hooks import hooks
from civic.web.visit import Visit


def source(visit: Visit, is_kiosk: bool = False) -> From:
    client = visit.request.client
    agent = visit.request.headers.get("user-agent", "")
    return From(visit.address, client.port if client else 0, agent, is_kiosk)


def this_session(visit: Visit) -> str:
    """The hash of the session this browser has now, or nothing."""
    return visit.signed.token_hash if visit.signed else ""


def reading(visit: Visit) -> Session:
    """For what must be known before a password is hashed: the writing session takes the lock at its first word."""
    return Session(hooks().sites.engines(visit.site)[0])


def carry(visit: Visit, signed_in: SignedIn) -> None:
    """The cookie of a session that has begun; at a shared terminal it ends with the browser, or when nobody is there."""
    visit.set_session(signed_in.token, signed_in.seconds)
    if signed_in.seconds is None:
        visit.stays_here(token_hash(signed_in.token), int(setting(visit.db, "account.kiosk_idle_minutes")))
