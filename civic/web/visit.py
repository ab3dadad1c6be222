"""A visit: one request with its site, viewer, moment and session; what a door gets and answers with."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from civic import i18n
from civic.errors import CivicError, Invalid, NotFound
from civic.permissions import Viewer, can
from civic.sites import Site
from civic.web import presence, sessions
from civic.web.hooks import Signed, SiteFacts
from civic.web.show import render
from civic.web.summary import named
from civic.web.urls import safe_next, url

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NoFacts:
    """For pages of errors, which read nothing."""

    revision: int = 0
    incident: str = ""
    election: str = ""
    shared_networks: tuple[str, ...] = ()
    crawler_pace: int = 0
    terms: i18n.Terms = ()


@dataclass(slots=True)
class Shown:
    """The site as templates see it."""

    name: str
    slug: str
    is_kiosk: bool
    base_url: str
    idle_seconds: int = 0


@dataclass(slots=True)
class Visit:
    """`db` is a reading session on GET and a writing one on POST; `now` is taken once."""

    request: Request
    form: FormData
    db: Session
    site: Site
    viewer: Viewer
    now: datetime
    signed: Signed | None = None
    facts: SiteFacts = field(default_factory=NoFacts)
    lang: str = "ja"
    display: str = ""
    address: str = ""
    idle_minutes: int = 0
    csrf: str = ""
    flash: Sequence[tuple[str, str]] = ()
    # Set when a form comes back: what was typed, what is wrong by field, and the sentence of a refusal.
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: str = ""
    refused: CivicError | None = None
    # The page shows a form once more that could not be taken as it was sent.
    is_given_back: bool = False
    status: int = 200
    new_flash: list[tuple[str, str]] = field(default_factory=list)
    on_response: list[Callable[[Response], None]] = field(default_factory=list)

    @property
    def is_htmx(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def here(self) -> str:
        """Path and query, to come back to."""
        query = self.request.url.query
        return self.path + (f"?{query}" if query else "")

    @property
    def next(self) -> str:
        """Where a form asked to go afterwards; only ever a path of this site."""
        return safe_next(str(self.form.get("next") or self.request.query_params.get("next") or ""), "/")

    def is_sent(self, name: str, **params: object) -> bool:
        """Whether this is the form that could not be taken: on a page with several, the others stay as they were."""
        return self.is_given_back and self.path == url(name, **params)

    @property
    def unread_notices(self) -> int:
        return self.signed.unread_notices if self.signed else 0

    def number(self, name: str) -> int:
        """A number from the path."""
        return int(self.request.path_params[name])

    def text(self, name: str) -> str:
        """A text from the path."""
        return str(self.request.path_params[name])

    def query(self, name: str, otherwise: str = "") -> str:
        return self.request.query_params.get(name, otherwise).replace("\x00", "")

    def query_number(self, name: str, otherwise: int = 0) -> int:
        """A number from the query; nonsense counts as absent."""
        value = self.query(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else otherwise

    def context(self) -> dict[str, Any]:
        shown = Shown(self.site.name, self.site.slug, self.is_kiosk, self.site.base_url, self.idle_minutes * 60)
        return {"visit": self, "site": shown, "can": partial(can, self.viewer), "viewer": self.viewer, "now": self.now}

    def render(self, template: str, status: int | None = None, **context: Any) -> Response:
        """A page or, for a template whose name begins with _, a fragment."""
        html = render(template, **self.context(), **context)
        if self.errors:
            html = named(html, self.path)
        if self.is_kiosk:
            html = _without_memory(html)
        return HTMLResponse(html, status_code=status or self.status)

    def see_other(self, path: str) -> Response:
        """303 after a form; htmx is led there by its own header, because it follows redirects inside the page."""
        if self.is_htmx:
            return Response(status_code=204, headers={"HX-Redirect": path})
        return RedirectResponse(path, status_code=303)

    def go(self, name: str, **params: object) -> Response:
        return self.see_other(url(name, **params))

    def say(self, text: str, level: str = "success") -> None:
        """A sentence for the next page."""
        self.new_flash.append((level, text))

    def take_back(self, error: CivicError) -> None:
        """Fill in what a form needs to be shown again after Invalid or Refused."""
        self.status = error.status
        self.refused = error
        if isinstance(error, Invalid):
            self.typed = error.typed
            self.errors = {
                place: [i18n.sentence(code, data) for code, data in codes] for place, codes in error.errors.items()
            }
        else:
            from civic.forms import typed_of

            self.typed = typed_of(self.form)
        self.refusal = i18n.sentence(error.code, error.data)

    def need(self, thing: T | None) -> T:
        """The thing, or NotFound."""
        if thing is None:
            raise NotFound
        return thing

    @property
    def is_kiosk(self) -> bool:
        """Signed in at a terminal that others use too."""
        return bool(self.signed and self.signed.is_kiosk)

    def stays_here(self, token_hash: str, minutes: int) -> None:
        """A sign of life of somebody at a shared terminal."""
        self.idle_minutes = minutes
        self.on_response.append(lambda r: presence.note(self.site, r, token_hash, minutes, self.now))

    def set_session(self, token: str, seconds: int | None) -> None:
        self.on_response.append(lambda r: sessions.write(self.site, r, "session", token, seconds))

    def drop_session(self) -> None:
        self.on_response.append(lambda r: sessions.clear(self.site, r, "session"))


_REMEMBERED = re.compile(r' autocomplete="[^"]*"')


def _without_memory(html: str) -> str:
    """No form of this page is kept by the browser. What people wrote is escaped: it holds no tag."""
    return _REMEMBERED.sub("", html).replace("<form ", '<form autocomplete="off" ')
