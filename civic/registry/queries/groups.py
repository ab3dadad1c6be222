"""Reads of groups: who belongs, who may write in a group's name, and what somebody's own places are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from civic.accounts.models import Person
from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.registry.group_models import Member
from civic.registry.models import Entry, EntryKind
from civic.registry.queries import listed_on
from civic.registry.states import MemberRole, MemberState

SPEAKING = (MemberRole.WRITER, MemberRole.DEPUTY)
OPEN = (MemberState.INVITED, MemberState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Group:
    """A group as permissions ask of it; `person_id` is its representative."""

    id: int
    name: str
    person_id: int | None
    is_listed: bool
    writers: frozenset[int]
    deputies: frozenset[int]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place; `managers` may change it, `person_id` answers and leaves."""

    id: int
    entry_id: int
    group_name: str
    person_id: int
    handle: str
    role: MemberRole
    state: MemberState
    position: str
    starts_on: date | None
    ends_on: date | None
    is_shown: bool
    hand_over_at: datetime | None
    rev: int
    representative_id: int | None
    is_current: bool


def in_office(today: date) -> ColumnElement[bool]:
    """Accepted, and within the term where one is set."""
    return and_(
        col(Member.state) == MemberState.ACCEPTED,
        col(Member.starts_on).is_(None) | (col(Member.starts_on) <= today),
        col(Member.ends_on).is_(None) | (col(Member.ends_on) >= today),
    )


def group_of(db: Session, entry: Entry, today: date) -> Group:
    """Of an entry that the caller has read as somebody who may see it."""
    rows = db.execute(
        select(col(Member.person_id), col(Member.role)).where(
            col(Member.entry_id) == entry.id, in_office(today), col(Member.role).in_(SPEAKING)
        )
    ).all()
    is_listed = db.execute(select(col(Entry.id)).where(col(Entry.id) == entry.id, listed_on(today))).first() is not None
    return Group(
        entry.id, entry.display_name, entry.person_id, is_listed and entry.kind is EntryKind.GROUP,
        frozenset(person for person, _role in rows),
        frozenset(person for person, role in rows if role is MemberRole.DEPUTY),
    )  # fmt: skip


def group_row(db: Session, entry_id: int) -> Entry:
    """The row of a group, whoever asks; what they may do with it is asked of `group_of`."""
    entry = db.get(Entry, entry_id) if 0 < entry_id < 2**31 else None
    if entry is None or entry.kind is not EntryKind.GROUP:
        raise NotFound("registry.no_such_entry")
    return entry


def speaks_for(db: Session, viewer: Viewer, today: date) -> Sequence[tuple[int, str]]:
    """Groups (number, name) in whose name this person may write today."""
    if viewer is None:
        return []
    seats = select(col(Member.entry_id)).where(
        col(Member.person_id) == viewer.person_id, in_office(today), col(Member.role).in_(SPEAKING)
    )
    mine = or_(col(Entry.person_id) == viewer.person_id, col(Entry.id).in_(seats))
    query = select(col(Entry.id), col(Entry.display_name)).where(
        col(Entry.kind) == EntryKind.GROUP, listed_on(today), mine
    )
    return [(number, name) for number, name in db.execute(query.order_by(col(Entry.id)))]


def _seats(db: Session, today: date, *where: ColumnElement[bool]) -> list[Seat]:
    query = (
        select(Member, col(Entry.display_name), col(Entry.person_id), col(Person.handle))
        .join(Entry, col(Entry.id) == col(Member.entry_id))
        .join(Person, col(Person.id) == col(Member.person_id))
        .where(*where)
        .order_by(col(Member.id))
    )
    return [
        Seat(
            m.id, m.entry_id, name, m.person_id, handle, m.role, m.state, m.position, m.starts_on, m.ends_on,
            m.is_shown, m.hand_over_at, m.rev, representative,
            m.state is MemberState.ACCEPTED
            and (m.starts_on is None or m.starts_on <= today)
            and (m.ends_on is None or m.ends_on >= today),
        )
        for m, name, representative, handle in db.execute(query)
    ]  # fmt: skip


def members(db: Session, viewer: Viewer, group: Group, today: date) -> list[Seat]:
    """Everybody who belongs or is invited: for the representative and the deputies."""
    require(viewer, "group.manage", group)
    return _seats(db, today, col(Member.entry_id) == group.id, col(Member.state).in_(OPEN))


def shown_members(db: Session, entry_id: int, today: date) -> list[Seat]:
    """Those in office who chose to stand on the group's page."""
    return _seats(db, today, col(Member.entry_id) == entry_id, in_office(today), col(Member.is_shown).is_(True))


def own_seats(db: Session, viewer: Viewer, today: date) -> list[Seat]:
    """The viewer's own places and invitations."""
    if viewer is None:
        return []
    return _seats(db, today, col(Member.person_id) == viewer.person_id, col(Member.state).in_(OPEN))


def seat_for(db: Session, viewer: Viewer, number: int, today: date) -> Seat:
    """One place, to its person alone."""
    found = _seats(db, today, col(Member.id) == number) if 0 < number < 2**31 else []
    if not found or found[0].state not in OPEN or not can(viewer, "membership.answer", found[0]):
        raise NotFound
    return found[0]


def member_row(db: Session, number: int) -> Member:
    found = db.get(Member, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound
    return found
