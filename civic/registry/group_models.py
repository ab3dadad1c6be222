"""Table of who belongs to a group: invited by its representative, accepted by the person, with position and term."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import one_of, pk
from civic.registry.states import MemberRole, MemberState


class Member(SQLModel, table=True):
    """One person's place in a group. The representative is the owner of the entry and has no row here."""

    __tablename__ = "registry_member"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    id: int = pk()
    entry_id: int = Field(foreign_key="registry_entry.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: MemberRole = Field(sa_type=one_of(MemberRole, "role"))
    state: MemberState = Field(default=MemberState.INVITED, sa_type=one_of(MemberState, "state"))
    # 会長, 会計 …: an office of the group, with its term.
    position: str = Field(default="", max_length=60)
    starts_on: date | None = None
    ends_on: date | None = None
    # The member's own choice: name, position and term stand on the group's page.
    is_shown: bool = False
    invited_at: datetime
    answered_at: datetime | None = None
    # The representative offered the group to this member on that day.
    hand_over_at: datetime | None = None
    rev: int = 1
