"""What staff and residents send: groups of posts, a proposal, who answers, drafts, decisions, reports, replies."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from civic import clock
from civic.forms import Form
from civic.responses.states import FollowUpState, Horizon
from civic.responses.summary_models import ItemKind

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]

# 反映区分 (DOMAIN §4): reflected, already there, considered, cannot, outside or a question answered.
Category = Literal["A", "B", "C", "D", "E"]


class SeenVersion(Form):
    """The text that was read, by its digest; another one in between makes the act stale."""

    seen: Annotated[str, Field(max_length=64)]


class DraftAnswer(Form):
    """The text and the category with the evidence that category must carry. `seen` is the digest of the newest text
    when the form was opened, empty for the first one. `evidence`: `document-key#seq`, or the address of a passage. A
    draft may be unfinished: what it lacks is asked for when it is handed in."""

    body: Annotated[str, Field(max_length=8000)] = ""
    category: Category | Literal[""] = ""
    ground: Annotated[str, Field(max_length=1000)] = ""
    evidence: Annotated[str, Field(max_length=500)] = ""
    before_text: Annotated[str, Field(max_length=2000)] = ""
    after_text: Annotated[str, Field(max_length=2000)] = ""
    # When the next step of category C is taken.
    next_on: date | None = None
    seen: Annotated[str, Field(max_length=64)] = ""


class SubmitAnswer(SeenVersion):
    """`reader_id`: who reads it before the approval, in this order; none: straight to approval."""

    reader_id: list[Id] = Field(default_factory=list, max_length=5)


class ExternalApproval(SeenVersion):
    """決裁 taken on paper or in another system."""

    number: Annotated[str, Field(min_length=2, max_length=60)]
    approved_on: date
    approver: Annotated[str, Field(min_length=2, max_length=100)]


class JoinAnswers(Form):
    """Duties that are answered together with this one."""

    response_id: list[Id] = Field(default_factory=list, max_length=200)


class SetRelease(Form):
    """Day and hour in Tokyo; no day: no common moment."""

    on: date | None = None
    hour: Annotated[int, Field(ge=0, le=23)] = 9

    def moment(self) -> datetime | None:
        return None if self.on is None else clock.start_of(self.on) + timedelta(hours=self.hour)


class HandOver(Form):
    """Duties and who takes them over in the section, with what they should know."""

    response_id: list[Id] = Field(min_length=1, max_length=200)
    person_id: Id
    note: Annotated[str, Field(max_length=1000)] = ""


class NameDeputy(Form):
    section_id: Id
    person_id: Id
    starts_on: date
    ends_on: date


class WriteTemplate(Form):
    section_id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    body: Annotated[str, Field(min_length=1, max_length=8000)]


class AssignAnswer(Form):
    """Which section answers, and until when (empty: by the room's days)."""

    section_id: Id
    due_on: date | None = None
    # For the section that takes over.
    note: Annotated[str, Field(max_length=1000)] = ""


class SendBack(SeenVersion):
    reason: Annotated[str, Field(min_length=5, max_length=500)]


class GroupPosts(Form):
    """Ticked posts and where they go: a new item, the item of that number, or 対象外 with a reason."""

    post_id: list[Id] = Field(default_factory=list, max_length=300)
    into: Annotated[str, Field(pattern=r"^(new|out|[0-9]{1,9})$")] = "new"
    text: Annotated[str, Field(max_length=1000)] = ""
    kind: ItemKind = ItemKind.OPINION
    is_minority: bool = False
    is_moved: bool = False
    reason: Annotated[str, Field(max_length=300)] = ""


class ChangeItem(Form):
    """The words and marks of one item, as it stood at `rev`."""

    text: Annotated[str, Field(max_length=1000)]
    kind: ItemKind
    is_minority: bool = False
    place: Annotated[str, Field(max_length=200)] = ""
    rev: Annotated[int, Field(ge=1)]


class TakeOut(Form):
    """One post out of one item, or out of 対象外 (no item)."""

    post_id: Id
    item_id: int | None = None


class WriteProposal(Form):
    title: Annotated[str, Field(min_length=3, max_length=120)]
    agreed: Annotated[str, Field(max_length=8000)] = ""
    disputed: Annotated[str, Field(max_length=8000)] = ""


class ShowSummary(Form):
    objections_until: date | None = None


class SeenSummary(Form):
    """The checksum of what was read before it is endorsed or submitted."""

    seen: Annotated[str, Field(max_length=64)]


class ObjectToItem(Form):
    """`item_id` empty: the post was put outside."""

    item_id: int | None = None
    text: Annotated[str, Field(min_length=5, max_length=500)]


class AnswerObjection(Form):
    answer: Annotated[str, Field(min_length=5, max_length=500)]
    is_changed: bool = False


class ReportFollowUp(Form):
    """How far it is. `seen`: the number of the last report that was read; `evidence`, `budget`: passages."""

    horizon: Horizon
    state: FollowUpState
    text: Annotated[str, Field(min_length=5, max_length=1000)]
    evidence: Annotated[str, Field(max_length=500)] = ""
    budget: Annotated[str, Field(max_length=500)] = ""
    next_report_on: date | None = None
    seen: Annotated[int, Field(ge=0, le=10_000)] = 0


class MarkPost(Form):
    kind: Literal["answer", "group", "off_topic"]


class RateAnswer(Form):
    """3 clear, 2 in between, 1 not clear."""

    score: Annotated[int, Field(ge=1, le=3)]


Grade = Annotated[int, Field(ge=1, le=5)]


class AnswerSurvey(Form):
    """Did you understand what is at stake; were you heard; would you take part again."""

    understood: Grade
    heard: Grade
    again: Grade


class TakeSheet(Form):
    is_submitted: bool = False


class DraftFaq(Form):
    """A question in residents' words and its short answer."""

    question: Annotated[str, Field(min_length=5, max_length=200)]
    answer: Annotated[str, Field(min_length=5, max_length=600)]
    topic_id: Id | None = None


class EditFaq(DraftFaq):
    """New words for one that was seen at this revision."""

    rev: Annotated[int, Field(ge=1)]


class SeenFaq(Form):
    rev: Annotated[int, Field(ge=1)]
