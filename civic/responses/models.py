"""Tables of the city's answers: the duty with its clock, its versions, and who reads, approves and releases them."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk

# Imported so that one import of this module knows every table of the wing.
from civic.responses import faq_models as faq_models
from civic.responses import follow_models as follow_models
from civic.responses import record_models as record_models
from civic.responses import summary_models as summary_models
from civic.responses.states import ResponseState


class Response(SQLModel, table=True):
    """The duty to answer one post, one item or a whole proposal: whose, until when, how far. Its text stands in its
    versions, or in those of the duty it is answered together with (`joined_to`)."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(
            "(post_id IS NOT NULL AND item_id IS NULL AND proposal_id IS NULL)"
            " OR (post_id IS NULL AND item_id IS NOT NULL AND proposal_id IS NULL)"
            " OR (post_id IS NULL AND item_id IS NULL AND proposal_id IS NOT NULL)",
            name="exactly_one_subject",
        ),
    )

    id: int = pk()
    room_id: int = Field(foreign_key="room.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", unique=True)
    item_id: int | None = Field(default=None, foreign_key="summary_item.id", unique=True)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", unique=True)
    joined_to: int | None = Field(default=None, foreign_key="response.id", index=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    state: ResponseState = Field(default=ResponseState.ASSIGNED, sa_type=one_of(ResponseState, "state"), index=True)
    assigned_at: datetime
    acknowledge_by: date | None = None
    acknowledged_at: datetime | None = None
    due_on: date = Field(index=True)
    # Whose work it is in the section now; a hand-over names the next.
    assignee_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    handover_note: str = Field(default="", max_length=1000)
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
    # When the next step of 反映区分 C is due.
    next_on: date | None = None
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
    # 代決: the approver in whose place a deputy approved.
    approved_for: int | None = Field(default=None, foreign_key="person.id")
    # 外部決裁: approved on paper or in another system; recorded by somebody who did not draft it.
    external_number: str = Field(default="", max_length=60)
    external_on: date | None = None
    external_approver: str = Field(default="", max_length=100)
    published_at: datetime | None = None


class ReviewStep(SQLModel, table=True):
    """合議: one reader of a draft before its approval, in order. A new text begins the list again."""

    __tablename__ = "response_review"
    __table_args__ = (UniqueConstraint("response_id", "position"),)

    id: int = pk()
    response_id: int = Field(foreign_key="response.id")
    position: int
    person_id: int = Field(foreign_key="person.id", index=True)
    passed_digest: str = Field(default="", max_length=64)
    passed_at: datetime | None = None


class ApprovalDeputy(SQLModel, table=True):
    """代決者: who approves in an approver's place for a section, from one day to another. Never changed, only ended."""

    __tablename__ = "approval_deputy"

    id: int = pk()
    approver_id: int = Field(foreign_key="person.id")
    deputy_id: int = Field(foreign_key="person.id", index=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    starts_on: date
    ends_on: date
    named_by: int = Field(foreign_key="person.id")
    ended_at: datetime | None = None


class AnswerTemplate(SQLModel, table=True):
    """A text to begin an answer with, of one section."""

    __tablename__ = "answer_template"

    id: int = pk()
    section_id: int = Field(foreign_key="section.id", index=True)
    name: str = Field(max_length=60)
    body: str = Field(sa_type=Text)
    is_retired: bool = False


class AnswerRelease(SQLModel, table=True):
    """The moment at which the approved answers of a room are published together."""

    __tablename__ = "answer_release"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    at: datetime
    set_by: int = Field(foreign_key="person.id")
