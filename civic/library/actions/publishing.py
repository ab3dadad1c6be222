"""Makes a version public, takes a draft away, closes a public version: each act by a person who may, in the ledger."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from civic import clock, ledger
from civic.city.actions import raise_revision
from civic.city.models import Section, Topic
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.library.actions.importing import apply_facts
from civic.library.actions.redacting import withhold_known
from civic.library.citing import tell_withheld
from civic.library.models import Document, DocumentImport, DocumentTopic, DocumentVersion, Unit, VersionState
from civic.permissions import Viewer, require

# Versions made public by one press; more are another press, so that the write lock stays short.
MOST_AT_ONCE = 200
# How far back the daily look for versions that came into force goes: a worker may stand still for some days.
RECENT = timedelta(days=60)


def publish_version(db: Db, actor: Viewer, version: DocumentVersion, now: datetime) -> Document:
    """A ready version becomes what the document says from now on; older ones stay reachable under ?v=."""
    person = require(actor, "document.publish", version)
    document = _publish(db, person.person_id, version, now)
    later(db, "library.index_document", document.id, lane="long")
    raise_revision(db)
    facts = {"version": version.number, "sha256": version.sha256, "drafted_by": version.drafted_by}
    ledger.append(db, person.person_id, "library.publish_version", f"document:{document.id}", at=now, **facts)
    return document


def publish_import(db: Db, actor: Viewer, brought: DocumentImport, now: datetime) -> int:
    """Publish what a file brought and still waits, at most MOST_AT_ONCE versions; returns how many."""
    require(actor, "document.publish", brought)
    query = (
        select(DocumentVersion)
        .where(col(DocumentVersion.import_id) == brought.id, col(DocumentVersion.state) == VersionState.READY)
        .order_by(col(DocumentVersion.id))
        .limit(MOST_AT_ONCE)
    )
    versions = db.exec(query).all()
    if not versions:
        raise Stale("library.nothing_waits")
    for version in versions:
        person = require(actor, "document.publish", version)
        _publish(db, person.person_id, version, now)
    documents = sorted({version.document_id for version in versions})
    for what in ("library.index_import", "library.link_import"):
        later(db, what, brought.id, lane="long", documents=documents)
    raise_revision(db)
    digests = {"versions": [v.id for v in versions], "sha256": brought.sha256, "drafted_by": brought.drafted_by}
    ledger.append(db, person.person_id, "library.publish_import", f"import:{brought.id}", at=now, **digests)
    return len(versions)


def _publish(db: Db, person_id: int, version: DocumentVersion, now: datetime) -> Document:
    if version.is_published:
        raise Stale("library.already_published")
    if version.state is not VersionState.READY:
        raise Refused("library.not_ready")
    _may_come_out(version, clock.today(now))
    document = db.get_one(Document, version.document_id)
    if _becomes_current(db, document, version, clock.today(now)):
        _make_current(db, document, version)
    version.state, version.approved_by, version.published_at = VersionState.PUBLISHED, person_id, now
    db.add(version)
    db.flush()
    withhold_known(db, document.id)
    return document


def _may_come_out(version: DocumentVersion, today: date) -> None:
    """A delivery may say from which day on a document may be public."""
    day = version.facts.get("public_from", "")
    if day and date.fromisoformat(day) > today:
        raise Refused("library.too_early", day=day)


def _becomes_current(db: Db, document: Document, version: DocumentVersion, today: date) -> bool:
    """The version in force latest is the current one (施行日), never one whose day has not come; without dates the
    newest, and an older one is refused."""
    if version.effective_from is not None and version.effective_from > today:
        return False
    if document.current_version_id is None:
        return True
    current = db.get_one(DocumentVersion, document.current_version_id)
    if current.effective_from is not None and version.effective_from is not None:
        return version.effective_from >= current.effective_from
    if current.number > version.number:
        raise Refused("library.newer_published", number=current.number)
    return True


def enter_into_force(db: Db, now: datetime) -> int:
    """Each day: versions published ahead of their 施行日 become what the document says once that day has come."""
    today = clock.today(now)
    query = (
        select(DocumentVersion)
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED, col(DocumentVersion.effective_from) <= today)
        .order_by(col(DocumentVersion.effective_from), col(DocumentVersion.number))
        .where(
            col(DocumentVersion.published_at) < clock.start_of(today),
            col(DocumentVersion.effective_from) > today - RECENT,
        )
    )
    count = 0
    for version in db.exec(query).all():
        document = db.get_one(Document, version.document_id)
        if document.current_version_id != version.id and _is_later(db, document, version):
            _make_current(db, document, version)
            later(db, "library.index_document", document.id, lane="long")
            facts = {"version": version.number, "sha256": version.sha256}
            ledger.append(db, None, "library.enter_into_force", f"document:{document.id}", at=now, **facts)
            count += 1
    if count:
        raise_revision(db)
    return count


def _is_later(db: Db, document: Document, version: DocumentVersion) -> bool:
    if document.current_version_id is None:
        return True
    current = db.get_one(DocumentVersion, document.current_version_id)
    assert version.effective_from is not None
    return current.effective_from is None or current.effective_from < version.effective_from


def _make_current(db: Db, document: Document, version: DocumentVersion) -> None:
    document.current_version_id, document.unit_count = version.id, version.unit_count
    if version.facts:
        apply_facts(document, version.facts)
    db.add(document)


def place_document(
    db: Db, actor: Viewer, document: Document, topic_codes: Sequence[str], section_code: str | None, now: datetime
) -> None:
    """Under which topics a document stands and which section keeps it. Refused for a code the city does not have."""
    person = require(actor, "document.import")
    topics = db.exec(select(Topic.id).where(col(Topic.code).in_(topic_codes))).all()
    if len(topics) != len(set(topic_codes)):
        raise Refused("library.unknown_topic")
    section = db.exec(select(Section).where(col(Section.code) == section_code)).first() if section_code else None
    if section_code and section is None:
        raise Refused("library.unknown_section")
    db.execute(delete(DocumentTopic).where(col(DocumentTopic.document_id) == document.id))
    db.add_all(DocumentTopic(document_id=document.id, topic_id=topic_id) for topic_id in topics)
    document.section_id = section.id if section else None
    db.add(document)
    later(db, "library.index_document", document.id, lane="long")
    raise_revision(db)
    facts = {"topics": sorted(topics), "section": document.section_id}
    ledger.append(db, person.person_id, "library.place_document", f"document:{document.id}", at=now, **facts)


def discard_version(db: Db, actor: Viewer, version: DocumentVersion, now: datetime) -> None:
    """Take away a version that was never public; its text goes, its row stays."""
    person = require(actor, "document.import", version)
    if version.state is not VersionState.READY:
        raise Stale("library.not_ready")
    db.execute(delete(Unit).where(col(Unit.version_id) == version.id))
    version.state, version.unit_count = VersionState.DROPPED, 0
    db.add(version)
    facts = {"version": version.number, "sha256": version.sha256}
    ledger.append(db, person.person_id, "library.discard_version", f"document:{version.document_id}", at=now, **facts)


def ask_to_close_version(db: Db, actor: Viewer, version: DocumentVersion, ground: str, now: datetime) -> None:
    """The first of two people: names the legal ground on which a public version is to be closed."""
    person = require(actor, "document.ask_to_close", version)
    if version.state is not VersionState.PUBLISHED:
        raise Stale("library.already_closed")
    version.close_ground, version.close_asked_by, version.close_asked_at = ground, person.person_id, now
    db.add(version)
    facts = {"version": version.number, "ground": ground}
    target = f"document:{version.document_id}"
    ledger.append(db, person.person_id, "library.ask_to_close_version", target, at=now, **facts)


def close_version(db: Db, actor: Viewer, version: DocumentVersion, now: datetime) -> None:
    """The second person: the text is shown to nobody any more, the address keeps ground, date and checksum."""
    person = require(actor, "document.close", version)
    if version.state is not VersionState.PUBLISHED:
        raise Stale("library.already_closed")
    if not version.close_ground:
        raise Refused("library.no_ground")
    version.state, version.closed_by, version.closed_at = VersionState.CLOSED, person.person_id, now
    db.add(version)
    db.flush()
    tell_withheld(db, db.execute(select(col(Unit.id)).where(col(Unit.version_id) == version.id)).scalars().all())
    later(db, "library.index_document", version.document_id)
    raise_revision(db)
    facts = {"version": version.number, "ground": version.close_ground, "asked_by": version.close_asked_by}
    ledger.append(db, person.person_id, "library.close_version", f"document:{version.document_id}", at=now, **facts)
