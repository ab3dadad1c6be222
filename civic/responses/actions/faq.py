"""Questions often asked: draft_faq, publish_faq, retire_faq."""

from datetime import datetime

from civic import ledger
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.permissions import Viewer, require
from civic.responses.faq_models import FaqItem, FaqState
from civic.responses.forms import DraftFaq, SeenFaq
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


def publish_faq(db: Db, actor: Viewer, faq: FaqItem, form: SeenFaq, now: datetime) -> None:
    """決裁 by an approver of the section who did not write it."""
    staff = require(actor, "faq.publish", faq)
    db.refresh(faq, with_for_update=True)
    if faq.rev != form.rev or faq.state is not FaqState.DRAFT:
        raise Stale("responses.faq_changed")
    faq.state, faq.approved_by, faq.published_at, faq.rev = FaqState.PUBLISHED, staff.person_id, now, faq.rev + 1
    db.add(faq)
    later(db, "responses.index_faq", faq.id)
    ledger.append(db, staff.person_id, "responses.publish_faq", f"faq:{faq.id}", at=now, drafter=faq.drafted_by)


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
