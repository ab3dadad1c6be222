"""Tables of the public comment: what was sent, who sent it (apart), its distinct texts, opinions and results."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic import ledger
from civic.db import one_of, pk


class Channel(StrEnum):
    """How an opinion reached the city."""

    WEB = "web"
    EMAIL = "email"
    POST = "post"
    FAX = "fax"
    COUNTER = "counter"
    TELEPHONE = "telephone"
    MEETING = "meeting"
    ROUND_TABLE = "round_table"
    MAYOR_LETTER = "mayor_letter"


class Submission(SQLModel, table=True):
    """One opinion as it was sent: 提出件数 counts these. Its words are its text's unless `own_body` says otherwise
    (another blank or line end), so that two hundred thousand copies stand once."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("room_id", "number"), UniqueConstraint("room_id", "once"))

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    number: int
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    place: str = Field(default="", max_length=200)
    text_id: int = Field(foreign_key="submission_text.id", index=True)
    own_body: str = Field(default="", sa_type=Text)
    received_on: date
    created_at: datetime
    once: str = Field(max_length=64)
    secret_hash: str = Field(default="", max_length=64)
    replaced_at: datetime | None = None
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    original: str = Field(default="", max_length=200)
    is_publishable: bool = True


class SubmitterIdentity(SQLModel, table=True):
    """Who sent it: apart from the opinion, never published, never indexed, erased after the city's days."""

    __tablename__ = "submitter_identity"

    submission_id: int = Field(foreign_key="submission.id", primary_key=True)
    name: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=200)
    belonging: str = Field(default="", max_length=200)
    telephone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=200)


class SubmissionText(SQLModel, table=True):
    """One distinct wording with how often it was sent. `head_id` is the first of the nearly equal ones; `masks` are
    the places blacked out at publication; `findings` are (code, start, end): they guide, they never refuse."""

    __tablename__ = "submission_text"
    __table_args__ = (UniqueConstraint("room_id", "exact"),)

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    exact: str = Field(max_length=64)
    body: str = Field(sa_type=Text)
    count: int = 0
    head_id: int | None = Field(default=None, index=True)
    opinion_id: int | None = Field(default=None, foreign_key="comment_opinion.id", index=True)
    out_reason: str = Field(default="", max_length=300)
    findings: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    masks: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    is_checked: bool = False


class CommentOpinion(SQLModel, table=True):
    """意見の概要 with 市の考え方: one row of the result table."""

    __tablename__ = "comment_opinion"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    position: int
    place: str = Field(default="", max_length=200)
    summary: str = Field(sa_type=Text)
    answer: str = Field(default="", sa_type=Text)
    category: str = Field(default="", max_length=1)
    ground: str = Field(default="", max_length=1000)
    next_on: date | None = None
    before_text: str = Field(default="", sa_type=Text)
    after_text: str = Field(default="", sa_type=Text)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    rev: int = 1
    drafted_by: int = Field(foreign_key="person.id")
    drafter_ids: list[int] = Field(sa_column=Column(JSON, nullable=False))


class ResultState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"


class Decision(StrEnum):
    """What becomes of the draft: 案を修正, 案のとおり, 定めないこととした."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MADE = "not_made"


class CommentResult(SQLModel, table=True):
    """A version of the result; `frozen` is the whole table as it was approved, reachable for good."""

    __tablename__ = "comment_result"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    number: int
    state: ResultState = Field(default=ResultState.DRAFT, sa_type=one_of(ResultState, "state"))
    decision: Decision = Field(sa_type=one_of(Decision, "decision"))
    account: str = Field(default="", sa_type=Text)
    sent_back_reason: str = Field(default="", max_length=500)
    drafted_by: int = Field(foreign_key="person.id")
    drafter_ids: list[int] = Field(sa_column=Column(JSON, nullable=False))
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
    frozen: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    salt: str = Field(default="", max_length=32)
    digest: str = Field(default="", max_length=64)

    def made_digest(self) -> str:
        """Of everything that was approved."""
        table = json.dumps(self.frozen, ensure_ascii=False, sort_keys=True)
        return ledger.digest(self.salt, self.decision, self.account, table)
