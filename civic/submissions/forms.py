"""What people and staff fill in for a public comment: shape only."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from civic.forms import Form, half_width
from civic.submissions.models import Channel, Decision

MOST_LETTERS = 20_000
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Identified(Form):
    """Kept apart from the opinion; which of them are needed is the room's."""

    name: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=200)
    belonging: str = Field(default="", max_length=200)
    telephone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=200)


class SendComment(Identified):
    """An opinion without an account; `once` makes a second press harmless."""

    once: str = Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")
    place: str = Field(default="", max_length=200)
    # Asked for with the room's own fields, so that everything missing is said at once.
    body: str = Field(default="", max_length=MOST_LETTERS)
    is_eligible: bool = False
    knows_purpose: bool = False


class OpenComment(Form):
    """The slip: receipt number and secret."""

    receipt: str = Field(max_length=30)
    secret: str = Field(max_length=60)

    @field_validator("receipt", "secret")
    @classmethod
    def _narrow(cls, value: str) -> str:
        return "".join(half_width(value).upper().split())


class ReplaceComment(OpenComment):
    place: str = Field(default="", max_length=200)
    body: str = Field(max_length=MOST_LETTERS)


class EnterSubmission(Identified):
    """代行入力: what came on paper or by word, with where it came from."""

    once: str = Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")
    channel: Literal["email", "post", "fax", "counter", "telephone", "meeting", "round_table", "mayor_letter"]
    received_on: date
    original: str = Field(max_length=200)
    place: str = Field(default="", max_length=200)
    body: str = Field(max_length=MOST_LETTERS)
    is_publishable: bool = False

    @property
    def came_by(self) -> Channel:
        return Channel(self.channel)


class SeeIdentity(Form):
    reason: str = Field(min_length=5, max_length=200)


class RedactText(Form):
    """The findings that stay blacked out, and more words to black out, one a line."""

    mask: list[int] = Field(default_factory=list, max_length=500)
    words: str = Field(default="", max_length=2000)


class PlaceTexts(Form):
    """Texts into an opinion: a new one, one by its id, or out with a reason. `with_alike` takes the near copies too."""

    text_id: list[Id] = Field(min_length=1, max_length=500)
    into: str = Field(default="new", pattern=r"^(new|out|back|[0-9]{1,9})$")
    summary: str = Field(default="", max_length=400)
    place: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=300)
    with_alike: bool = False


class WriteOpinion(Form):
    """意見の概要 and 市の考え方. `rev` is the wording that was seen."""

    rev: int = Field(ge=1)
    position: int = Field(ge=1, le=9999)
    place: str = Field(default="", max_length=200)
    summary: str = Field(max_length=400)
    answer: str = Field(default="", max_length=4000)
    category: Literal["", "A", "B", "C", "D", "E"] = ""
    ground: str = Field(default="", max_length=1000)
    next_on: date | None = None
    before_text: str = Field(default="", max_length=4000)
    after_text: str = Field(default="", max_length=4000)
    reference: str = Field(default="", max_length=140)


class WriteResult(Form):
    decision: Decision
    account: str = Field(max_length=8000)
    is_submitted: bool = False


class SendBack(Form):
    reason: str = Field(min_length=5, max_length=500)
