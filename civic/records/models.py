"""Tables of records: who read which private data and why, requests of the people in the files, breaches."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.records.states import ReportStage, RequestKind, RequestState


class Reading(SQLModel, table=True):
    """A member of staff read private data: written before the data is shown."""

    __tablename__ = "reading"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    what: str = Field(max_length=60)
    target: str = Field(max_length=60, index=True)
    reason: str = Field(max_length=300)
    at: datetime


class DataRequest(SQLModel, table=True):
    """A request for disclosure, correction or suspension of use (個人情報保護法 76, 90, 98) with its clock."""

    __tablename__ = "data_request"

    id: int = pk()
    kind: RequestKind = Field(sa_type=one_of(RequestKind, "kind"))
    state: RequestState = Field(default=RequestState.RECEIVED, sa_type=one_of(RequestState, "state"), index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    address: str = Field(max_length=200)
    text: str = Field(max_length=2000)
    notice_version: int
    channel: str = Field(default="web", max_length=10)
    entered_by: int | None = None
    once: str = Field(max_length=64, unique=True)
    received_at: datetime
    due_on: date = Field(index=True)
    extended_on: date | None = None
    extension_reason: str = Field(default="", max_length=500)
    # How the person was identified; no copy of a document is kept.
    identity_by: str = Field(default="", max_length=100)
    checked_by: int | None = None
    # While something is asked for, the clock stands still (83条).
    amendment: str = Field(default="", max_length=500)
    amendment_asked_on: date | None = None
    result: str = Field(default="", max_length=10)
    reason: str = Field(default="", max_length=2000)
    decided_on: date | None = None
    decided_by: int | None = None
    notified_on: date | None = None
    executed_on: date | None = None
    rev: int = 1


class Incident(SQLModel, table=True):
    """A breach (漏えい等, 68条) from its discovery to the final report."""

    __tablename__ = "incident"

    id: int = pk()
    title: str = Field(max_length=100)
    found_at: datetime
    happened: str = Field(max_length=2000)
    data_kinds: str = Field(max_length=500)
    people_count: int = 0
    is_malicious: bool = False
    first_due_on: date
    final_due_on: date
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    # A banner on every page from the first publication to the last.
    is_open: bool = Field(default=False, index=True)
    closed_at: datetime | None = None
    rev: int = 1


class IncidentReport(SQLModel, table=True):
    """One public word on a breach; seen by residents once a second person has approved it."""

    __tablename__ = "incident_report"

    id: int = pk()
    incident_id: int = Field(foreign_key="incident.id", index=True)
    stage: ReportStage = Field(sa_type=one_of(ReportStage, "stage"))
    text: str = Field(max_length=4000)
    drafted_by: int = Field(foreign_key="person.id")
    drafted_at: datetime
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
