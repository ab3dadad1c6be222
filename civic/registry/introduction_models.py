"""Tables of introductions (紹介): who asks whom through the city, and what the two write to each other."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.registry.states import KNOWN, TALKING, IntroductionState


class Introduction(SQLModel, table=True):
    """A request to be introduced to an entry. The two contacts are shown to the other side from `introduced` on."""

    __tablename__ = "registry_introduction"
    __table_args__ = (UniqueConstraint("person_id", "once"),)

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    # Who asks, and who is asked (the owner of the entry when it was asked for).
    person_id: int = Field(foreign_key="person.id", index=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: IntroductionState = Field(
        default=IntroductionState.REQUESTED, sa_type=one_of(IntroductionState, "state"), index=True
    )
    purpose: str = Field(sa_type=Text)
    wanted: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=200)
    contact: str = Field(default="", max_length=254)
    owner_contact: str = Field(default="", max_length=254)
    reason: str = Field(default="", max_length=500)
    report: str = Field(default="", sa_type=Text)
    notice_version: int
    consent_at: datetime
    created_at: datetime
    # The last day of the present step; None where nobody is waited for.
    due_on: date | None = Field(default=None, index=True)
    # Contacts and words are erased after this day.
    erase_on: date | None = Field(default=None, index=True)
    once: str = Field(max_length=40)
    rev: int = 1

    @property
    def has_contacts(self) -> bool:
        return self.state in KNOWN

    @property
    def is_talking(self) -> bool:
        return self.state in TALKING


class IntroductionMessage(SQLModel, table=True):
    """What one side wrote to the other through the platform, without anybody's address."""

    __tablename__ = "registry_message"
    __table_args__ = (UniqueConstraint("introduction_id", "person_id", "once"),)

    id: int = pk()
    introduction_id: int = Field(foreign_key="registry_introduction.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    body: str = Field(sa_type=Text)
    at: datetime
    # A rule asks that a person reads it first: until then its writer and the officer see it.
    is_held: bool = False
    once: str = Field(max_length=40)
