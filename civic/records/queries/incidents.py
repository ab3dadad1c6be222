"""Reads of breaches: what is public, and all of it for those who record and approve."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from civic.permissions import Viewer, require
from civic.records.models import Incident, IncidentReport

_PUBLISHED = col(IncidentReport.published_at).is_not(None)


def public_incidents(db: Session) -> Sequence[Incident]:
    """Those residents have been told of, newest first."""
    told = select(IncidentReport.incident_id).where(_PUBLISHED)
    return db.exec(select(Incident).where(col(Incident.id).in_(told)).order_by(col(Incident.id).desc())).all()


def public_reports(db: Session, incident_ids: Sequence[int]) -> Mapping[int, Sequence[IncidentReport]]:
    """Oldest first, by breach."""
    query = select(IncidentReport).where(col(IncidentReport.incident_id).in_(incident_ids), _PUBLISHED)
    found: dict[int, list[IncidentReport]] = {number: [] for number in incident_ids}
    for report in db.exec(query.order_by(col(IncidentReport.published_at), col(IncidentReport.id))):
        found[report.incident_id].append(report)
    return found


def incidents_revision(_db: Session, _params: Mapping[str, Any], _now: datetime) -> tuple[str, datetime | None]:
    """Publishing a word raises the site's revision, which is in every stamp."""
    return "incidents", None


def all_incidents(db: Session, viewer: Viewer) -> Sequence[Incident]:
    require(viewer, "incident.see")
    return db.exec(select(Incident).order_by(col(Incident.id).desc())).all()


def incident_for(db: Session, viewer: Viewer, incident_id: int) -> Incident | None:
    require(viewer, "incident.see")
    return db.get(Incident, incident_id)


def reports_of(db: Session, viewer: Viewer, incident_id: int) -> Sequence[IncidentReport]:
    """Drafts too, oldest first."""
    require(viewer, "incident.see")
    mine = select(IncidentReport).where(col(IncidentReport.incident_id) == incident_id)
    return db.exec(mine.order_by(col(IncidentReport.id))).all()


def report_for(db: Session, viewer: Viewer, report_id: int) -> IncidentReport | None:
    require(viewer, "incident.see")
    return db.get(IncidentReport, report_id)
