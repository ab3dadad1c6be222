"""Tables of what comes after an answer and beside it: follow-up, a facilitator's marks, residents' replies."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.responses.states import FollowUpState, Horizon


class FollowUp(SQLModel, table=True):
    """進み具合: what an answer promised, within which horizon, how far it is, and when the city reports next."""

    __tablename__ = "follow_up"

    id: int = pk()
    response_id: int = Field(foreign_key="response.id", unique=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    horizon: Horizon = Field(sa_type=one_of(Horizon, "horizon"))
    state: FollowUpState = Field(sa_type=one_of(FollowUpState, "state"))
    next_report_on: date | None = Field(default=None, index=True)
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None


class FollowUpReport(SQLModel, table=True):
    """One report on a follow-up; all of them stay readable."""

    __tablename__ = "follow_up_report"
    __table_args__ = (UniqueConstraint("follow_up_id", "number"),)

    id: int = pk()
    follow_up_id: int = Field(foreign_key="follow_up.id")
    number: int
    state: FollowUpState = Field(sa_type=one_of(FollowUpState, "state"))
    horizon: Horizon = Field(sa_type=one_of(Horizon, "horizon"))
    text: str = Field(max_length=1000)
    # The document as revised and the line of the budget that carries it.
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    budget_unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    next_report_on: date | None = None
    section_name: str = Field(max_length=100)
    reported_by: int = Field(foreign_key="person.id")
    reported_at: datetime


class MarkKind(StrEnum):
    """進行役の印: to be answered, to be grouped, off the topic of the room."""

    ANSWER = "answer"
    GROUP = "group"
    OFF_TOPIC = "off_topic"


class FacilitatorMark(SQLModel, table=True):
    """A facilitator's note to those who summarise, answer and moderate; seen by staff, never by other readers."""

    __tablename__ = "facilitator_mark"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    kind: MarkKind = Field(sa_type=one_of(MarkKind, "kind"), primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    marked_by: int = Field(foreign_key="person.id")
    marked_at: datetime


class AnswerFeedback(SQLModel, table=True):
    """「この回答は分かりやすかったですか」: one reply of one person to one version; only their sum is shown."""

    __tablename__ = "answer_feedback"

    version_id: int = Field(foreign_key="response_version.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    score: int
    replied_at: datetime


class SurveyReply(SQLModel, table=True):
    """The three questions at a room's close, 1 to 5 each; only their sums are shown, from ten replies on."""

    __tablename__ = "survey_reply"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    understood: int
    heard: int
    again: int
    replied_at: datetime
