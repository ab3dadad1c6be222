"""What the forms of records take: shape only."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from civic.forms import Form, half_width
from civic.records.states import ReportStage, RequestKind, RequestState


def _half(typed: object) -> object:
    return half_width(typed) if isinstance(typed, str) else typed


class ReadConnections(Form):
    """A post or a person by number, and why."""

    kind: Literal["post", "person"]
    number: Annotated[int, BeforeValidator(_half), Field(ge=1, le=2**31)]
    reason: Annotated[str, Field(min_length=10, max_length=300)]


class TakeOwnData(Form):
    password: Annotated[str, Field(max_length=128)]


class Leave(Form):
    password: Annotated[str, Field(max_length=128)]
    is_sure: Literal["yes"]


class AskData(Form):
    kind: RequestKind
    name: Annotated[str, Field(max_length=80)]
    address: Annotated[str, Field(min_length=5, max_length=200)]
    text: Annotated[str, Field(min_length=5, max_length=2000)]
    notice_version: Annotated[int, BeforeValidator(_half)]
    once: Annotated[str, Field(min_length=8, max_length=64)]


class FileData(AskData):
    """Brought to the counter or by post, typed in by staff."""

    channel: Literal["counter", "post"]


class Reason(Form):
    reason: Annotated[str, Field(min_length=10, max_length=300)]


class Seen(Form):
    """`seen` is the revision the page showed: two members of staff do not overwrite each other."""

    seen: Annotated[int, BeforeValidator(_half)]


class CheckIdentity(Seen):
    identity_by: Annotated[str, Field(min_length=2, max_length=100)]


class AskAmendment(Seen):
    amendment: Annotated[str, Field(min_length=10, max_length=500)]


class ExtendData(Seen):
    reason: Annotated[str, Field(min_length=10, max_length=500)]


class DecideData(Seen):
    result: Literal["full", "partial", "none"]
    reason: Annotated[str, Field(max_length=2000)] = ""


class CloseStep(Seen):
    to: RequestState


class RecordIncident(Form):
    title: Annotated[str, Field(max_length=100)]
    found_on: Annotated[date, BeforeValidator(_half)]
    happened: Annotated[str, Field(min_length=10, max_length=2000)]
    data_kinds: Annotated[str, Field(max_length=500)]
    people_count: Annotated[int, BeforeValidator(_half), Field(ge=0, le=100_000_000)]
    is_malicious: Literal["yes"] | None = None


class DraftReport(Form):
    stage: ReportStage
    text: Annotated[str, Field(min_length=20, max_length=4000)]
