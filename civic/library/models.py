"""Tables of the library: documents, their versions and units, files brought in, and what could not be read."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk

# What stands in place of withheld words: the same everywhere, also in search, citations and exports.
MARK = "〔非公開〕"


class DocumentKind(StrEnum):
    MINUTES = "minutes"
    ORDINANCE = "ordinance"
    LAW = "law"
    BUDGET = "budget"
    PLAN = "plan"
    OTHER = "other"


class Document(SQLModel, table=True):
    """A document under one address for good; what it says stands in its versions."""

    __tablename__ = "document"

    id: int = pk()
    key: str = Field(max_length=120, unique=True)
    kind: DocumentKind = Field(sa_type=one_of(DocumentKind, "kind"), index=True)
    title: str = Field(max_length=400)
    kana: str = Field(default="", max_length=400)
    number: str = Field(default="", max_length=100)
    dated_on: date | None = Field(default=None, index=True)
    body: str = Field(default="", max_length=100)
    meeting: str = Field(default="", max_length=200)
    section_id: int | None = Field(default=None, foreign_key="section.id")
    source_url: str = Field(default="", max_length=500)
    licence: str = Field(default="", max_length=300)
    current_version_id: int | None = None
    unit_count: int = 0
    created_at: datetime


class VersionState(StrEnum):
    IMPORTING = "importing"
    READY = "ready"
    PUBLISHED = "published"
    DROPPED = "dropped"
    CLOSED = "closed"


class ImportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DocumentImport(SQLModel, table=True):
    """One file brought in: who, how far it is, what it changed, and why reading stopped if it did."""

    __tablename__ = "document_import"

    id: int = pk()
    name: str = Field(max_length=300)
    kind: str = Field(default="", max_length=20)
    sha256: str = Field(max_length=64, index=True)
    bytes: int = 0
    state: ImportState = Field(default=ImportState.WAITING, sa_type=one_of(ImportState, "state"))
    drafted_by: int | None = None
    created_at: datetime
    finished_at: datetime | None = None
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    unread: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    failure_code: str = Field(default="", max_length=30)
    failure_detail: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class DocumentVersion(SQLModel, table=True):
    """One reading of one original file. Public once an approver who did not bring it in published it.

    `facts` is what the source says of the document (title, date, body …) as this version has it; publishing copies it
    to the document. `changes` counts units against the version before. Only a file that holds this document and
    nothing else (`is_alone`) may be handed out: a set could hold papers that are not public. A closed version keeps
    its address, ground, date and checksum, but shows no text (DOMAIN §10, 34); two people close it.
    """

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: int = pk()
    document_id: int = Field(foreign_key="document.id", index=True)
    number: int
    state: VersionState = Field(default=VersionState.IMPORTING, sa_type=one_of(VersionState, "state"))
    sha256: str = Field(max_length=64, index=True)
    original_name: str = Field(default="", max_length=300)
    original_bytes: int = 0
    method: str = Field(default="", max_length=20)
    quality: str = Field(default="A", max_length=1)
    effective_from: date | None = None
    retrieved_at: datetime
    drafted_by: int | None = None
    approved_by: int | None = None
    published_at: datetime | None = None
    unread: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    import_id: int | None = Field(default=None, foreign_key="document_import.id", index=True)
    is_alone: bool = False
    is_redacted: bool = False
    unit_count: int = 0
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    changes: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    close_ground: str = Field(default="", max_length=30)
    close_asked_by: int | None = None
    close_asked_at: datetime | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None

    @property
    def is_published(self) -> bool:
        """Public by state; a closed version shows its tombstone instead of its text."""
        return self.state in (VersionState.PUBLISHED, VersionState.CLOSED)


class Unit(SQLModel, table=True):
    """The smallest citable piece: a speech, article or paragraph, plan node, budget line or page."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("version_id", "seq"),
        Index("ix_unit_version_id_path", "version_id", "path"),
        Index("ix_unit_version_id_thread", "version_id", "thread"),
        Index("ix_unit_speaker_name", "speaker_name", "version_id"),
    )

    id: int = pk()
    document_id: int = Field(foreign_key="document.id", index=True)
    version_id: int = Field(foreign_key="document_version.id")
    seq: int
    path: str = Field(max_length=80)
    label: str = Field(default="", max_length=200)
    caption: str = Field(default="", max_length=300)
    speaker: str = Field(default="", max_length=120)
    role: str = Field(default="", max_length=20)
    speaker_name: str = Field(default="", max_length=60)
    stance: str = Field(default="", max_length=20)
    thread: int = 0
    mark: str = Field(default="", max_length=60)
    chapter: str = Field(default="", max_length=300)
    level: str = Field(default="", max_length=30)
    text: str = Field(sa_type=Text)
    plain_text: str = Field(default="", sa_type=Text)
    quality: str = Field(default="A", max_length=1)
    page: int | None = None
    refers_to: str = Field(default="", max_length=120)
    numbers: dict[str, object] | None = Field(default=None, sa_column=Column(JSON, nullable=True))


class UnitReference(SQLModel, table=True):
    """An article, bill or plan that a passage names; without a target it waits for staff or for the document to come."""

    __tablename__ = "unit_reference"
    __table_args__ = (Index("ix_unit_reference_target", "target_id", "target_path"),)

    id: int = pk()
    document_id: int = Field(foreign_key="document.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    words: str = Field(max_length=120)
    wanted: str = Field(max_length=120, index=True)
    target_id: int | None = Field(default=None, foreign_key="document.id")
    target_path: str = Field(default="", max_length=80)


class Redaction(SQLModel, table=True):
    """Words taken out of a document on a legal ground: out of every version, and of versions still to come."""

    __tablename__ = "redaction"

    id: int = pk()
    document_id: int = Field(foreign_key="document.id", index=True)
    path: str = Field(default="", max_length=80)
    words: str = Field(max_length=2000)
    ground: str = Field(max_length=30)
    redacted_by: int | None = None
    redacted_at: datetime


class DocumentCollection(SQLModel, table=True):
    """Who answers for the documents of one kind and body, how to reach them, and when the next one is due."""

    __tablename__ = "document_collection"
    __table_args__ = (UniqueConstraint("kind", "body"),)

    id: int = pk()
    kind: DocumentKind = Field(sa_type=one_of(DocumentKind, "kind"))
    body: str = Field(default="", max_length=100)
    controller: str = Field(max_length=100)
    contact: str = Field(max_length=300)
    due_days: int | None = None
    missing: str = Field(default="", max_length=1000)


class DocumentTopic(SQLModel, table=True):
    """Which topics a document stands under."""

    __tablename__ = "document_topic"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", primary_key=True, index=True)
