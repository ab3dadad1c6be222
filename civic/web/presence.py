"""A shared terminal: whoever signed in there is signed out after some minutes without a sign of life (DOMAIN §10, 32).

Reading writes nothing to the database, so the last sign of life stands in a signed cookie, which ends with the browser."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from civic.sites import Site
from civic.web import sessions
from civic.web.hooks import Signed

COOKIE = "present"
# Everything a visit leaves in a browser.
LEFT_BEHIND = ("session", COOKIE, "form", "flash", "lang", "display")


@lru_cache(maxsize=64)
def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.key, salt="present")


def note(site: Site, response: Response, token_hash: str, minutes: int, now: datetime) -> None:
    """The person of this session is here now, and counts as gone `minutes` later."""
    value = str(_signer(site).dumps([token_hash[:16], minutes, int(now.timestamp())]))
    sessions.write(site, response, COOKIE, value, None)


def minutes_left(site: Site, cookies: Mapping[str, str], token_hash: str, now: datetime) -> int:
    """The minutes that begin anew with this request; 0: gone too long, or the cookie is another session's."""
    try:
        session, minutes, at = _signer(site).loads(sessions.read(site, cookies, COOKIE))
    except (BadSignature, ValueError, TypeError):
        return 0
    return int(minutes) if session == token_hash[:16] and now.timestamp() < at + minutes * 60 else 0


def still_here(
    site: Site, cookies: Mapping[str, str], signed: Signed | None, now: datetime
) -> tuple[Signed | None, int]:
    """Who is signed in, if that holds still, and for a shared terminal the minutes that begin anew."""
    if signed is None or not signed.is_kiosk:
        return signed, 0
    minutes = minutes_left(site, cookies, signed.token_hash, now)
    return (signed if minutes else None), minutes


def forget(site: Site, response: Response) -> None:
    """Nothing of the visit stays in the browser: cookies, kept pages, drafts."""
    for name in LEFT_BEHIND:
        sessions.clear(site, response, name)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
