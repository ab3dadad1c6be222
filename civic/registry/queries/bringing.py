"""Reads for the officer: who was recommended, and a list that waits to be taken in."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, require
from civic.registry.models import Entry, Recommendation, RegisterImport
from civic.registry.queries import listed_on
from civic.registry.states import EntryState


def recommendations(db: Session, viewer: Viewer, today: date) -> Sequence[Recommendation]:
    """Oldest first; one whose last day is past is not shown even before it is erased."""
    require(viewer, "entry_queue.see")
    query = select(Recommendation).where(col(Recommendation.erase_on) >= today)
    return db.execute(query.order_by(col(Recommendation.id)).limit(200)).scalars().all()


def recommendation_row(db: Session, viewer: Viewer, number: int) -> Recommendation:
    require(viewer, "entry_queue.see")
    found = db.get(Recommendation, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound
    return found


def import_row(db: Session, viewer: Viewer, number: int) -> RegisterImport:
    require(viewer, "entry_queue.see")
    found = db.get(RegisterImport, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound
    return found


def import_facts(db: Session, today: date) -> tuple[frozenset[int], frozenset[str]]:
    """(numbers of withdrawn entries: an old export must not bring them back, names that are listed already)."""
    gone = db.execute(select(col(Entry.id)).where(col(Entry.state) == EntryState.WITHDRAWN)).scalars()
    known = db.execute(select(col(Entry.display_name)).where(listed_on(today))).scalars()
    return frozenset(gone), frozenset(known)
