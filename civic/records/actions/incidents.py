"""漏えい等の記録: what happened, the legal clock, and what residents are told step by step, each word approved by a second person."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from civic import clock, ledger
from civic.city.actions import raise_revision
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Viewer, require
from civic.records.forms import DraftReport, RecordIncident
from civic.records.models import Incident, IncidentReport
from civic.records.states import ReportStage, need_stage


def record_incident(db: Db, actor: Viewer, form: RecordIncident, now: datetime) -> Incident:
    """The clock begins with the day it was found: 速報 and 確報 to the 個人情報保護委員会 (68条, 規則44条)."""
    who = require(actor, "incident.record")
    found_on = form.found_on
    if found_on > clock.today(now):
        raise Refused("records.found_in_future")
    final = "incident.final_malicious_days" if form.is_malicious else "incident.final_days"
    incident = Incident(
        title=form.title, found_at=clock.start_of(found_on), happened=form.happened, data_kinds=form.data_kinds,
        people_count=form.people_count, is_malicious=bool(form.is_malicious),
        first_due_on=found_on + timedelta(days=int(setting(db, "incident.first_days"))),
        final_due_on=found_on + timedelta(days=int(setting(db, final))), recorded_by=who.person_id, recorded_at=now,
    )  # fmt: skip
    db.add(incident)
    db.flush()
    ledger.append(db, who.person_id, "records.record_incident", f"incident:{incident.id}", at=now)
    return incident


def _stages(db: Db, incident_id: int) -> list[ReportStage]:
    query = select(IncidentReport.stage).where(
        col(IncidentReport.incident_id) == incident_id, col(IncidentReport.published_at).is_not(None)
    )
    return [ReportStage(stage) for stage in db.exec(query)]


def draft_report(db: Db, actor: Viewer, incident: Incident, form: DraftReport, now: datetime) -> IncidentReport:
    who = require(actor, "incident.record")
    need_stage(_stages(db, incident.id), form.stage)
    report = IncidentReport(
        incident_id=incident.id, stage=form.stage, text=form.text, drafted_by=who.person_id, drafted_at=now
    )
    db.add(report)
    db.flush()
    ledger.append(
        db, who.person_id, "records.draft_report", f"incident:{incident.id}", at=now, report=report.id,
        stage=form.stage.value,
    )  # fmt: skip
    return report


def publish_report(db: Db, actor: Viewer, report: IncidentReport, now: datetime) -> None:
    """By a second person. The first opens the banner on every page, the last takes it away."""
    who = require(actor, "incident.publish", report)
    if report.published_at is not None:
        raise Stale("records.report_published_already")
    incident = db.exec(select(Incident).where(col(Incident.id) == report.incident_id).with_for_update()).one()
    need_stage(_stages(db, incident.id), report.stage)
    report.approved_by, report.published_at = who.person_id, now
    incident.is_open = report.stage is not ReportStage.FINAL
    incident.closed_at = None if incident.is_open else now
    incident.rev += 1
    db.add(report)
    db.add(incident)
    raise_revision(db)
    ledger.append(
        db, who.person_id, "records.publish_report", f"incident:{incident.id}", at=now, report=report.id,
        stage=report.stage.value,
    )  # fmt: skip
