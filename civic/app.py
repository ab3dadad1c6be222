"""The web application: sites by host, security headers, routes of every wing, errors as pages."""

import contextlib
from collections.abc import AsyncIterator
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from civic.accounts.queries import who_is
from civic.city.queries import site_facts
from civic.config import ROOT, config
from civic.i18n import LANGUAGES
from civic.sites import Sites
from civic.web import cache, sessions, show
from civic.web.errors import error_response
from civic.web.hooks import Hooks, set_hooks
from civic.web.ways import Ways

WINGS = (
    "home", "accounts", "city", "notifications", "library", "registry", "rooms", "review", "responses", "submissions", "letters", "search",
    "records", "open",
)  # fmt: skip

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


class SiteByHost:
    """Pure ASGI: the request's Host picks the city, security headers go on every answer."""

    def __init__(self, app: ASGIApp, sites: Sites) -> None:
        self.app = app
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
        site = self.sites.by_host(host)
        if site is None:
            answer = PlainTextResponse("この名前の市はここにはありません。\nNo city is served under this name.\n", 404)
            await answer(scope, receive, send)
            return
        scope.setdefault("state", {})["site"] = site
        extra = [*HEADERS, STRICT_TRANSPORT] if site.base_url.startswith("https://") else HEADERS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self.app(scope, receive, with_headers)


class Static(StaticFiles):
    """Files by digest in the query may be kept for good; without it they are asked again."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        scope = args[2] if len(args) > 2 else kwargs["scope"]
        is_digest = b"v=" in scope["query_string"]  # type: ignore[index]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_digest else "no-cache"
        return response


async def http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    shown = {400: 422, 401: 403, 405: 404}.get(status, status)
    response = error_response(request, shown if shown in (403, 404, 413, 422, 429, 503) else 422)
    response.status_code = status
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _language(request: Request) -> str:
    """Chosen on this site, else what the browser asks for; its first language decides."""
    site = request.scope.get("state", {}).get("site")
    chosen = sessions.read(site, request.cookies, "lang") if site is not None else ""
    wanted = chosen or request.headers.get("accept-language", "ja")[:2].lower()
    return wanted if wanted in LANGUAGES else "ja"


async def broken(request: Request, _error: Exception) -> Response:
    """500: needs no database, no site, no visitor."""
    try:
        html = show.environment().get_template("errors/500.html").render(lang=_language(request))
    except Exception:
        html = "<!doctype html><title>500</title><p>申し訳ありません。システムに不具合が起きました。"
    return HTMLResponse(html, status_code=500, headers={"Cache-Control": "no-store"})


def routes() -> list[BaseRoute]:
    found: list[BaseRoute] = []
    for wing in WINGS:
        found.extend(import_module(f"civic.{wing}.pages").routes)
    found.append(Mount("/static", Static(directory=ROOT / "static"), name="static"))
    return found


def make_app(sites: Sites | None = None) -> Starlette:
    """The application over the sites of CIVIC_HOME (or those given)."""
    served = sites or Sites(config().home)
    set_hooks(Hooks(served, who_is, site_facts))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        cache.close()
        served.close()

    return Starlette(
        routes=[Ways(routes())],
        middleware=[Middleware(SiteByHost, sites=served)],
        exception_handlers={HTTPException: http_error, 500: broken},
        lifespan=lifespan,
    )


def __getattr__(name: str) -> Starlette:
    """`uvicorn civic.app:app` makes the application when asked, so that importing this module opens nothing."""
    if name == "app":
        globals()["app"] = made = make_app()
        return made
    raise AttributeError(name)
