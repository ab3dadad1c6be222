"""Index cards of passages: what an anonymous visitor may read, with the words of the document around it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.city.models import Section, Topic
from civic.index.cards import Card
from civic.library.models import Document, DocumentTopic, DocumentVersion, Unit, VersionState

_COLUMNS = (
    col(Unit.id), col(Unit.document_id), col(Unit.seq), col(Unit.label), col(Unit.caption), col(Unit.speaker),
    col(Unit.role), col(Unit.chapter), col(Unit.text), col(Unit.quality), col(Document.key), col(Document.kind),
    col(Document.title), col(Document.kana), col(Document.number), col(Document.dated_on), col(Document.body),
    col(Section.name),
)  # fmt: skip
# Only the current version, and only while it is public.
_CURRENT: Any = (
    select(*_COLUMNS)
    .join(Document, col(Document.current_version_id) == col(Unit.version_id))
    .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .outerjoin(Section, col(Section.id) == col(Document.section_id))
    .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
    .order_by(col(Unit.version_id), col(Unit.seq))
)


def all_cards(db: Session) -> Iterator[Card]:
    """Every passage of every current public version, streamed."""
    yield from _cards(db, _CURRENT)


def document_cards(db: Session, document_id: int) -> Iterator[Card]:
    yield from _cards(db, _CURRENT.where(col(Document.id) == document_id))


def _cards(db: Session, query: Any) -> Iterator[Card]:
    topics = _topics(db)
    seen = 0
    for row in db.execute(query.execution_options(yield_per=500)):
        # The law's number is said once, by the first passage: it is found, and does not weigh on every other.
        head = (row.title, row.number, row.label, row.caption) if row.document_id != seen else (
            row.title, row.label, row.caption,
        )  # fmt: skip
        seen = row.document_id
        yield Card(
            id=f"unit:{row.id}",
            kind=row.kind.value,
            doc=row.key,
            seq=row.seq,
            title=" ".join(filter(None, head)),
            text=row.text,
            kana=row.kana,
            speaker=row.speaker,
            role=row.role,
            section=row.chapter or row[17] or "",
            body=row.body,
            topics=topics.get(row.document_id, ()),
            date=row.dated_on,
            fiscal_year=clock.fiscal_year(row.dated_on) if row.dated_on else None,
            quality=row.quality,
        )


def _topics(db: Session) -> dict[int, tuple[str, ...]]:
    query = select(col(DocumentTopic.document_id), col(Topic.code)).join(
        Topic, col(Topic.id) == col(DocumentTopic.topic_id)
    )
    found: dict[int, list[str]] = {}
    for document_id, code in db.execute(query):
        found.setdefault(document_id, []).append(code)
    return {document_id: tuple(codes) for document_id, codes in found.items()}
