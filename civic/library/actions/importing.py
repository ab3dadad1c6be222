"""Brings a file in: read by a child process, stored in batches under versions that nobody sees until published."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, delete, insert, select, update
from sqlmodel import Session, col

from civic import clock, ledger
from civic.library.actions.originals import Original, fingerprint, keep_original
from civic.library.actions.reading import MOST_NOTES, Known, Note, Prepared, Row, compare, key_of, known, prepare
from civic.library.actions.redacting import mask, note_redactions, redacted_words
from civic.library.models import (
    Document,
    DocumentImport,
    DocumentKind,
    DocumentVersion,
    ImportState,
    Unit,
    VersionState,
)
from civic.library.readers import ReadDocument, ReadFailed, format_of
from civic.library.readers.child import DEFAULT_LIMITS, Limits, read_in_child
from civic.sites import Site

BATCH = 500
COUNTS = (
    "documents", "documents_new", "documents_changed", "documents_unchanged",
    "units", "created", "changed", "unchanged", "removed", "unread",
)  # fmt: skip
# A set in this format is how documents travelled, not how anybody published them; it is never handed out.
TRANSPORT = "corpus_jsonl"
What = Literal["new", "changed", "unchanged"]


@dataclass(slots=True)
class ImportReport:
    """What a file brought: counts of documents and units, versions that wait for publication, what was not read."""

    name: str
    sha256: str
    bytes: int
    import_id: int | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    version_ids: list[int] = field(default_factory=list)
    unread: list[Note] = field(default_factory=list)
    failure_code: str = ""
    failure_detail: dict[str, str | int] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Reading stopped early; documents read before that are kept."""
        return bool(self.failure_code)

    def add(self, prepared: Prepared, what: What, changes: dict[str, int]) -> None:
        self.counts["documents"] += 1
        self.counts[f"documents_{what}"] += 1
        self.counts["units"] += len(prepared.units)
        for name, count in changes.items():
            self.counts[name] += count
        self.counts["unread"] += len(prepared.notes)
        room = MOST_NOTES - len(self.unread)
        self.unread.extend({"document": prepared.key, **note} for note in prepared.notes[:room])


@dataclass(slots=True)
class _Task:
    """What every step of one import needs."""

    reader: Engine
    writer: Engine
    original: Original
    actor_id: int | None
    report: ImportReport
    method: str = ""
    taken: Sequence[tuple[str, str]] = ()


def import_path(
    engines: tuple[Engine, Engine],
    site: Site,
    path: Path,
    kind: DocumentKind | None = None,
    actor_id: int | None = None,
    *,
    name: str = "",
    import_id: int | None = None,
    dry_run: bool = False,
    progress: Callable[[ImportReport], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    said: Callable[[ReadDocument], ReadDocument] | None = None,
    taken: Sequence[tuple[str, str]] = (),
) -> ImportReport:
    """Read `path` and store new versions, state ready: not public until `publish_version`. Commits in batches of its own.

    `engines` is (reader, writer) of the site. The same bytes again change nothing; an interrupted import may be run
    again. With `dry_run` nothing is written. `said` may correct what a document says of itself, `taken` are (words, ground)
    to be taken out before anything is stored. A file that cannot be read (further) is told in the report, not raised.
    """
    called = name or path.name
    original = _original(site, path, dry_run)
    report = ImportReport(called, original.sha256, original.bytes, import_id)
    task = _Task(*engines, original, actor_id, report, taken=taken)
    if not dry_run:
        _open_import(task, kind)
    try:
        task.method = format_of(original.path, called)
        for document in read_in_child(original.path, kind.value if kind else None, limits, called):
            _take(task, prepare(said(document) if said else document), dry_run)
            if progress is not None:
                progress(report)
    except ReadFailed as failure:
        report.failure_code, report.failure_detail = failure.code, dict(failure.detail)
    if not dry_run:
        _close_import(task)
    return report


def _original(site: Site, path: Path, dry_run: bool) -> Original:
    if dry_run or path.parent == site.files:
        return fingerprint(path)
    with path.open("rb") as source:
        return keep_original(site, source)


def _open_import(task: _Task, kind: DocumentKind | None) -> None:
    report = task.report
    with Session(task.writer) as db, db.begin():
        row = db.get(DocumentImport, report.import_id) if report.import_id is not None else None
        if row is None:
            row = DocumentImport(
                name=report.name[:300], kind=kind.value if kind else "", sha256=report.sha256, bytes=report.bytes,
                drafted_by=task.actor_id, created_at=clock.now(),
            )  # fmt: skip
        row.state = ImportState.RUNNING
        db.add(row)
        db.flush()
        report.import_id = row.id


def _close_import(task: _Task) -> None:
    report = task.report
    now = clock.now()
    with Session(task.writer) as db, db.begin():
        row = db.get_one(DocumentImport, report.import_id)
        row.state = ImportState.FAILED if report.has_failed else ImportState.DONE
        row.finished_at, row.counts, row.unread = now, dict(report.counts), list(report.unread)
        row.failure_code, row.failure_detail = report.failure_code, dict(report.failure_detail)
        db.add(row)
        if report.counts["documents"] == 1 and task.method != TRANSPORT and not report.has_failed:
            same = col(DocumentVersion.sha256) == report.sha256
            db.execute(update(DocumentVersion).where(same).values(is_alone=True))
        facts = {"sha256": report.sha256, "documents": report.counts["documents"]}
        ledger.append(db, task.actor_id, "library.import_file", f"import:{row.id}", at=now, **facts)


def _take(task: _Task, prepared: Prepared, dry_run: bool) -> None:
    """One document: nothing to do, or a new version of it."""
    if not prepared.units:
        prepared.notes.append({"where": prepared.key, "why": "no_units", "sample": prepared.facts["title"][:60]})
        task.report.add(prepared, "unchanged", {})
        return
    with Session(task.reader) as db:
        prepared.key = key_of(db, prepared)
        before = known(db, prepared.key)
        before_words = redacted_words(db, before.document_id)
    prepared.is_redacted = mask(prepared.units, [*before_words, *(words for words, _ground in task.taken)])
    changes = compare(prepared, before.units)
    is_asked = any(words not in before_words for words, _ground in task.taken)
    if _is_unchanged(task, prepared, before, changes, is_asked):
        task.report.add(prepared, "unchanged", {"unchanged": len(prepared.units)})
        return
    if not dry_run:
        task.report.version_ids.append(_store(task, prepared, before, changes))
    task.report.add(prepared, "new" if before.document_id is None else "changed", changes)


def _is_unchanged(task: _Task, prepared: Prepared, before: Known, changes: dict[str, int], is_asked: bool) -> bool:
    """The same bytes again, or other bytes that say what the public version already says. `is_asked`: the delivery takes
    out words that nobody took out before; then the same bytes are another text."""
    is_same = not (changes["created"] or changes["changed"] or changes["removed"])
    if task.original.sha256 in before.shas:
        return is_same or not is_asked
    return is_same and before.is_current and before.facts is not None and prepared.same_facts(before.facts)


def _store(task: _Task, prepared: Prepared, before: Known, changes: dict[str, int]) -> int:
    version_id = document_id = 0
    for batch in _batches(prepared.units):
        with Session(task.writer) as db, db.begin():
            if not version_id:
                document_id = _document(db, prepared, before)
                version_id = _open_version(db, task, prepared, document_id)
                note_redactions(db, document_id, task.taken, task.actor_id)
            db.execute(insert(Unit), [{**row, "document_id": document_id, "version_id": version_id} for row in batch])
    with Session(task.writer) as db, db.begin():
        ready = {"state": VersionState.READY, "changes": changes, "unit_count": len(prepared.units)}
        db.execute(update(DocumentVersion).where(col(DocumentVersion.id) == version_id).values(**ready))
        counts = {name: task.report.counts[name] for name in COUNTS}
        run = col(DocumentImport.id) == task.report.import_id
        db.execute(update(DocumentImport).where(run).values(counts=counts))
    return version_id


def _batches(rows: list[Row]) -> Iterable[list[Row]]:
    return itertools.takewhile(bool, (rows[at : at + BATCH] for at in itertools.count(0, BATCH)))


def _document(db: Session, prepared: Prepared, before: Known) -> int:
    document = db.get(Document, before.document_id) if before.document_id is not None else None
    if document is None:
        document = Document(key=prepared.key, kind=prepared.kind, title="", created_at=clock.now())
    else:
        _drop_half_versions(db, document.id)
    if document.current_version_id is None:
        document.kind = prepared.kind
        apply_facts(document, prepared.facts)
    db.add(document)
    db.flush()
    return document.id


def _drop_half_versions(db: Session, document_id: int) -> None:
    """What an interrupted import left behind."""
    half = select(col(DocumentVersion.id)).where(
        col(DocumentVersion.document_id) == document_id, col(DocumentVersion.state) == VersionState.IMPORTING
    )
    ids = list(db.execute(half).scalars())
    if ids:
        db.execute(delete(Unit).where(col(Unit.version_id).in_(ids)))
        db.execute(delete(DocumentVersion).where(col(DocumentVersion.id).in_(ids)))


def _open_version(db: Session, task: _Task, prepared: Prepared, document_id: int) -> int:
    numbers = select(col(DocumentVersion.number)).where(col(DocumentVersion.document_id) == document_id)
    newest = max(db.execute(numbers).scalars(), default=0)
    version = DocumentVersion(
        document_id=document_id, number=newest + 1, state=VersionState.IMPORTING, sha256=task.original.sha256,
        original_name=task.report.name[:300], original_bytes=task.original.bytes, method=task.method, quality=prepared.quality,
        effective_from=prepared.effective_from, retrieved_at=clock.now(), drafted_by=task.actor_id,
        unread=prepared.notes[:MOST_NOTES], import_id=task.report.import_id, facts=prepared.facts,
        is_redacted=prepared.is_redacted,
    )  # fmt: skip
    db.add(version)
    db.flush()
    return version.id


def apply_facts(document: Document, facts: dict[str, str]) -> None:
    """Put what a version says of the document on the document's own row."""
    document.title, document.number = facts["title"], facts["number"]
    document.dated_on = date.fromisoformat(facts["dated_on"]) if facts["dated_on"] else None
    document.body, document.meeting = facts["body"], facts["meeting"]
    document.source_url, document.licence = facts["source_url"], facts["licence"]
