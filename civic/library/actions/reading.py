"""Between readers and tables: a read document cut to what the columns hold, and counted against what stands there."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic.library.addresses import document_key, unit_path
from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, VersionState
from civic.library.readers import ReadDocument, ReadUnit

# Notes kept for staff per version and per import; the count goes on.
MOST_NOTES = 1000
Note = dict[str, str]
Row = dict[str, Any]

# A number that counts within a year is one law's alone; 「告示第5号」 without a year is not.
_DATED_NUMBER = re.compile("(?:明治|大正|昭和|平成|令和).+年.*第.+号")

# What makes two units the same to a reader of the document.
COMPARED = ("text", "label", "caption", "speaker", "role", "chapter")


@dataclass(slots=True)
class Prepared:
    """One document ready to be stored: facts and rows of units, with what had to be left out."""

    key: str
    kind: DocumentKind
    facts: dict[str, str]
    units: list[Row]
    notes: list[Note]
    quality: str
    effective_from: date | None
    is_redacted: bool = False

    def same_facts(self, facts: Mapping[str, str]) -> bool:
        return dict(facts) == self.facts


@dataclass(slots=True)
class Known:
    """What the library has of a document: its row's id, the newest number, checksums, the version to compare with."""

    document_id: int | None = None
    newest: int = 0
    shas: frozenset[str] = frozenset()
    is_current: bool = False
    facts: Mapping[str, str] | None = None
    units: Mapping[str, tuple[str, ...]] | None = None


def prepare(document: ReadDocument) -> Prepared:
    """Cut to the columns' lengths; a unit whose place is taken is listed, not guessed."""
    kinds = {kind.value for kind in DocumentKind}
    notes: list[Note] = [{"where": n.where, "why": n.why, "sample": n.sample} for n in document.notes]
    return Prepared(
        key=document_key(document.key),
        kind=DocumentKind(document.kind) if document.kind in kinds else DocumentKind.OTHER,
        facts={
            "title": document.title[:400] or document.key[:400],
            "number": (document.number or "")[:100],
            "dated_on": document.date.isoformat() if document.date else "",
            "body": document.body[:100],
            "meeting": document.meeting[:200],
            "source_url": document.source_url[:500],
            "licence": document.licence[:300],
            **_more_facts(document),
        },
        units=list(_rows(document.units, notes)),
        notes=notes,
        quality=document.quality,
        effective_from=document.effective_from,
    )


def _more_facts(document: ReadDocument) -> dict[str, str]:
    """What only some kinds of document say of themselves: the form of an ordinance, a budget's year, account and stage."""
    said = {"form": document.source_kind, **document.facts}
    return {name[:30]: value[:100] for name, value in said.items() if value}


def _rows(units: Sequence[ReadUnit], notes: list[Note]) -> Iterator[Row]:
    seqs: set[int] = set()
    paths: set[str] = set()
    for unit in units:
        path = unit_path(unit.path)
        if unit.seq in seqs or path in paths or not 0 <= unit.seq < 2**31:
            notes.append({"where": unit.path[:80], "why": "duplicate_seq", "sample": unit.text[:60]})
            continue
        seqs.add(unit.seq)
        paths.add(path)
        yield {
            "seq": unit.seq,
            "path": path,
            "label": unit.label[:200],
            "caption": unit.caption[:300],
            "speaker": unit.speaker[:120],
            "role": unit.role[:20],
            "speaker_name": unit.speaker_name[:60],
            "stance": unit.stance[:20],
            "thread": unit.thread if 0 <= unit.thread < 2**31 else 0,
            "mark": unit.mark[:60],
            "chapter": unit.section[:300],
            "level": unit.level[:30],
            "text": unit.text,
            "plain_text": "",
            "quality": unit.quality,
            "page": unit.page if unit.page is not None and 0 <= unit.page < 2**31 else None,
            "refers_to": document_key(unit.refers_to) if unit.refers_to else "",
            "numbers": dict(unit.numbers) or None,
        }


def key_of(db: Session, prepared: Prepared) -> str:
    """The key under which the library has this law already: the same number and title in another file is the same law."""
    number, title = prepared.facts["number"], prepared.facts["title"]
    if prepared.kind not in (DocumentKind.LAW, DocumentKind.ORDINANCE) or not _DATED_NUMBER.search(number):
        return prepared.key
    columns = select(col(Document.key), col(Document.title), col(Document.number)).where(
        col(Document.kind).in_((DocumentKind.LAW, DocumentKind.ORDINANCE)), col(Document.number) == number
    )
    same = [key for key, called, _number in db.execute(columns) if _folded(called) == _folded(title)]
    return same[0] if len(same) == 1 and prepared.key not in same else prepared.key


def _folded(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).split())


def known(db: Session, key: str) -> Known:
    """What stands in the library under this key; units of the current version, or of the newest that waits."""
    row = db.execute(select(col(Document.id), col(Document.current_version_id)).where(col(Document.key) == key)).first()
    if row is None:
        return Known()
    versions = db.execute(
        select(
            col(DocumentVersion.id),
            col(DocumentVersion.number),
            col(DocumentVersion.state),
            col(DocumentVersion.sha256),
            col(DocumentVersion.facts),
        )
        .where(col(DocumentVersion.document_id) == row.id)
        .order_by(col(DocumentVersion.number))
    ).all()
    whole = [v for v in versions if v.state in (VersionState.READY, VersionState.PUBLISHED, VersionState.CLOSED)]
    current = next((v for v in whole if v.id == row.current_version_id), None)
    compared = current or (whole[-1] if whole else None)
    return Known(
        document_id=row.id,
        newest=max((v.number for v in versions), default=0),
        shas=frozenset(v.sha256 for v in whole),
        is_current=current is not None,
        facts=compared.facts if compared else None,
        units=_units(db, compared.id) if compared else None,
    )


def _units(db: Session, version_id: int) -> dict[str, tuple[str, ...]]:
    columns = [getattr(Unit, name) for name in COMPARED]
    query = select(col(Unit.path), *columns).where(col(Unit.version_id) == version_id)
    return {row[0]: tuple(row[1:]) for row in db.execute(query)}


def compare(prepared: Prepared, before: Mapping[str, tuple[str, ...]] | None) -> dict[str, int]:
    """Units created, changed, unchanged and removed against the version before."""
    old = dict(before or {})
    counts = {"created": 0, "changed": 0, "unchanged": 0, "removed": 0}
    for row in prepared.units:
        standing = old.pop(row["path"], None)
        if standing is None:
            counts["created"] += 1
        elif standing == tuple(row[name] for name in COMPARED):
            counts["unchanged"] += 1
        else:
            counts["changed"] += 1
    counts["removed"] = len(old)
    return counts
