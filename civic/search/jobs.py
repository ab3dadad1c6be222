"""What the worker does later for search: the engine by size, and the words for completion and suggestions."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import structlog
from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from civic.city.queries import setting
from civic.index import store
from civic.index.cards import Card
from civic.index.engine import IndexBroken
from civic.jobs import Job, JobState, Work, job, later
from civic.library import jobs as library
from civic.library.models import Document, DocumentVersion, VersionState
from civic.registry import jobs as registry
from civic.responses import jobs as responses
from civic.rooms import jobs as rooms
from civic.rooms.models import Room
from civic.rooms.states import PUBLIC
from civic.search.models import SearchWord, WordKind
from civic.text.kana import to_katakana
from civic.text.normalise import normalise_text
from civic.text.words import nouns, reading_of

log = structlog.get_logger()

# Units whose words are counted, spread over the whole record; about ten seconds of the long lane, once a day.
MOST_COUNTED = 20_000
MOST_CHARACTERS = 3_000  # of one unit
MOST_WORDS, MOST_SPEAKERS, MOST_TITLES = 12_000, 3_000, 8_000
LEAST_UNITS = 2  # a word of one unit alone is as likely a slip


def all_cards(db: Session) -> Iterator[Card]:
    """Everything an anonymous visitor may find."""
    for wing in (library, rooms, responses, registry):
        yield from wing.all_cards(db)


@job("search.choose_engine.each_minute")
def choose_engine(work: Work) -> None:
    """A city that outgrew Whoosh gets tantivy's index built beside it (docs/decisions/0010)."""
    try:
        engine = store.engine_for(work.site)
        count = engine.count()
    except IndexBroken:
        return  # `civic doctor` says so
    with work.reading() as db:
        count = max(count, library.public_units(db))  # an import that is still being indexed counts whole
        wanted = store.wanted(setting(db, "search.engine"), count, engine.name)
        is_asked = select(col(Job.id)).where(
            col(Job.name) == "search.rebuild", col(Job.state).in_((JobState.WAITING, JobState.RUNNING))
        )
        if wanted == engine.name or db.execute(is_asked.limit(1)).first() is not None:
            return
    log.info("search engine will change", site=work.site.slug, engine=engine.name, to=wanted, cards=count)
    later(work.db, "search.rebuild", "engine", lane="long")


@job("search.rebuild")
def rebuild(work: Work) -> None:
    """The whole index anew, by the engine the setting asks for; searches are answered from the old one meanwhile. Imports
    that wait to be indexed when it begins are in it then."""
    with work.reading() as db:
        waiting = select(col(Job.id)).where(col(Job.name) == "library.index_import", col(Job.state) == JobState.WAITING)
        included = list(db.execute(waiting).scalars())
        store.rebuild(work.site, all_cards(db), setting(db, "search.engine"))
    work.db.execute(delete(Job).where(col(Job.id).in_(included), col(Job.state) == JobState.WAITING))


@job("search.gather_words.each_day")
def gather_words(work: Work) -> None:
    """Titles, speakers and frequent words of what is public, with readings. The old ones go in the same transaction."""
    with work.reading() as db:
        found = [*_titles(db), *_counted(db)]
    work.db.execute(delete(SearchWord))
    if found:
        work.db.execute(insert(SearchWord), found)


def _titles(db: Session) -> Iterator[dict[str, object]]:
    documents = (
        select(col(Document.title), col(Document.kana))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(col(DocumentVersion.state) == VersionState.PUBLISHED)
        .order_by(col(Document.dated_on).desc(), col(Document.id))
        .limit(MOST_TITLES)
    )
    seen: set[str] = set()
    for title, kana in db.execute(documents):
        if title not in seen:
            seen.add(title)
            yield _word(WordKind.TITLE, title, kana or reading_of(title), 1)
    for (title,) in db.execute(select(col(Room.title)).where(col(Room.state).in_(PUBLIC)).limit(MOST_TITLES)):
        yield _word(WordKind.TITLE, title, reading_of(title), 2)


def _counted(db: Session) -> Iterator[dict[str, object]]:
    """Words by how many units hold them, and who speaks; every k-th unit of a large record."""
    total = sum(1 for _ in db.execute(select(col(Document.unit_count))).scalars())
    units = sum(db.execute(select(col(Document.unit_count))).scalars()) if total else 0
    step = max(1, units // MOST_COUNTED)
    words: Counter[str] = Counter()
    readings: dict[str, str] = {}
    speakers: Counter[str] = Counter()
    for card in islice(_official(db), 0, None, step):
        if card.kind == "minutes" and card.speaker:
            speakers[card.speaker] += 1
        found = dict(nouns(card.text[:MOST_CHARACTERS]))
        readings.update(found)
        words.update(found.keys())
    for speaker, count in speakers.most_common(MOST_SPEAKERS):
        yield _word(WordKind.SPEAKER, speaker, reading_of(speaker), count)
    for word, count in words.most_common(MOST_WORDS):
        if count >= LEAST_UNITS:
            yield _word(WordKind.WORD, word, readings[word], count)


def _official(db: Session) -> Iterator[Card]:
    """What the city itself published: words of residents and of the register may name people, and be hidden later."""
    yield from (card for card in library.all_cards(db) if not card.is_superseded)
    yield from responses.all_cards(db)


def _word(kind: WordKind, text: str, reading: str, weight: int) -> dict[str, object]:
    shown = text.strip()[:120]
    return {
        "kind": kind, "text": shown, "folded": normalise_text(shown)[:120], "reading": to_katakana(reading)[:240],
        "weight": weight,
    }  # fmt: skip
