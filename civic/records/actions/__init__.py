"""Verbs of records: reading private data with a reason, publishing the day's head of the ledger."""

from datetime import date, datetime

from sqlmodel import col, select

from civic.accounts.actions.readings import count_reading
from civic.accounts.models import Connection
from civic.db import Db
from civic.ledger import LedgerHead, PublishedHead
from civic.permissions import Viewer, require
from civic.records.models import Reading
from civic.records.queries import connections


def note_reading(db: Db, person_id: int, what: str, target: str, reason: str, now: datetime) -> Reading:
    """Written before the data is read. `what` is a code of locale/codes/records.toml."""
    reading = Reading(person_id=person_id, what=what, target=target, reason=reason, at=now)
    db.add(reading)
    db.flush()
    return reading


def read_connections(db: Db, actor: Viewer, *, target: str, reason: str, now: datetime) -> list[Connection]:
    """The reading is committed before the answer is sent: nobody sees an address without a trace."""
    who = require(actor, "connection.read")
    count_reading(db, who.person_id, "connections", now)
    note_reading(db, who.person_id, "connections", target, reason, now)
    return connections(db, who, target)


def publish_head(db: Db, day: date) -> PublishedHead | None:
    """The head as it stands becomes public under this day, once; None while nothing was ever written."""
    on = day.isoformat()
    known = db.exec(select(PublishedHead).where(col(PublishedHead.on) == on)).first()
    if known is not None:
        return known
    head = db.get(LedgerHead, 1)
    if head is None or head.seq == 0:
        return None
    published = PublishedHead(on=on, seq=head.seq, hash=head.hash)
    db.add(published)
    db.flush()
    return published
