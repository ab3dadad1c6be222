"""The counter: staff hand out a code on paper, for people without e-mail."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from civic import ledger
from civic.accounts.actions.people import add_person
from civic.accounts.actions.recovery import usable_token
from civic.accounts.actions.sessions import revoke_sessions
from civic.accounts.handles import check_handle
from civic.accounts.models import Person, PersonState, RoleGrant, SingleUseToken, TokenPurpose
from civic.accounts.passwords import hash_password, is_too_simple
from civic.accounts.queries import person_by_handle
from civic.accounts.tokens import new_paper_code, read_paper_code, token_hash
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused
from civic.permissions import Viewer, require


def issue_code(db: Db, actor: Viewer, *, handle: str, is_resident: bool, now: datetime) -> str:
    """The code, shown once. With a handle it resets the password of a person without e-mail, else it makes a new one.
    Nobody with a role is reset at a counter: one clerk alone could take over an office."""
    who = require(actor, "counter_code.issue")
    person: Person | None = None
    if handle:
        person = person_by_handle(db, handle)
        if person is None or person.state is PersonState.LEFT:
            raise Refused("accounts.unknown_handle")
        roles = select(RoleGrant.id).where(col(RoleGrant.person_id) == person.id, col(RoleGrant.revoked_at).is_(None))
        if person.email or db.exec(roles).first() is not None:
            raise Refused("accounts.not_at_counter")
    code = new_paper_code()
    row = SingleUseToken(
        purpose=TokenPurpose.COUNTER_CODE, token_hash=token_hash(read_paper_code(code)),
        person_id=person.id if person else None, issued_by=who.person_id, identity_level=2 if is_resident else 1,
        expires_at=now + timedelta(days=int(setting(db, "account.counter_code_days"))),
    )  # fmt: skip
    db.add(row)
    db.flush()
    ledger.append(
        db, who.person_id, "accounts.issue_code", f"counter_code:{row.id}", at=now,
        person=person.id if person else None, level=row.identity_level,
    )  # fmt: skip
    return code


def use_code(
    db: Db, *, code: str, handle: str, password: str, language: str, notice_version: int, city_name: str, now: datetime
) -> Person:
    """A new person, or the new password of the person the code was issued for (their handle must be typed)."""
    if is_too_simple(password, handle):
        raise Refused("accounts.simple_password")
    password_hash = hash_password(password)
    found = usable_token(db, read_paper_code(code), TokenPurpose.COUNTER_CODE, now)
    if found.person_id is None:
        check_handle(handle, city_name)
        person = add_person(
            db, handle=handle, password_hash=password_hash, language=language, identity_level=found.identity_level,
            notice_version=notice_version, now=now, city_name=city_name,
        )  # fmt: skip
        found.person_id = person.id
    else:
        person = db.get_one(Person, found.person_id)
        typed = person_by_handle(db, handle)
        if typed is None or typed.id != person.id or person.state is PersonState.LEFT:
            raise Refused("accounts.not_your_code")
        person.password_hash = password_hash
        person.identity_level = max(person.identity_level, found.identity_level)
        revoke_sessions(db, person.id, now)
    found.used_at = now
    db.add(found)
    db.add(person)
    db.flush()
    return person
