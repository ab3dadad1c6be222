"""Names who answers for the documents of one kind and body, and when the next one is due."""

from datetime import datetime

from sqlmodel import col, select

from civic import ledger
from civic.city.actions import raise_revision
from civic.db import Db
from civic.library.forms import KeepCollection
from civic.library.models import DocumentCollection
from civic.permissions import Viewer, require


def keep_collection(db: Db, actor: Viewer, form: KeepCollection, now: datetime) -> DocumentCollection:
    """One row for each kind and body; sent again it is changed."""
    person = require(actor, "document.keep")
    query = select(DocumentCollection).where(
        col(DocumentCollection.kind) == form.kind, col(DocumentCollection.body) == form.body
    )
    row = db.exec(query).first() or DocumentCollection(kind=form.kind, body=form.body, controller="", contact="")
    row.controller, row.contact = form.controller, form.contact
    row.due_days, row.missing = form.due_days, form.missing
    db.add(row)
    db.flush()
    raise_revision(db)
    facts = {"kind": form.kind.value, "due_days": form.due_days}
    ledger.append(db, person.person_id, "library.keep_collection", f"collection:{row.id}", at=now, **facts)
    return row
