"""Corrects what a file says of itself, or does not say, before its version is public."""

from datetime import datetime

from civic import ledger
from civic.db import Db
from civic.errors import Stale
from civic.library.actions.importing import apply_facts
from civic.library.forms import NameVersion
from civic.library.models import Document, DocumentVersion, VersionState
from civic.permissions import Viewer, require


def name_version(db: Db, actor: Viewer, version: DocumentVersion, form: NameVersion, now: datetime) -> None:
    """Title and date of a version that waits. Who names it counts as who brought it in: another person publishes."""
    person = require(actor, "document.name", version)
    db.refresh(version, with_for_update=True)
    if version.state is not VersionState.READY:
        raise Stale("library.not_ready")
    before = dict(version.facts)
    dated = form.dated_on.isoformat() if form.dated_on else ""
    version.facts = {**before, "title": form.title, "dated_on": dated}
    version.drafted_by = person.person_id
    db.add(version)
    document = db.get_one(Document, version.document_id)
    if document.current_version_id is None:
        apply_facts(document, version.facts)
        db.add(document)
    facts = {"version": version.number, "title": form.title, "dated_on": dated, "before": before.get("title", "")}
    ledger.append(db, person.person_id, "library.name_version", f"document:{document.id}", at=now, **facts)
