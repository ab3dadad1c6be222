"""Tables of posts before the rules: what was found, what was refused, which threads are locked."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from civic.db import pk


class PostFinding(SQLModel, table=True):
    """What the rules found in a revision of a post: code, article and place; the author and moderators see it."""

    __tablename__ = "post_finding"

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    revision: int
    code: str = Field(max_length=60)
    article: int | None = None
    starts: int
    ends: int


class RefusedAttempt(SQLModel, table=True):
    """That a draft was refused, by which rules; never what it said (個人番号 is never stored)."""

    __tablename__ = "refused_attempt"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    codes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime


class ThreadLock(SQLModel, table=True):
    """A thread that takes no more replies; it can be read as before."""

    __tablename__ = "thread_lock"

    thread_id: int = Field(foreign_key="post.id", primary_key=True)
    locked_at: datetime
