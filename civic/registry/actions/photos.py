"""The picture of an entry: put by the owner with words for who cannot see it, shown once an officer has looked at it."""

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from civic import ledger
from civic.accounts.queries import people_with
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.actions.introducing import weigh_here
from civic.registry.forms import Decide, DecideWithReason
from civic.registry.models import Entry, Photo, PhotoWaiting
from civic.registry.pictures import Picture
from civic.registry.states import EntryState


def put_photo(db: Db, actor: Viewer, entry: Entry, picture: Picture, alt: str, now: datetime) -> PhotoWaiting:
    """Before the officer; the picture shown so far stays until then. `picture` was made anew before the first write
    (civic.registry.pictures)."""
    require(actor, "entry.change", entry)
    if entry.state is EntryState.WITHDRAWN:
        raise Refused("registry.cannot_move", state=entry.state.value, to="")
    weigh_here(db, alt, now)
    digest = hashlib.sha256(picture.data).hexdigest()
    _forget(db, entry, PhotoWaiting)
    made = PhotoWaiting(
        entry_id=entry.id, data=picture.data, digest=digest, width=picture.width, height=picture.height, alt=alt, at=now
    )
    db.add(made)
    _changed(db, entry)
    if entry.state is EntryState.REGISTERED:  # else the officer is waited for anyway
        officers = [p for p in people_with(db, Role.REGISTRY_OFFICER, now) if p != entry.person_id]
        tell(
            db, officers, "photo_waits", cause=f"photo:{entry.id}:{entry.rev}", target=f"entry:{entry.id}",
            path=f"/staff/registry/{entry.id}", now=now, name=entry.display_name,
        )  # fmt: skip
    return made


def drop_photo(db: Db, actor: Viewer, entry: Entry) -> None:
    """Shown or waiting. A second time changes nothing but the entry's revision, which pages that show it are stamped with."""
    require(actor, "entry.change", entry)
    _forget(db, entry, Photo, PhotoWaiting)
    _changed(db, entry)


def check_photo(db: Db, actor: Viewer, entry: Entry, form: Decide, now: datetime) -> None:
    """The officer has looked at it: it takes the place of the one before."""
    person = require(actor, "entry.check", entry)
    _still_waits(db, entry, form)
    show_waiting(db, entry)
    _changed(db, entry)
    ledger.append(db, person.person_id, "registry.check_photo", f"entry:{entry.id}", at=now, rev=entry.rev)


def refuse_photo(db: Db, actor: Viewer, entry: Entry, form: DecideWithReason, now: datetime) -> None:
    """Not shown, and erased; the owner reads why, and the one before stays."""
    person = require(actor, "entry.check", entry)
    _still_waits(db, entry, form)
    _forget(db, entry, PhotoWaiting)
    _changed(db, entry)
    tell(
        db, [entry.person_id], "photo_refused", cause=f"photo:{entry.id}:{entry.rev}", target=f"entry:{entry.id}",
        path=f"/registry/{entry.id}/photo", now=now, name=entry.display_name, reason=form.reason,
    )  # fmt: skip
    ledger.append(db, person.person_id, "registry.refuse_photo", f"entry:{entry.id}", at=now, rev=entry.rev)


def show_waiting(db: Db, entry: Entry) -> None:
    """Mechanics of the officer's yes, to the picture or to the whole entry."""
    waiting = db.get(PhotoWaiting, entry.id)
    if waiting is not None:
        _forget(db, entry, Photo)
        db.add(Photo(**waiting.model_dump()))
        db.delete(waiting)
        db.flush()


def _still_waits(db: Db, entry: Entry, form: Decide) -> None:
    if entry.rev != form.seen or db.get(PhotoWaiting, entry.id) is None:
        raise Stale("registry.already_decided")


def _forget(db: Db, entry: Entry, *tables: type[Photo] | type[PhotoWaiting]) -> None:
    for table in tables:
        db.exec(delete(table).where(col(table.entry_id) == entry.id))


def _changed(db: Db, entry: Entry) -> None:
    entry.rev += 1
    db.add(entry)
    db.flush()
