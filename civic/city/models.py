"""Tables of the city: sections, topics, settings, rule sets, election periods, the site's revision."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class Section(SQLModel, table=True):
    """所管課, with validity dates: a reorganisation ends it and names its successor; old answers keep the old name."""

    __tablename__ = "section"

    id: int = pk()
    code: str = Field(max_length=30, unique=True)
    name: str = Field(max_length=100)
    kana: str = Field(default="", max_length=200)
    starts_on: date
    ends_on: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="section.id")


class Topic(SQLModel, table=True):
    """Two levels: a life event or field, and what stands under it."""

    __tablename__ = "topic"

    id: int = pk()
    parent_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    code: str = Field(max_length=30, unique=True)
    name: str = Field(max_length=60)
    position: int = 0


class Setting(SQLModel, table=True):
    """One change of one setting; the newest row of a name is in force, the others are its history."""

    __tablename__ = "setting"

    id: int = pk()
    name: str = Field(max_length=60, index=True)
    value: object = Field(sa_column=Column(JSON, nullable=False))
    changed_at: datetime
    changed_by: int | None = None


class RuleSetState(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"


class RuleSet(SQLModel, table=True):
    """One version of the rules; `data` is what moderation.policy parses. In force from `in_force_at` on."""

    __tablename__ = "rule_set"

    version: int = Field(default=None, primary_key=True)
    state: RuleSetState = Field(default=RuleSetState.DRAFT, sa_type=one_of(RuleSetState, "state"))
    data: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    drafted_by: int | None = None
    adopted_by: int | None = None
    adopted_at: datetime | None = None
    in_force_at: datetime | None = None
    review_on: date | None = None


class ElectionPeriod(SQLModel, table=True):
    """From 0:00 of 告示日 to 24:00 of 投票日 (DOMAIN §6.2)."""

    __tablename__ = "election_period"

    id: int = pk()
    name: str = Field(max_length=100)
    notice_on: date
    vote_on: date


class SiteRevision(SQLModel, table=True):
    """One row: raised by every change that shows on all pages (settings, incident, election period)."""

    __tablename__ = "site_revision"

    id: int = Field(default=1, primary_key=True)
    rev: int = 0
