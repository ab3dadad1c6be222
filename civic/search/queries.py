"""Reads of search: hits from the index, every row read again from the database as this viewer."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city.queries import setting
from civic.index import folder, store
from civic.index.engine import FacetName, Filters, Hit, Hits, Scope, Sort
from civic.jobs import Job, JobState
from civic.permissions import Viewer
from civic.prepared import Prepared
from civic.search import asked
from civic.search.asked import read as read
from civic.search.sources import Source as Source
from civic.search.sources import sources
from civic.sites import Site
from civic.text import word_lists
from civic.text.query import FormKind, Query, parse_query
from civic.text.snippets import Part, highlight, snippet
from civic.text.synonyms import NO_SYNONYMS, Synonyms, municipal

PAGE = 20
FACETS: tuple[FacetName, ...] = ("kind", "fiscal_year", "body", "speaker", "role", "section", "topic", "quality")


@dataclass(frozen=True, slots=True)
class Row:
    """One result with its title and two lines of text in parts, each with whether it was looked for. `doc` is what
    「この会議・文書の中で検索」 narrows to; `within` how many units of it were found, when grouped."""

    source: Source
    title: Sequence[Part]
    snippet: Sequence[Part]
    doc: str = ""
    within: int = 1


@dataclass(frozen=True, slots=True)
class Results:
    query: Query
    hits: Hits
    rows: Sequence[Row]
    some: Sequence[Row]

    @property
    def count(self) -> int:
        """What pages are counted in: documents when grouped, else units."""
        return self.hits.total if self.hits.documents is None else self.hits.documents


def synonyms_of(db: Session) -> Synonyms:
    """Ours with the city's own."""
    return _with_own((*setting(db, "search.synonyms"), *setting(db, "search.abbreviations")))


@functools.lru_cache(maxsize=64)
def _with_own(lines: tuple[str, ...]) -> Synonyms:
    return municipal().plus(Synonyms(word_lists.rows(lines))) if lines else municipal()


def search(
    db: Session,
    site: Site,
    viewer: Viewer,
    text: str,
    *,
    filters: Filters,
    sort: Sort = "relevance",
    page: int = 1,
    has_synonyms: bool = True,
    scope: Scope = "unit",
    is_grouped: bool = False,
    facets: Sequence[FacetName] = FACETS,
    as_words: bool = False,
    limit: int = PAGE,
    has_some: bool = True,
) -> Results:
    """One page of results. Any text is safe; the total and the counts are of the index, the rows of the database."""
    query = parse_query(text, synonyms=synonyms_of(db) if has_synonyms else NO_SYNONYMS, as_words=as_words)
    hits = store.engine_for(site).search(
        query,
        filters=filters, limit=limit, offset=(page - 1) * limit, sort=sort, facets=facets, scope=scope,
        is_grouped=is_grouped, has_some=has_some,
    )  # fmt: skip
    found = sources(db, viewer, [*hits.hits, *hits.some])
    # What is found by some of one word does not hold it whole; of several, it is looked for as written, numbers in any form.
    is_partial = len(query.clauses) == 1 or not any(
        form.kind is FormKind.NUMBER for w in query.words for form in w.forms
    )
    some = _rows(hits.some, found, query, is_partial=is_partial)
    return Results(query, hits, _rows(hits.hits, found, query), some)


def search_asked(db: Session, site: Site, viewer: Viewer, what: asked.Asked) -> Results:
    """The page of results that the form's fields ask for."""
    return search(
        db, site, viewer, what.text,
        filters=what.filters, sort=what.sort, page=what.page, has_synonyms=what.has_synonyms, scope=what.scope,
        is_grouped=what.is_grouped, as_words=what.as_words,
    )  # fmt: skip


def total(db: Session, site: Site, text: str) -> int:
    """How much there is without any narrowing. Raises IndexBroken."""
    query = parse_query(text, synonyms=synonyms_of(db))
    return store.engine_for(site).search(query, limit=0).total


@dataclass(frozen=True, slots=True)
class Trial:
    """What a search is widened to by the lists in force, and how much it finds with and without them."""

    added: Sequence[tuple[str, tuple[str, ...]]]
    total: int
    typed_only: int


def trial(db: Session, site: Site, text: str) -> Trial:
    """Raises IndexBroken."""
    engine = store.engine_for(site)
    widened = parse_query(text, synonyms=synonyms_of(db))
    only = parse_query(text, synonyms=NO_SYNONYMS)
    return Trial(widened.used_synonyms, engine.search(widened, limit=0).total, engine.search(only, limit=0).total)


def hits(
    db: Session, site: Site, viewer: Viewer, params: Mapping[str, str], *, newest_first: bool = True
) -> Sequence[Row]:
    """The first page of a followed search or its feed: `params` are the fields of its address (`asked.FIELDS`). Only
    units with all the words; none for a blank search. Raises IndexBroken."""
    what = asked.read(params)
    if not what.text:
        return []
    found = search(
        db, site, viewer, what.text,
        filters=what.filters, sort="new" if newest_first else what.sort, has_synonyms=what.has_synonyms,
        scope=what.scope, facets=(), as_words=what.as_words, has_some=False,
    )  # fmt: skip
    return found.rows


def _rows(of: Iterable[Hit], found: Mapping[str, Source], query: Query, *, is_partial: bool = False) -> list[Row]:
    shown = ((hit, found.get(hit.id)) for hit in of)
    lines = functools.partial(snippet, query=query, is_partial=is_partial)
    titled = functools.cache(functools.partial(highlight, query=query))  # speeches of one sitting bear its title
    return [
        Row(source, titled(source.title), lines(source.text), hit.doc, hit.within)
        for hit, source in shown
        if source is not None
    ]


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the index is behind what is published."""

    engine: str
    units: int
    waiting: int
    since: datetime | None
    updated_at: datetime | None = None


_WAITING = Prepared(
    select(func.count(), func.min(col(Job.created_at))).where(
        col(Job.name).contains(".index_"), col(Job.state) != JobState.FAILED
    )
)


def freshness(db: Session, site: Site) -> Freshness:
    """Raises IndexBroken."""
    ((waiting, since),) = _WAITING.rows(db, {})
    engine = store.engine_for(site)
    return Freshness(engine.name, engine.count(), waiting, since, folder.changed_at(site.index_folder))


def titles_of(db: Session, hits: Iterable[Hit]) -> dict[str, Any]:
    """Titles by hit id, as an anonymous visitor reads them (`civic search`)."""
    return {id_: " ".join(filter(None, (s.title, s.where))) for id_, s in sources(db, None, hits).items()}
