"""Keeps what passages name: references of a document made anew when it is published, open ones resolved when theirs is."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as sqlmodel_select

from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, UnitReference, VersionState
from civic.library.references import Reference, folded, references_in

LAWS = (DocumentKind.LAW, DocumentKind.ORDINANCE)
BATCH = 1000


def link_documents(reading: Session, db: Session, document_ids: Sequence[int]) -> int:
    """References of these documents' current versions; then every open one that one of them answers. Returns how many.
    `reading` finds them, which is the long part; `db` writes, so that its lock is short."""
    titles = known_titles(reading)
    documents = list(reading.exec(sqlmodel_select(Document).where(col(Document.id).in_(document_ids))))
    found = [row for document in documents for row in _named(reading, document, titles)]
    db.execute(delete(UnitReference).where(col(UnitReference.document_id).in_(document_ids)))
    for at in range(0, len(found), BATCH):
        db.execute(insert(UnitReference), found[at : at + BATCH])
    for document in documents:
        if document.current_version_id is not None:
            _answer(db, document)
    return len(found)


def known_titles(db: Session) -> dict[str, str]:
    """Titles of laws and ordinances as they may be printed, each with the folded title it is looked up by; a city's own
    ordinance is also named without the city: 「みほん市広場条例」 is 「広場条例」 in its own minutes."""
    query = (
        select(col(Document.title), col(Document.body))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(col(Document.kind).in_(LAWS), col(DocumentVersion.state) == VersionState.PUBLISHED)
    )
    return {folded(title): folded(title) for title, _body in db.execute(query) if title}


def _named(db: Session, document: Document, titles: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """One row for each thing that a passage of the document names."""
    query = select(col(Unit.id), col(Unit.path), col(Unit.text)).where(
        col(Unit.version_id) == document.current_version_id
    )
    is_law = document.kind in LAWS
    targets: dict[str, int | None] = {}
    for unit_id, path, text in db.execute(query):
        for reference in references_in(text, titles, is_law=is_law):
            if not reference.wanted and path.startswith(reference.path):
                continue
            if reference.wanted not in targets:
                targets[reference.wanted] = _target(db, document, reference)
            yield {
                "document_id": document.id, "unit_id": unit_id, "words": reference.words, "wanted": reference.wanted,
                "target_id": targets[reference.wanted], "target_path": reference.path,
            }  # fmt: skip


def _target(db: Session, document: Document, reference: Reference) -> int | None:
    if not reference.wanted:
        return document.id
    if reference.wanted.startswith("plan:"):
        plans = select(col(Unit.document_id)).join(Document, col(Document.current_version_id) == col(Unit.version_id))
        wanted = plans.where(col(Document.kind) == DocumentKind.PLAN, col(Unit.path) == reference.path)
    elif reference.path:
        wanted = select(col(Document.id)).where(col(Document.kind).in_(LAWS), col(Document.title) == reference.wanted)
    else:
        wanted = select(col(Document.id)).where(col(Document.number) == reference.wanted)
        if document.dated_on is not None:
            # 議案第7号 comes again with every session: the paper laid before this sitting, within the same half year.
            wanted = wanted.where(col(Document.dated_on).is_not(None))
            near = db.execute(wanted.add_columns(col(Document.dated_on))).all()
            days = [(abs((document.dated_on - day).days), one) for one, day in near if day is not None]
            return min((pair for pair in days if pair[0] <= 120), default=(0, None))[1]
    found = db.execute(wanted.limit(2)).scalars().all()
    return int(found[0]) if len(found) == 1 and found[0] != document.id else None


def _answer(db: Session, document: Document) -> None:
    """Open references that wait for this document's title or number."""
    names = [folded(document.title)] if document.kind in LAWS else []
    if names:
        waiting = col(UnitReference.wanted).in_(names) & col(UnitReference.target_id).is_(None)
        db.execute(update(UnitReference).where(waiting).values(target_id=document.id))
