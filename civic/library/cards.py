"""Index cards of passages: what an anonymous visitor may read, with the words of the document around it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from civic import clock
from civic.city.models import Section, Topic
from civic.index.cards import Card
from civic.library.models import Document, DocumentKind, DocumentTopic, DocumentVersion, Unit, VersionState

_COLUMNS: Any = (
    col(Unit.id), col(Unit.document_id), col(Unit.seq), col(Unit.label), col(Unit.caption), col(Unit.speaker),
    col(Unit.role), col(Unit.chapter), col(Unit.text), col(Unit.quality), col(Document.key), col(Document.kind),
    col(Document.title), col(Document.kana), col(Document.number), col(Document.dated_on), col(Document.body),
    col(Section.name).label("section_name"), col(Unit.version_id), col(Document.current_version_id),
)  # fmt: skip
# The current version, and of what is in force from a day on every public version: the law as of a day is searched in
# them. Only while they are public.
DATED_KINDS = (DocumentKind.ORDINANCE, DocumentKind.LAW)
_IS_CURRENT = col(Document.current_version_id) == col(Unit.version_id)
_PUBLIC: Any = (
    select(*_COLUMNS)
    .join(Document, col(Document.id) == col(Unit.document_id))
    .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
    .outerjoin(Section, col(Section.id) == col(Document.section_id))
    .where(
        col(DocumentVersion.state) == VersionState.PUBLISHED,
        or_(_IS_CURRENT, and_(col(Document.kind).in_(DATED_KINDS), col(DocumentVersion.effective_from).is_not(None))),
    )
    .order_by(col(Unit.version_id), col(Unit.seq))
)

InForce = tuple[date, date | None]


def all_cards(db: Session) -> Iterator[Card]:
    """Every passage of every current public version, and of the versions of laws and ordinances; streamed."""
    yield from _cards(db, _PUBLIC, None)


def document_cards(db: Session, document_id: int) -> Iterator[Card]:
    yield from _cards(db, _PUBLIC.where(col(Document.id) == document_id), document_id)


def _cards(db: Session, query: Any, document_id: int | None) -> Iterator[Card]:
    topics = _topics(db)
    in_force = _in_force(db, document_id)
    seen = 0
    for row in db.execute(query.execution_options(yield_per=500)):
        # The passage that begins a document bears its title and number: who asks for these finds it, once.
        begins = row.version_id != seen
        head = (row.title, row.label, row.caption, row.number) if begins else (row.label, row.caption)
        seen = row.version_id
        since, until = in_force.get(row.version_id, (None, None))
        yield Card(
            id=f"unit:{row.id}",
            kind=row.kind.value,
            doc=row.key,
            seq=row.seq,
            title="\n".join(filter(None, head)),
            within="" if begins else row.title,
            text=row.text,
            kana=row.kana,
            speaker=row.speaker,
            role=row.role,
            section=row.chapter or row.section_name or "",
            body=row.body,
            topics=topics.get(row.document_id, ()),
            date=row.dated_on,
            fiscal_year=clock.fiscal_year(row.dated_on) if row.dated_on else None,
            quality=row.quality,
            in_force_from=since,
            in_force_until=until,
            is_superseded=row.version_id != row.current_version_id,
        )


def _in_force(db: Session, document_id: int | None) -> dict[int, InForce]:
    """The days of each public version of laws and ordinances: until the day before the next one's first. Of two with
    the same first day the later number counts, the other was never in force."""
    query = (
        select(col(DocumentVersion.document_id), col(DocumentVersion.id), col(DocumentVersion.effective_from))
        .join(Document, col(Document.id) == col(DocumentVersion.document_id))
        .where(
            col(DocumentVersion.state) == VersionState.PUBLISHED,
            col(DocumentVersion.effective_from).is_not(None),
            col(Document.kind).in_(DATED_KINDS),
        )
        .order_by(col(DocumentVersion.document_id), col(DocumentVersion.effective_from), col(DocumentVersion.number))
    )
    if document_id is not None:
        query = query.where(col(DocumentVersion.document_id) == document_id)
    rows = db.execute(query).all()
    found: dict[int, InForce] = {}
    for (document, version, since), after in zip_longest(rows, rows[1:]):
        assert since is not None
        has_next = after is not None and after[0] == document and after[2] is not None
        found[version] = since, (after[2] - timedelta(days=1) if has_next else None)
    return found


def _topics(db: Session) -> dict[int, tuple[str, ...]]:
    query = select(col(DocumentTopic.document_id), col(Topic.code)).join(
        Topic, col(Topic.id) == col(DocumentTopic.topic_id)
    )
    found: dict[int, list[str]] = {}
    for document_id, code in db.execute(query):
        found.setdefault(document_id, []).append(code)
    return {document_id: tuple(codes) for document_id, codes in found.items()}
