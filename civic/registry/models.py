"""Tables of the register: entries and their contacts, each with its own visibility."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.registry import (  # noqa: F401  (all tables of the wing are met here)
    group_models,
    introduction_models,
    opportunity_models,
)
from civic.registry.states import EntryState


class EntryKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    PLACE = "place"


class Visibility(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    CITY_ONLY = "city_only"


class Entry(SQLModel, table=True):
    """A person, group or place that offers something to the city. Public fields are columns; private ones are not here."""

    __tablename__ = "registry_entry"
    __table_args__ = (UniqueConstraint("person_id", "once"),)

    id: int = pk()
    kind: EntryKind = Field(sa_type=one_of(EntryKind, "kind"), index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: EntryState = Field(default=EntryState.DRAFT, sa_type=one_of(EntryState, "state"), index=True)
    display_name: str = Field(max_length=100)
    kana: str = Field(default="", max_length=200)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    skills: str = Field(default="", max_length=500)
    introduction: str = Field(default="", sa_type=Text)
    areas: str = Field(default="", max_length=200)
    days: str = Field(default="", max_length=200)
    fee: str = Field(default="free", max_length=20)
    languages: str = Field(default="", max_length=100)
    accessibility: str = Field(default="", max_length=300)
    notice_version: int
    consent_at: datetime
    applied_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None
    reason: str = Field(default="", max_length=500)
    expires_on: date | None = Field(default=None, index=True)
    confirmed_on: date | None = None
    # Withdrawn entries are erased after this day (setting registry.retention_days).
    erase_on: date | None = Field(default=None, index=True)
    # What the owner said against a suspension, and when; another officer than the first decides.
    appeal: str = Field(default="", max_length=1000)
    appealed_at: datetime | None = None
    # A double click on the form gives the first application back.
    once: str = Field(max_length=40)
    # The owner agreed that topics and rooms name them to people who look for somebody who knows.
    is_offered_in_rooms: bool = False
    # Candidates for office: off the list in the election period (DOMAIN §5), both days included.
    hidden_from: date | None = None
    hidden_until: date | None = Field(default=None, index=True)
    # The officer asked the owner to look at it again, and why; empty once the owner did.
    update_asked_at: datetime | None = None
    update_asked: str = Field(default="", max_length=500)
    # Raised by every change; a decision is about the revision the officer saw.
    rev: int = 1
    # The public words, folded, for the words filter of the list.
    folded: str = Field(default="", sa_type=Text)

    @property
    def is_listed(self) -> bool:
        """Listed by state; the day of expiry is asked by queries with the present date."""
        return self.state is EntryState.REGISTERED


class EntryDetail(SQLModel, table=True):
    """One further field (contact, real name, address, birth year …) with its visibility and retention."""

    __tablename__ = "registry_detail"

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    name: str = Field(max_length=40)
    value: str = Field(max_length=500)
    visibility: Visibility = Field(default=Visibility.CITY_ONLY, sa_type=one_of(Visibility, "visibility"))


class Translation(SQLModel, table=True):
    """An entry's words in another language, by its owner; shown once the officer has looked at them."""

    __tablename__ = "registry_translation"
    __table_args__ = (UniqueConstraint("entry_id", "language"),)

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    language: str = Field(max_length=10)
    display_name: str = Field(max_length=100)
    skills: str = Field(default="", max_length=500)
    introduction: str = Field(sa_type=Text)
    at: datetime
    checked_at: datetime | None = None
    checked_by: int | None = None
    rev: int = 1


class Correction(SQLModel, table=True):
    """A reader says that an entry is out of date; the officer asks the owner, or closes it."""

    __tablename__ = "registry_correction"
    __table_args__ = (UniqueConstraint("person_id", "once"),)

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str = Field(max_length=500)
    at: datetime
    closed_at: datetime | None = None
    closed_by: int | None = None
    once: str = Field(max_length=40)


class Consent(SQLModel, table=True):
    """The owner's consent to what an entry shows: one row for each set of fields that was sent in (DOMAIN §5)."""

    __tablename__ = "registry_consent"

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    notice_version: int
    # Field -> who may see it, as the owner chose.
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    method: str = Field(default="web", max_length=10)
    granted_at: datetime
    withdrawn_at: datetime | None = None


class Photo(SQLModel, table=True):
    """The picture of an entry, made anew from what was sent: no metadata, bounded size, with words for who cannot see."""

    __tablename__ = "registry_photo"

    entry_id: int = Field(foreign_key="registry_entry.id", primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)
    width: int
    height: int
    alt: str = Field(max_length=200)
    at: datetime


class PhotoWaiting(SQLModel, table=True):
    """A picture that an officer has not looked at: until then the one before stays, and only owner and officer see this."""

    __tablename__ = "registry_photo_waiting"

    entry_id: int = Field(foreign_key="registry_entry.id", primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)
    width: int
    height: int
    alt: str = Field(max_length=200)
    at: datetime


class Recommendation(SQLModel, table=True):
    """Somebody recommends another: name and contact alone, until that person agrees or the days are over."""

    __tablename__ = "registry_recommendation"
    __table_args__ = (UniqueConstraint("recommender_id", "once"),)

    id: int = pk()
    recommender_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=100)
    contact: str = Field(max_length=254)
    notice_version: int
    at: datetime
    erase_on: date = Field(index=True)
    once: str = Field(max_length=40)


class RegisterImport(SQLModel, table=True):
    """A list that an officer brought as CSV or XLSX: kept from the dry run until it is taken in or its days are over."""

    __tablename__ = "registry_import"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id")
    header: list[str] = Field(sa_column=Column(JSON, nullable=False))
    rows: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime
    erase_on: date = Field(index=True)
    taken_in: int | None = None
