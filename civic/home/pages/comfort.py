"""Doors of how the pages look and in which language: for everybody, kept in a cookie only."""

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from civic.home.forms import SetDisplay
from civic.i18n import LANGUAGES, sentence
from civic.web import sessions
from civic.web.page import page, route
from civic.web.urls import asset, safe_next
from civic.web.visit import Visit

YEAR = 365 * 86400


def _came_from(visit: Visit) -> str:
    """The page that led here, if it is one of this site."""
    came = urlsplit(visit.request.headers.get("referer", ""))
    if came.netloc != visit.request.headers.get("host", ""):
        return "/"
    return safe_next(came.path + (f"?{came.query}" if came.query else ""))


def _lasts(visit: Visit) -> int | None:
    return None if visit.signed and visit.signed.is_kiosk else YEAR


@page(has_form=True)
def display(visit: Visit) -> Response:
    chosen = visit.display.split()
    return visit.render("home/display.html", chosen=chosen, back=visit.query("next") or _came_from(visit))


@page(method="POST", again=display)
def set_display(visit: Visit) -> Response:
    form = SetDisplay.read(visit.form)
    value = "-".join(choice for choice in (form.colours, form.size) if choice != "usual")
    if value:
        visit.on_response.append(lambda r: sessions.write(visit.site, r, "display", value, _lasts(visit)))
    else:
        visit.on_response.append(lambda r: sessions.clear(visit.site, r, "display"))
    visit.say(sentence("home.display_set"))
    return visit.see_other(visit.next)


@page()
def language(visit: Visit) -> Response:
    """A plain link, so that it works on kept pages; it changes nothing but this browser's own view."""
    chosen = visit.query("lang")
    if chosen in LANGUAGES:
        visit.on_response.append(lambda r: sessions.write(visit.site, r, "lang", chosen, _lasts(visit)))
    return visit.see_other(visit.next if visit.query("next") else _came_from(visit))


@page()
def favicon(visit: Visit) -> Response:
    """Browsers ask for this address whatever the page says."""
    return RedirectResponse(asset("icon.svg"), status_code=301)


routes = [
    route("/display", display, set_display),
    route("/language", language),
    route("/favicon.ico", favicon),
]
