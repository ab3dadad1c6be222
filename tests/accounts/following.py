"""A browser whose session got a new secret: keep only the newest cookie, and the form token that belongs to it."""

from typing import Any

from starlette.responses import Response

from civic.accounts.models import SignInSession
from civic.accounts.tokens import token_hash
from civic.web import presence, sessions
from tests.world import Browser, World


def follow(browser: Browser, answer: Any) -> str:
    """Returns the new secret."""
    name = sessions.cookie_name(browser.site, "session")
    token = str(answer.cookies[name])
    present = sessions.cookie_name(browser.site, presence.COOKIE)
    kept = answer.cookies.get(present)
    browser.client.cookies.clear()
    browser.client.cookies.set(name, token)
    if kept is not None:
        browser.client.cookies.set(present, kept)
    browser.seed = token_hash(token)
    return token


def sit_at_a_kiosk(world: World, browser: Browser) -> None:
    """The session of this browser becomes one at a shared terminal, with a sign of life now."""
    with world.write() as db:
        session = db.get_one(SignInSession, browser.seed)
        session.is_kiosk = True
        db.add(session)
    answer = Response()
    presence.note(world.site, answer, browser.seed, 5, world.now)
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    browser.client.cookies.set(name, value)
