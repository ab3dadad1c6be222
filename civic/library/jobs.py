"""What the worker does later for the library: reading uploaded files, and the index cards of passages."""

from itertools import islice

from sqlalchemy import select
from sqlmodel import col

from civic.index import store
from civic.index.engine import Engine
from civic.jobs import Work, job
from civic.library.actions import enter_into_force, import_path, link_documents
from civic.library.actions.originals import original_path
from civic.library.cards import all_cards as all_cards
from civic.library.cards import document_cards
from civic.library.models import DocumentImport, DocumentKind, DocumentVersion, ImportState, Unit

# Between two commits of the index: enough to be quick, few enough that an urgent hide need not wait long.
CARDS_AT_ONCE = 1000


@job("library.import_file")
def import_file(work: Work) -> None:
    """Read one upload. A second run after a crash starts the same file again; what it had finished is unchanged."""
    with work.reading() as db:
        brought = db.get(DocumentImport, int(work.key))
        if brought is None or brought.state in (ImportState.DONE, ImportState.FAILED):
            return
        db.expunge(brought)
    import_path(
        work.sites.engines(work.site),
        work.site,
        original_path(work.site, brought.sha256),
        DocumentKind(brought.kind) if brought.kind else None,
        brought.drafted_by,
        name=brought.name,
        import_id=brought.id,
    )


@job("library.enter_into_force.each_day")
def enter_into_force_each_day(work: Work) -> None:
    enter_into_force(work.db, work.now)


@job("library.index_document")
def index_document(work: Work) -> None:
    """The current version's passages in, those of every other version out; then what they name."""
    engine = store.engine_for(work.site)
    _index(work, engine, int(work.key))
    engine.commit()
    link_documents(work.db, [int(work.key)])


@job("library.index_import")
def index_import(work: Work) -> None:
    """All documents of one file, with few commits."""
    engine = store.engine_for(work.site)
    query = select(col(DocumentVersion.document_id)).where(col(DocumentVersion.import_id) == int(work.key)).distinct()
    with work.reading() as db:
        document_ids = list(db.execute(query).scalars())
    waiting = 0
    for document_id in document_ids:
        waiting += _index(work, engine, document_id)
        if waiting >= CARDS_AT_ONCE:
            engine.commit()
            waiting = 0
    engine.commit()
    link_documents(work.db, document_ids)


def _index(work: Work, engine: Engine, document_id: int) -> int:
    """Put and drop for one document; returns how many cards were put. The caller commits."""
    with work.reading() as db:
        units = select(col(Unit.id)).where(col(Unit.document_id) == document_id)
        stale = {f"unit:{unit_id}" for unit_id in db.execute(units).scalars()}
        count = 0
        cards = document_cards(db, document_id)
        while some := list(islice(cards, CARDS_AT_ONCE)):
            engine.put(some)
            stale.difference_update(card.id for card in some)
            count += len(some)
    engine.drop(stale)
    return count
