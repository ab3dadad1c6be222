"""A browser whose session got a new secret: keep only the newest cookie, and the form token that belongs to it."""

from typing import Any

from civic.accounts.tokens import token_hash
from civic.web import sessions
from tests.world import Browser


def follow(browser: Browser, answer: Any) -> str:
    """Returns the new secret."""
    name = sessions.cookie_name(browser.site, "session")
    token = str(answer.cookies[name])
    browser.client.cookies.clear()
    browser.client.cookies.set(name, token)
    browser.seed = token_hash(token)
    return token
