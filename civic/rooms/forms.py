"""What people fill in for rooms and posts: shape only; whether it is allowed and acceptable is asked elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from civic.forms import Form, code_error, half_width
from civic.rooms.area_models import CityPart
from civic.rooms.models import AnswerUnit, ElectionPolicy, NamePolicy, PolicyStage, PostType, RoomKind, Stance

# The city's limit (`post.max_length`) is asked by the verb; beyond this nothing is even read.
MOST_LETTERS = 20_000
MOST_CITES = 5
PHASES = 4
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Eligibility = Literal["anyone", "local", "local_or_concerned"]
# What a public comment may ask of who sends an opinion; kept apart and never published.
IdentityField = Literal["name", "address", "belonging", "telephone", "email"]


def _thread_title(title: str, info: ValidationInfo) -> str:
    """A thread needs a title, a reply has none."""
    if info.data.get("parent") is not None:
        return ""
    if not title:
        raise code_error("forms.missing")
    return " ".join(title.split())


class PublishPost(Form):
    """A thread or a reply. `cites` are unit ids or `key#seq`; `once` makes a second click harmless."""

    once: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")
    parent: Id | None = None
    # A group of the register, written for by a member who may; the writer's own name stands beside it.
    group: Id | None = None
    title: str = Field(default="", max_length=120, validate_default=True)
    type: PostType = PostType.OPINION
    stance: Stance | None = None
    body: str = Field(max_length=MOST_LETTERS)
    cites: list[str] = Field(default_factory=list, max_length=MOST_CITES)
    quotes: Id | None = None
    acknowledge: bool = False
    # Said once in a room that is for some people only: the writer is one of them.
    is_eligible: bool = False
    confirm_warning: bool = False
    step: Literal["publish", "preview"] = "publish"

    @field_validator("title")
    @classmethod
    def _title(cls, title: str, info: ValidationInfo) -> str:
        return _thread_title(title, info)

    @field_validator("stance", mode="before")
    @classmethod
    def _no_stance(cls, value: object) -> object:
        return value or None


# Ways on which an opinion reaches the city besides this site; the codes of `responses.channel`.
Channel = Literal["mail", "fax", "counter", "phone", "meeting", "talk", "letter", "paper"]


class EnterPost(Form):
    """代行入力: somebody's words as they came, with the way, the day and the original; the paper twin, field for field."""

    once: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")
    channel: Channel
    received_on: date
    original: str = Field(max_length=200)
    parent: Id | None = None
    title: str = Field(default="", max_length=120, validate_default=True)
    type: Literal[PostType.OPINION, PostType.QUESTION, PostType.PROPOSAL, PostType.MATERIAL] = PostType.OPINION
    stance: Stance | None = None
    body: str = Field(max_length=MOST_LETTERS)
    has_consent: bool = False
    confirm_warning: bool = False

    @field_validator("title")
    @classmethod
    def _title(cls, title: str, info: ValidationInfo) -> str:
        return _thread_title(title, info)

    @field_validator("stance", mode="before")
    @classmethod
    def _no_stance(cls, value: object) -> object:
        return value or None

    @field_validator("parent", "received_on", mode="before")
    @classmethod
    def _narrow(cls, value: object) -> object:
        return (half_width(value) or None) if isinstance(value, str) else value


class EditPost(Form):
    """`revision` is the wording the author saw. Within the first minutes title and body, later only an addition."""

    revision: int = Field(ge=1, le=2**31 - 1)
    title: str = Field(default="", max_length=120)
    body: str = Field(default="", max_length=MOST_LETTERS)
    addition: str = Field(default="", max_length=MOST_LETTERS)
    confirm_warning: bool = False
    step: Literal["publish", "preview"] = "publish"

    @model_validator(mode="after")
    def _something(self) -> "EditPost":
        if not self.body and not self.addition:
            raise code_error("rooms.nothing_written")
        return self


@dataclass(frozen=True, slots=True)
class TypedPhase:
    name: str
    prompt: str
    starts_on: date | None
    ends_on: date | None


class DraftRoom(Form):
    """All fields of a room. A draft may leave most of them open; what is missing is asked before approval."""

    kind: Literal[RoomKind.DELIBERATION, RoomKind.BOARD, RoomKind.COMMENT]
    title: str = Field(max_length=120)
    purpose: str = Field(default="", max_length=4000)
    background: str = Field(default="", max_length=8000)
    plain_text: str = Field(default="", max_length=4000)
    policy_stage: PolicyStage | None = None
    decider: str = Field(default="", max_length=200)
    section_id: Id | None = None
    rule_version: Id | None = None
    answer_unit: AnswerUnit | None = None
    due_days: int | None = Field(default=None, ge=1, le=365)
    publish_place: str = Field(default="", max_length=200)
    reflection_scheme: str = Field(default="", max_length=60)
    eligibility: Eligibility = "anyone"
    identity_level: int = Field(default=1, ge=1, le=3)
    name_policy: NamePolicy = NamePolicy.HANDLE
    min_age: int | None = Field(default=None, ge=0, le=120)
    opens_on: date | None = None
    closes_on: date | None = None
    planned_answer_on: date | None = None
    no_documents_reason: str = Field(default="", max_length=300)
    draft_document: str = Field(default="", max_length=120)
    period_reason: str = Field(default="", max_length=300)
    identity_fields: list[IdentityField] = Field(default_factory=list, max_length=5)
    election_policy: ElectionPolicy = ElectionPolicy.OPEN
    is_pre_moderated: bool = False
    slow_mode_minutes: int = Field(default=0, ge=0, le=1440)
    per_day_limit: int = Field(default=20, ge=0, le=1000)
    topics: list[int] = Field(default_factory=list, max_length=20)
    documents: str = Field(default="", max_length=2000)
    phase1_name: str = Field(default="", max_length=40)
    phase1_prompt: str = Field(default="", max_length=500)
    phase1_starts_on: date | None = None
    phase1_ends_on: date | None = None
    phase2_name: str = Field(default="", max_length=40)
    phase2_prompt: str = Field(default="", max_length=500)
    phase2_starts_on: date | None = None
    phase2_ends_on: date | None = None
    phase3_name: str = Field(default="", max_length=40)
    phase3_prompt: str = Field(default="", max_length=500)
    phase3_starts_on: date | None = None
    phase3_ends_on: date | None = None
    phase4_name: str = Field(default="", max_length=40)
    phase4_prompt: str = Field(default="", max_length=500)
    phase4_starts_on: date | None = None
    phase4_ends_on: date | None = None

    @field_validator(
        "due_days", "min_age", "slow_mode_minutes", "per_day_limit", "opens_on", "closes_on", "planned_answer_on",
        "phase1_starts_on", "phase1_ends_on", "phase2_starts_on", "phase2_ends_on", "phase3_starts_on",
        "phase3_ends_on", "phase4_starts_on", "phase4_ends_on", mode="before",
    )  # fmt: skip
    @classmethod
    def _narrow(cls, value: object) -> object:
        return half_width(value) if isinstance(value, str) else value

    @property
    def references(self) -> list[str]:
        """`key` or `key#seq`, one a line or separated by blanks."""
        return list(dict.fromkeys(half_width(self.documents).split()))

    @property
    def phases(self) -> Iterator[TypedPhase]:
        """Those with a name, in order."""
        for number in range(1, PHASES + 1):
            phase = TypedPhase(
                getattr(self, f"phase{number}_name"),
                getattr(self, f"phase{number}_prompt"),
                getattr(self, f"phase{number}_starts_on"),
                getattr(self, f"phase{number}_ends_on"),
            )
            if phase.name:
                yield phase


class ReturnRoom(Form):
    """Why an approved room goes back to its drafters."""

    reason: str = Field(default="", max_length=500)


class SuspendRoom(Form):
    """A public reason and the day on which the suspension is looked at again."""

    reason: str = Field(min_length=10, max_length=500)
    review_on: date


class CancelRoom(Form):
    reason: str = Field(min_length=10, max_length=500)


class MarkRead(Form):
    """`until`: the last post, in the order of writing, that the page showed; 0 where a room is still empty."""

    until: int = Field(ge=0, le=2**31 - 1)


class ProposeArea(Form):
    """A room a resident wants to open."""

    title: str = Field(max_length=120)
    purpose: str = Field(min_length=20, max_length=2000)
    house_rules: str = Field(default="", max_length=1000)
    city_part: CityPart
    weeks: int = Field(ge=4, le=52)
    topic_id: Id | None = None

    @field_validator("weeks", "topic_id", mode="before")
    @classmethod
    def _narrow(cls, value: object) -> object:
        return (half_width(value) or None) if isinstance(value, str) else value


class OpenArea(Form):
    reason: str = Field(min_length=10, max_length=500)


class DeclineArea(Form):
    """`article`: the proposal breaks this article of the rules, and is shown no more."""

    reason: str = Field(min_length=10, max_length=500)
    article: Id | None = None

    @field_validator("article", mode="before")
    @classmethod
    def _narrow(cls, value: object) -> object:
        return (half_width(value) or None) if isinstance(value, str) else value


class ConcludeRoom(Form):
    conclusion: str = Field(min_length=20, max_length=4000)


class AskHelper(Form):
    """By the name the person shows."""

    handle: str = Field(min_length=1, max_length=80)


class AnswerHelping(Form):
    accepts: bool = False
