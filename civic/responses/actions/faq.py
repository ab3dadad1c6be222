"""Questions often asked: draft_faq, edit_faq, publish_faq, retire_faq."""

from datetime import datetime

from civic import ledger
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.permissions import Viewer, require
from civic.responses.faq_models import FaqItem, FaqState
from civic.responses.forms import DraftFaq, EditFaq, SeenFaq
from civic.responses.models import Response


def draft_faq(db: Db, actor: Viewer, response: Response, form: DraftFaq, now: datetime) -> FaqItem:
    """From a published answer only; it is public once another person approved it."""
    staff = require(actor, "response.draft", response)
    if not response.published_version:
        raise Refused("responses.faq_of_draft")
    made = FaqItem(
        response_id=response.id, response_version=response.published_version, topic_id=form.topic_id,
        section_id=response.section_id, room_id=response.room_id, question=form.question, answer=form.answer,
        drafted_by=staff.person_id, drafted_at=now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    ledger.append(
        db, staff.person_id, "responses.draft_faq", f"faq:{made.id}", at=now, response=response.id,
        version=response.published_version,
    )  # fmt: skip
    return made


def edit_faq(db: Db, actor: Viewer, faq: FaqItem, form: EditFaq, now: datetime) -> FaqItem:
    """A draft takes the new words; what is public stays as it is until another person approved its new text."""
    staff = require(actor, "response.draft", faq)
    db.refresh(faq, with_for_update=True)
    if faq.rev != form.rev or faq.state is FaqState.RETIRED:
        raise Stale("responses.faq_changed")
    edited = faq
    if faq.state is FaqState.PUBLISHED:
        response = db.get_one(Response, faq.response_id)
        edited = FaqItem(
            response_id=faq.response_id, response_version=response.published_version or faq.response_version,
            section_id=faq.section_id, room_id=faq.room_id, edition_of=faq.id, question="", answer="", drafted_by=staff.person_id, drafted_at=now,
        )  # fmt: skip
        # The second of two people who set out to change the same text is told.
        faq.rev += 1
        db.add(faq)
    else:
        edited.rev += 1
    edited.question, edited.answer, edited.topic_id = form.question, form.answer, form.topic_id
    edited.drafted_by, edited.drafted_at = staff.person_id, now
    db.add(edited)
    db.flush()
    ledger.append(db, staff.person_id, "responses.edit_faq", f"faq:{faq.id}", at=now, draft=edited.id)
    return edited


_TEXT = (
    "question",
    "answer",
    "topic_id",
    "response_version",
    "drafted_by",
    "drafted_at",
    "approved_by",
    "published_at",
)


def _change_places(db: Db, faq: FaqItem) -> FaqItem:
    """The standing item takes the approved words; the row of the draft keeps those it had."""
    standing = db.get_one(FaqItem, faq.edition_of)
    db.refresh(standing, with_for_update=True)
    if standing.state is not FaqState.PUBLISHED:
        raise Stale("responses.faq_changed")
    for name in _TEXT:
        before, after = getattr(standing, name), getattr(faq, name)
        setattr(standing, name, after)
        setattr(faq, name, before)
    faq.state = FaqState.RETIRED
    standing.rev += 1
    db.add(standing)
    return standing


def publish_faq(db: Db, actor: Viewer, faq: FaqItem, form: SeenFaq, now: datetime) -> None:
    """決裁 by an approver of the section who did not write it."""
    staff = require(actor, "faq.publish", faq)
    db.refresh(faq, with_for_update=True)
    if faq.rev != form.rev or faq.state is not FaqState.DRAFT:
        raise Stale("responses.faq_changed")
    drafter = faq.drafted_by
    faq.state, faq.approved_by, faq.published_at, faq.rev = FaqState.PUBLISHED, staff.person_id, now, faq.rev + 1
    db.add(faq)
    shown = _change_places(db, faq) if faq.edition_of else faq
    later(db, "responses.index_faq", shown.id)
    ledger.append(db, staff.person_id, "responses.publish_faq", f"faq:{shown.id}", at=now, drafter=drafter)


def retire_faq(db: Db, actor: Viewer, faq: FaqItem, form: SeenFaq, now: datetime) -> None:
    """Taken from the list; the full answer stays where it is."""
    staff = require(actor, "faq.retire", faq)
    db.refresh(faq, with_for_update=True)
    if faq.rev != form.rev or faq.state is FaqState.RETIRED:
        raise Stale("responses.faq_changed")
    faq.state, faq.rev = FaqState.RETIRED, faq.rev + 1
    db.add(faq)
    later(db, "responses.index_faq", faq.id)
    ledger.append(db, staff.person_id, "responses.retire_faq", f"faq:{faq.id}", at=now)
