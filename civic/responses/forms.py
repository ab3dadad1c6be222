"""What staff send: who answers, a draft of an answer, a reason for sending it back."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from civic.forms import Form

# 反映区分 (DOMAIN §4): reflected, already there, considered, cannot, outside or a question answered.
Category = Literal["A", "B", "C", "D", "E"]


class SeenVersion(Form):
    """The text that was read, by its digest; another one in between makes the act stale."""

    seen: Annotated[str, Field(max_length=64)]


class DraftAnswer(Form):
    """The text and the category with the evidence that category must carry. `seen` is the digest of the newest text
    when the form was opened, empty for the first one. `evidence`: `document-key#seq`, or the address of a passage."""

    body: Annotated[str, Field(max_length=8000)]
    category: Category
    ground: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500)] = ""
    before_text: Annotated[str, Field(max_length=2000)] = ""
    after_text: Annotated[str, Field(max_length=2000)] = ""
    seen: Annotated[str, Field(max_length=64)] = ""


class AssignAnswer(Form):
    """Which section answers, and until when (empty: by the room's days)."""

    section_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    due_on: date | None = None


class SendBack(SeenVersion):
    reason: Annotated[str, Field(min_length=5, max_length=500)]
