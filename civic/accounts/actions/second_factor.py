"""The second factor: one-time codes from the person's telephone, and recovery codes for when it is lost."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlmodel import col

from civic.accounts.actions.sessions import From, SignedIn, begin_session, end_session
from civic.accounts.models import Person, RecoveryCode
from civic.accounts.queries.own import OwnAccount
from civic.accounts.tokens import new_paper_code, read_paper_code, token_hash
from civic.db import Db
from civic.errors import Refused, SecondFactorNeeded
from civic.forms import half_width
from civic.permissions import Viewer, require

STEP = 30
# Telephones' clocks are a little off: the step before and the one after count as well.
STEPS_ROUND = (0, -1, 1)
RECOVERY_CODES = 10


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is (RFC 6238), or None."""
    totp = pyotp.TOTP(secret, interval=STEP)
    current = int(now.timestamp()) // STEP
    digits = "".join(half_width(code).split())
    for offset in STEPS_ROUND:
        # On bytes: compare_digest refuses text that is not ASCII.
        if hmac.compare_digest(totp.at((current + offset) * STEP).encode(), digits.encode()):
            return current + offset
    return None


def start_telephone(db: Db, actor: Viewer, account: OwnAccount) -> None:
    """A new secret that waits for its first code. Whoever has one already must have used it in this session."""
    who = require(actor, "account.change", account)
    person = db.get_one(Person, who.person_id)
    if person.totp_confirmed_at is not None and not who.is_second_factor_done:
        raise SecondFactorNeeded
    person.totp_pending = pyotp.random_base32()
    db.add(person)


def confirm_telephone(db: Db, actor: Viewer, account: OwnAccount, *, code: str, now: datetime) -> list[str]:
    """The recovery codes, shown once; those of an earlier telephone are void."""
    who = require(actor, "account.change", account)
    person = db.get_one(Person, who.person_id)
    if person.totp_confirmed_at is not None and not who.is_second_factor_done:
        raise SecondFactorNeeded
    step = matching_step(person.totp_pending, code, now) if person.totp_pending else None
    if step is None:
        raise Refused("accounts.wrong_code")
    person.totp_secret, person.totp_pending = person.totp_pending, None
    person.totp_confirmed_at, person.totp_last_step = now, step
    db.add(person)
    db.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    codes = [new_paper_code() for _ in range(RECOVERY_CODES)]
    db.add_all(RecoveryCode(person_id=person.id, code_hash=token_hash(read_paper_code(c))) for c in codes)
    db.flush()
    return codes


def check_second_factor(
    db: Db, actor: Viewer, account: OwnAccount, *, code: str, source: From, replaces: str, now: datetime
) -> SignedIn:
    """A code of the telephone, each step once, or a recovery code, each once. The session gets a new secret."""
    who = require(actor, "account.change", account)
    if not (_use_step(db, who.person_id, code, now) or _use_recovery_code(db, who.person_id, code, now)):
        raise Refused("accounts.wrong_code")
    return elevate(db, actor, account, source=source, replaces=replaces, now=now)


def elevate(db: Db, actor: Viewer, account: OwnAccount, *, source: From, replaces: str, now: datetime) -> SignedIn:
    """A new session with the second factor done, in place of the present one."""
    who = require(actor, "account.change", account)
    end_session(db, replaces, now)
    return begin_session(db, who.person_id, source, now, second_factor_at=now)


def _use_step(db: Db, person_id: int, code: str, now: datetime) -> bool:
    person = db.get_one(Person, person_id)
    if person.totp_secret is None or person.totp_confirmed_at is None:
        return False
    step = matching_step(person.totp_secret, code, now)
    if step is None:
        return False
    later = (col(Person.id) == person_id, col(Person.totp_last_step) < step)
    done = db.execute(update(Person).where(*later).values(totp_last_step=step).returning(col(Person.id)))
    return done.first() is not None


def _use_recovery_code(db: Db, person_id: int, code: str, now: datetime) -> bool:
    same = (
        col(RecoveryCode.person_id) == person_id, col(RecoveryCode.code_hash) == token_hash(read_paper_code(code)),
        col(RecoveryCode.used_at).is_(None),
    )  # fmt: skip
    used = db.execute(update(RecoveryCode).where(*same).values(used_at=now).returning(col(RecoveryCode.id)))
    return used.first() is not None
