"""@page: makes a door of a plain function. One session, one commit, errors to pages, forms given back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive

from civic import clock, i18n
from civic.errors import CannotStore, CivicError, SecondFactorNeeded, SignInNeeded, StaleForm
from civic.sites import Site
from civic.web import cache, csrf, pace, presence, sessions
from civic.web import limits as limiting
from civic.web.cache import Revision
from civic.web.errors import error_page
from civic.web.hooks import hooks
from civic.web.urls import register
from civic.web.visit import Visit

log = structlog.get_logger()

Door = Callable[[Visit], Response]

# Forms are small; an upload page asks for more. One kana is nine bytes urlencoded.
BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """What @page knows about a door."""

    door: Door
    method: str
    name: str
    again: "Callable[[Visit], Response] | None" = None
    limits: Sequence[limiting.Limit] = field(default_factory=tuple)
    revision: Revision | None = None
    has_form: bool = False
    body_limit: int = BODY_LIMIT


def page(
    *,
    method: str = "GET",
    again: Door | None = None,
    limits: Sequence[limiting.Limit] = (),
    revision: Revision | None = None,
    has_form: bool = False,
    body_limit: int = BODY_LIMIT,
) -> Callable[[Door], Door]:
    """`again`: the GET door that shows the form once more after Invalid or Refused (HTTP 422, what was typed kept).
    `revision`: makes the anonymous page cacheable. `has_form`: the page holds a form for visitors who are not
    signed in, so they get a CSRF secret. `limits`: counted before the door."""

    def wrap(door: Door) -> Door:
        wing = door.__module__.split(".")[1]
        opened = Opened(door, method, f"{wing}.{door.__name__}", again, tuple(limits), revision, has_form, body_limit)
        door.opened = opened  # type: ignore[attr-defined]
        return door

    return wrap


def route(path: str, *doors: Door) -> Route:
    """One path with its doors, at most one per method; every door's name leads to the path."""
    opened: dict[str, Opened] = {}
    for door in doors:
        facts: Opened = door.opened  # type: ignore[attr-defined]
        opened[facts.method] = facts
        register(facts.name, path)

    async def endpoint(request: Request) -> Response:
        facts = opened["GET" if request.method == "HEAD" else request.method]
        return await (_read(facts, request) if facts.method == "GET" else _write(facts, request))

    first = next(iter(opened.values()))
    made = Route(path, endpoint, methods=sorted(opened), name=first.name)
    made.opened = tuple(opened.values())  # type: ignore[attr-defined]
    return made


def _limited(request: Request, limit: int) -> Request:
    """Counts the body as it comes, so that the 413 page is ours for declared and chunked lengths alike."""
    declared = request.headers.get("content-length", "0")
    receive: Receive = request.receive
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        if declared.isdigit() and int(declared) > limit:
            raise HTTPException(413)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return Request(request.scope, counted)


async def _read(facts: Opened, request: Request) -> Response:
    site: Site = request.state.site
    key = cache.key(site, request) if facts.revision is not None else None
    if key is not None and (hit := cache.from_memory(site, key, request)) is not None:
        return hit
    return await run_in_threadpool(_get, facts, request, key)


async def _write(facts: Opened, request: Request) -> Response:
    limited = _limited(request, facts.body_limit)
    async with limited.form(max_files=20, max_fields=500, max_part_size=BODY_LIMIT) as form:
        return await run_in_threadpool(_post, facts, limited, form)


def _get(facts: Opened, request: Request, key: cache.Key | None) -> Response:
    """Runs in a worker thread, with one reading session for everything."""
    site: Site = request.state.site
    version = cache.data_version(site) if key is not None else None
    with Session(hooks().sites.engines(site)[0]) as db:
        visit = _who(db, request, FormData(), site)
        if key is None or facts.revision is None:
            return _shown(facts, visit)
        current = facts.revision(db, request.path_params, visit.now)
        if current is None:
            return _shown(facts, visit)
        stamp = cache.Stamp(f"{current[0]}:{visit.facts.revision}", current[1], version)
        return cache.fresh(key, stamp, request, lambda: _shown(facts, visit))


def _shown(facts: Opened, visit: Visit) -> Response:
    with i18n.speaking(visit.lang, visit.facts.terms):
        try:
            pace.check(visit)
            if facts.has_form:
                csrf.offer(visit)
            response = facts.door(visit)
        except CivicError as error:
            response = _refusal(facts, visit, error)
    return _finish(visit, response)


def _post(facts: Opened, request: Request, form: FormData) -> Response:
    """Runs in a worker thread: who is it, may the request be taken, the door, then commit or roll back; all on one
    connection, which is given back before a refusal opens another."""
    site: Site = request.state.site
    _reader, writer = hooks().sites.engines(site)
    refused: CivicError
    with writer.connect() as connection:
        with Session(connection.execution_options(begin="DEFERRED")) as db:
            visit = _who(db, request, form, site)
        try:
            with i18n.speaking(visit.lang, visit.facts.terms):
                csrf.check(visit)
                if facts.has_form:  # the answer itself holds a form
                    csrf.offer(visit)
                if facts.limits:
                    _count_limits(facts, visit, connection)
                with Session(connection.execution_options(begin="IMMEDIATE")) as db, db.begin():
                    visit.db = db
                    response = facts.door(visit)
                return _finish(visit, response)
        except CivicError as error:
            refused = error
        except OperationalError as error:
            log.error("cannot store", site=site.slug, door=facts.name, error=type(error.orig).__name__)
            refused = CannotStore()
    with i18n.speaking(visit.lang, visit.facts.terms):
        return _finish(visit, _refusal(facts, visit, refused))


def _who(db: Session, request: Request, form: FormData, site: Site) -> Visit:
    now = clock.now()
    session_token = sessions.read(site, request.cookies, "session")
    signed = hooks().who_is(db, session_token, now) if session_token else None
    signed, minutes = presence.still_here(site, request.cookies, signed, now)
    chosen = sessions.read(site, request.cookies, "lang")
    display = sessions.read(site, request.cookies, "display").split("-")
    visit = Visit(
        request=request,
        form=form,
        db=db,
        site=site,
        viewer=signed.actor if signed else None,
        now=now,
        signed=signed,
        facts=hooks().site_facts(db, now),
        lang=chosen if chosen in i18n.LANGUAGES else (signed.language if signed else "ja"),
        display=" ".join(word for word in display if word in sessions.DISPLAYS),
        address=request.client.host if request.client else "",
        flash=sessions.unpack_flash(site, sessions.read(site, request.cookies, "flash")),
    )
    if signed and minutes:
        visit.stays_here(signed.token_hash, minutes)
    csrf.prepare(visit)
    return visit


def _count_limits(facts: Opened, visit: Visit, connection: Connection) -> None:
    """All are counted, then the last one that was reached is told."""
    factor = limiting.SHARED_FACTOR if limiting.is_shared(visit.address, visit.facts.shared_networks) else 1
    reached: CivicError | None = None
    with limiting.brief(connection):
        for limit in facts.limits:
            if key := limit.key(visit):
                wider = factor if limit.key is limiting.by_address else 1
                reached = limiting.count(connection, limit, key, visit.now, wider) or reached
    if reached is not None:
        raise reached


def _refusal(facts: Opened, visit: Visit, error: CivicError) -> Response:
    """After the rollback: what must survive is written, then the form again, or the page of the error."""
    reader, writer = hooks().sites.engines(visit.site)
    record = getattr(error, "record", None)
    if record is not None:
        with Session(writer) as db, db.begin():
            record(db)
    if isinstance(error, SignInNeeded | SecondFactorNeeded):
        return _led_to_sign_in(facts, visit, error)
    visit.take_back(error)
    visit.status = 422 if isinstance(error, StaleForm) and visit.viewer and facts.again else error.status
    if facts.again is not None and visit.status in (409, 422, 429, 503):
        # The session seed stays, so what was typed can be sent again at once.
        csrf.offer(visit)
        visit.is_given_back = True
        with Session(reader) as db:
            visit.db = db
            try:
                return facts.again(visit)
            except (SignInNeeded, SecondFactorNeeded) as second:
                return _led_to_sign_in(facts, visit, second)
            except CivicError as second:
                error = second
                visit.is_given_back = False
    return error_page(visit, error)


def _led_to_sign_in(facts: Opened, visit: Visit, error: CivicError) -> Response:
    """And back afterwards: to the page asked for, or where the form said."""
    back = visit.here if facts.method == "GET" else visit.next
    door = "accounts.sign_in" if isinstance(error, SignInNeeded) else "accounts.second_factor"
    return visit.go(door, next=back)


def _finish(visit: Visit, response: Response) -> Response:
    """Cookies and caching. Pages that depend on the visitor, and answers to what somebody sent, are never stored."""
    for change in visit.on_response:
        change(response)
    if visit.new_flash:
        sessions.write(visit.site, response, "flash", sessions.pack_flash(visit.site, visit.new_flash), 300)
    elif visit.flash and not visit.is_htmx and response.status_code == 200:
        sessions.clear(visit.site, response, "flash")
    is_own = visit.viewer or visit.csrf or visit.request.method == "POST"
    response.headers.setdefault("Cache-Control", "no-store" if is_own else "no-cache")
    response.headers["Vary"] = "Cookie, HX-Request"
    return response
