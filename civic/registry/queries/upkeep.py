"""Reads around an entry: its words in other languages, what readers noted, elections it can be hidden for."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from civic.city import queries as city
from civic.city.models import ElectionPeriod
from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.registry.models import Correction, Translation
from civic.registry.queries import EntryShown


def translations(db: Session, viewer: Viewer, entry: EntryShown) -> Sequence[Translation]:
    """Those that were checked for everybody; the owner and the officer see all."""
    query = select(Translation).where(col(Translation.entry_id) == entry.id)
    if not (can(viewer, "entry.change", entry) or can(viewer, "entry_queue.see")):
        query = query.where(col(Translation.checked_at).is_not(None))
    return db.execute(query.order_by(col(Translation.language))).scalars().all()


def translation_row(db: Session, entry_id: int, number: int) -> Translation:
    found = db.get(Translation, number) if 0 < number < 2**31 else None
    if found is None or found.entry_id != entry_id:
        raise NotFound
    return found


def open_notes(db: Session, viewer: Viewer, entry_id: int) -> Sequence[Correction]:
    """What readers noted and nobody has seen to, oldest first; the officer does not need to know from whom."""
    require(viewer, "entry_queue.see")
    query = select(Correction).where(col(Correction.entry_id) == entry_id, col(Correction.closed_at).is_(None))
    return db.execute(query.order_by(col(Correction.id)).limit(50)).scalars().all()


def coming_elections(db: Session, today: date) -> list[ElectionPeriod]:
    return [one for one in city.election_periods(db) if one.vote_on >= today]
