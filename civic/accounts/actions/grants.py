"""Role grants: dated, in the ledger, never for oneself."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.models import Person, PersonState, RoleGrant
from civic.city.models import Section
from civic.db import Db
from civic.errors import NotFound, Refused, Stale
from civic.permissions import Role, Viewer, require
from civic.permissions.actor import SITE_WIDE, Scope


@dataclass(frozen=True, slots=True)
class GrantFor:
    """Whom a grant would be for, as the permission asks it."""

    person_id: int


def add_grant(
    db: Db,
    person_id: int,
    role: Role,
    *,
    now: datetime,
    scope: Scope = "site",
    scope_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    granted_by: int | None = None,
) -> RoleGrant:
    """One grant with its ledger entry; a room's existence is asked by the caller, rooms stand above accounts."""
    starts_on = starts_on or clock.today(now)
    person = db.get(Person, person_id)
    if person is None or person.state is PersonState.LEFT:
        raise NotFound
    if scope == "site":
        scope_id = None
    elif role in SITE_WIDE or scope_id is None:
        raise Refused("accounts.role_is_site_wide" if role in SITE_WIDE else "accounts.scope_missing")
    elif scope == "section" and db.get(Section, scope_id) is None:
        raise NotFound
    if person.ends_on is not None:
        ends_on = min(ends_on or person.ends_on, person.ends_on)
    if ends_on is not None and ends_on < max(starts_on, clock.today(now)):
        raise Refused("accounts.grant_ends_early")
    _need_no_double(db, person_id, role, scope, scope_id, starts_on)
    grant = RoleGrant(
        person_id=person_id, role=role, scope=scope, scope_id=scope_id, starts_on=starts_on, ends_on=ends_on,
        granted_by=granted_by,
    )  # fmt: skip
    db.add(grant)
    db.flush()
    ledger.append(
        db, granted_by, "accounts.grant_role", f"role_grant:{grant.id}", at=now, person=person_id, role=role,
        scope=scope, scope_id=scope_id, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return grant


def _need_no_double(db: Db, person_id: int, role: Role, scope: str, scope_id: int | None, starts_on: date) -> None:
    """The same role in the same place twice is a second click or an oversight."""
    query = select(RoleGrant).where(
        col(RoleGrant.person_id) == person_id, col(RoleGrant.role) == role, col(RoleGrant.scope) == scope,
        col(RoleGrant.scope_id) == scope_id, col(RoleGrant.revoked_at).is_(None),
        col(RoleGrant.ends_on).is_(None) | (col(RoleGrant.ends_on) >= starts_on),
    )  # fmt: skip
    if db.exec(query).first() is not None:
        raise Refused("accounts.role_granted_already")


def grant_role(
    db: Db,
    actor: Viewer,
    person_id: int,
    role: Role,
    *,
    now: datetime,
    scope: Scope = "site",
    scope_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    who = require(actor, "role.grant", GrantFor(person_id))
    if starts_on is not None and starts_on < clock.today(now):
        raise Refused("accounts.grant_starts_in_past")
    return add_grant(
        db, person_id, role, now=now, scope=scope, scope_id=scope_id, starts_on=starts_on, ends_on=ends_on,
        granted_by=who.person_id,
    )  # fmt: skip


def revoke_role(db: Db, actor: Viewer, grant: RoleGrant, *, now: datetime) -> RoleGrant:
    """Takes effect with the next request of the person; the row stays as the record."""
    who = require(actor, "role.revoke", grant)
    if grant.revoked_at is not None:
        raise Stale("accounts.role_revoked_already")
    grant.revoked_at, grant.revoked_by = now, who.person_id
    db.add(grant)
    ledger.append(
        db, who.person_id, "accounts.revoke_role", f"role_grant:{grant.id}", at=now, person=grant.person_id,
        role=grant.role,
    )  # fmt: skip
    return grant


def end_grants(db: Db, person_id: int, role: Role, scope: Scope, scope_id: int, now: datetime) -> None:
    """Mechanics: the person lays the role down there, and the caller says so in the ledger."""
    theirs = select(RoleGrant).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.scope == scope,
        RoleGrant.scope_id == scope_id, col(RoleGrant.revoked_at).is_(None),
    )  # fmt: skip
    for grant in db.exec(theirs).all():
        grant.revoked_at, grant.revoked_by = now, person_id
        db.add(grant)
    db.flush()
