"""One search over the published documents of all cities that joined: each asked at once, as a stranger, for a limited time."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest

import structlog
from sqlmodel import Session

from civic.city.queries import setting
from civic.index.engine import NO_FILTERS, Filters
from civic.search import queries
from civic.search.asked import MOST_PAGES, Asked
from civic.search.queries import Row
from civic.sites import Site, Sites

log = structlog.get_logger()

# Only what a city published as a document crosses its border: no posts, no answers, no people.
KINDS = ("minutes", "ordinance", "law", "budget", "plan", "other")
# A city that has not answered by then is named as late; the others are shown.
LIMIT_SECONDS = 1.0
MOST_EACH = 10
# Searches of one city that may wait at a time: one that hangs must not hold every thread.
MOST_AT_ONCE = 3
_THREADS = 8

_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="cities")
_running: Counter[str] = Counter()
_joined: dict[str, bool] = {}  # as last read, to name a late city only when it takes part
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one city found, best first."""

    site: Site
    total: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Together:
    """The answers, most hits first; cities that were late or could not be searched; rows of all, interleaved."""

    answers: Sequence[Answer]
    late: Sequence[Site]
    broken: Sequence[Site]
    rows: Sequence[tuple[Site, Row]]

    @property
    def total(self) -> int:
        return sum(answer.total for answer in self.answers)

    @property
    def last_page(self) -> int:
        """Each page holds the next ten of every city that has as many."""
        most = max((answer.total for answer in self.answers), default=0)
        return min(-(-most // MOST_EACH), MOST_PAGES)


def has_joined(db: Session) -> bool:
    return bool(setting(db, "search.joins_cities"))


def search_cities(sites: Sites, what: Asked) -> Together:
    """Every city served here that joined. None of them learns who asks."""
    asked = replace(what, filters=_documents_only(what.filters), is_grouped=False)
    waiting: dict[Future[Answer | None], Site] = {}
    late: list[Site] = []
    for site in sites.all.values():
        name = str(site.folder)
        with _lock:
            if _running[name] >= MOST_AT_ONCE:
                late.append(site)
                continue
            _running[name] += 1
        waiting[_pool.submit(_ask, sites, site, asked)] = site
    done, undone = wait(waiting, LIMIT_SECONDS)
    for future in undone:
        if future.cancel():
            _leave(waiting[future])
    late += [waiting[future] for future in undone]
    broken = [waiting[future] for future in done if future.exception() is not None]
    for site in broken:
        log.warning("city could not be searched", site=site.slug)
    answers = [answer for future in done if future.exception() is None and (answer := future.result()) is not None]
    answers.sort(key=lambda answer: (-answer.total, answer.site.code))
    return Together(answers, _taking_part(late), _taking_part(broken), list(_in_order(answers, what.sort)))


def _documents_only(filters: Filters) -> Filters:
    """Years and dates mean the same in every city; topics, offices and rooms do not."""
    kinds = tuple(kind for kind in filters.kinds if kind in KINDS) if filters.kinds else KINDS
    return replace(
        NO_FILTERS, kinds=kinds or ("none",), fiscal_years=filters.fiscal_years, years=filters.years,
        since=filters.since, until=filters.until, as_of=filters.as_of,
    )  # fmt: skip


def _ask(sites: Sites, site: Site, what: Asked) -> Answer | None:
    """None when the city does not take part."""
    try:
        with Session(sites.engines(site)[0]) as db:
            _joined[str(site.folder)] = has_joined(db)
            if not _joined[str(site.folder)]:
                return None
            found = queries.search(
                db, site, None, what.text,
                filters=what.filters, sort=what.sort, has_synonyms=what.has_synonyms, scope=what.scope, facets=(),
                page=what.page, limit=MOST_EACH, has_some=False,
            )  # fmt: skip
            return Answer(site, found.count, found.rows)
    finally:
        _leave(site)


def _leave(site: Site) -> None:
    with _lock:
        _running[str(site.folder)] -= 1


def _taking_part(sites: Iterable[Site]) -> list[Site]:
    return [site for site in sites if _joined.get(str(site.folder), False)]


def _in_order(answers: Sequence[Answer], sort: str) -> Iterator[tuple[Site, Row]]:
    """Each city's first, then each city's second: scores of two indexes cannot be compared. By date they can."""
    ranked = [[(answer.site, row) for row in answer.rows] for answer in answers]
    if sort == "relevance":
        yield from (pair for level in zip_longest(*ranked) for pair in level if pair is not None)
        return
    newest = sort == "new"
    undated = date.min if newest else date.max
    yield from sorted(chain(*ranked), key=lambda pair: pair[1].source.on or undated, reverse=newest)
