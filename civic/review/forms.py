"""What moderators, readers and people whose rights are infringed send."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from civic.accounts.emails import tidy_email
from civic.forms import Form, code_error, half_width

MOST_REASON = 1000


class PublishHeld(Form):
    """A decision under which no article was broken (publish, keep, restore). `seen` is what the moderator saw of the
    post (`queries.seen_of`); when it has changed since, the decision is stale. A template is put before what was typed;
    `about` is the section the post speaks of, as far as the moderator sees it."""

    template: Annotated[str, Field(max_length=500)] = ""
    reason: Annotated[str, Field(max_length=MOST_REASON, validate_default=True)] = ""
    seen: Annotated[str, Field(max_length=60)]
    about: int | None = None

    @field_validator("reason")
    @classmethod
    def _with_template(cls, typed: str, info: ValidationInfo) -> str:
        whole = "\n".join(part for part in (info.data.get("template", ""), typed) if part)
        if not whole:
            raise code_error("forms.missing")
        if len(whole) > MOST_REASON:
            raise code_error("review.reason_too_long", most=MOST_REASON)
        return whole


class Decide(PublishHeld):
    """A decision against the text: under which article it is taken."""

    article: int


class Mask(Decide):
    """One word or phrase a line, exactly as it stands in the text."""

    words: Annotated[str, Field(max_length=4000)]


class Warn(Decide):
    """A warning to the author, about this post."""


class Suspend(Decide):
    """The author may not write for some days."""

    days: Annotated[int, Field(ge=1, le=366)]


class Purge(Decide):
    """Destroy what is unlawful to keep."""

    ground: Literal["my_number", "child_abuse", "court_order", "other_law"]


class MoveThread(Decide):
    """The number of the room the thread goes to."""

    room: int


class SplitThread(Decide):
    """The title of the new thread."""

    title: Annotated[str, Field(min_length=1, max_length=120)]


class SlowMode(Decide):
    """Minutes between two posts of one author; 0 ends it."""

    minutes: Annotated[int, Field(ge=0, le=1440)]


class HideUrgently(Form):
    """One press: the article is all that is asked; the reason follows."""

    article: int


class GiveReason(Form):
    """The reason of an urgent hide, afterwards."""

    reason: Annotated[str, Field(max_length=MOST_REASON)]


class BulkDecide(Form):
    """Several cases decided alike, each as it was seen: `12:held.1.0`."""

    cases: Annotated[list[str], Field(min_length=1, max_length=100)]
    act: Literal["publish_held", "reject", "hide", "keep"]
    article: int | None = None
    template: Annotated[str, Field(max_length=500)] = ""
    reason: Annotated[str, Field(max_length=MOST_REASON)] = ""


class AddNote(Form):
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class HandOver(Form):
    """From whom, to whom, by handle."""

    from_handle: Annotated[str, Field(max_length=80)]
    to_handle: Annotated[str, Field(max_length=80)]


class PauseSite(Form):
    """A public reason; empty ends the pause."""

    reason: Annotated[str, Field(max_length=300)] = ""


class FileReport(Form):
    """A reader says which article is broken, and may say why."""

    article: int
    text: Annotated[str, Field(max_length=500)] = ""


def _email(value: Any) -> str:
    tidy = tidy_email(str(value))
    if tidy is None:
        raise code_error("review.bad_email")
    return tidy


class ReportByMail(FileReport):
    """A report by somebody without an account: counted only once the link in the mail was followed."""

    email: Annotated[str, Field(max_length=254)]
    notice_version: int

    _tidy = field_validator("email")(_email)


class EnterReport(FileReport):
    """A report on paper or by telephone, entered by staff with a reference to the original."""

    post: int
    channel: Literal["paper", "phone", "counter"]
    reference: Annotated[str, Field(min_length=1, max_length=60)]


class FileAppeal(Form):
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class DecideAppeal(Form):
    outcome: Literal["restored", "upheld"]
    reason: Annotated[str, Field(max_length=MOST_REASON)]


class RemovalFields(Form):
    """送信防止措置の申出, or 発信者情報開示請求: who, which place, which right, why."""

    kind: Literal["removal", "disclosure"] = "removal"
    name: Annotated[str, Field(min_length=1, max_length=80)]
    contact: Annotated[str, Field(max_length=254)]
    capacity: Literal["self", "agent", "candidate"]
    places: Annotated[str, Field(min_length=1, max_length=1000)]
    right: Literal["privacy", "honour", "portrait", "copyright", "trade", "other"]
    reasons: Annotated[str, Field(min_length=1, max_length=3000)]
    evidence: Annotated[str, Field(max_length=2000)] = ""
    is_election: bool = False
    notice_version: int


class AskRemoval(RemovalFields):
    """From the public form: answered by mail."""

    _tidy = field_validator("contact")(_email)


class EnterRemoval(RemovalFields):
    """The same on paper: the contact is an address people read, so any text will do."""

    channel: Literal["paper", "phone", "counter"]
    reference: Annotated[str, Field(min_length=1, max_length=60)]


class CheckRequest(Form):
    """形式審査: which post it is about, or what is missing."""

    post: Annotated[str, Field(max_length=20)] = ""
    missing: Annotated[str, Field(max_length=1000)] = ""

    @field_validator("post")
    @classmethod
    def _number(cls, value: str) -> str:
        return half_width(value)


class HideForRequest(Form):
    article: int
    reason: Annotated[str, Field(max_length=MOST_REASON)]


class AnswerInquiry(Form):
    """The author's answer to the inquiry: agrees to the removal or objects."""

    agrees: Literal["yes", "no"]
    text: Annotated[str, Field(max_length=2000)] = ""


class DecideRequest(Form):
    result: Literal["removed", "partly", "refused"]
    article: int | None = None
    words: Annotated[str, Field(max_length=4000)] = ""
    reason: Annotated[str, Field(max_length=MOST_REASON)]


class AskIdentity(Form):
    posts: Annotated[str, Field(min_length=1, max_length=1000)]
    reason: Annotated[str, Field(max_length=MOST_REASON)]
