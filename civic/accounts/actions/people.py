"""People: signing up, confirming the address, the password, the count of unread notices."""

from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlmodel import col, select

from civic import jobs
from civic.accounts.actions.sessions import revoke_sessions
from civic.accounts.emails import fold_email
from civic.accounts.handles import check_handle
from civic.accounts.models import FormerHandle, PendingSignUp, Person
from civic.accounts.passwords import hash_password, is_right, is_too_simple
from civic.accounts.queries import Credentials
from civic.accounts.tokens import token_hash
from civic.city.queries import setting
from civic.db import Db
from civic.errors import NotFound, Refused
from civic.permissions import Viewer, require


def add_person(
    db: Db,
    *,
    handle: str,
    now: datetime,
    email: str | None = None,
    password_hash: str | None = None,
    name: str = "",
    kana: str = "",
    district: str = "",
    language: str = "ja",
    identity_level: int = 1,
    notice_version: int = 1,
    city_name: str = "",
) -> Person:
    """A person whose address was confirmed or who was seen at the counter. Raises Refused for handle or address."""
    folded = check_handle(handle, city_name)
    need_free_handle(db, folded)
    email_folded = fold_email(email) if email else None
    if email and db.exec(select(Person.id).where(col(Person.email_folded) == email_folded)).first() is not None:
        raise Refused("accounts.email_taken")
    person = Person(
        handle=handle.strip(), handle_folded=folded, name=name, kana=kana, email=email, email_folded=email_folded,
        email_confirmed_at=now if email else None, password_hash=password_hash, district=district, language=language,
        identity_level=identity_level, notice_version=notice_version, created_at=now,
    )  # fmt: skip
    db.add(person)
    db.flush()
    return person


def need_free_handle(db: Db, folded: str, person_id: int | None = None) -> None:
    """Nobody else's name, nor one that somebody else had until lately."""
    taken = db.exec(select(Person.id).where(col(Person.handle_folded) == folded)).first()
    former = db.exec(select(FormerHandle.person_id).where(FormerHandle.handle_hash == token_hash(folded))).first()
    if any(owner not in (None, person_id) for owner in (taken, former)):
        raise Refused("accounts.handle_taken")


def count_unread(db: Db, person_id: int, delta: int) -> None:
    """Kept, not counted, because every page shows it; never below zero."""
    total = col(Person.unread_notices) + delta
    db.execute(
        update(Person)
        .where(col(Person.id) == person_id)
        .values(unread_notices=case((total < 0, 0), else_=total))
        .execution_options(synchronize_session="fetch")
    )


def ask_sign_up(
    db: Db, *, handle: str, email: str, password: str, language: str, notice_version: int, city_name: str, now: datetime
) -> None:
    """The same rows and the same answer for a known and an unknown address: the mail alone differs (see the job).
    The name is taken only once the address is confirmed, so that nobody learns from it who has an account."""
    folded = check_handle(handle, city_name)
    if is_too_simple(password, handle, email, email.split("@")[0]):
        raise Refused("accounts.simple_password")
    password_hash = hash_password(password)
    need_free_handle(db, folded)
    expires_at = now + timedelta(hours=int(setting(db, "account.token_hours")))
    pending = PendingSignUp(
        handle=handle.strip(), email=email, password_hash=password_hash, language=language,
        notice_version=notice_version, created_at=now, expires_at=expires_at,
    )  # fmt: skip
    db.add(pending)
    db.flush()
    jobs.later(db, "accounts.mail_sign_up", pending.id)


def confirm_sign_up(
    db: Db, known: PendingSignUp, token: str, *, password: str, handle: str, city_name: str, now: datetime
) -> Person:
    """The link came by mail, the password from the form: whoever has only one of them gets no account.
    `handle` may differ from the one asked for, if that was taken in the meantime."""
    if not is_right(password, known.password_hash):
        raise Refused("accounts.wrong_password")
    pending = db.exec(select(PendingSignUp).where(col(PendingSignUp.token_hash) == token_hash(token))).first()
    if pending is None or pending.expires_at <= now:
        raise NotFound("accounts.link_ended")
    person = add_person(
        db, handle=handle, email=pending.email, password_hash=pending.password_hash, language=pending.language,
        notice_version=pending.notice_version, now=now, city_name=city_name,
    )  # fmt: skip
    others = select(PendingSignUp).where(col(PendingSignUp.email) == pending.email)
    for row in db.exec(others).all():
        db.delete(row)
    db.flush()
    return person


def change_password(db: Db, actor: Viewer, known: Credentials, *, old: str, new: str, now: datetime) -> None:
    """Ends every session of the person, this one too: the door starts a new one."""
    require(actor, "account.change", known)
    if not is_right(old, known.password_hash):
        raise Refused("accounts.wrong_password")
    if is_too_simple(new, known.handle, known.email or ""):
        raise Refused("accounts.simple_password")
    password_hash = hash_password(new)
    person = db.get_one(Person, known.person_id)
    person.password_hash = password_hash
    db.add(person)
    revoke_sessions(db, person.id, now)
    jobs.later(db, "accounts.mail_password_changed", person.id)


def add_link(db: Db, pending_id: int, token: str) -> None:
    """Mechanics of the mail job: the link in the mail works from now on."""
    pending = db.get_one(PendingSignUp, pending_id)
    pending.token_hash = token_hash(token)
    db.add(pending)


def drop_pending(db: Db, pending_id: int) -> None:
    """Mechanics of the mail job: the address has an account already."""
    db.delete(db.get_one(PendingSignUp, pending_id))
