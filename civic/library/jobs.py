"""What the worker does later for the library: reading uploaded files, and the index cards of passages."""

from itertools import islice

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.queries import setting
from civic.index import store
from civic.index.engine import Engine
from civic.jobs import Work, job, later
from civic.library.actions import enter_into_force, import_path, link_documents
from civic.library.actions.originals import original_path
from civic.library.cards import all_cards as all_cards
from civic.library.cards import document_cards
from civic.library.models import (
    Document,
    DocumentImport,
    DocumentKind,
    DocumentVersion,
    ImportState,
    Unit,
    VersionState,
)

CARDS_AT_ONCE = 1000
# Between two commits of the index in a long import: a commit costs as much as some hundred cards, and for so long (ten
# to twenty seconds) an urgent change waits.
CARDS_A_TURN = 5000
LINKED_A_TURN = 50


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
    with work.reading() as db:
        link_documents(db, work.db, [int(work.key)])


@job("library.index_import")
def index_import(work: Work) -> None:
    """Documents that came with one file, a turn at a time: a killed worker repeats one turn, and between two of them
    others may write to the index. Where it must be made by another engine, making it anew brings all of them in."""
    document_ids = [int(document_id) for document_id in work.args["documents"]]
    with work.reading() as db:
        is_ready = store.make_room(work.site, setting(db, "search.engine"), public_units(db))
    if not is_ready:
        later(work.db, "search.rebuild", "engine", lane="long")
        return
    engine = store.engine_for(work.site)
    done = put = 0
    while done < len(document_ids) and put < CARDS_A_TURN:
        put += _index(work, engine, document_ids[done])
        done += 1
    engine.commit()
    if done < len(document_ids):
        later(work.db, "library.index_import", work.key, lane="long", documents=document_ids[done:])


@job("library.link_import")
def link_import(work: Work) -> None:
    """What the documents of one file name, some documents at a time."""
    document_ids = [int(document_id) for document_id in work.args["documents"]]
    with work.reading() as db:
        link_documents(db, work.db, document_ids[:LINKED_A_TURN])
    if document_ids[LINKED_A_TURN:]:
        later(work.db, "library.link_import", work.key, lane="long", documents=document_ids[LINKED_A_TURN:])


def public_units(db: Session) -> int:
    """How many passages everybody may read, whether the index has them yet or not."""
    query = (
        select(func.coalesce(func.sum(col(Document.unit_count)), 0))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
    )
    return int(db.execute(query).scalar_one())


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
