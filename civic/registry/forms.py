"""What applicants and the registry officer send in: shape only."""

import re
from enum import StrEnum
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from civic.forms import Form, code_error, half_width
from civic.registry.fields import ACTIVITIES, DETAILS, TIES
from civic.registry.models import EntryKind, Visibility

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB = re.compile(r"https?://[^\s<>\"']+")
YEAR = re.compile(r"(19|20)\d{2}")


class Fee(StrEnum):
    FREE = "free"
    ACTUAL_COST = "actual_cost"
    PAID = "paid"


class ApplyEntry(Form):
    """An application, or a change to one. Which details belong to which kind stands in fields.DETAILS."""

    kind: EntryKind
    display_name: str = Field(max_length=100)
    kana: str = Field(default="", max_length=200)
    fields: list[str] = Field(min_length=1, max_length=len(ACTIVITIES))
    skills: str = Field(default="", max_length=500)
    introduction: str = Field(min_length=10, max_length=2000)
    areas: str = Field(default="", max_length=200)
    days: str = Field(default="", max_length=200)
    fee: Fee = Fee.FREE
    languages: str = Field(default="", max_length=100)
    accessibility: str = Field(default="", max_length=300)
    name: str = Field(default="", max_length=100, validate_default=True)
    representative: str = Field(default="", max_length=100, validate_default=True)
    contact_mail: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=40, validate_default=True)
    address: str = Field(default="", max_length=200)
    birth_year: str = Field(default="", max_length=20, validate_default=True)
    tie: str = Field(default="", max_length=10)
    website: str = Field(default="", max_length=300)
    qualification: str = Field(default="", max_length=300)
    founded_on: str = Field(default="", max_length=40)
    members: str = Field(default="", max_length=40)
    membership_fee: str = Field(default="", max_length=100)
    capacity: str = Field(default="", max_length=100)
    equipment: str = Field(default="", max_length=300)
    show_name: Visibility = Visibility.CITY_ONLY
    show_representative: Visibility = Visibility.PUBLIC
    show_contact_mail: Visibility = Visibility.CITY_ONLY
    show_contact_phone: Visibility = Visibility.CITY_ONLY
    show_qualification: Visibility = Visibility.PUBLIC
    is_offered_in_rooms: bool = False
    consent: Literal["yes"]
    notice_version: int
    once: str = Field(min_length=8, max_length=40)

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, chosen: list[str]) -> list[str]:
        if any(field not in ACTIVITIES for field in chosen):
            raise code_error("forms.not_a_choice")
        return sorted(set(chosen), key=ACTIVITIES.index)

    @field_validator("tie")
    @classmethod
    def _known_tie(cls, value: str) -> str:
        if value and value not in TIES:
            raise code_error("forms.not_a_choice")
        return value

    @field_validator("name", "representative")
    @classmethod
    def _who(cls, value: str, info: ValidationInfo) -> str:
        wanted = EntryKind.PERSON if info.field_name == "name" else EntryKind.GROUP
        if info.data.get("kind") is wanted and not value:
            raise code_error("forms.missing")
        return value

    @field_validator("contact_mail")
    @classmethod
    def _mail(cls, value: str) -> str:
        plain = half_width(value)
        if plain and not MAIL.fullmatch(plain):
            raise code_error("registry.bad_mail")
        return plain

    @field_validator("contact_phone")
    @classmethod
    def _a_contact(cls, value: str, info: ValidationInfo) -> str:
        if not value and not info.data.get("contact_mail", "x"):
            raise code_error("registry.no_contact")
        return half_width(value)

    @field_validator("birth_year")
    @classmethod
    def _year(cls, value: str, info: ValidationInfo) -> str:
        year = half_width(value).removesuffix("年")
        if info.data.get("kind") is EntryKind.PERSON and not YEAR.fullmatch(year):
            raise code_error("registry.bad_year" if year else "forms.missing")
        return year

    @field_validator("website")
    @classmethod
    def _web(cls, value: str) -> str:
        if value and not WEB.fullmatch(value):
            raise code_error("registry.bad_web")
        return value

    def details(self) -> list[tuple[str, str, Visibility]]:
        """(name, value, who may see it) of every detail this kind of entry has and the applicant filled in."""
        found = []
        for field in DETAILS:
            value: str = getattr(self, field.name)
            if value and self.kind in field.kinds:
                visibility = getattr(self, f"show_{field.name}") if field.is_choosable else field.visibility
                found.append((field.name, value, visibility))
        return found


class Decide(Form):
    """The officer's yes: about the revision that was on the page."""

    seen: int


class DecideWithReason(Decide):
    """The officer's no, or a pause: with the reason the applicant reads."""

    reason: str = Field(min_length=10, max_length=500)


class Purpose(StrEnum):
    CHECK = "check"
    CONTACT = "contact"
    REQUEST = "request"


class OpenPrivate(Form):
    """Why an officer looks at what only the city may see; stands in the ledger."""

    purpose: Purpose


class AppealSuspension(Form):
    """Why the owner thinks that the suspension is wrong."""

    appeal: str = Field(min_length=10, max_length=1000)


class RequestIntroduction(Form):
    """Who wants to be introduced says for what, when and where, and leaves a contact that is shown after acceptance."""

    purpose: str = Field(min_length=10, max_length=1000)
    wanted: str = Field(max_length=200)
    place: str = Field(default="", max_length=200)
    contact: str = Field(min_length=5, max_length=254)
    consent: Literal["yes"]
    notice_version: int
    once: str = Field(min_length=8, max_length=40)


class AcceptIntroduction(Decide):
    """The owner's yes, with the contact that is given to who asked."""

    contact: str = Field(min_length=5, max_length=254)


class DeclineIntroduction(Decide):
    """The owner's no; a reason is welcome and not asked for."""

    reason: str = Field(default="", max_length=500)


class ReportIntroduction(Decide):
    """How it went (報告, 周南市: within 30 days)."""

    report: str = Field(min_length=10, max_length=2000)


class SendMessage(Form):
    body: str = Field(min_length=1, max_length=1000)
    once: str = Field(min_length=8, max_length=40)


class PutPhoto(Form):
    """Words for who cannot see the picture; the file itself is read by the door."""

    alt: str = Field(min_length=3, max_length=200)


class RecommendPerson(Form):
    """Nothing but a name and a contact (DOMAIN §5)."""

    name: str = Field(max_length=100)
    contact: str = Field(min_length=5, max_length=254)
    consent: Literal["yes"]
    notice_version: int
    once: str = Field(min_length=8, max_length=40)
