"""What every search engine of Civic can do, whichever it is: parse tree in; ids, exact total and facet counts out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from civic.index.cards import Card
from civic.text.query import Query

Sort = Literal["relevance", "new", "old"]
# Where all the words must stand: in one unit, or anywhere in one sitting, document or room (then one hit for each).
Scope = Literal["unit", "doc"]
FacetName = Literal[
    "kind", "year", "fiscal_year", "body", "speaker", "role", "section", "topic", "quality", "room", "doc"
]

# Values of a facet that are counted out; the counts are exact, the rarest values beyond these are not named.
MOST_VALUES = 50
# Units looked at to name the documents of one page of grouped results, best first.
MOST_GROUPED = 10_000

# With fewer exact hits than this, hits with some of the words follow (一部の語を含む結果).
FEW_HITS = 10


class IndexBroken(Exception):
    """The index cannot be read, or was made by another version; `civic reindex` makes it anew from the database."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Run `civic reindex` to build the index again from the database.")


class IndexBusy(Exception):
    """Another process holds the writer. Only the worker writes; try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrowing by form fields, never by syntax; an empty tuple means any, several values mean one of them."""

    kinds: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    fiscal_years: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    since: date | None = None  # inclusive, as is until
    until: date | None = None
    as_of: date | None = None  # versions in force on that day; None: what no other version has taken the place of


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """One unit found; its text is read again from the database as the viewer."""

    id: str
    doc: str
    seq: int
    kind: str
    score: float
    within: int = 1  # grouped by document: how many units of it were found


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits. `total` and `facets` are exact and count only units with all the words (scope `doc`: units with
    any of them in documents that hold all); `some` holds units with some of the words, best first, when there are fewer
    than FEW_HITS. `documents` is how many documents they stand in, counted when grouped."""

    total: int
    hits: tuple[Hit, ...]
    some: tuple[Hit, ...] = ()
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    used_synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    documents: int | None = None


class Engine(Protocol):
    """A search index in one folder. One process (the worker) writes; any number read and see each commit."""

    @property
    def name(self) -> str:
        """whoosh or tantivy."""

    def put(self, cards: Iterable[Card]) -> None:
        """Add cards, replacing those of the same id. Not seen by a search before `commit`. Raises IndexBusy."""

    def drop(self, ids: Iterable[str]) -> None:
        """Remove cards; an id that is not there is no error. Not seen before `commit`."""

    def commit(self) -> None:
        """Make everything put and dropped since the last commit visible to every reader, at once."""

    def rebuild(self, cards: Iterable[Card]) -> int:
        """Put these cards, each id once, in the place of everything; returns how many. The writer is held before the
        first card is asked for, so whoever wants to write meanwhile gets IndexBusy and comes again. Searches see the
        old cards to the end, and for good when this is interrupted."""

    def search(
        self,
        query: Query,
        *,
        filters: Filters = NO_FILTERS,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: Sequence[FacetName] = (),
        scope: Scope = "unit",
        is_grouped: bool = False,
        has_some: bool = True,
    ) -> Hits:
        """A page of hits. A blank query finds every card the filters let through (to browse), newest first; one of
        punctuation only finds none. Scope `doc` groups; grouped, a page holds the best unit of each document. With
        a limit of 0 it is counted only, which costs much less; without `has_some` what holds some words is left out."""

    def count(self) -> int:
        """How many cards the index holds."""

    def tidy(self) -> None:
        """Merge what many small commits left behind; for quiet hours. Readers are not disturbed."""

    def close(self) -> None:
        """Let go of files; what was put and not committed is forgotten."""
