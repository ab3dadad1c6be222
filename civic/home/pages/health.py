"""Doors for machines that watch: is the process alive, can it work. No visitor, no cookie, no page."""

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from civic import clock
from civic.home.queries import urgent_job_age
from civic.web.hooks import hooks

NO_STORE = {"Cache-Control": "no-store"}


async def healthz(_request: Request) -> Response:
    """No database: a slow one must not make the process be restarted."""
    return PlainTextResponse("ok\n", headers=NO_STORE)


def readyz(request: Request) -> Response:
    """503 when the database does not answer; how long the oldest urgent job waits shows whether a worker lives."""
    reader, _writer = hooks().sites.engines(request.state.site)
    try:
        with Session(reader) as db:
            age = urgent_job_age(db, clock.now())
    except SQLAlchemyError:
        return JSONResponse({"database": "unreachable"}, status_code=503, headers=NO_STORE)
    return JSONResponse({"database": "ok", "oldest_urgent_job_seconds": age}, headers=NO_STORE)


def _watched(path: str, door: object, name: str) -> Route:
    """Not a @page: that one reads the database to know its visitor."""
    made = Route(path, door, methods=["GET"], name=name)  # type: ignore[arg-type]
    made.opened = ()  # type: ignore[attr-defined]
    return made


routes = [_watched("/healthz", healthz, "home.healthz"), _watched("/readyz", readyz, "home.readyz")]
