"""What may be seen of senders and texts: redact_text, see_identity (each time written down), erase_identities."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from civic import ledger
from civic.db import Db
from civic.permissions import Viewer, require
from civic.rooms.models import Room
from civic.submissions.forms import RedactText, SeeIdentity
from civic.submissions.models import Submission, SubmissionText, SubmitterIdentity


def redact_text(
    db: Db, actor: Viewer, room: Room, text: SubmissionText, form: RedactText, now: datetime
) -> SubmissionText:
    """Which places are blacked out at publication; the original stays with the office."""
    who = require(actor, "submission.redact", room)
    masks = [text.findings[number][1:] for number in form.mask if 0 <= number < len(text.findings)]
    for word in {line.strip() for line in form.words.splitlines() if line.strip()}:
        start = text.body.find(word)
        while start >= 0:
            masks.append([start, start + len(word)])
            start = text.body.find(word, start + len(word))
    text.masks, text.is_checked = sorted(masks), True
    db.add(text)
    ledger.append(
        db, who.person_id, "submissions.redact_text", f"submission_text:{text.id}", at=now, places=len(text.masks)
    )
    return text


def see_identity(
    db: Db, actor: Viewer, room: Room, submission: Submission, form: SeeIdentity, now: datetime
) -> SubmitterIdentity | None:
    """Name and address of a sender, for a reason; who looked is in the ledger, the reason as its digest."""
    who = require(actor, "submission.identify", room)
    found = db.get(SubmitterIdentity, submission.id)
    ledger.append(
        db, who.person_id, "submissions.see_identity", f"submission:{submission.id}", at=now,
        reason=ledger.digest(str(submission.id), form.reason),
    )  # fmt: skip
    return found


def erase_identities(db: Db, room_id: int, now: datetime) -> None:
    """Mechanics of the daily round, once the days after the result are over."""
    of_room = select(col(Submission.id)).where(col(Submission.room_id) == room_id)
    gone = db.execute(delete(SubmitterIdentity).where(col(SubmitterIdentity.submission_id).in_(of_room)))
    count = int(getattr(gone, "rowcount", 0))
    if count:
        ledger.append(db, None, "submissions.erase_identities", f"room:{room_id}", at=now, count=count)
