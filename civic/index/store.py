"""The engine of a site: opened once per process, in the site's index folder."""

import shutil
import threading
from collections.abc import Iterable

from civic.index.cards import Card
from civic.index.engine import Engine, IndexBroken
from civic.index.whoosh_engine import WhooshEngine
from civic.sites import Site

_engines: dict[str, Engine] = {}
_lock = threading.Lock()


def engine_for(site: Site) -> Engine:
    """The open engine of this site; raises IndexBroken when the folder cannot be read (`civic reindex` mends it)."""
    name = str(site.index_folder)
    with _lock:
        engine = _engines.get(name)
        if engine is None:
            site.index_folder.mkdir(parents=True, exist_ok=True)
            engine = _engines[name] = WhooshEngine(site.index_folder)
        return engine


def forget(site: Site) -> None:
    """Close the engine of a site (before its folder is rebuilt, at the end of a test)."""
    with _lock:
        engine = _engines.pop(str(site.index_folder), None)
    if engine is not None:
        engine.close()


def close_all() -> None:
    with _lock:
        engines = list(_engines.values())
        _engines.clear()
    for engine in engines:
        engine.close()


def rebuild(site: Site, cards: Iterable[Card]) -> int:
    """The whole index anew; one that cannot be read is thrown away first. Raises IndexBusy."""
    try:
        engine = engine_for(site)
    except IndexBroken:
        shutil.rmtree(site.index_folder)
        engine = engine_for(site)
    return engine.rebuild(cards)
