"""Reads of accounts: who a session belongs to, with the role grants in force."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.models import Person, PersonState, RoleGrant, SignInSession
from civic.accounts.tokens import token_hash
from civic.permissions import Actor, Grant

_SESSION = (
    select(
        col(Person.id),
        col(Person.handle),
        col(Person.language),
        col(Person.identity_level),
        col(Person.state),
        col(Person.suspended_until),
        col(Person.unread_notices),
        col(SignInSession.second_factor_at),
        col(SignInSession.is_kiosk),
        col(SignInSession.expires_at),
    )
    .join(Person, col(Person.id) == col(SignInSession.person_id))
    .where(col(SignInSession.token_hash) == bindparam("token"), col(SignInSession.revoked_at).is_(None))
)

_GRANTS = select(col(RoleGrant.role), col(RoleGrant.scope), col(RoleGrant.scope_id)).where(
    col(RoleGrant.person_id) == bindparam("person"),
    col(RoleGrant.revoked_at).is_(None),
    col(RoleGrant.starts_on) <= bindparam("day"),
    (col(RoleGrant.ends_on).is_(None)) | (col(RoleGrant.ends_on) >= bindparam("day")),
)


def grants_of(db: Session, person_id: int, now: datetime) -> frozenset[Grant]:
    """Role grants in force on this day in Tokyo."""
    rows = db.execute(_GRANTS, {"person": person_id, "day": clock.today(now)}).all()
    return frozenset(Grant(role, scope, scope_id) for role, scope, scope_id in rows)


@dataclass(frozen=True, slots=True)
class Signed:
    """What the web needs to know of a session."""

    actor: Actor
    token_hash: str
    language: str
    unread_notices: int
    is_kiosk: bool


def who_is(db: Session, token: str, now: datetime) -> Signed | None:
    """The person of a session cookie, or None. Granted roles wait until the one-time code of this session."""
    hashed = token_hash(token)
    row = db.execute(_SESSION, {"token": hashed}).first()
    if row is None or row.expires_at <= now or row.state == PersonState.LEFT:
        return None
    grants = grants_of(db, row.id, now)
    is_done = row.second_factor_at is not None
    is_suspended = row.suspended_until is not None and row.suspended_until > now
    actor = Actor(
        person_id=row.id,
        display_name=row.handle,
        grants=grants if is_done else frozenset(),
        identity_level=row.identity_level,
        is_suspended=is_suspended,
        is_second_factor_done=is_done,
        waiting_grants=frozenset() if is_done else grants,
    )
    return Signed(actor, hashed, row.language, row.unread_notices, row.is_kiosk)
