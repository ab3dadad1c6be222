"""Tables of moderation: acts with their ground, and reports."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class ActKind(StrEnum):
    PUBLISH = "publish"
    REJECT = "reject"
    HIDE = "hide"
    RESTORE = "restore"
    # A reported post was read and stays as it is.
    KEEP = "keep"


class Act(SQLModel, table=True):
    """One decision of a moderator: who, article, reason. The public log shows it without persons."""

    __tablename__ = "act"

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    kind: ActKind = Field(sa_type=one_of(ActKind, "kind"))
    article: int
    rule_version: int = Field(foreign_key="rule_set.version")
    reason: str = Field(max_length=1000)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = Field(index=True)
    state_before: str = Field(max_length=20)
    state_after: str = Field(max_length=20)


class Report(SQLModel, table=True):
    """A reader says that a rule is broken: one per person and post. Raises priority, never hides. `outcome`: the act
    that settled it, or the state in which the post was when nobody could decide about it any more."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("post_id", "reporter_id"),)

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    reporter_id: int = Field(foreign_key="person.id")
    article: int
    text: str = Field(default="", max_length=500)
    created_at: datetime
    closed_at: datetime | None = None
    outcome: str = Field(default="", max_length=20)
