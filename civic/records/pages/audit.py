"""Doors of records: the auditor's pages, readings with a reason, the public heads of the ledger."""

import json
from datetime import UTC

from starlette.responses import Response

from civic.ledger import LedgerEntry
from civic.permissions import require
from civic.records import actions, queries
from civic.records.forms import ReadConnections
from civic.records.queries import files
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


@page()
def erasures(visit: Visit) -> Response:
    found = files.erasures(visit.db, visit.viewer, visit.query_number("before"))
    return visit.render("records/erasures.html", erasures=found[: files.PAGE], has_more=len(found) > files.PAGE)


@page()
def audit_export(visit: Visit) -> Response:
    """Line by line as the chain hashes it, so that anybody with the published heads can check it elsewhere."""
    found = files.whole_ledger(visit.db, visit.viewer, visit.query_number("after"))
    lines = (json.dumps(_entry(entry), ensure_ascii=False, sort_keys=True, default=str) + "\n" for entry in found)
    headers = {"Content-Disposition": 'attachment; filename="ledger.jsonl"'}
    return Response("".join(lines), media_type="application/jsonl; charset=utf-8", headers=headers)


def _entry(entry: LedgerEntry) -> dict[str, object]:
    return entry.model_dump() | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}


routes = [
    route("/audit", audit),
    route("/audit/readings", readings),
    route("/audit/erasures", erasures),
    route("/audit/ledger.jsonl", audit_export),
    route("/staff/connections", connections, read_connections),
    route("/ledger", ledger),
]
