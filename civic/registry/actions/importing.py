"""An officer takes in a list of groups and places: kept for a dry run, then all its good rows or none."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.lists import Table
from civic.permissions import Viewer, require
from civic.registry.actions.entries import PUBLIC_COLUMNS, fold, last_day
from civic.registry.actions.introducing import weigh_here
from civic.registry.fields import NOTICE_VERSION
from civic.registry.importing import Row
from civic.registry.models import Consent, Entry, EntryDetail, RegisterImport, Visibility
from civic.registry.states import EntryState

# A list that was not taken in is kept so long.
KEEP = timedelta(days=7)


def bring_list(db: Db, actor: Viewer, table: Table, now: datetime) -> RegisterImport:
    """The list as it was read, for the dry run."""
    person = require(actor, "entry_queue.see")
    made = RegisterImport(
        person_id=person.person_id, header=table.header, rows=table.rows, at=now,
        erase_on=clock.today(now) + KEEP,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def take_in(db: Db, actor: Viewer, brought: RegisterImport, rows: list[Row], now: datetime) -> int:
    """All rows, when none has an error: registered from a list on paper, for the usual period. Twice changes nothing."""
    person = require(actor, "entry_queue.see")
    if brought.taken_in is not None:
        return brought.taken_in
    if any(row.errors for row in rows):
        raise Refused("registry.list_has_errors", n=sum(1 for row in rows if row.errors))
    for row in rows:
        weigh_here(db, "\n".join(str(row.values.get(name, "")) for name in PUBLIC_COLUMNS), now)
        _add(db, brought, row, person.person_id, now)
    brought.taken_in, brought.rows = len(rows), []
    db.add(brought)
    ledger.append(db, person.person_id, "registry.take_in", f"import:{brought.id}", at=now, entries=len(rows))
    return len(rows)


def _add(db: Db, brought: RegisterImport, row: Row, person_id: int, now: datetime) -> None:
    today = clock.today(now)
    columns = {name: str(row.values.get(name, "")) for name in PUBLIC_COLUMNS}
    entry = Entry(
        display_name=columns["display_name"],
        kind=row.values["kind"], fields=row.values["fields"], state=EntryState.REGISTERED, consent_at=now,
        notice_version=NOTICE_VERSION, once=f"import-{brought.id}-{row.line}", applied_at=now, decided_at=now,
        decided_by=person_id, confirmed_on=today,
        expires_on=last_day(today, int(city.setting(db, "registry.valid_years"))),
    )  # fmt: skip
    for name, value in columns.items():
        setattr(entry, name, value)
    db.add(entry)
    db.flush()
    fold(db, entry)
    shown = dict.fromkeys((*PUBLIC_COLUMNS, "fields"), "public")
    for name in ("representative", "website"):
        if text := str(row.values.get(name) or ""):
            db.add(EntryDetail(entry_id=entry.id, name=name, value=text, visibility=Visibility.PUBLIC))
            shown[name] = "public"
    db.add(Consent(entry_id=entry.id, notice_version=NOTICE_VERSION, fields=shown, method="paper", granted_at=now))
    later(db, "registry.index_entry", entry.id)


def forget_lists(db: Db, now: datetime) -> None:
    """Mechanics of the daily round: lists that were not taken in."""
    db.exec(delete(RegisterImport).where(col(RegisterImport.erase_on) < clock.today(now)))
