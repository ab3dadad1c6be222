"""Doors of records: the auditor's pages, readings with a reason, the public heads of the ledger."""

from starlette.responses import Response

from civic.permissions import require
from civic.records import actions, queries
from civic.records.forms import ReadConnections
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def audit(visit: Visit) -> Response:
    verb, target = visit.query("verb")[:60], visit.query("target")[:60]
    found = queries.acts(visit.db, visit.viewer, verb, target, visit.query_number("before"))
    return visit.render(
        "records/audit.html", acts=found[: queries.PAGE], has_more=len(found) > queries.PAGE, verb=verb, target=target
    )


@page()
def readings(visit: Visit) -> Response:
    found = queries.readings(visit.db, visit.viewer, visit.query_number("before"))
    return visit.render("records/readings.html", readings=found[: queries.PAGE], has_more=len(found) > queries.PAGE)


@page()
def connections(visit: Visit) -> Response:
    require(visit.viewer, "connection.read")
    return visit.render("records/connections.html")


@page(method="POST", again=connections)
def read_connections(visit: Visit) -> Response:
    """The answer itself shows them; it is sent once the reading is in the record."""
    form = ReadConnections.read(visit.form)
    target = f"{form.kind}:{form.number}"
    found = actions.read_connections(visit.db, visit.viewer, target=target, reason=form.reason, now=visit.now)
    return visit.render("records/connections_read.html", connections=found, target=target)


@page(revision=queries.heads_revision)
def ledger(visit: Visit) -> Response:
    found = queries.heads(visit.db, visit.query_number("before"))
    return visit.render("records/ledger.html", heads=found[: queries.PAGE], has_more=len(found) > queries.PAGE)


routes = [
    route("/audit", audit),
    route("/audit/readings", readings),
    route("/staff/connections", connections, read_connections),
    route("/ledger", ledger),
]
