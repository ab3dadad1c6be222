"""Changing the name one is seen under and the address mail goes to; the last day of a contractor's account."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from civic import clock, jobs, ledger
from civic.accounts.actions.people import need_free_handle
from civic.accounts.emails import fold_email
from civic.accounts.handles import check_handle
from civic.accounts.models import EmailChange, FormerHandle, Person, PersonState, RoleGrant
from civic.accounts.passwords import is_right
from civic.accounts.queries import Credentials
from civic.accounts.tokens import token_hash
from civic.city.queries import setting
from civic.db import Db
from civic.errors import NotFound, Refused
from civic.permissions import Viewer, require


def change_handle(db: Db, actor: Viewer, known: Credentials, *, handle: str, city_name: str, now: datetime) -> None:
    """From the next post on; what was written keeps the name it was written under. The same name changes nothing."""
    require(actor, "account.change", known)
    folded = check_handle(handle, city_name)
    person = db.get_one(Person, known.person_id)
    if handle.strip() == person.handle:
        return
    need_free_handle(db, folded, person.id)
    if folded != person.handle_folded:
        keep_handle(db, person, now)
    person.handle, person.handle_folded = handle.strip(), folded
    db.add(person)
    db.flush()


def keep_handle(db: Db, person: Person, now: datetime) -> None:
    """Mechanics: nobody else gets this name before the city's setting of days has passed."""
    kept = db.get(FormerHandle, token_hash(person.handle_folded))
    erase_on = clock.today(now) + timedelta(days=int(setting(db, "account.handle_kept_days")))
    if kept is None:
        kept = FormerHandle(handle_hash=token_hash(person.handle_folded), person_id=person.id, erase_on=erase_on)
    kept.erase_on = erase_on
    db.add(kept)


def ask_email(db: Db, actor: Viewer, known: Credentials, *, email: str, password: str, now: datetime) -> None:
    """The same answer whether the address is somebody else's or not: the mail to it tells its owner alone."""
    require(actor, "account.change", known)
    if not is_right(password, known.password_hash):
        raise Refused("accounts.wrong_password")
    if known.email and fold_email(email) == fold_email(known.email):
        raise Refused("accounts.same_email")
    db.execute(delete(EmailChange).where(col(EmailChange.person_id) == known.person_id))
    change = EmailChange(
        person_id=known.person_id, email=email,
        expires_at=now + timedelta(hours=int(setting(db, "account.token_hours"))),
    )  # fmt: skip
    db.add(change)
    db.flush()
    jobs.later(db, "accounts.mail_email_change", change.id)


def confirm_email(db: Db, actor: Viewer, token: str, now: datetime) -> None:
    """By the person who asked, signed in: a link that went astray gives nobody an account."""
    change = db.exec(select(EmailChange).where(col(EmailChange.token_hash) == token_hash(token))).first()
    if change is None or change.expires_at <= now:
        raise NotFound("accounts.link_ended")
    require(actor, "account.change", change)
    folded = fold_email(change.email)
    if db.exec(select(Person.id).where(col(Person.email_folded) == folded)).first() is not None:
        raise Refused("accounts.email_taken")
    person = db.get_one(Person, change.person_id)
    old = person.email
    person.email, person.email_folded, person.email_confirmed_at = change.email, folded, now
    db.add(person)
    db.delete(change)
    db.flush()
    if old:
        jobs.later(db, "accounts.mail_email_changed", person.id, email=old)


def add_email_link(db: Db, change_id: int, token: str) -> None:
    """Mechanics of the mail job: the link in the mail works from now on."""
    change = db.get_one(EmailChange, change_id)
    change.token_hash = token_hash(token)
    db.add(change)


def drop_email_change(db: Db, change_id: int) -> None:
    """Mechanics of the mail job: the address is somebody's already, who has been told."""
    db.delete(db.get_one(EmailChange, change_id))


@dataclass(frozen=True, slots=True)
class EndOf:
    """Whose account an end is set for, as the permission asks it."""

    person_id: int


def set_end(db: Db, actor: Viewer, person_id: int, organisation: str, ends_on: date | None, now: datetime) -> None:
    """The account of somebody under contract works through `ends_on`; their roles end with it. None: no end."""
    who = require(actor, "account.end", EndOf(person_id))
    person = db.get(Person, person_id)
    if person is None or person.state is PersonState.LEFT:
        raise NotFound
    if ends_on is not None and ends_on < clock.today(now):
        raise Refused("accounts.end_in_past")
    person.organisation, person.ends_on = organisation, ends_on
    db.add(person)
    if ends_on is not None:
        grants = select(RoleGrant).where(
            col(RoleGrant.person_id) == person_id, col(RoleGrant.revoked_at).is_(None),
            col(RoleGrant.ends_on).is_(None) | (col(RoleGrant.ends_on) > ends_on),
        )  # fmt: skip
        for grant in db.exec(grants).all():
            grant.ends_on = ends_on
            db.add(grant)
    ledger.append(db, who.person_id, "accounts.set_end", f"person:{person_id}", at=now, ends_on=ends_on)
