"""Reads of introductions: only for the two sides and the officer, and contacts only once both know each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.registry.introduction_models import Introduction, IntroductionMessage
from civic.registry.models import Entry
from civic.registry.states import IntroductionState

S = IntroductionState
# The owner of an entry learns of a request when the city has checked it, and not of those it refused.
UNKNOWN_TO_OWNER = (S.REQUESTED, S.CITY_CHECK, S.REFUSED)
MOST = 100


@dataclass(frozen=True, slots=True)
class IntroductionShown:
    """As one viewer may read it: `contact` and `owner_contact` are empty until both sides know each other."""

    id: int
    entry_id: int
    entry_name: str
    person_id: int
    owner_id: int | None
    state: IntroductionState
    purpose: str
    wanted: str
    place: str
    contact: str
    owner_contact: str
    reason: str
    report: str
    created_at: datetime
    due_on: date | None
    rev: int
    is_talking: bool


def _shown(one: Introduction, entry_name: str, viewer: Viewer) -> IntroductionShown:
    me = viewer.person_id if viewer else None
    return IntroductionShown(
        id=one.id, entry_id=one.entry_id, entry_name=entry_name, person_id=one.person_id, owner_id=one.owner_id,
        state=one.state, purpose=one.purpose, wanted=one.wanted, place=one.place,
        contact=one.contact if me == one.person_id or (one.has_contacts and me == one.owner_id) else "",
        owner_contact=one.owner_contact if one.has_contacts and me in (one.person_id, one.owner_id) else "",
        reason=one.reason, report=one.report, created_at=one.created_at, due_on=one.due_on, rev=one.rev,
        is_talking=one.is_talking,
    )  # fmt: skip


def introduction_row(db: Session, viewer: Viewer, number: int) -> Introduction:
    """The row for a verb. NotFound for everybody who has nothing to do with it."""
    one = db.get(Introduction, number) if 0 < number < 2**31 else None
    if one is None or not can(viewer, "introduction.see", one):
        raise NotFound
    return one


def introduction_for(db: Session, viewer: Viewer, number: int) -> IntroductionShown:
    one = introduction_row(db, viewer, number)
    return _shown(one, db.get_one(Entry, one.entry_id).display_name, viewer)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The clause of `introduction.see` for the two sides."""
    me = viewer.person_id if viewer else 0
    known = col(Introduction.state).not_in(UNKNOWN_TO_OWNER)
    return or_(col(Introduction.person_id) == me, (col(Introduction.owner_id) == me) & known)


def own_introductions(db: Session, viewer: Viewer) -> list[IntroductionShown]:
    """What the viewer asked for and is asked for, newest first."""
    query = select(Introduction, col(Entry.display_name)).join(Entry, col(Entry.id) == col(Introduction.entry_id))
    rows = db.execute(query.where(visible_to(viewer)).order_by(col(Introduction.id).desc()).limit(MOST))
    return [_shown(one, name, viewer) for one, name in rows]


def waiting_introductions(db: Session, viewer: Viewer) -> list[IntroductionShown]:
    """What waits for the officer: to be checked, a report to be read, a message to be read; oldest first."""
    require(viewer, "entry_queue.see")
    held = select(col(IntroductionMessage.introduction_id)).where(col(IntroductionMessage.is_held).is_(True))
    waits = col(Introduction.state).in_((S.CITY_CHECK, S.REPORTED)) | col(Introduction.id).in_(held)
    query = select(Introduction, col(Entry.display_name)).join(Entry, col(Entry.id) == col(Introduction.entry_id))
    rows = db.execute(query.where(waits).order_by(col(Introduction.due_on), col(Introduction.id)).limit(MOST))
    return [_shown(one, name, viewer) for one, name in rows]


def messages(db: Session, viewer: Viewer, one: IntroductionShown) -> Sequence[IntroductionMessage]:
    """Oldest first; a held one for its writer and the officer."""
    query = select(IntroductionMessage).where(col(IntroductionMessage.introduction_id) == one.id)
    if not can(viewer, "introduction.check", one):
        me = viewer.person_id if viewer else 0
        query = query.where(col(IntroductionMessage.is_held).is_(False) | (col(IntroductionMessage.person_id) == me))
    return db.execute(query.order_by(col(IntroductionMessage.id))).scalars().all()


def message_row(db: Session, one: Introduction, number: int) -> IntroductionMessage:
    found = db.get(IntroductionMessage, number) if 0 < number < 2**31 else None
    if found is None or found.introduction_id != one.id:
        raise NotFound
    return found
