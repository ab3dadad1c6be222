"""Documents, their versions and units as records; closed versions without text, redacted words as marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.models import Section, Topic
from civic.library import collections, queries
from civic.library.contents import version_in_force
from civic.library.models import Document, DocumentKind, DocumentTopic, DocumentVersion, Unit, VersionState
from civic.library.queries import VersionShown, choose_version, versions_of
from civic.open.reads.asking import City, Page, fiscal, number_of
from civic.open.records import CoverageRecord, DocumentRecord, UnitRecord, VersionRecord

_SECTION = func.coalesce(col(Section.name), "").label("section")
_CURRENT: Any = (
    select(Document, DocumentVersion, _SECTION)
    .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
    .outerjoin(Section, col(Section.id) == col(Document.section_id))
    .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
    .order_by(col(Document.id))
)


def _topics(db: Session, ids: Iterable[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = (
        select(col(DocumentTopic.document_id), col(Topic.code))
        .join(Topic, col(Topic.id) == col(DocumentTopic.topic_id))
        .where(col(DocumentTopic.document_id).in_(sorted(set(ids))))
        .order_by(col(Topic.code))
    )
    for document_id, code in db.execute(query):
        found.setdefault(document_id, []).append(code)
    return found


def page(
    db: Session, city: City, after: str, most: int, *, kind: str = "", body: str = "", since: datetime | None = None
) -> Page[DocumentRecord]:
    """Documents by the order they came in; `since` leaves those published from that moment on."""
    query = _CURRENT.where(col(Document.id) > number_of(after))
    if kind:
        query = query.where(col(Document.kind) == (DocumentKind(kind) if kind in list(DocumentKind) else None))
    if body:
        query = query.where(col(Document.body) == body)
    if since is not None:
        query = query.where(col(DocumentVersion.published_at) >= since)
    rows = db.execute(query.limit(most + 1)).all()
    topics = _topics(db, [row[0].id for row in rows])
    found = [_document(city, row, topics.get(row[0].id, [])) for row in rows[:most]]
    return Page(found, str(rows[most - 1][0].id) if len(rows) > most else "")


def one(db: Session, city: City, key: str) -> DocumentRecord | None:
    row = db.execute(_CURRENT.where(col(Document.key) == key)).first()
    return _document(city, row, _topics(db, [row[0].id]).get(row[0].id, [])) if row else None


def _document(city: City, row: Any, topics: list[str]) -> DocumentRecord:
    d, v, section = row
    return DocumentRecord(
        **city.facts(d.key, f"/documents/{quote(d.key)}"), corpus=d.kind.value, title=d.title, kana=d.kana,
        number=d.number, date=d.dated_on, fiscal_year=fiscal(d.dated_on), body=d.body, meeting=d.meeting,
        section=section, topics=topics, units=d.unit_count, quality=v.quality, version=v.number,
        effective_from=v.effective_from, published_at=v.published_at, source_url=d.source_url,
        source_sha256=v.sha256, retrieved_at=v.retrieved_at, method=v.method, licence=d.licence,
    )  # fmt: skip


def until(version: VersionShown, versions: Sequence[VersionShown]) -> date | None:
    """The day before the next version comes into force."""
    later = [v.effective_from for v in versions if v.is_published and v.effective_from and v.number > version.number]
    return min(later) - timedelta(days=1) if later else None


def versions(db: Session, city: City, key: str) -> list[VersionRecord]:
    """Public ones, newest first; empty when there is no such document."""
    found = versions_of(db, None, key)
    return [
        VersionRecord(
            **city.facts(v.number, f"/documents/{quote(key)}?v={v.number}"), document=key, version=v.number,
            state=v.state.value, is_current=v.is_current, title="" if v.is_closed else v.title,
            effective_from=v.effective_from, effective_to=until(v, found), published_at=v.published_at,
            source_sha256=v.sha256, quality=v.quality, units=0 if v.is_closed else v.unit_count,
        )
        for v in found
    ]  # fmt: skip


def version_at(db: Session, key: str, number: int | None, day: date | None) -> VersionShown | None:
    """The version asked for, in force on a day, or current; None when there is none or it is closed."""
    found = versions_of(db, None, key)
    if not found:
        return None
    chosen = version_in_force(found, day) if day else choose_version(found, number)
    return None if chosen is None or chosen.is_closed else chosen


_UNITS: Any = (
    select(Unit, Document, DocumentVersion, _SECTION)
    .join(Document, col(Document.id) == col(Unit.document_id))
    .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .outerjoin(Section, col(Section.id) == col(Document.section_id))
    .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
)


def units(db: Session, city: City, after: str, most: int, *, version: VersionShown) -> Page[UnitRecord]:
    """Units of one version in reading order."""
    query = _UNITS.where(col(Unit.version_id) == version.id, col(Unit.seq) > number_of(after))
    rows = db.execute(query.order_by(col(Unit.seq)).limit(most + 1)).all()
    return Page(_records(db, city, rows[:most]), str(rows[most - 1][0].seq) if len(rows) > most else "")


def unit(db: Session, city: City, version: VersionShown, path: str) -> UnitRecord | None:
    query = _UNITS.where(col(Unit.version_id) == version.id, col(Unit.path) == path)
    return next(iter(_records(db, city, db.execute(query.limit(1)).all())), None)


def collection(db: Session, city: City, after: str, most: int, *, kind: str) -> Page[UnitRecord]:
    """Units of every current document of one kind."""
    query = _UNITS.where(
        col(Document.current_version_id) == col(Unit.version_id), col(Document.kind) == DocumentKind(kind),
        col(Unit.id) > number_of(after),
    )  # fmt: skip
    rows = db.execute(query.order_by(col(Unit.id)).limit(most + 1)).all()
    return Page(_records(db, city, rows[:most]), str(rows[most - 1][0].id) if len(rows) > most else "")


def _records(db: Session, city: City, rows: Sequence[Any]) -> list[UnitRecord]:
    topics = _topics(db, [d.id for _u, d, _v, _s in rows])
    keys = {d.key for _u, d, _v, _s in rows}
    known = {key: queries.versions_of(db, None, key) for key in keys}
    return [_unit(city, u, d, v, section, topics.get(d.id, []), known[d.key]) for u, d, v, section in rows]


def _unit(
    city: City, u: Unit, d: Document, v: DocumentVersion, section: str, topics: list[str],
    versions: Sequence[VersionShown],
) -> UnitRecord:  # fmt: skip
    shown = next(one for one in versions if one.id == v.id)
    older = [one.number for one in versions if one.number < v.number]
    is_current = d.current_version_id == v.id
    path = f"/documents/{quote(d.key)}/{quote(u.path)}" + ("" if is_current else f"?v={v.number}")
    return UnitRecord(
        **city.facts(f"{d.key}#{u.seq}", path), corpus=d.kind.value, doc_id=d.key, unit_path=u.path, seq=u.seq,
        title=shown.title, label=u.label, caption=u.caption, chapter=u.chapter, level=u.level, text=u.text,
        plain_text=u.plain_text, speaker=u.speaker, speaker_name=u.speaker_name, role=u.role, thread=u.thread,
        date=shown.dated_on, fiscal_year=fiscal(shown.dated_on), effective_from=v.effective_from,
        effective_to=until(shown, versions), section=section, body=shown.body, topics=topics, numbers=u.numbers,
        page=u.page, quality=u.quality, source_url=shown.source_url, source_sha256=v.sha256,
        retrieved_at=v.retrieved_at, method=v.method, version=v.number, supersedes=max(older, default=None),
    )  # fmt: skip


def coverage(db: Session, city: City, after: str, most: int) -> Page[CoverageRecord]:
    """All lines at once: there are as many as kinds and bodies."""
    if after:
        return Page([])
    found = []
    for line in collections.coverage(db, city.today):
        is_there = line.covered
        found.append(
            CoverageRecord(
                **city.facts(f"{line.kind.value}:{line.body}", "/coverage"), corpus=line.kind.value, body=line.body,
                first_on=is_there.first_on if is_there else None, last_on=is_there.last_on if is_there else None,
                documents=is_there.documents if is_there else 0, units=(is_there.units or 0) if is_there else 0,
                quality=is_there.quality if is_there else "", controller=line.controller, contact=line.contact,
                due_on=line.due_on, missing=line.missing,
            )
        )  # fmt: skip
    return Page(found)
