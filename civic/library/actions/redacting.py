"""Takes words out of a document on a legal ground, with a mark where they stood; versions to come lose them too."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from civic import clock, ledger
from civic.city.actions import raise_revision
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.library.citing import tell_withheld
from civic.library.models import MARK, DocumentVersion, Redaction, Unit
from civic.permissions import Viewer, require

# One letter would be taken out of every other word.
SHORTEST = 2
_FIELDS = ("text", "plain_text", "label", "caption", "speaker", "speaker_name")


def redact_unit(db: Db, actor: Viewer, unit: Unit, words: str, ground: str, now: datetime) -> Redaction:
    """These words disappear from every passage of the document in every version; files they came from are handed out no more."""
    person = require(actor, "document.redact")
    words = words.strip() or unit.text
    if len(words) < SHORTEST:
        raise Refused("library.words_too_short", letters=SHORTEST)
    changed = _take_out(db, unit.document_id, words)
    if not changed:
        raise Refused("library.words_not_there")
    made = Redaction(
        document_id=unit.document_id, path=unit.path, words=words[:2000], ground=ground,
        redacted_by=person.person_id, redacted_at=now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    later(db, "library.index_document", unit.document_id)
    raise_revision(db)
    facts = {"ground": ground, "path": unit.path, "units": changed}
    ledger.append(db, person.person_id, "library.redact_unit", f"document:{unit.document_id}", at=now, **facts)
    return made


def _take_out(db: Db, document_id: int, words: str) -> int:
    """Out of every version, and out of whatever wings above keep of it. Returns how many passages held them."""
    whole = db.execute(select(Unit).where(col(Unit.document_id) == document_id)).scalars().all()
    changed = [one for one in whole if _taken_out(one, words)]
    if not changed:
        return 0
    db.add_all(changed)
    versions = {one.version_id for one in changed}
    db.execute(update(DocumentVersion).where(col(DocumentVersion.id).in_(versions)).values(is_redacted=True))
    tell_withheld(db, [one.id for one in whole], words)
    return len(changed)


def withhold_known(db: Db, document_id: int) -> None:
    """When a version is published: words that its delivery asked to take out go from the older versions too."""
    for words in redacted_words(db, document_id):
        _take_out(db, document_id, words)


def _taken_out(unit: Unit, words: str) -> bool:
    found = False
    for name in _FIELDS:
        value: str = getattr(unit, name)
        if words in value:
            setattr(unit, name, value.replace(words, MARK))
            found = True
    return found


def redacted_words(db: Session, document_id: int | None) -> list[str]:
    """What was taken out of this document so far."""
    if document_id is None:
        return []
    query = select(col(Redaction.words)).where(col(Redaction.document_id) == document_id)
    return list(db.execute(query).scalars())


def note_redactions(db: Session, document_id: int, taken: Sequence[tuple[str, str]], actor_id: int | None) -> None:
    """Words a delivery asked to take out; they stay out of versions to come."""
    known = set(redacted_words(db, document_id))
    db.add_all(
        Redaction(document_id=document_id, words=words, ground=ground, redacted_by=actor_id, redacted_at=clock.now())
        for words, ground in taken
        if words not in known
    )


def mask(rows: Sequence[dict[str, Any]], taken: Sequence[str]) -> bool:
    """The same words out of a new reading; True when any were found."""
    found = False
    for row in rows:
        for words, name in itertools.product(taken, _FIELDS):
            if words in row[name]:
                row[name] = row[name].replace(words, MARK)
                found = True
    return found
