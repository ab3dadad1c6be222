"""Mechanics of leaving and of accounts nobody uses; the verb stands in records, which knows what other wings keep."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from civic import clock
from civic.accounts.actions.changing import keep_handle
from civic.accounts.actions.sessions import revoke_sessions
from civic.accounts.models import Person, PersonState, RoleGrant
from civic.db import Db

# What stands where a name stood; see also rooms.actions.leaving.
LEFT = "退会した方"


def detach(db: Db, person_id: int, now: datetime) -> None:
    """The row stays, because posts and acts point at it; nothing in it says any more who it was."""
    person = db.get_one(Person, person_id)
    keep_handle(db, person, now)
    revoke_sessions(db, person_id, now)
    in_force = (col(RoleGrant.person_id) == person_id, col(RoleGrant.revoked_at).is_(None))
    db.execute(update(RoleGrant).where(*in_force).values(revoked_at=now))
    person.handle, person.handle_folded = LEFT, f"left {person_id}"
    person.name = person.kana = person.district = person.organisation = ""
    person.email = person.email_folded = person.email_confirmed_at = person.password_hash = None
    person.totp_secret = person.totp_pending = person.totp_confirmed_at = None
    person.identity_level, person.unread_notices = 0, 0
    person.state, person.left_at = PersonState.LEFT, now
    db.add(person)
    db.flush()


def note_warning(db: Db, person_id: int, number: int, now: datetime) -> None:
    """The account's owner was told the first or second time that it will be closed."""
    person = db.get_one(Person, person_id)
    person.inactive_warnings, person.inactive_warned_on = number, clock.today(now)
    db.add(person)
