"""Cookies: the session token, the anonymous form secret, display choices and one-time messages."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from civic.sites import Site

# A signed-in browser stays signed in this long at most; shorter for kiosks (accounts decides).
COOKIE_SECONDS = 30 * 86400
DISPLAYS = frozenset({"contrast", "large"})


def is_secure(site: Site) -> bool:
    return site.base_url.startswith("https://")


def cookie_name(site: Site, name: str) -> str:
    """`__Host-` binds a cookie to this host and https; plain names serve development over http."""
    return f"__Host-civic-{name}" if is_secure(site) else f"civic-{name}"


def read(site: Site, cookies: Mapping[str, str], name: str) -> str:
    return cookies.get(cookie_name(site, name), "")


def write(site: Site, response: Response, name: str, value: str, seconds: int | None = COOKIE_SECONDS) -> None:
    """`seconds` None: until the browser closes (kiosk)."""
    response.set_cookie(
        cookie_name(site, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(site),
        httponly=True,
        samesite="lax",
    )


def clear(site: Site, response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(site, name), path="/", secure=is_secure(site), httponly=True, samesite="lax")


def csrf_token(site: Site, seed: str) -> str:
    """Bound to the session (or the anonymous secret) and to this site's key."""
    return hmac.new(site.key, b"csrf:" + seed.encode(), hashlib.sha256).hexdigest()


def is_csrf_token(site: Site, seed: str, token: str) -> bool:
    return bool(seed) and hmac.compare_digest(csrf_token(site, seed), token)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


@lru_cache(maxsize=64)
def _flash(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.key, salt="flash")


def pack_flash(site: Site, messages: list[tuple[str, str]]) -> str:
    return str(_flash(site).dumps(messages))


def unpack_flash(site: Site, value: str) -> list[tuple[str, str]]:
    if not value:
        return []
    try:
        return [(str(level), str(text)) for level, text in _flash(site).loads(value)]
    except (BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return []
