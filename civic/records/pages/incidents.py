"""Doors of breaches: what every visitor reads, and the desk where it is written and approved."""

from starlette.responses import Response

from civic.clock import today
from civic.i18n import sentence
from civic.permissions import require
from civic.records import forms
from civic.records.actions import incidents as actions
from civic.records.models import Incident
from civic.records.queries import incidents as queries
from civic.records.states import ReportStage
from civic.web.page import page, route
from civic.web.visit import Visit


@page(revision=queries.incidents_revision)
def incidents(visit: Visit) -> Response:
    found = queries.public_incidents(visit.db)
    reports = queries.public_reports(visit.db, [one.id for one in found])
    return visit.render("records/incidents.html", incidents=found, reports=reports)


@page()
def staff_incidents(visit: Visit) -> Response:
    found = queries.all_incidents(visit.db, visit.viewer)
    return visit.render("records/staff_incidents.html", incidents=found, today=today(visit.now))


@page(method="POST", again=staff_incidents)
def record_incident(visit: Visit) -> Response:
    incident = actions.record_incident(visit.db, visit.viewer, forms.RecordIncident.read(visit.form), visit.now)
    return visit.go("records.staff_incident", incident_id=incident.id)


def _found(visit: Visit) -> Incident:
    return visit.need(queries.incident_for(visit.db, visit.viewer, visit.number("incident_id")))


@page()
def staff_incident(visit: Visit) -> Response:
    incident = _found(visit)
    return visit.render(
        "records/staff_incident.html", incident=incident, today=today(visit.now), stages=list(ReportStage),
        reports=queries.reports_of(visit.db, visit.viewer, incident.id),
    )  # fmt: skip


@page(method="POST", again=staff_incident)
def draft_report(visit: Visit) -> Response:
    require(visit.viewer, "incident.record")
    form = forms.DraftReport.read(visit.form)
    incident = _found(visit)
    actions.draft_report(visit.db, visit.viewer, incident, form, visit.now)
    visit.say(sentence("records.report_drafted"))
    return visit.go("records.staff_incident", incident_id=incident.id)


@page(method="POST", again=staff_incident)
def publish_report(visit: Visit) -> Response:
    report = visit.need(queries.report_for(visit.db, visit.viewer, visit.number("report_id")))
    actions.publish_report(visit.db, visit.viewer, report, visit.now)
    visit.say(sentence("records.report_published"))
    return visit.go("records.staff_incident", incident_id=report.incident_id)


routes = [
    route("/incidents", incidents),
    route("/staff/incidents", staff_incidents, record_incident),
    route("/staff/incidents/{incident_id:int}", staff_incident),
    route("/staff/incidents/{incident_id:int}/reports", draft_report),
    route("/staff/incidents/{incident_id:int}/reports/{report_id:int}", publish_report),
]
