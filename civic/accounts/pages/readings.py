"""Doors of readings that need a second person: asked for by who reads, decided by the city manager."""

from starlette.responses import Response

from civic import clock
from civic.accounts import forms
from civic.accounts.actions import readings as actions
from civic.accounts.queries import readings as queries
from civic.city.queries import setting
from civic.i18n import gettext as _
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def readings(visit: Visit) -> Response:
    """How much one opened today, and what waits for a second person."""
    today = clock.today(visit.now)
    return visit.render(
        "accounts/readings.html",
        passes=queries.passes(visit.db, visit.viewer, today),
        counts=queries.readings_of(visit.db, visit.viewer, today),
        most=int(setting(visit.db, "reading.most_a_day")),
    )


@page(method="POST", again=readings)
def ask_reading(visit: Visit) -> Response:
    actions.ask_reading(visit.db, visit.viewer, forms.AskReading.read(visit.form), visit.now)
    visit.say(_("頼みました。総括管理者が決めます。"))
    return visit.go("accounts.readings")


@page(method="POST", again=readings)
def decide_reading(visit: Visit) -> Response:
    asked = queries.pass_row(visit.db, visit.viewer, visit.number("number"))
    actions.decide_reading(visit.db, visit.viewer, asked, forms.DecideReading.read(visit.form), visit.now)
    visit.say(_("決めたことを記録しました。"))
    return visit.go("accounts.readings")


routes = [
    route("/staff/readings", readings, ask_reading),
    route("/staff/readings/{number:int}/decide", decide_reading),
]
