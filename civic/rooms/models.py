"""Tables of rooms and posts, and facts about one row."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic import clock
from civic.db import one_of, pk
from civic.rooms.area_models import AreaProposal as AreaProposal
from civic.rooms.area_models import AreaSupport as AreaSupport
from civic.rooms.judged_models import PostFinding as PostFinding
from civic.rooms.judged_models import RefusedAttempt as RefusedAttempt
from civic.rooms.judged_models import ThreadLock as ThreadLock
from civic.rooms.reading_models import Acknowledgement as Acknowledgement
from civic.rooms.reading_models import ReadingPosition as ReadingPosition
from civic.rooms.states import PUBLIC, RoomState


class RoomKind(StrEnum):
    DELIBERATION = "deliberation"
    BOARD = "board"
    COMMENT = "comment"
    CITIZEN = "citizen"


class PolicyStage(StrEnum):
    """Where the policy stands: 構想 素案 案 実施 評価."""

    CONCEPT = "concept"
    OUTLINE = "outline"
    DRAFT = "draft"
    CARRIED_OUT = "carried_out"
    EVALUATION = "evaluation"


class AnswerUnit(StrEnum):
    POST = "post"
    SUMMARY = "summary"
    NONE = "none"


class NamePolicy(StrEnum):
    REAL = "real"
    HANDLE = "handle"


class ElectionPolicy(StrEnum):
    OPEN = "open"
    FREEZE = "freeze"


class Room(SQLModel, table=True):
    """電子会議室・電子掲示板. `state` is what was pressed; `state_at` is what holds at a moment."""

    __tablename__ = "room"

    id: int = pk()
    kind: RoomKind = Field(sa_type=one_of(RoomKind, "kind"))
    state: RoomState = Field(default=RoomState.DRAFT, sa_type=one_of(RoomState, "state"), index=True)
    title: str = Field(max_length=120)
    purpose: str = Field(default="", sa_type=Text)
    background: str = Field(default="", sa_type=Text)
    plain_text: str = Field(default="", sa_type=Text)
    policy_stage: PolicyStage | None = Field(default=None, sa_type=one_of(PolicyStage, "policy_stage"))
    decider: str = Field(default="", max_length=200)
    section_id: int | None = Field(default=None, foreign_key="section.id", index=True)
    rule_version: int | None = Field(default=None, foreign_key="rule_set.version")
    answer_unit: AnswerUnit | None = Field(default=None, sa_type=one_of(AnswerUnit, "answer_unit"))
    due_days: int | None = None
    publish_place: str = Field(default="", max_length=200)
    reflection_scheme: str = Field(default="", max_length=60)
    eligibility: str = Field(default="anyone", max_length=30)
    identity_level: int = 1
    name_policy: NamePolicy = Field(default=NamePolicy.HANDLE, sa_type=one_of(NamePolicy, "name_policy"))
    min_age: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    planned_answer_on: date | None = None
    no_documents_reason: str = Field(default="", max_length=300)
    draft_document_id: int | None = Field(default=None, foreign_key="document.id")
    period_reason: str = Field(default="", max_length=300)
    identity_fields: str = Field(default="", max_length=100)
    # Of residents' rooms: their own rules beside the city's, what the city does there, how it ended.
    house_rules: str = Field(default="", sa_type=Text)
    city_part: str = Field(default="", max_length=20)
    conclusion: str = Field(default="", sa_type=Text)
    concluded_at: datetime | None = None
    election_policy: ElectionPolicy = Field(
        default=ElectionPolicy.OPEN, sa_type=one_of(ElectionPolicy, "election_policy")
    )
    is_pre_moderated: bool = False
    slow_mode_minutes: int = 0
    per_day_limit: int = 20
    drafted_by: int | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    announced_at: datetime | None = None
    public_reason: str = Field(default="", max_length=500)
    review_on: date | None = None
    state_before_suspension: str = Field(default="", max_length=30)
    # Kept, not counted: raised by the verbs.
    post_count: int = 0
    thread_count: int = 0
    waiting_count: int = 0
    last_post_at: datetime | None = None
    last_city_post_at: datetime | None = None
    # The running number of the last post, held and refused ones too: what order keys are made of.
    last_number: int = 0
    rev: int = 0

    def state_at(self, moment: datetime) -> RoomState:
        """An announced room is open from `opens_at` until just before `closes_at`, to the second."""
        if self.state in (RoomState.ANNOUNCED, RoomState.OPEN) and self.opens_at and self.closes_at:
            if moment >= self.closes_at:
                return RoomState.SUMMARISING
            if moment >= self.opens_at:
                return RoomState.OPEN
        return self.state

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_for_children(self) -> bool:
        return self.min_age is not None and self.min_age < 18  # of age: 民法 4条

    @property
    def last_day(self) -> date | None:
        """The last day of the period, as people say it; `closes_at` is the first moment after it."""
        return last_day(self.closes_at)


def last_day(end: datetime | None) -> date | None:
    return clock.today(end - timedelta(microseconds=1)) if end else None


class Phase(SQLModel, table=True):
    """A dated part of the open period: 課題出し 解決案 集約 確認."""

    __tablename__ = "phase"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    position: int
    name: str = Field(max_length=40)
    prompt: str = Field(default="", max_length=500)
    starts_at: datetime
    ends_at: datetime


class RoomTopic(SQLModel, table=True):
    __tablename__ = "room_topic"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", primary_key=True, index=True)


class RoomDocument(SQLModel, table=True):
    """A document (or one unit of it) the room is about."""

    __tablename__ = "room_document"

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    unit_seq: int | None = None


class PostType(StrEnum):
    """意見 質問 提案 資料, and 職員の発言 (labelled as not the official answer)."""

    OPINION = "opinion"
    QUESTION = "question"
    PROPOSAL = "proposal"
    MATERIAL = "material"
    STAFF = "staff"


class Stance(StrEnum):
    """賛成 反対 わからない; a label beside the words, never a vote. わからない is counted like the others."""

    FOR = "for"
    AGAINST = "against"
    UNSURE = "unsure"


class PostState(StrEnum):
    """As in moderation.transitions; a test asserts that the two agree."""

    HELD = "held"
    PUBLISHED = "published"
    MASKED = "masked"
    HIDDEN = "hidden"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    PURGED = "purged"


class Post(SQLModel, table=True):
    """One contribution. `order_key` sorts a thread: up to three segments; deeper replies follow by time."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("author_id", "once", name="uq_post_author_id_once"),
        UniqueConstraint("proxy_by", "once", name="uq_post_proxy_by_once"),
        # Also the index every page of a room is read along.
        UniqueConstraint("room_id", "order_key", name="uq_post_room_id_order_key"),
        # What came since somebody last read: the unread marks, the news and the feed of a room.
        Index("ix_post_room_id_id", "room_id", "id"),
    )

    id: int = pk()
    room_id: int = Field(foreign_key="room.id")
    thread_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    order_key: str = Field(max_length=120)
    depth: int = 1
    title: str = Field(default="", max_length=120)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    display_name: str = Field(max_length=160)  # of a group's post: the group, and after it who wrote
    group_id: int | None = Field(default=None, foreign_key="registry_entry.id", index=True)
    staff_section: str = Field(default="", max_length=100)
    is_facilitator: bool = False
    type: PostType = Field(sa_type=one_of(PostType, "type"))
    stance: Stance | None = Field(default=None, sa_type=one_of(Stance, "stance"))
    state: PostState = Field(sa_type=one_of(PostState, "state"))
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    revision: int = 1
    edited_at: datetime | None = None
    rule_version: int = Field(foreign_key="rule_set.version")
    # What came by another way (代行入力) has no author here: who typed it, what the original is, and when it came.
    channel: str = Field(default="web", max_length=10)
    proxy_by: int | None = Field(default=None, foreign_key="person.id")
    original: str = Field(default="", max_length=200)
    received_on: date | None = None
    once: str = Field(max_length=64)
    created_at: datetime = Field(index=True)
    tombstone_article: int | None = None
    tombstone_at: datetime | None = None
    reply_count: int = 0
    context_rev: int = 0

    @property
    def judged_text(self) -> str:
        """Title and body as the rules read them; the places of findings count in this text."""
        return judged_text(self.title, self.body)


def judged_text(title: str, body: str) -> str:
    return f"{title}\n{body}" if title else body


class PostRevision(SQLModel, table=True):
    """What a post said before; public like the post, and closable when an act reaches it."""

    __tablename__ = "post_revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: int = pk()
    post_id: int = Field(foreign_key="post.id")
    number: int
    title: str = Field(default="", max_length=120)
    body: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    written_at: datetime
    is_closed: bool = False


class Citation(SQLModel, table=True):
    """A post cites one unit of a document version, or quotes one post: exactly one of the two."""

    __tablename__ = "citation"
    __table_args__ = (CheckConstraint("(unit_id IS NULL) <> (quoted_post_id IS NULL)", name="exactly_one_target"),)

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    position: int = 0
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    quoted_post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
