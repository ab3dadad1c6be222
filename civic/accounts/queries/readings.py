"""Reads of how much private data was opened, and of what waits for a second person."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic.accounts.models import Person, ReadingCount, ReadingPass
from civic.errors import NotFound
from civic.permissions import Role, Viewer, require


@dataclass(frozen=True, slots=True)
class PassShown:
    """Somebody asks to read more than the city's number on one day."""

    id: int
    person_id: int
    handle: str
    what: str
    reason: str
    on: date
    asked_at: datetime
    decided_at: datetime | None
    is_allowed: bool
    rev: int


def readings_of(db: Session, viewer: Viewer, on: date) -> dict[str, int]:
    """Kind -> how often the viewer opened such data that day."""
    person_id = viewer.person_id if viewer else 0
    query = select(col(ReadingCount.what), col(ReadingCount.count)).where(
        col(ReadingCount.person_id) == person_id, col(ReadingCount.on) == on
    )
    return dict(db.execute(query).all())


def passes(db: Session, viewer: Viewer, on: date) -> list[PassShown]:
    """Of that day: one's own, and for those who decide, everybody's."""
    who = require(viewer, "reading_pass.see")
    query = (
        select(
            col(ReadingPass.id), col(ReadingPass.person_id), col(Person.handle), col(ReadingPass.what),
            col(ReadingPass.reason), col(ReadingPass.on), col(ReadingPass.asked_at), col(ReadingPass.decided_at),
            col(ReadingPass.is_allowed), col(ReadingPass.rev),
        )
        .join(Person, col(Person.id) == col(ReadingPass.person_id))
        .where(col(ReadingPass.on) == on)
        .order_by(col(ReadingPass.id))
    )  # fmt: skip
    if not who.has(Role.CITY_MANAGER):
        query = query.where(col(ReadingPass.person_id) == who.person_id)
    return [PassShown(*row) for row in db.execute(query)]


def pass_row(db: Session, viewer: Viewer, number: int) -> ReadingPass:
    require(viewer, "reading_pass.see")
    found = db.get(ReadingPass, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound
    return found
