"""What the forms of accounts take: shape only."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from civic.accounts.emails import tidy_email
from civic.accounts.passwords import LONGEST, SHORTEST
from civic.forms import Form, code_error, half_width
from civic.permissions import Role


def _email(typed: str) -> str:
    email = tidy_email(typed)
    if email is None:
        raise code_error("accounts.bad_email")
    return email


def _half(typed: object) -> object:
    return half_width(typed) if isinstance(typed, str) else typed


Email = Annotated[str, AfterValidator(_email)]
Handle = Annotated[str, Field(max_length=40)]
NewPassword = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
TypedPassword = Annotated[str, Field(max_length=LONGEST)]
Number = Annotated[int, BeforeValidator(_half)]
Day = Annotated[date, BeforeValidator(_half)]


class SignUp(Form):
    handle: Handle
    email: Email
    password: NewPassword
    is_agreed: Literal["yes"]
    notice_version: Number


class ConfirmSignUp(Form):
    handle: Handle
    password: TypedPassword


class SignIn(Form):
    name: Annotated[str, Field(max_length=254)]
    password: TypedPassword
    is_kiosk: Literal["yes"] | None = None


class AskReset(Form):
    email: Email


class ResetPassword(Form):
    password: NewPassword


class ChangePassword(Form):
    old_password: TypedPassword
    password: NewPassword


class OneTimeCode(Form):
    code: Annotated[str, Field(max_length=40)]


class RevokeSession(Form):
    session: Annotated[str, Field(max_length=64)]


class IssueCode(Form):
    handle: Annotated[str, Field(max_length=40)] = ""
    is_resident: Literal["yes"] | None = None


class UseCode(Form):
    code: Annotated[str, Field(max_length=40)]
    handle: Handle
    password: NewPassword
    is_agreed: Literal["yes"]
    notice_version: Number


class GrantRole(Form):
    """`place` is `site`, or `section` or `room` with its number beside it."""

    role: Role
    place: Literal["site", "section", "room"] = "site"
    section_id: Number | None = None
    room_id: Number | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None


class AskLetter(Form):
    name: Annotated[str, Field(max_length=80)]
    address: Annotated[str, Field(min_length=5, max_length=200)]
    notice_version: Number


class UseLetter(Form):
    code: Annotated[str, Field(max_length=40)]


class ConfirmListed(Form):
    """Numbers of requests, as the check of the list found them."""

    letters: Annotated[str, Field(pattern=r"^\d{1,9}(,\d{1,9})*$", max_length=50_000)]

    def ids(self) -> list[int]:
        return [int(one) for one in self.letters.split(",")]


class FinishCard(Form):
    state: Annotated[str, Field(max_length=80)]
    code: Annotated[str, Field(max_length=2000)]


class ChangeHandle(Form):
    handle: Handle


class AskEmail(Form):
    email: Email
    old_password: TypedPassword


class SetEnd(Form):
    """Both empty: the account has no end."""

    organisation: Annotated[str, Field(max_length=80)] = ""
    ends_on: Day | None = None


class AskReading(Form):
    """Why more is to be opened today than the city's number."""

    what: Literal["registry", "connections"]
    reason: str = Field(min_length=10, max_length=500)


class DecideReading(Form):
    answer: Literal["yes", "no"]
    seen: int
