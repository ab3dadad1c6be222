"""Anonymous pages answered from memory or with 304, without opening a session while nothing changed.

A page's key: site, path, query, language, display, htmx, build. Its stamp: the revision its door names, and until
when that holds. SQLite's data_version tells in microseconds whether anything at all was committed since; only then is
the revision asked again. On PostgreSQL the revision is asked every time."""

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from civic import clock
from civic.sites import Site
from civic.web import sessions
from civic.web.urls import build

# (db, path parameters, now) -> (revision, valid until) or None when the page must not be kept.
Revision = Callable[[Session, Mapping[str, Any], datetime], tuple[str, datetime | None] | None]
Key = tuple[str, ...]

MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Stamp:
    revision: str
    until: datetime | None
    version: int | None


@dataclass(slots=True)
class Kept:
    stamp: Stamp
    etag: str
    body: bytes
    content_type: str


_pages: OrderedDict[Key, Kept] = OrderedDict()
_watchers: dict[str, sqlite3.Connection] = {}
_lock = threading.Lock()


def key(site: Site, request: Request) -> Key | None:
    """None when the answer depends on the visitor."""
    cookies = request.cookies
    if sessions.read(site, cookies, "session") or sessions.read(site, cookies, "flash"):
        return None
    if len(request.url.query) > 200:
        return None
    return (
        str(site.folder),
        request.url.path,
        request.url.query,
        sessions.read(site, cookies, "lang"),
        sessions.read(site, cookies, "display"),
        request.headers.get("hx-request", ""),
        build(),
    )


def data_version(site: Site) -> int | None:
    """SQLite's count of commits by others, on a connection kept for this question; None on PostgreSQL."""
    if site.database != "sqlite":
        return None
    with _lock:
        name = str(site.folder)
        watcher = _watchers.get(name)
        if watcher is None:
            watcher = _watchers[name] = sqlite3.connect(
                f"file:{site.folder / 'civic.sqlite'}?mode=ro", uri=True, check_same_thread=False
            )
        return int(watcher.execute("PRAGMA data_version").fetchone()[0])


def close() -> None:
    """Close the watching connections and forget all pages (tests, shutdown)."""
    with _lock:
        for watcher in _watchers.values():
            watcher.close()
        _watchers.clear()
        _pages.clear()


def from_memory(site: Site, key_: Key, request: Request) -> Response | None:
    """A page that is certainly still right, or None."""
    kept = _pages.get(key_)
    if kept is None or kept.stamp.version is None or kept.stamp.version != data_version(site):
        return None
    if kept.stamp.until is not None and clock.now() >= kept.stamp.until:
        return None
    return _answer(kept, request)


def fresh(key_: Key, stamp: Stamp, request: Request, make: Callable[[], Response]) -> Response:
    """The kept page when its revision still holds, else a new one, kept when it is a plain 200."""
    kept = _pages.get(key_)
    if kept is not None and kept.stamp.revision == stamp.revision and kept.stamp.until == stamp.until:
        kept.stamp = stamp
        return _answer(kept, request)
    response = make()
    if response.status_code != 200 or "set-cookie" in response.headers:
        return response
    body = bytes(response.body)
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    kept = Kept(stamp, etag, body, response.headers["content-type"])
    with _lock:
        _pages[key_] = kept
        _pages.move_to_end(key_)
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)
    return _answer(kept, request)


def _answer(kept: Kept, request: Request) -> Response:
    headers = {"ETag": kept.etag, "Cache-Control": "no-cache", "Vary": "Cookie, HX-Request"}
    asked = request.headers.get("if-none-match", "")
    if kept.etag in asked:
        return Response(status_code=304, headers=headers)
    return Response(kept.body, headers=headers, media_type=kept.content_type)
