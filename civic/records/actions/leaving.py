"""Leaving: the name is detached, what was only for the person is erased, texts and acts stay. And accounts nobody uses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import SQLModel, col

from civic import clock, ledger
from civic.accounts.actions.leaving import LEFT, detach
from civic.accounts.models import Person, PersonState, RoleGrant
from civic.accounts.passwords import is_right
from civic.accounts.queries import Credentials, grants_of
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused
from civic.permissions import Actor, Viewer, require
from civic.records.holdings import AtLeaving, at_leaving
from civic.records.queries.own import Own, belongs
from civic.registry.actions import withdraw_entry
from civic.registry.actions.groups import pass_on
from civic.registry.models import Entry
from civic.registry.states import EntryState
from civic.rooms.actions.leaving import detach_name


def leave(db: Db, actor: Viewer, known: Credentials, password: str, now: datetime) -> None:
    """By the person, with the password. Whoever holds a role hands it back first."""
    who = require(actor, "account.leave", Own(known.person_id))
    if not is_right(password, known.password_hash):
        raise Refused("accounts.wrong_password")
    if grants_of(db, who.person_id, now):
        raise Refused("records.has_roles")
    _close(db, who.person_id, now)
    ledger.append(db, who.person_id, "records.leave", f"person:{who.person_id}", at=now)


def _close(db: Db, person_id: int, now: datetime) -> None:
    themselves = Actor(person_id, LEFT)
    for entry in db.execute(select(Entry).where(col(Entry.person_id) == person_id)).scalars():
        if entry.state is not EntryState.WITHDRAWN and not pass_on(db, entry, now):
            withdraw_entry(db, themselves, entry, now)
    for holding in at_leaving(AtLeaving.ERASED):
        db.execute(delete(SQLModel.metadata.tables[holding.table]).where(belongs(holding, person_id)))
    detach_name(db, person_id, LEFT)
    detach(db, person_id, now)


def close_inactive(db: Db, person_id: int, now: datetime) -> None:
    """Mechanics of the daily round: nobody came back after two warnings."""
    _close(db, person_id, now)
    ledger.append(db, None, "records.erase_inactive", f"person:{person_id}", at=now, person=1)


def inactive(db: Db, now: datetime) -> Sequence[tuple[int, int, date]]:
    """(person, which step is due: 1 or 2 for a warning, 3 for the end; the day of the end). Off while the setting is 0.
    Only people with an address to warn, and without any role of the city; a warning is never skipped."""
    days = int(setting(db, "account.inactive_days"))
    first, second = sorted((int(n) for n in setting(db, "account.inactive_warning_days")), reverse=True)[:2]
    if days == 0:
        return []
    today = clock.today(now)
    holds = select(col(RoleGrant.person_id)).where(
        col(RoleGrant.revoked_at).is_(None), col(RoleGrant.ends_on).is_(None) | (col(RoleGrant.ends_on) >= today)
    )
    query = select(Person).where(
        col(Person.state) != PersonState.LEFT, col(Person.email).is_not(None), col(Person.id).not_in(holds),
        col(Person.created_at) <= now - timedelta(days=days - first),
        col(Person.last_active_on).is_(None) | (col(Person.last_active_on) <= today - timedelta(days=days - first)),
    )  # fmt: skip
    due = []
    for person in db.execute(query.order_by(col(Person.id))).scalars():
        step = person.inactive_warnings + 1
        quiet = today - (person.last_active_on or clock.today(person.created_at))
        since = today - (person.inactive_warned_on or date.min)
        waited = {1: timedelta(0), 2: timedelta(days=first - second), 3: timedelta(days=second)}[step]
        if quiet >= timedelta(days=days - {1: first, 2: second, 3: 0}[step]) and since >= waited:
            left = {1: first, 2: second, 3: 0}[step]
            due.append((person.id, step, today + timedelta(days=left)))
    return due
