"""Tables of opportunities (出番): what the city looks for people for, who applied, and the lectures it brings to groups."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.registry.states import OpportunityState, RequestState


class OpportunityKind(StrEnum):
    COURSE = "course"
    TRAINING = "training"
    VISITING_LECTURE = "visiting_lecture"
    EVENT = "event"
    COMMITTEE = "committee"
    VOLUNTEER = "volunteer"


class Opportunity(SQLModel, table=True):
    """A day on which people of the register can act: roles wanted, place, deadline, and the report afterwards."""

    __tablename__ = "registry_opportunity"
    __table_args__ = (UniqueConstraint("drafted_by", "once"),)

    id: int = pk()
    kind: OpportunityKind = Field(sa_type=one_of(OpportunityKind, "kind"), index=True)
    state: OpportunityState = Field(
        default=OpportunityState.DRAFT, sa_type=one_of(OpportunityState, "state"), index=True
    )
    section_id: int = Field(foreign_key="section.id")
    drafted_by: int | None = Field(default=None, foreign_key="person.id")
    title: str = Field(max_length=120)
    text: str = Field(sa_type=Text)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    areas: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=200)
    fee: str = Field(default="", max_length=100)
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    deadline_on: date = Field(index=True)
    published_at: datetime | None = None
    reason: str = Field(default="", max_length=500)
    report: str = Field(default="", sa_type=Text)
    participants: int | None = None
    once: str = Field(max_length=40)
    rev: int = 1

    @property
    def is_public(self) -> bool:
        return self.state is not OpportunityState.DRAFT


class OpportunityRole(SQLModel, table=True):
    """Who is wanted: 講師 1, 手伝い 3."""

    __tablename__ = "registry_role"

    id: int = pk()
    opportunity_id: int = Field(foreign_key="registry_opportunity.id", index=True)
    name: str = Field(max_length=60)
    count: int = 1
    skills: str = Field(default="", max_length=200)


class OpportunityApplication(SQLModel, table=True):
    """An entry of the register offers itself for a role."""

    __tablename__ = "registry_application"
    __table_args__ = (UniqueConstraint("role_id", "entry_id"),)

    id: int = pk()
    opportunity_id: int = Field(foreign_key="registry_opportunity.id", index=True)
    role_id: int = Field(foreign_key="registry_role.id")
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    message: str = Field(default="", max_length=500)
    state: RequestState = Field(default=RequestState.APPLIED, sa_type=one_of(RequestState, "state"))
    reason: str = Field(default="", max_length=500)
    at: datetime
    rev: int = 1


class Lecture(SQLModel, table=True):
    """A theme of the catalogue of 出前講座: staff come to a group and explain it."""

    __tablename__ = "registry_lecture"

    id: int = pk()
    section_id: int = Field(foreign_key="section.id", index=True)
    title: str = Field(max_length=120)
    text: str = Field(sa_type=Text)
    minutes: int = 60
    audience: str = Field(default="", max_length=200)
    is_offered: bool = True


class LectureRequest(SQLModel, table=True):
    """A group asks for a lecture; the contact is for the section alone and is erased after `erase_on`."""

    __tablename__ = "registry_lecture_request"
    __table_args__ = (UniqueConstraint("person_id", "once"),)

    id: int = pk()
    lecture_id: int = Field(foreign_key="registry_lecture.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    group_name: str = Field(max_length=100)
    wanted: str = Field(max_length=200)
    place: str = Field(max_length=200)
    people: int
    contact: str = Field(max_length=254)
    question: str = Field(default="", max_length=500)
    state: RequestState = Field(default=RequestState.APPLIED, sa_type=one_of(RequestState, "state"))
    reason: str = Field(default="", max_length=500)
    notice_version: int
    consent_at: datetime
    erase_on: date = Field(index=True)
    once: str = Field(max_length=40)
    rev: int = 1
