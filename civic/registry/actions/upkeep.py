"""Keeping a listed entry right: readers' notes, the owner asked to look again, candidates hidden in an election period."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city.queries import election_periods
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.actions.introducing import weigh_here
from civic.registry.forms import Decide
from civic.registry.models import Correction, Entry
from civic.registry.states import EntryState
from civic.registry.upkeep_forms import AskUpdate, HideCandidate, NoteOutdated

# A night on which the worker did not run is made up for within so many days.
LATE_DAYS = timedelta(days=14)


def note_outdated(db: Db, actor: Viewer, entry: Entry, form: NoteOutdated, now: datetime) -> Correction:
    """A reader's note for the officer; the owner never hears from whom. A second click gives the first one back."""
    person = require(actor, "entry.note_outdated", entry)
    mine = (col(Correction.person_id) == person.person_id) & (col(Correction.once) == form.once)
    first = db.exec(select(Correction).where(mine)).first()
    if first is not None:
        return first
    weigh_here(db, form.text, now)
    made = Correction(entry_id=entry.id, person_id=person.person_id, text=form.text, at=now, once=form.once)
    db.add(made)
    db.flush()
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p != entry.person_id]
    _tell(db, officers, "entry_noted", entry, now, f"correction:{made.id}", f"/staff/registry/{entry.id}")
    return made


def ask_update(db: Db, actor: Viewer, entry: Entry, form: AskUpdate, now: datetime) -> Entry:
    """The owner is asked to look at it again; what readers noted is thereby seen to."""
    person = require(actor, "entry.check", entry)
    _still(entry, form.seen)
    if entry.state is not EntryState.REGISTERED or entry.person_id is None:
        raise Refused("registry.nobody_to_ask")
    entry.update_asked, entry.update_asked_at, entry.rev = form.text, now, entry.rev + 1
    db.add(entry)
    _close_notes(db, entry, person.person_id, now)
    _tell(db, [entry.person_id], "entry_update_asked", entry, now, f"entry:{entry.id}:update:{entry.rev}")
    ledger.append(db, person.person_id, "registry.ask_update", f"entry:{entry.id}", at=now, rev=entry.rev)
    return entry


def close_notes(db: Db, actor: Viewer, entry: Entry, now: datetime) -> None:
    """The officer read the notes and there is nothing to ask."""
    person = require(actor, "entry.check", entry)
    closed = _close_notes(db, entry, person.person_id, now)
    if closed:
        ledger.append(db, person.person_id, "registry.close_notes", f"entry:{entry.id}", at=now, notes=closed)


def _close_notes(db: Db, entry: Entry, by: int, now: datetime) -> int:
    open_ = (col(Correction.entry_id) == entry.id) & col(Correction.closed_at).is_(None)
    return int(db.exec(update(Correction).where(open_).values(closed_at=now, closed_by=by)).rowcount)


def confirm_entry(db: Db, actor: Viewer, entry: Entry, now: datetime) -> Entry:
    """The owner says that all of it still holds; the day stands on the page. Twice changes nothing."""
    require(actor, "entry.change", entry)
    if entry.state is not EntryState.REGISTERED:
        raise Refused("registry.cannot_renew")
    if entry.update_asked_at is not None or entry.confirmed_on != clock.today(now):
        entry.update_asked, entry.update_asked_at = "", None
        entry.confirmed_on, entry.rev = clock.today(now), entry.rev + 1
        db.add(entry)
        later(db, "registry.index_entry", entry.id)
    return entry


def hide_candidate(db: Db, actor: Viewer, entry: Entry, form: HideCandidate, now: datetime) -> Entry:
    """Off the list from 告示日 to 投票日, both included (DOMAIN §5); it comes back by itself."""
    person = require(actor, "entry.check", entry)
    _still(entry, form.seen)
    period = next((one for one in election_periods(db) if one.id == form.period), None)
    if period is None or period.vote_on < clock.today(now):
        raise Refused("registry.no_such_election")
    entry.hidden_from, entry.hidden_until, entry.rev = period.notice_on, period.vote_on, entry.rev + 1
    return _hidden(db, entry, person.person_id, "registry.hide_candidate", "entry_hidden", now)


def show_candidate(db: Db, actor: Viewer, entry: Entry, form: Decide, now: datetime) -> Entry:
    """The officer takes it back. A second time changes nothing."""
    person = require(actor, "entry.check", entry)
    if entry.hidden_from is None:
        return entry
    _still(entry, form.seen)
    entry.hidden_from, entry.hidden_until, entry.rev = None, None, entry.rev + 1
    return _hidden(db, entry, person.person_id, "registry.show_candidate", "entry_shown_again", now)


def _hidden(db: Db, entry: Entry, person_id: int, verb: str, kind: str, now: datetime) -> Entry:
    db.add(entry)
    later(db, "registry.index_entry", entry.id)
    _tell(db, [entry.person_id], kind, entry, now, f"entry:{entry.id}:{kind}:{entry.rev}")
    days = [day.isoformat() if day else "" for day in (entry.hidden_from, entry.hidden_until)]
    ledger.append(db, person_id, verb, f"entry:{entry.id}", at=now, rev=entry.rev, days=days)
    return entry


def pass_elections(db: Db, now: datetime) -> None:
    """Mechanics of the daily round: search follows the list, which asks the date itself."""
    today = clock.today(now)
    begun = (col(Entry.hidden_from) <= today) & (col(Entry.hidden_until) >= today - LATE_DAYS)
    for number in db.exec(select(Entry.id).where(begun, col(Entry.state) == EntryState.REGISTERED)).all():
        later(db, "registry.index_entry", number)


def _still(entry: Entry, seen: int) -> None:
    if entry.rev != seen:
        raise Stale("registry.already_decided")


def _tell(
    db: Db, people: list[int] | list[int | None], kind: str, entry: Entry, now: datetime, cause: str, path: str = ""
) -> None:
    tell(
        db, people, kind, cause=cause, target=f"entry:{entry.id}", path=path or f"/registry/{entry.id}", now=now,
        name=entry.display_name,
    )  # fmt: skip
