"""Sessions: signing in, rotating the secret, ending and revoking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from civic import clock
from civic.accounts.actions.connections import record_connection
from civic.accounts.models import Person, PersonState, SignInSession
from civic.accounts.passwords import is_right
from civic.accounts.queries import Credentials
from civic.accounts.tokens import new_token, token_hash
from civic.db import Db
from civic.errors import NotFound, Refused
from civic.permissions import Viewer, require

LASTS = timedelta(days=30)
# A computer in a library, at most; it ends earlier when nobody is there (setting account.kiosk_idle_minutes).
KIOSK_LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class From:
    """Where a sign-in comes from; goes into the table of connections, never into a log."""

    ip: str
    port: int
    agent: str
    is_kiosk: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secret for the cookie, shown to nobody else, and how long the cookie lives (None: until the browser ends)."""

    person_id: int
    token: str
    seconds: int | None


def begin_session(
    db: Db, person_id: int, source: From, now: datetime, second_factor_at: datetime | None = None
) -> SignedIn:
    """A fresh secret every time: a cookie from before the sign-in is worth nothing after it."""
    token = new_token()
    lasts = KIOSK_LASTS if source.is_kiosk else LASTS
    db.add(
        SignInSession(
            token_hash=token_hash(token), person_id=person_id, created_at=now, last_seen_at=now,
            expires_at=now + lasts, second_factor_at=second_factor_at, is_kiosk=source.is_kiosk,
            agent=source.agent[:120],
        )
    )  # fmt: skip
    note_use(db, person_id, now)
    record_connection(db, "sign_in", person_id, f"person:{person_id}", source.ip, source.port, now)
    db.flush()
    return SignedIn(person_id, token, None if source.is_kiosk else int(lasts.total_seconds()))


def note_use(db: Db, person_id: int, now: datetime) -> None:
    """The account is in use: whatever warnings it had are forgotten."""
    used = {"last_active_on": clock.today(now), "inactive_warnings": 0, "inactive_warned_on": None}
    db.execute(update(Person).where(col(Person.id) == person_id).values(**used))


def sign_in(
    db: Db, known: Credentials | None, *, password: str, source: From, replaces: str, now: datetime
) -> SignedIn:
    """`known` was read before, so that hashing holds no lock; `replaces` is the session of the same browser, if any.
    The same refusal, after the same time, for a wrong password, an unknown address and a person who left."""
    if not is_right(password, known.password_hash if known else None) or known is None:
        raise Refused("accounts.wrong_sign_in")
    person = db.get(Person, known.person_id)
    if person is None or person.state is PersonState.LEFT or person.password_hash != known.password_hash:
        raise Refused("accounts.wrong_sign_in")
    if person.ends_on is not None and person.ends_on < clock.today(now):
        raise Refused("accounts.account_ended")
    end_session(db, replaces, now)
    return begin_session(db, person.id, source, now)


def end_session(db: Db, hashed: str, now: datetime) -> None:
    """By the hash the session is kept under; an unknown or ended one changes nothing."""
    same = (col(SignInSession.token_hash) == hashed, col(SignInSession.revoked_at).is_(None))
    db.execute(update(SignInSession).where(*same).values(revoked_at=now))


def revoke_sessions(db: Db, person_id: int, now: datetime, but: str = "") -> None:
    """All sessions of a person, or all but one."""
    theirs = (
        col(SignInSession.person_id) == person_id, col(SignInSession.revoked_at).is_(None),
        col(SignInSession.token_hash) != but,
    )  # fmt: skip
    db.execute(update(SignInSession).where(*theirs).values(revoked_at=now))


def revoke_session(db: Db, actor: Viewer, session: SignInSession | None, now: datetime) -> None:
    """One of the actor's own; somebody else's does not exist for them."""
    if session is None:
        raise NotFound
    require(actor, "account.change", session)
    end_session(db, session.token_hash, now)
