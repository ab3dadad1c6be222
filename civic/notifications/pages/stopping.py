"""Door of the address in mails that stops them: a page with a button, and the one press of a mail program (RFC 8058)."""

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from civic import clock
from civic.errors import NotFound
from civic.notifications import actions, queries
from civic.notifications.jobs.composing import title_of
from civic.notifications.stopping import read_stop
from civic.sites import Site
from civic.web.hooks import hooks
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def mail_stop(visit: Visit) -> Response:
    """Opening it changes nothing: mail programs and virus filters open every address."""
    found = read_stop(visit.site, visit.text("token"))
    if found is None:
        raise NotFound("notifications.bad_stop_address")
    person_id, what = found
    return visit.render(
        "notifications/mail_stop.html",
        what=what.partition(":")[0],
        title=title_of(visit.db, None, what),
        is_stopped=queries.is_stopped(visit.db, person_id, what, visit.now),
    )


def _stop(site: Site, token: str) -> None:
    found = read_stop(site, token)
    if found is not None:
        with Session(hooks().sites.engines(site)[1]) as db, db.begin():
            actions.stop_mail(db, *found, clock.now())


_shown = route("/mail/stop/{token}", mail_stop)


async def _one_press(request: Request) -> Response:
    """Mail programs send no cookie and no form token; the signed address itself is the permission. Answered with the
    page and not with a redirect, which RFC 8058 forbids."""
    await run_in_threadpool(_stop, request.state.site, request.path_params["token"])
    answer: Response = await _shown.endpoint(Request({**request.scope, "method": "GET"}, request.receive))
    return answer


_pressed = Route("/mail/stop/{token}", _one_press, methods=["POST"], name="notifications.stop_mail")
# Not a @page: that would ask for a form token. tests/notifications/test_stop_mail.py stands for the house tests.
_pressed.opened = ()  # type: ignore[attr-defined]

routes = [_shown, _pressed]
