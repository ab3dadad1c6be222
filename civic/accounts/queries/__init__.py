"""Reads of accounts: who a session belongs to, with the role grants in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.emails import fold_email, tidy_email
from civic.accounts.handles import fold
from civic.accounts.models import Person, PersonState, RoleGrant, SignInSession
from civic.accounts.tokens import token_hash
from civic.permissions import Actor, Grant, Role
from civic.prepared import Prepared

IN_FORCE = (
    col(RoleGrant.revoked_at).is_(None),
    col(RoleGrant.starts_on) <= bindparam("day"),
    col(RoleGrant.ends_on).is_(None) | (col(RoleGrant.ends_on) >= bindparam("day")),
)

_WORKS_HERE = col(Person.ends_on).is_(None) | (col(Person.ends_on) >= bindparam("day"))

_SESSION = Prepared(
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
        col(Person.ends_on),
        col(RoleGrant.role),
        col(RoleGrant.scope),
        col(RoleGrant.scope_id),
    )
    .join(Person, col(Person.id) == col(SignInSession.person_id))
    .outerjoin(RoleGrant, and_(col(RoleGrant.person_id) == col(Person.id), *IN_FORCE))
    .where(col(SignInSession.token_hash) == bindparam("token"), col(SignInSession.revoked_at).is_(None))
)


class _SessionRow(NamedTuple):
    id: int
    handle: str
    language: str
    identity_level: int
    state: PersonState
    suspended_until: datetime | None
    unread_notices: int
    second_factor_at: datetime | None
    is_kiosk: bool
    expires_at: datetime
    ends_on: date | None


_GRANTS = select(col(RoleGrant.role), col(RoleGrant.scope), col(RoleGrant.scope_id)).where(
    col(RoleGrant.person_id) == bindparam("person"), *IN_FORCE
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
    rows = _SESSION.rows(db, {"token": hashed, "day": clock.today(now)})
    if not rows:
        return None
    row = _SessionRow(*rows[0][:11])
    has_ended = row.ends_on is not None and row.ends_on < clock.today(now)
    if row.expires_at <= now or row.state == PersonState.LEFT or has_ended:
        return None
    grants = frozenset(Grant(*one[11:]) for one in rows if one[11] is not None)
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


def people_with(
    db: Session, role: Role, now: datetime, room_id: int | None = None, section_id: int | None = None
) -> list[int]:
    """Who has the role now for the whole site, or for that room or that section; by person, each once."""
    scope = col(RoleGrant.scope) == "site"
    if room_id is not None:
        scope = scope | ((col(RoleGrant.scope) == "room") & (col(RoleGrant.scope_id) == room_id))
    if section_id is not None:
        scope = scope | ((col(RoleGrant.scope) == "section") & (col(RoleGrant.scope_id) == section_id))
    query = (
        select(col(RoleGrant.person_id))
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(*IN_FORCE, scope, col(RoleGrant.role) == role, col(Person.state) != PersonState.LEFT, _WORKS_HERE)
        .distinct()
        .order_by(col(RoleGrant.person_id))
    )
    return list(db.execute(query, {"day": clock.today(now)}).scalars())


def display_names(db: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """Handles by person; an id that is not there is left out."""
    wanted = sorted(set(ids))
    rows = db.execute(select(col(Person.id), col(Person.handle)).where(col(Person.id).in_(wanted)))
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    person_id: int
    handle: str
    email: str | None
    password_hash: str | None


_CREDENTIALS = select(col(Person.id), col(Person.handle), col(Person.email), col(Person.password_hash)).where(
    col(Person.state) != PersonState.LEFT
)


def credentials(db: Session, typed: str) -> Credentials | None:
    """By e-mail address or handle, as the sign-in form takes them."""
    email = tidy_email(typed) if "@" in typed or "＠" in typed else None
    which = col(Person.email_folded) == fold_email(email) if email else col(Person.handle_folded) == fold(typed)
    row = db.execute(_CREDENTIALS.where(which)).first()
    return Credentials(*row) if row else None


def credentials_of(db: Session, person_id: int) -> Credentials | None:
    row = db.execute(_CREDENTIALS.where(col(Person.id) == person_id)).first()
    return Credentials(*row) if row else None


def person_by_handle(db: Session, handle: str) -> Person | None:
    return db.execute(select(Person).where(col(Person.handle_folded) == fold(handle))).scalars().first()
