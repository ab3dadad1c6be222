"""Tables of what people are told: notices in the product, what they follow, news, and the mails sent for them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic import clock
from civic.db import one_of, pk


class Notice(SQLModel, table=True):
    """One thing one person was told. `kind` names the sentence; `path` leads to the place; `cause` makes it single.
    News of something followed are gathered under `place` while unread: `count` of them, up to `newest_news`."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("person_id", "cause"), Index("ix_notice_person_id_place", "person_id", "place"))

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=60)
    cause: str = Field(max_length=120)
    target: str = Field(default="", max_length=60, index=True)
    path: str = Field(max_length=200)
    place: str = Field(default="", max_length=140)
    count: int = 1
    newest_news: int = 0
    data: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    read_at: datetime | None = None
    mailed_at: datetime | None = None


class Rhythm(StrEnum):
    """When a mail is sent; what is followed stands in the list of notices in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class FollowKind(StrEnum):
    """From narrow to wide: where several reach one piece of news, the narrowest decides."""

    THREAD = "thread"
    DOCUMENT = "document"
    ROOM = "room"
    COLLECTION = "collection"
    SECTION = "section"
    TOPIC = "topic"
    SEARCH = "search"


class Follow(SQLModel, table=True):
    """What one person follows or muted. `target` is the thing's id, key or code; a search is kept in `query`, with the
    hits that were there already in `seen`."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("person_id", "kind", "target"), Index("ix_follow_kind_target", "kind", "target"))

    id: int = pk()
    person_id: int = Field(foreign_key="person.id")
    kind: FollowKind = Field(sa_type=one_of(FollowKind, "kind"))
    target: str = Field(max_length=120)
    rhythm: Rhythm = Field(sa_type=one_of(Rhythm, "rhythm"))
    is_muted: bool = False
    # Followed by itself, because the person wrote the thread.
    is_own: bool = False
    query: dict[str, str] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    seen: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime


class News(SQLModel, table=True):
    """Something public that happened, in the order in which it was noticed; it holds no text. `place` groups what is
    told together (`thread:12`); `author_id` is not told of their own."""

    __tablename__ = "news"

    id: int = pk()
    kind: str = Field(max_length=20)
    target: str = Field(max_length=140)
    cause: str = Field(max_length=160, unique=True)
    place: str = Field(max_length=140)
    path: str = Field(max_length=200)
    author_id: int | None = Field(default=None, foreign_key="person.id")
    happened_at: datetime
    noticed_at: datetime
    is_spread: bool = Field(default=False, index=True)


class NewsMark(SQLModel, table=True):
    """What a piece of news belongs to, as follows name it."""

    __tablename__ = "news_mark"

    kind: FollowKind = Field(sa_type=one_of(FollowKind, "kind"), primary_key=True)
    target: str = Field(max_length=120, primary_key=True)
    news_id: int = Field(foreign_key="news.id", primary_key=True, index=True)


class RoomSeen(SQLModel, table=True):
    """Up to which revision a room was looked through for news."""

    __tablename__ = "room_seen"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    stamp: str = Field(max_length=60)


class Recipient(SQLModel, table=True):
    """How one person wants mail, and how far they have been told. `…_upto` is the last piece of news dealt with;
    `deferred_from` is set while what should go at once waits for the next digest."""

    __tablename__ = "recipient"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    own_rhythm: Rhythm = Field(default=Rhythm.AT_ONCE, sa_type=one_of(Rhythm, "own_rhythm"))
    follow_rhythm: Rhythm = Field(default=Rhythm.DAILY, sa_type=one_of(Rhythm, "follow_rhythm"))
    hour: int = 7
    weekday: int = 0
    follows_own: bool = True
    at_once_upto: int = 0
    daily_upto: int = 0
    weekly_upto: int = 0
    deferred_from: int | None = None
    at_once_after: datetime
    daily_on: date
    weekly_on: date
    # Asked for in a mail, without signing in: nothing that is followed is mailed any more.
    stopped_at: datetime | None = None
    # The address that sent mail back, when, and what its server said. Another address of the person is mailed to.
    bounced_email: str | None = Field(default=None, max_length=254)
    bounced_at: datetime | None = None
    bounce_status: str = Field(default="", max_length=200)

    @classmethod
    def by_default(cls, person_id: int, now: datetime) -> "Recipient":
        """As everybody begins: not stored yet."""
        today = clock.today(now)
        return cls(person_id=person_id, at_once_after=now, daily_on=today, weekly_on=today)


class MailKind(StrEnum):
    AT_ONCE = "at_once"
    DIGEST = "digest"
    STAFF = "staff"


class MailState(StrEnum):
    """`claimed`: a worker composes it or hands it over; `nothing`: there was nothing left that the person may see."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    NOTHING = "nothing"
    DEFERRED = "deferred"
    FAILED = "failed"


class Mail(SQLModel, table=True):
    """One mail to one person. It holds no text: that is read when it is sent. `scope` says which news it is about."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_state_run_at", "state", "run_at"),
        Index("ix_mail_person_id_sent_at", "person_id", "sent_at"),
    )

    id: int = pk()
    person_id: int = Field(foreign_key="person.id")
    kind: MailKind = Field(sa_type=one_of(MailKind, "kind"))
    cause: str = Field(max_length=120, unique=True)
    scope: dict[str, list[int]] = Field(sa_column=Column(JSON, nullable=False))
    state: MailState = Field(default=MailState.WAITING, sa_type=one_of(MailState, "state"))
    run_at: datetime
    tries: int = 0
    error: str = Field(default="", max_length=200)
    created_at: datetime
    sent_at: datetime | None = None


class Reminder(SQLModel, table=True):
    """That a member of staff was reminded of one thing at one step; so never twice."""

    __tablename__ = "reminder"

    cause: str = Field(max_length=120, primary_key=True)
    at: datetime
