"""Tables of the city's answers: the duty with its clock, and its versions."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.responses.states import ResponseState


class Response(SQLModel, table=True):
    """The duty to answer one post: whose, until when, how far. Its text stands in its versions."""

    __tablename__ = "response"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    post_id: int = Field(foreign_key="post.id", unique=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    state: ResponseState = Field(default=ResponseState.ASSIGNED, sa_type=one_of(ResponseState, "state"), index=True)
    assigned_at: datetime
    due_on: date = Field(index=True)
    drafted_by: int | None = Field(default=None, foreign_key="person.id")
    # Everybody who worked on the text that is not published yet: none of them approves it (DOMAIN §10, 10).
    drafter_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    published_version: int | None = None
    first_published_at: datetime | None = None


class ResponseVersion(SQLModel, table=True):
    """One text of an answer. Published versions are frozen; a correction is the next number at the same address."""

    __tablename__ = "response_version"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: int = pk()
    response_id: int = Field(foreign_key="response.id", index=True)
    number: int
    category: str = Field(default="", max_length=1)
    ground: str = Field(default="", max_length=1000)
    evidence_unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    before_text: str = Field(default="", sa_type=Text)
    after_text: str = Field(default="", sa_type=Text)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    section_name: str = Field(max_length=100)
    drafted_by: int = Field(foreign_key="person.id")
    drafted_at: datetime
    sent_back_reason: str = Field(default="", max_length=500)
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
