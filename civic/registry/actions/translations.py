"""An entry's words in other languages: put by the owner, looked at by the officer, shown and found from then on."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from civic import ledger
from civic.accounts.queries import people_with
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.actions.entries import fold
from civic.registry.actions.introducing import weigh_here
from civic.registry.fields import LANGUAGES
from civic.registry.forms import Decide
from civic.registry.models import Entry, Translation
from civic.registry.states import EntryState
from civic.registry.upkeep_forms import PutTranslation


def put_translation(db: Db, actor: Viewer, entry: Entry, form: PutTranslation, now: datetime) -> Translation:
    """In the place of the one before, which is no longer shown: what is listed is what was checked."""
    require(actor, "entry.change", entry)
    if form.language not in LANGUAGES:
        raise Refused("registry.no_such_language")
    if entry.state is EntryState.WITHDRAWN:
        raise Refused("registry.cannot_move", state=entry.state.value, to="")
    weigh_here(db, "\n".join((form.display_name, form.skills, form.introduction)), now)
    of_entry = (col(Translation.entry_id) == entry.id) & (col(Translation.language) == form.language)
    made = db.exec(select(Translation).where(of_entry)).first() or Translation(
        entry_id=entry.id, language=form.language, display_name="", introduction="", at=now, rev=0
    )
    words = (form.display_name, form.skills, form.introduction)
    if made.rev and words == (made.display_name, made.skills, made.introduction):
        return made
    made.display_name, made.skills, made.introduction = words
    made.at, made.checked_at, made.checked_by, made.rev = now, None, None, made.rev + 1
    db.add(made)
    _changed(db, entry)
    officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p != entry.person_id]
    tell(
        db, officers, "translation_waits", cause=f"translation:{made.id}:{made.rev}", target=f"entry:{entry.id}",
        path=f"/staff/registry/{entry.id}", now=now, name=entry.display_name,
    )  # fmt: skip
    return made


def drop_translation(db: Db, actor: Viewer, entry: Entry, language: str) -> None:
    """A second time changes nothing."""
    require(actor, "entry.change", entry)
    of_entry = (col(Translation.entry_id) == entry.id) & (col(Translation.language) == language)
    db.exec(delete(Translation).where(of_entry))
    _changed(db, entry)


def check_translation(db: Db, actor: Viewer, entry: Entry, one: Translation, form: Decide, now: datetime) -> None:
    """The officer has read it: it stands beside the Japanese from now on."""
    person = require(actor, "entry.check", entry)
    if one.rev != form.seen:
        raise Stale("registry.already_decided")
    if one.checked_at is None:
        one.checked_at, one.checked_by = now, person.person_id
        db.add(one)
        _changed(db, entry)
        facts = {"language": one.language, "rev": one.rev}
        ledger.append(db, person.person_id, "registry.check_translation", f"entry:{entry.id}", at=now, **facts)


def _changed(db: Db, entry: Entry) -> None:
    """Search and the words filter of the list hold what is shown."""
    db.flush()
    entry.rev += 1
    fold(db, entry)
    db.add(entry)
    later(db, "registry.index_entry", entry.id)
