"""What the register erases, and when: withdrawn entries, ended introductions, lecture requests, old recommendations."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from civic import clock, ledger
from civic.db import Db
from civic.registry.group_models import Member
from civic.registry.introduction_models import Introduction, IntroductionMessage
from civic.registry.models import (
    Consent,
    Correction,
    Entry,
    EntryDetail,
    Photo,
    PhotoWaiting,
    Recommendation,
    Translation,
)
from civic.registry.opportunity_models import LectureRequest, OpportunityApplication


def erase_old(db: Db, now: datetime) -> dict[str, int]:
    """Mechanics of the daily round. The rows that others point to stay, without words, names and contacts."""
    today = clock.today(now)
    counts = {
        "entries": _erase_entries(db, now),
        "introductions": _erase_introductions(db, now),
        "recommendations": db.exec(delete(Recommendation).where(col(Recommendation.erase_on) < today)).rowcount,
        "lecture_requests": db.exec(
            update(LectureRequest)
            .where(col(LectureRequest.erase_on) < today, col(LectureRequest.contact) != "")
            .values(contact="", question="", group_name="", place="", wanted="")
        ).rowcount,
    }
    if any(counts.values()):
        ledger.append(db, None, "registry.erase_old", "registry", at=now, **counts)
    return counts


def _erase_entries(db: Db, now: datetime) -> int:
    old = db.exec(select(Entry).where(col(Entry.erase_on) < clock.today(now), col(Entry.display_name) != "")).all()
    for entry in old:
        erase_entry(db, entry)
    return len(old)


def erase_entry(db: Db, entry: Entry) -> None:
    """Mechanics: words, names, contacts and picture go; number, state and days stay, so that addresses do not move."""
    for table in (EntryDetail, Consent, Photo, PhotoWaiting, Member, Translation, Correction):
        db.exec(delete(table).where(col(table.entry_id) == entry.id))
    db.exec(
        update(OpportunityApplication)
        .where(col(OpportunityApplication.entry_id) == entry.id)
        .values(message="", reason="")
    )
    for name in (
        "display_name", "kana", "skills", "introduction", "areas", "days", "languages", "accessibility", "reason",
        "appeal", "folded",
    ):  # fmt: skip
        setattr(entry, name, "")
    entry.fields, entry.person_id, entry.erase_on = [], None, None
    db.add(entry)


def _erase_introductions(db: Db, now: datetime) -> int:
    old = db.exec(select(Introduction).where(col(Introduction.erase_on) < clock.today(now))).all()
    for one in old:
        db.exec(delete(IntroductionMessage).where(col(IntroductionMessage.introduction_id) == one.id))
        one.purpose = one.wanted = one.place = one.contact = one.owner_contact = one.reason = one.report = ""
        one.erase_on = None
        db.add(one)
    return len(old)
