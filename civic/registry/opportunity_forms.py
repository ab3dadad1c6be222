"""What sections send in about opportunities and lectures, and what applicants answer: shape only."""

import re
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from civic import clock
from civic.forms import Form, code_error, half_width
from civic.registry.fields import ACTIVITIES
from civic.registry.opportunity_models import OpportunityKind

MOST_ROLES = 10
# 「講師 2」「手伝い、3人、力仕事」: name, how many, what they should be able to do.
ROLE = re.compile(r"(?P<name>[^,、\t]{1,60}?)[\s,、]+(?P<count>\d{1,3})\s*[人名]?(?:[\s,、]+(?P<skills>.{1,200}))?")
LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


class DraftOpportunity(Form):
    """All of an opportunity. Roles are lines of name, number and skills; times are the city's own."""

    kind: OpportunityKind
    section_id: int = Field(ge=1, le=2**31 - 1)
    title: str = Field(min_length=3, max_length=120)
    text: str = Field(min_length=10, max_length=4000)
    fields: list[str] = Field(default_factory=list, max_length=len(ACTIVITIES))
    areas: str = Field(default="", max_length=200)
    place: str = Field(max_length=200)
    fee: str = Field(default="", max_length=100)
    starts_at: datetime
    ends_at: datetime
    deadline_on: date
    roles: str = Field(max_length=2000)
    once: str = Field(min_length=8, max_length=40)

    @field_validator("fields")
    @classmethod
    def _known(cls, chosen: list[str]) -> list[str]:
        if any(field not in ACTIVITIES for field in chosen):
            raise code_error("forms.not_a_choice")
        return sorted(set(chosen), key=ACTIVITIES.index)

    @field_validator("starts_at", "ends_at", mode="before")
    @classmethod
    def _local(cls, value: Any) -> Any:
        """`2026-12-01T10:00` as the browser's field sends it, in Asia/Tokyo."""
        if isinstance(value, datetime):
            return value
        if not LOCAL.fullmatch(half_width(str(value))):
            raise code_error("registry.bad_time")
        try:
            return datetime.fromisoformat(half_width(str(value))).replace(tzinfo=clock.TOKYO).astimezone(UTC)
        except ValueError:
            raise code_error("registry.bad_time") from None

    @field_validator("ends_at")
    @classmethod
    def _after(cls, value: datetime, info: ValidationInfo) -> datetime:
        if "starts_at" in info.data and value <= info.data["starts_at"]:
            raise code_error("registry.ends_before_start")
        return value

    @field_validator("deadline_on")
    @classmethod
    def _before(cls, value: date, info: ValidationInfo) -> date:
        if "starts_at" in info.data and value > clock.tokyo(info.data["starts_at"]).date():
            raise code_error("registry.deadline_after_start")
        return value

    @field_validator("roles")
    @classmethod
    def _roles(cls, value: str) -> str:
        lines = [line for line in value.splitlines() if line.strip()]
        if len(lines) > MOST_ROLES or any(not ROLE.fullmatch(half_width(line)) for line in lines):
            raise code_error("registry.bad_roles", most=MOST_ROLES)
        return value

    @property
    def wanted(self) -> list[dict[str, Any]]:
        """name, count and skills of each line."""
        found = [ROLE.fullmatch(half_width(line)) for line in self.roles.splitlines() if line.strip()]
        return [{"name": m["name"].strip(), "count": int(m["count"]), "skills": m["skills"] or ""} for m in found if m]


class CancelOpportunity(Form):
    seen: int
    reason: str = Field(min_length=5, max_length=500)


class ReportOpportunity(Form):
    seen: int
    report: str = Field(min_length=10, max_length=4000)
    participants: int | None = Field(default=None, ge=0, le=1_000_000)


class ApplyOpportunity(Form):
    role_id: int = Field(ge=1, le=2**31 - 1)
    entry_id: int = Field(ge=1, le=2**31 - 1)
    message: str = Field(default="", max_length=500)


class DecideApplication(Form):
    seen: int
    answer: Literal["yes", "no"]
    reason: str = Field(default="", max_length=500, validate_default=True)

    @field_validator("reason")
    @classmethod
    def _needs_reason(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("answer") == "no" and len(value) < 5:
            raise code_error("forms.missing")
        return value


class OfferLecture(Form):
    """A theme of the catalogue."""

    section_id: int = Field(ge=1, le=2**31 - 1)
    title: str = Field(min_length=3, max_length=120)
    text: str = Field(min_length=10, max_length=2000)
    minutes: int = Field(default=60, ge=5, le=600)
    audience: str = Field(default="", max_length=200)


class RequestLecture(Form):
    """Who asks for the lecture, when, where and for how many."""

    group_name: str = Field(min_length=1, max_length=100)
    wanted: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=200)
    people: int = Field(ge=1, le=100_000)
    contact: str = Field(min_length=5, max_length=254)
    question: str = Field(default="", max_length=500)
    consent: Literal["yes"]
    notice_version: int
    once: str = Field(min_length=8, max_length=40)

    @field_validator("people", mode="before")
    @classmethod
    def _narrow(cls, value: Any) -> Any:
        return half_width(value).removesuffix("人").removesuffix("名") if isinstance(value, str) else value
