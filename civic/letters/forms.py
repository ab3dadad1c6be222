"""What people and staff fill in for letters: shape only."""

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from civic.forms import Form, half_width
from civic.letters.models import Ground
from civic.rooms.forms import Channel

MOST_LETTERS = 20_000
Once = Annotated[str, Field(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class _Letter(Form):
    """The fields of the paper, one to one."""

    once: Once
    title: str = Field(max_length=120)
    body: str = Field(max_length=MOST_LETTERS)
    wants_publication: bool = False
    wants_answer: bool = False
    name: str = Field(default="", max_length=100)
    address: str = Field(default="", max_length=200)
    telephone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=200)


class SendLetter(_Letter):
    """From anybody, without an account."""

    knows_purpose: bool = False


class EnterLetter(_Letter):
    """代行入力: with the way it came, the day, and the original."""

    channel: Channel
    received_on: date
    original: str = Field(max_length=200)


class OpenLetter(Form):
    """The slip: number and secret."""

    number: str = Field(max_length=12)
    secret: str = Field(max_length=60)

    @field_validator("number", "secret")
    @classmethod
    def _narrow(cls, value: str) -> str:
        return "".join(half_width(value).upper().split())


class PostLetter(Form):
    """Into the room of letters, in words without names; a section answers."""

    title: str = Field(max_length=120)
    body: str = Field(max_length=MOST_LETTERS)
    section_id: Id
    confirm_warning: bool = False


class DraftReply(Form):
    """`is_done`: it goes to its approval; else it is kept unfinished."""

    reply: str = Field(default="", max_length=4000)
    seen: str = Field(default="", max_length=64)
    is_done: bool = False


class ApproveReply(Form):
    """`seen`: the digest of the reply that was read."""

    seen: str = Field(max_length=64)


class DeclineLetter(Form):
    ground: Ground


class SeeSender(Form):
    reason: str = Field(min_length=5, max_length=200)
