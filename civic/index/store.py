"""The engine of a site: which one serves it, opened once per process; exchanged for the other without a gap."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

import structlog

from civic.index import folder as index_folder
from civic.index.cards import Card
from civic.index.engine import NO_FILTERS, Engine, FacetName, Filters, Hits, IndexBroken, Scope, Sort
from civic.index.tantivy_engine import TantivyEngine
from civic.index.whoosh_engine import WhooshEngine
from civic.sites import Site
from civic.text.query import Query

ENGINES: Mapping[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine, "tantivy": TantivyEngine}
# Whoosh answers every class of query within 50 ms up to about here (docs/decisions/0010); beyond, auto means tantivy.
MOST_FOR_WHOOSH = 15_000
# Cards the setting `auto` must lose before it goes back, so that a city at the border does not change every day.
_BACK_BELOW = 12_000

log = structlog.get_logger()

_engines: dict[str, tuple[index_folder.Stamp | None, Engine]] = {}
_lock = threading.Lock()
_together = threading.local()


def engine_for(site: Site) -> Engine:
    """The open engine of this site; raises IndexBroken when the folder cannot be read (`civic reindex` mends it)."""
    name = str(site.index_folder)
    marker = site.index_folder / index_folder.MARKER
    with _lock:
        stamp, engine = _engines.get(name, (None, None))
        if engine is None or stamp != index_folder.stamp(marker):
            if engine is not None:  # another engine was put in its place
                del _engines[name]
                _close(engine)
            if not marker.exists():
                _take_ready(site.index_folder)
            engine = _open(site.index_folder)
            _engines[name] = index_folder.stamp(marker), engine
    if name in getattr(_together, "names", ()):
        return _Together(engine)
    return engine


def forget(site: Site) -> None:
    """Close the engine of a site (before its folder is rebuilt, at the end of a test)."""
    with _lock:
        _, engine = _engines.pop(str(site.index_folder), (None, None))
    if engine is not None:
        _close(engine)


def close_all() -> None:
    with _lock:
        engines = [engine for _, engine in _engines.values()]
        _engines.clear()
    for engine in engines:
        _close(engine)


def _close(engine: Engine) -> None:
    with contextlib.suppress(Exception):  # its folder may be gone, or another's
        engine.close()


@contextlib.contextmanager
def one_commit(site: Site) -> Iterator[None]:
    """What this thread puts and drops meanwhile becomes visible at the end, in one commit. Raises IndexBusy."""
    name = str(site.index_folder)
    _together.names = {*getattr(_together, "names", ()), name}
    try:
        yield
    finally:
        _together.names.discard(name)
    engine_for(site).commit()


def wanted(setting: str, count: int, current: str = "") -> str:
    """The engine for a site with so many cards: the setting, or by size."""
    if setting in ENGINES:
        return setting
    if current == "tantivy":
        return "tantivy" if count > _BACK_BELOW else "whoosh"
    return "tantivy" if count > MOST_FOR_WHOOSH else "whoosh"


def make_room(site: Site, setting: str, expected: int) -> bool:
    """Before many cards come: an empty index that another engine should hold is exchanged at once; one that holds cards
    has to be built again, and then this is False. `expected`: cards there will be. Raises IndexBroken, IndexBusy."""
    engine = engine_for(site)
    count = engine.count()
    name = wanted(setting, max(count, expected), engine.name)
    if name != engine.name and not count:
        rebuild(site, (), name)
    return name == engine.name or not count


def rebuild(site: Site, cards: Iterable[Card], setting: str = "auto") -> int:
    """The whole index anew, by the engine the setting asks for; one that cannot be read is thrown away first. Searches
    see the old index to the end. Raises IndexBusy."""
    try:
        engine = engine_for(site)
    except IndexBroken:
        shutil.rmtree(site.index_folder)
        engine = engine_for(site)
    exchanged: list[int] = []

    def chosen() -> Iterator[Card]:
        """Looks at the cards once the old index is held; when another engine shall have them, the old keeps its own."""
        stream = iter(cards)
        first = list(islice(stream, MOST_FOR_WHOOSH + 1))
        name = wanted(setting, len(first), engine.name)
        if name == engine.name:
            yield from chain(first, stream)
            return
        exchanged.append(_build_beside(site.index_folder, name, chain(first, stream)))
        _exchange(site.index_folder)
        raise _Exchanged

    try:
        return engine.rebuild(chosen())
    except Exception:  # _Exchanged, or whatever an engine says whose folder is another's now
        if not exchanged:
            raise
    log.info("search engine", site=site.slug, engine=engine_for(site).name, was=engine.name, cards=exchanged[0])
    return exchanged[0]


class _Exchanged(Exception):
    """Ends the rebuild of the old engine, which then changes nothing."""


def _open(folder: Path) -> Engine:
    found = index_folder.marker(folder)
    name = found.get("engine") if isinstance(found, dict) else None
    folder.mkdir(parents=True, exist_ok=True)
    return ENGINES.get(str(name), WhooshEngine)(folder)


def _beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.ready")


def _build_beside(folder: Path, name: str, cards: Iterable[Card]) -> int:
    """A whole index in a folder of its own, named ready only once it is."""
    new, ready = _beside(folder)
    for left in (new, ready):
        shutil.rmtree(left, ignore_errors=True)
    engine = ENGINES[name](new)
    try:
        count = engine.rebuild(cards)
    finally:
        engine.close()
    new.rename(ready)
    return count


def _exchange(folder: Path) -> None:
    """Put the index that is ready in the place of the old one, whose writer the caller holds."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    _take_ready(folder)
    shutil.rmtree(old, ignore_errors=True)


def _take_ready(folder: Path) -> None:
    """Of several processes that see the gap (or that another died in it), one does it."""
    with contextlib.suppress(OSError):
        _beside(folder)[1].rename(folder)


class _Together:
    """An engine whose commits wait for the end of `one_commit`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        return self._engine.name

    def put(self, cards: Iterable[Card]) -> None:
        self._engine.put(cards)

    def drop(self, ids: Iterable[str]) -> None:
        self._engine.drop(ids)

    def commit(self) -> None:
        """At the end."""

    def rebuild(self, cards: Iterable[Card]) -> int:
        return self._engine.rebuild(cards)

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
        return self._engine.search(
            query,
            filters=filters, limit=limit, offset=offset, sort=sort, facets=facets, scope=scope, is_grouped=is_grouped,
            has_some=has_some,
        )  # fmt: skip

    def count(self) -> int:
        return self._engine.count()

    def tidy(self) -> None:
        self._engine.tidy()

    def close(self) -> None:
        self._engine.close()
