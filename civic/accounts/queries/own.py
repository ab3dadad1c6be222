"""Reads of one's own account: what is kept, which browsers are signed in, a sign-up that waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from civic.accounts.models import PendingSignUp, Person, RecoveryCode, SignInSession
from civic.accounts.tokens import token_hash
from civic.errors import NotFound, SignInNeeded
from civic.permissions import Viewer

# How much of a session's hash names it on the account page.
REFERENCE = 16


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One's own account as the account pages show it. `pending_secret` only until the telephone is confirmed."""

    person_id: int
    handle: str
    email: str | None
    identity_level: int
    created_at: datetime
    second_factor_since: datetime | None
    pending_secret: str | None
    recovery_codes_left: int


def own_account(db: Session, viewer: Viewer) -> OwnAccount:
    """Raises SignInNeeded."""
    if viewer is None:
        raise SignInNeeded
    left = sa_select(func.count()).where(
        col(RecoveryCode.person_id) == viewer.person_id, col(RecoveryCode.used_at).is_(None)
    )
    row = db.execute(
        sa_select(
            col(Person.id), col(Person.handle), col(Person.email), col(Person.identity_level), col(Person.created_at),
            col(Person.totp_confirmed_at), col(Person.totp_pending), left.scalar_subquery(),
        ).where(col(Person.id) == viewer.person_id)
    ).one()  # fmt: skip
    return OwnAccount(*row)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser one is signed in with; `reference` names it in a form without giving its hash away."""

    reference: str
    created_at: datetime
    expires_at: datetime
    agent: str
    is_this: bool


def own_sessions(db: Session, viewer: Viewer, this: str, now: datetime) -> list[OwnSession]:
    """Newest first; `this` is the hash of the present session."""
    if viewer is None:
        raise SignInNeeded
    query = select(SignInSession).where(*_theirs(viewer.person_id, now)).order_by(col(SignInSession.created_at).desc())
    return [
        OwnSession(row.token_hash[:REFERENCE], row.created_at, row.expires_at, row.agent, row.token_hash == this)
        for row in db.exec(query)
    ]


def _theirs(person_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SignInSession.person_id) == person_id, col(SignInSession.revoked_at).is_(None),
        col(SignInSession.expires_at) > now,
    )  # fmt: skip


def own_session(db: Session, viewer: Viewer, reference: str, now: datetime) -> SignInSession | None:
    if viewer is None:
        raise SignInNeeded
    for row in db.exec(select(SignInSession).where(*_theirs(viewer.person_id, now))):
        if row.token_hash[:REFERENCE] == reference:
            return row
    return None


def pending_sign_up(db: Session, token: str, now: datetime) -> PendingSignUp:
    """Raises NotFound with one sentence when the link ended or never was."""
    query = select(PendingSignUp).where(
        col(PendingSignUp.token_hash) == token_hash(token), col(PendingSignUp.expires_at) > now
    )
    found = db.exec(query).first()
    if found is None:
        raise NotFound("accounts.link_ended")
    return found
