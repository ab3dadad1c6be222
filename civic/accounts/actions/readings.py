"""Opening private data of many people in one day needs a second person (DOMAIN §1, 39)."""

from datetime import datetime

from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.forms import AskReading, DecideReading
from civic.accounts.models import ReadingCount, ReadingPass
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Viewer, require


def count_reading(db: Db, person_id: int, what: str, now: datetime) -> None:
    """Mechanics, before the data is read: one more today, or Refused when the city's number is reached and nobody
    else has allowed more."""
    today, most = clock.today(now), int(setting(db, "reading.most_a_day"))
    row = db.get(ReadingCount, (person_id, what, today), with_for_update=True)
    row = row or ReadingCount(person_id=person_id, what=what, on=today)
    if most and row.count >= most and not _is_allowed(db, person_id, what, now):
        raise Refused("accounts.second_person_needed", most=most)
    row.count += 1
    db.add(row)
    db.flush()


def _is_allowed(db: Db, person_id: int, what: str, now: datetime) -> bool:
    given = _of(db, person_id, what, now)
    return given is not None and given.is_allowed


def _of(db: Db, person_id: int, what: str, now: datetime) -> ReadingPass | None:
    mine = (col(ReadingPass.person_id) == person_id) & (col(ReadingPass.what) == what)
    return db.exec(select(ReadingPass).where(mine, col(ReadingPass.on) == clock.today(now))).first()


def ask_reading(db: Db, actor: Viewer, form: AskReading, now: datetime) -> ReadingPass:
    """For today, once; a second time gives the first one back."""
    who = require(actor, "reading_pass.ask")
    known = _of(db, who.person_id, form.what, now)
    if known is not None:
        return known
    made = ReadingPass(
        person_id=who.person_id, what=form.what, on=clock.today(now), reason=form.reason, asked_at=now
    )  # fmt: skip
    db.add(made)
    db.flush()
    ledger.append(db, who.person_id, "accounts.ask_reading", f"reading_pass:{made.id}", at=now, what=form.what)
    return made


def decide_reading(db: Db, actor: Viewer, asked: ReadingPass, form: DecideReading, now: datetime) -> ReadingPass:
    """The second person's yes holds until midnight; every reading is recorded as before."""
    who = require(actor, "reading_pass.decide", asked)
    if asked.rev != form.seen:
        raise Stale("accounts.pass_decided")
    if asked.decided_at is not None or asked.on != clock.today(now):
        raise Refused("accounts.pass_decided")
    asked.decided_by, asked.decided_at, asked.is_allowed = who.person_id, now, form.answer == "yes"
    asked.rev += 1
    db.add(asked)
    facts = {"what": asked.what, "is_allowed": asked.is_allowed}
    ledger.append(db, who.person_id, "accounts.decide_reading", f"reading_pass:{asked.id}", at=now, **facts)
    return asked
