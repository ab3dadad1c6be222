"""Pages of errors: inside a door with what the visitor had, outside any door without a database."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from civic import clock, i18n
from civic.errors import CivicError
from civic.sites import Site
from civic.web import pace, sessions
from civic.web.show import render
from civic.web.visit import Visit


def error_page(visit: Visit, error: CivicError) -> Response:
    status = error.status
    what = i18n.sentence(error.code, error.data)
    template = f"errors/{status}.html"
    # The door's session is closed; error pages read nothing from the database.
    html = render(template, **visit.context(), what=what, error=error)
    return HTMLResponse(html, status_code=status, headers=pace.retry_after(error))


def error_response(request: Request, status: int) -> Response:
    """For errors outside any door (unknown address, method not allowed, broken form): no database."""
    site: Site = request.state.site
    visit = Visit(
        request=request,
        form=FormData(),
        db=None,  # type: ignore[arg-type]
        site=site,
        viewer=None,
        now=clock.now(),
        lang=sessions.read(site, request.cookies, "lang") or "ja",
    )
    token = i18n.language.set(visit.lang if visit.lang in i18n.LANGUAGES else "ja")
    try:
        error = CivicError(f"web.status_{status}")
        error.status = status
        response = error_page(visit, error)
    finally:
        i18n.language.reset(token)
    response.headers["Cache-Control"] = "no-store"
    return response
