"""Mechanics for moderators' acts on people: writing is stopped until a day, connection records are kept as evidence."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from civic import clock
from civic.accounts.models import Connection, Person
from civic.db import Db


def stop_writing(db: Db, person_id: int, until: datetime | None) -> None:
    """The person reads as before and writes again by itself after `until`; None lifts it."""
    person = db.get_one(Person, person_id)
    person.suspended_until = until
    db.add(person)
    db.flush()


def keep_connections(db: Db, target: str, until: datetime) -> None:
    """Addresses and times of this target are not erased before that day."""
    day = clock.today(until)
    db.execute(
        update(Connection).where(col(Connection.target) == target, col(Connection.erase_on) < day).values(erase_on=day)
    )
