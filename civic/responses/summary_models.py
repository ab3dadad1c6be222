"""Tables of summaries and proposals: what a room's posts were grouped into, and what was submitted of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class ItemKind(StrEnum):
    """意見 提案 質問."""

    OPINION = "opinion"
    PROPOSAL = "proposal"
    QUESTION = "question"


class SummaryItem(SQLModel, table=True):
    """とりまとめの項目: what some people said, in few words, with everything it was made from. `text` is what is being
    written, `public_text` what somebody else has released; `since_version` is set when a proposal was submitted with it."""

    __tablename__ = "summary_item"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: int = pk()
    room_id: int = Field(foreign_key="room.id")
    number: int
    text: str = Field(max_length=1000)
    public_text: str = Field(default="", max_length=1000)
    kind: ItemKind = Field(sa_type=one_of(ItemKind, "kind"))
    is_minority: bool = False
    # 該当箇所 of the draft the item is about, in words.
    place: str = Field(default="", max_length=200)
    since_version: int | None = None
    rev: int = 1
    drafted_by: int = Field(foreign_key="person.id")
    changed_at: datetime


class SummarySource(SQLModel, table=True):
    """One post that went into one item. A post may go into several; every published one goes somewhere."""

    __tablename__ = "summary_source"
    __table_args__ = (UniqueConstraint("item_id", "post_id"),)

    id: int = pk()
    item_id: int = Field(foreign_key="summary_item.id", index=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    is_public: bool = False
    since_version: int | None = None


class SummaryExclusion(SQLModel, table=True):
    """対象外: a post that goes into no item, with the reason everybody can read."""

    __tablename__ = "summary_exclusion"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    reason: str = Field(max_length=300)
    is_public: bool = False
    since_version: int | None = None


class SummaryObjection(SQLModel, table=True):
    """An author says that an item does not say what they wrote (or that 対象外 is wrong); read by them and the staff."""

    __tablename__ = "summary_objection"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="summary_item.id")
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=500)
    made_at: datetime
    answer: str = Field(default="", max_length=500)
    is_changed: bool = False
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None


class Proposal(SQLModel, table=True):
    """とりまとめ文書 of a room as it is being written; what was submitted stands in its versions."""

    __tablename__ = "proposal"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", unique=True)
    title: str = Field(default="", max_length=120)
    agreed: str = Field(default="", sa_type=Text)
    disputed: str = Field(default="", sa_type=Text)
    # Everybody who changed items or text since the last submission: none of them releases or submits it.
    drafter_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    shown_at: datetime | None = None
    shown_by: int | None = Field(default=None, foreign_key="person.id")
    objections_until: date | None = None
    endorsed_by: int | None = Field(default=None, foreign_key="person.id")
    endorsed_at: datetime | None = None
    endorsed_checksum: str = Field(default="", max_length=64)
    version: int = 0


class ProposalVersion(SQLModel, table=True):
    """One submitted proposal: frozen, with the SHA-256 of its canonical JSON. A correction is the next number."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: int = pk()
    proposal_id: int = Field(foreign_key="proposal.id")
    number: int
    receipt: str = Field(max_length=30, unique=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    checksum: str = Field(max_length=64)
    endorsed_by: int = Field(foreign_key="person.id")
    submitted_by: int = Field(foreign_key="person.id")
    submitted_at: datetime
