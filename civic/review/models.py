"""Tables of moderation: acts with their ground, what waits for a second person, reports, appeals, removal requests."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class ActKind(StrEnum):
    PUBLISH = "publish"
    REJECT = "reject"
    HIDE = "hide"
    RESTORE = "restore"
    # A reported post was read and stays as it is.
    KEEP = "keep"
    # A second person agrees to a hide.
    CONFIRM = "confirm"
    # A hide nobody seconded in time came back by itself.
    RETURN = "return"
    MASK = "mask"
    MOVE = "move"
    SPLIT = "split"
    LOCK_THREAD = "lock_thread"
    UNLOCK_THREAD = "unlock_thread"
    SLOW_MODE = "slow_mode"
    WARN = "warn"
    SUSPEND_USER = "suspend_user"
    LIFT = "lift"
    PURGE = "purge"


class Source(StrEnum):
    """What brought the case before a moderator."""

    AUTO = "auto"
    REPORT = "report"
    MODERATOR = "moderator"
    APPEAL = "appeal"
    REQUEST = "request"
    URGENT = "urgent"


class Act(SQLModel, table=True):
    """One decision: who, article, reason. The public log shows it without persons. `post_id` is the post that gave
    rise to it, also where the act is about its thread, its room or its author."""

    __tablename__ = "act"

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    kind: ActKind = Field(sa_type=one_of(ActKind, "kind"))
    article: int
    rule_version: int = Field(foreign_key="rule_set.version")
    reason: str = Field(max_length=1000)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    # None: the clock did it.
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime = Field(index=True)
    state_before: str = Field(max_length=20)
    state_after: str = Field(max_length=20)
    source: Source = Field(default=Source.MODERATOR, sa_type=one_of(Source, "source"))
    role: str = Field(default="moderator", max_length=20)
    # A hide needs a second person by then, else it returns by itself or is escalated.
    second_due_at: datetime | None = Field(default=None, index=True)
    second_by: int | None = Field(default=None, foreign_key="person.id")
    second_at: datetime | None = None
    # An urgent hide gets its reason afterwards, by then.
    reason_due_at: datetime | None = None
    # When a warning, a suspension, a slow mode or a lock is over.
    ends_at: datetime | None = None
    # Undone by appeal or by a later act.
    undone_at: datetime | None = None
    # The section the post speaks of; such acts are decided by people outside it and counted apart.
    about_section_id: int | None = Field(default=None, foreign_key="section.id")
    # From the first moment the case could be seen until the decision, for the public figures.
    waited_minutes: int = 0
    is_late: bool = False


class Proposal(SQLModel, table=True):
    """A suspension or a purge proposed by a moderator; nothing happens until a second person carries it."""

    __tablename__ = "act_proposal"

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    kind: ActKind = Field(sa_type=one_of(ActKind, "kind"))
    article: int
    reason: str = Field(max_length=1000)
    days: int = 0
    # The code of a legal ground, for a purge.
    ground: str = Field(default="", max_length=30)
    about_section_id: int | None = Field(default=None, foreign_key="section.id")
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime
    closed_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    act_id: int | None = Field(default=None, foreign_key="act.id")


class SealedText(SQLModel, table=True):
    """What a masked post said before; its author and moderators read it, until it is restored or purged."""

    __tablename__ = "sealed_text"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    title: str = Field(default="", max_length=120)
    body: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    sealed_at: datetime


class Report(SQLModel, table=True):
    """A reader says that a rule is broken: one per person and post. Raises priority, never hides. `outcome`: the act
    that settled it, or the state in which the post was when nobody could decide about it any more. Without an account
    the reporter has an address, confirmed by a link, or a paper that staff entered."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("post_id", "reporter_id"), UniqueConstraint("post_id", "email"))

    id: int = pk()
    post_id: int = Field(foreign_key="post.id", index=True)
    reporter_id: int | None = Field(default=None, foreign_key="person.id")
    article: int
    text: str = Field(default="", max_length=500)
    created_at: datetime
    closed_at: datetime | None = None
    outcome: str = Field(default="", max_length=20)
    channel: str = Field(default="web", max_length=10)
    email: str | None = Field(default=None, max_length=254)
    language: str = Field(default="ja", max_length=2)
    # None: the link in the mail was not followed yet, and nobody sees the report.
    confirmed_at: datetime | None = None
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    reference: str = Field(default="", max_length=60)


class Claim(SQLModel, table=True):
    """Who has a case in hand (`post:1`, `appeal:1`, `request:1`), so that two do not act at once."""

    __tablename__ = "case_claim"

    target: str = Field(primary_key=True, max_length=60)
    person_id: int = Field(foreign_key="person.id", index=True)
    claimed_at: datetime


class CaseNote(SQLModel, table=True):
    """An internal note on a case; never public."""

    __tablename__ = "case_note"

    id: int = pk()
    target: str = Field(max_length=60, index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str = Field(max_length=1000)
    written_at: datetime


class AppealState(StrEnum):
    FILED = "filed"
    RESTORED = "restored"
    UPHELD = "upheld"


class AppealCase(SQLModel, table=True):
    """An author objects to an act; somebody else decides again."""

    __tablename__ = "appeal_case"

    id: int = pk()
    act_id: int = Field(foreign_key="act.id", unique=True)
    filed_by: int = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=2000)
    filed_at: datetime
    due_on: date
    state: AppealState = Field(default=AppealState.FILED, sa_type=one_of(AppealState, "state"))
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    reason: str = Field(default="", max_length=1000)


class RequestState(StrEnum):
    RECEIVED = "received"
    FORM_CHECK = "form_check"
    PROVISIONAL_HIDE = "provisional_hide"
    AUTHOR_INQUIRY = "author_inquiry"
    DECIDED = "decided"
    NOTIFIED = "notified"
    CLOSED = "closed"
    # 発信者情報開示請求: recorded and handed to the legal section; nothing is disclosed here.
    HANDED_OVER = "handed_over"


class RequestKind(StrEnum):
    REMOVAL = "removal"
    DISCLOSURE = "disclosure"


class RemovalRequest(SQLModel, table=True):
    """A person whose right is infringed asks for a removal (送信防止措置の申出), or for the sender (発信者情報開示請求)."""

    __tablename__ = "removal_request"

    id: int = pk()
    kind: RequestKind = Field(default=RequestKind.REMOVAL, sa_type=one_of(RequestKind, "kind"))
    state: RequestState = Field(default=RequestState.RECEIVED, sa_type=one_of(RequestState, "state"), index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    name: str = Field(max_length=80)
    contact: str = Field(max_length=254)
    capacity: str = Field(max_length=20)
    places: str = Field(max_length=1000)
    right: str = Field(max_length=20)
    reasons: str = Field(max_length=3000)
    evidence: str = Field(default="", max_length=2000)
    is_election: bool = False
    channel: str = Field(default="web", max_length=10)
    reference: str = Field(default="", max_length=60)
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    notice_version: int = 1
    language: str = Field(default="ja", max_length=2)
    received_at: datetime
    # The end of the step under way: the answer to the requester, or the author's days.
    due_on: date
    answer_due_on: date
    article: int | None = None
    inquired_at: datetime | None = None
    author_answer: str = Field(default="", max_length=2000)
    author_answered_at: datetime | None = None
    result: str = Field(default="", max_length=10)
    result_reason: str = Field(default="", max_length=1000)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    hidden_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None


class RequestStep(SQLModel, table=True):
    """One step of a removal request with its moment: the timeline both sides are shown."""

    __tablename__ = "removal_request_step"

    id: int = pk()
    request_id: int = Field(foreign_key="removal_request.id", index=True)
    state: RequestState = Field(sa_type=one_of(RequestState, "state"))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime


class Training(SQLModel, table=True):
    """The day a moderator finished the practice room; before it the role does not take effect where the city asks it."""

    __tablename__ = "moderator_training"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    completed_on: date


class IdentityRequest(SQLModel, table=True):
    """Staff ask who stands behind handles: with a reason, logged; more than the city's number needs a second person."""

    __tablename__ = "identity_request"

    id: int = pk()
    post_ids: str = Field(max_length=2000)
    reason: str = Field(max_length=1000)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = None
    read_at: datetime | None = None
