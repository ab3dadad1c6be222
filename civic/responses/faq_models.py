"""Table of questions often asked: a short answer of staff, drawn from a published answer."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class FaqState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class FaqItem(SQLModel, table=True):
    """よくある質問: written from one version of an answer; a later version makes it due to be looked at again."""

    __tablename__ = "faq_item"

    id: int = pk()
    response_id: int = Field(foreign_key="response.id", index=True)
    response_version: int
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    room_id: int = Field(foreign_key="room.id")
    state: FaqState = Field(default=FaqState.DRAFT, sa_type=one_of(FaqState, "state"), index=True)
    question: str = Field(max_length=200)
    answer: str = Field(max_length=600)
    # A new text for that item. When it is published the two change places: the item keeps its number and address, this
    # row keeps the words it had before.
    edition_of: int | None = Field(default=None, foreign_key="faq_item.id", index=True)
    drafted_by: int = Field(foreign_key="person.id")
    drafted_at: datetime
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
    # Raised by every change; a decision is about the revision that was seen.
    rev: int = 1

    @property
    def drafter_ids(self) -> list[int]:
        """Nobody approves what they wrote."""
        return [self.drafted_by]
