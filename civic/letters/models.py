"""Tables of letters to the mayor: what was written and what became of it; who wrote it stands apart."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class LetterState(StrEnum):
    """受付 掲示板に掲載 返事の決裁待ち 返事ずみ 返事をしない."""

    RECEIVED = "received"
    POSTED = "posted"
    REPLY_WAITS = "reply_waits"
    REPLIED = "replied"
    NOT_ANSWERED = "not_answered"


class Ground(StrEnum):
    """Why a letter gets no answer: a closed list that everybody can read (DOMAIN §4), then the ways that exist for it."""

    NOT_WANTED = "not_wanted"
    SLANDER = "slander"
    DECENCY = "decency"
    DISCRIMINATION = "discrimination"
    DISPUTE = "dispute"
    TRADE = "trade"
    POLITICS_RELIGION = "politics_religion"
    UNCLEAR = "unclear"
    ANSWERED_BEFORE = "answered_before"
    STAFF_DISCLOSURE = "staff_disclosure"
    PUBLIC_COMMENT = "public_comment"
    DOCUMENT_REQUEST = "document_request"


class Letter(SQLModel, table=True):
    """One letter. `post_id`: it stands in the room of letters (公開希望) and is answered there like any post; else
    `reply` is for its sender alone."""

    __tablename__ = "letter"

    id: int = pk()
    channel: str = Field(max_length=10)
    state: LetterState = Field(default=LetterState.RECEIVED, sa_type=one_of(LetterState, "state"), index=True)
    title: str = Field(max_length=120)
    body: str = Field(sa_type=Text)
    wants_publication: bool
    wants_answer: bool
    received_on: date
    due_on: date
    created_at: datetime
    once: str = Field(max_length=64, unique=True)
    secret_hash: str = Field(default="", max_length=64)
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    original: str = Field(default="", max_length=200)
    post_id: int | None = Field(default=None, foreign_key="post.id", unique=True)
    reply: str = Field(default="", sa_type=Text)
    drafter_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ground: str = Field(default="", max_length=30)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None


class LetterSender(SQLModel, table=True):
    """Who wrote it: apart from the letter, never published, erased after the city's days. `told`: the last news of the
    letter that was mailed to them; `is_undelivered` when their server refused it."""

    __tablename__ = "letter_sender"

    letter_id: int = Field(foreign_key="letter.id", primary_key=True)
    name: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=200)
    telephone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=200)
    told: str = Field(default="", max_length=20)
    told_at: datetime | None = None
    is_undelivered: bool = False
