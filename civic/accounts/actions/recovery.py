"""A forgotten password: a link by mail, used once."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from civic import jobs
from civic.accounts.actions.sessions import revoke_sessions
from civic.accounts.emails import fold_email
from civic.accounts.models import Person, PersonState, SingleUseToken, TokenPurpose
from civic.accounts.passwords import hash_password, is_too_simple
from civic.accounts.tokens import token_hash
from civic.city.queries import setting
from civic.db import Db
from civic.errors import NotFound, Refused


def ask_reset(db: Db, *, email: str) -> None:
    """The same for a known and an unknown address: the job looks it up and mails, or does nothing."""
    jobs.later(db, "accounts.mail_reset", token_hash(fold_email(email)), email=fold_email(email))


def reset_password(db: Db, token: str, *, password: str, now: datetime) -> Person:
    """Ends every session: whoever had got in is out."""
    if is_too_simple(password):
        raise Refused("accounts.simple_password")
    password_hash = hash_password(password)
    found = usable_token(db, token, TokenPurpose.RESET_PASSWORD, now)
    person = db.get_one(Person, found.person_id)
    if person.state is PersonState.LEFT:
        raise NotFound("accounts.link_ended")
    found.used_at = now
    person.password_hash = password_hash
    db.add(found)
    db.add(person)
    revoke_sessions(db, person.id, now)
    jobs.later(db, "accounts.mail_password_changed", person.id)
    return person


def usable_token(db: Db, token: str, purpose: TokenPurpose, now: datetime) -> SingleUseToken:
    """Unused, unended and for this purpose; NotFound says in one sentence that the link ended."""
    query = select(SingleUseToken).where(
        col(SingleUseToken.token_hash) == token_hash(token), col(SingleUseToken.purpose) == purpose
    )
    found = db.exec(query).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise NotFound("accounts.code_ended" if purpose is TokenPurpose.COUNTER_CODE else "accounts.link_ended")
    return found


def add_reset_link(db: Db, person_id: int, token: str, now: datetime) -> None:
    """Mechanics of the mail job: the link works from now on, as long as the city's setting says."""
    expires_at = now + timedelta(hours=int(setting(db, "account.token_hours")))
    db.add(
        SingleUseToken(
            purpose=TokenPurpose.RESET_PASSWORD, token_hash=token_hash(token), person_id=person_id,
            expires_at=expires_at,
        )
    )  # fmt: skip
