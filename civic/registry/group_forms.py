"""What a group's representative and its members send in: shape only."""

from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from civic.forms import Form, code_error
from civic.registry.forms import Decide
from civic.registry.states import MemberRole


class Place(Form):
    """Role, position and term of a member; an empty day leaves that end open."""

    role: MemberRole
    position: str = Field(default="", max_length=60)
    starts_on: date | None = None
    ends_on: date | None = None

    @field_validator("ends_on")
    @classmethod
    def _after(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts_on")
        if value is not None and starts is not None and value < starts:
            raise code_error("registry.term_ends_before")
        return value


class InviteMember(Place):
    """Somebody with an account, by the name they show."""

    handle: str = Field(min_length=1, max_length=40)


class ChangeMember(Place):
    seen: int


class AnswerInvitation(Decide):
    """Yes or no, and whether the group's page names the member."""

    answer: Literal["yes", "no"]
    is_shown: bool = False


class TakeOver(Decide):
    """The new representative has read what it means and the purpose notice."""

    consent: Literal["yes"]
    notice_version: int
