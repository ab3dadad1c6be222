"""Tables of the residents' area (市民エリア): rooms that residents propose, and who stands behind a proposal."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk


class AreaState(StrEnum):
    """賛同を集めている 開いた 見送った 取り下げた."""

    GATHERING = "gathering"
    OPENED = "opened"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CityPart(StrEnum):
    """What the city does in a residents' room: nothing, or a section may look in. It never promises an answer."""

    NONE = "none"
    MAY_LOOK = "may_look"


class AreaProposal(SQLModel, table=True):
    """A room a resident wants to open. The committee opens it or declines it, with a reason everybody can read;
    `article`: declined for breaking the rules, so that its words are shown no more."""

    __tablename__ = "area_proposal"

    id: int = pk()
    proposer_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    display_name: str = Field(max_length=80)
    title: str = Field(max_length=120)
    purpose: str = Field(sa_type=Text)
    house_rules: str = Field(default="", sa_type=Text)
    city_part: CityPart = Field(sa_type=one_of(CityPart, "city_part"))
    weeks: int
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    state: AreaState = Field(default=AreaState.GATHERING, sa_type=one_of(AreaState, "state"), index=True)
    supporters: int = 0
    reason: str = Field(default="", max_length=500)
    article: int | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    room_id: int | None = Field(default=None, foreign_key="room.id", unique=True)
    created_at: datetime


class AreaSupport(SQLModel, table=True):
    """賛同: one person stands behind one proposal; who it was is shown to nobody."""

    __tablename__ = "area_support"

    proposal_id: int = Field(foreign_key="area_proposal.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: datetime


class HelperState(StrEnum):
    """頼まれた 引き受けた 断った やめた."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


class AreaHelper(SQLModel, table=True):
    """進行を手伝う人: asked by who runs a residents' room, and a facilitator of it once they accept it themselves."""

    __tablename__ = "area_helper"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    state: HelperState = Field(default=HelperState.ASKED, sa_type=one_of(HelperState, "state"))
    asked_at: datetime
    answered_at: datetime | None = None
