"""Reads of people and their role grants, for those who grant roles, and for oneself."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.handles import fold
from civic.accounts.models import Person, PersonState, RoleGrant
from civic.accounts.queries import IN_FORCE
from civic.errors import SignInNeeded
from civic.permissions import Role, Viewer, require


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """A role grant on the pages of roles."""

    id: int
    person_id: int
    handle: str
    role: Role
    scope: str
    scope_id: int | None
    starts_on: date
    ends_on: date | None
    revoked_at: datetime | None


_SHOWN = select(
    col(RoleGrant.id), col(RoleGrant.person_id), col(Person.handle), col(RoleGrant.role), col(RoleGrant.scope),
    col(RoleGrant.scope_id), col(RoleGrant.starts_on), col(RoleGrant.ends_on), col(RoleGrant.revoked_at),
).join(Person, col(Person.id) == col(RoleGrant.person_id))  # fmt: skip


def grants(db: Session, viewer: Viewer, now: datetime, person_id: int | None = None) -> list[ShownGrant]:
    """Those in force or still to come, by role; of one person: all that ever were, newest first."""
    require(viewer, "role.see")
    if person_id is not None:
        query = _SHOWN.where(col(RoleGrant.person_id) == person_id).order_by(col(RoleGrant.id).desc())
        return [ShownGrant(*row) for row in db.execute(query)]
    today = clock.today(now)
    holds = (col(RoleGrant.revoked_at).is_(None), col(RoleGrant.ends_on).is_(None) | (col(RoleGrant.ends_on) >= today))
    query = _SHOWN.where(*holds).order_by(col(RoleGrant.role), col(RoleGrant.scope), col(RoleGrant.id))
    return [ShownGrant(*row) for row in db.execute(query)]


def own_grants(db: Session, viewer: Viewer, now: datetime) -> list[ShownGrant]:
    """In force today, waiting for the one-time code or not."""
    if viewer is None:
        raise SignInNeeded
    query = _SHOWN.where(*IN_FORCE, col(RoleGrant.person_id) == viewer.person_id).order_by(col(RoleGrant.id))
    return [ShownGrant(*row) for row in db.execute(query, {"day": clock.today(now)})]


def grant(db: Session, viewer: Viewer, grant_id: int) -> RoleGrant | None:
    require(viewer, "role.see")
    return db.get(RoleGrant, grant_id)


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person as those see them who grant roles: no address, no real name."""

    id: int
    handle: str
    identity_level: int
    state: PersonState
    created_at: datetime
    has_second_factor: bool
    organisation: str
    ends_on: date | None


PAGE = 50


def people(db: Session, viewer: Viewer, part: str = "", after: int = 0) -> list[ShownPerson]:
    """By number, PAGE + 1 at a time (the one more says that there is a next page); `part` is a part of the handle."""
    require(viewer, "role.see")
    query = _PERSON.where(col(Person.id) > after).order_by(col(Person.id)).limit(PAGE + 1)
    if part:
        query = query.where(col(Person.handle_folded).contains(fold(part), autoescape=True))
    return [ShownPerson(*row) for row in db.execute(query)]


def person(db: Session, viewer: Viewer, person_id: int) -> ShownPerson | None:
    require(viewer, "role.see")
    row = db.execute(_PERSON.where(col(Person.id) == person_id)).first()
    return ShownPerson(*row) if row else None


_PERSON = select(
    col(Person.id), col(Person.handle), col(Person.identity_level), col(Person.state), col(Person.created_at),
    col(Person.totp_confirmed_at).is_not(None), col(Person.organisation), col(Person.ends_on),
)  # fmt: skip
