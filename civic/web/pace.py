"""How fast a machine may read: counted in this process's memory, so that reading writes nothing.

A crawler is what calls itself one. Pages answered from memory cost nothing and are not counted; neither are people
who are signed in. Several web processes count each for itself. Reading /robots.txt is always allowed."""

import re
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from civic.errors import CivicError, TooMany
from civic.web.limits import SHARED_FACTOR, is_shared

if TYPE_CHECKING:
    from civic.web.visit import Visit

CRAWLER = re.compile(r"bot\b|bot[/;-]|crawl|spider|slurp|archiver|scrapy|externalagent", re.IGNORECASE)
WINDOW = 60.0
MOST_KEPT = 10_000

_windows: OrderedDict[tuple[str, str, str], list[float]] = OrderedDict()
_lock = threading.Lock()


def forget() -> None:
    """For tests: nobody has read anything."""
    with _lock:
        _windows.clear()


def count(visit: "Visit", what: str, most: int) -> None:
    """One reading more from this address. Raises TooMany with the seconds to wait; 0 is no limit."""
    if not most or visit.signed is not None:
        return
    if is_shared(visit.address, visit.facts.shared_networks):
        most *= SHARED_FACTOR
    key, now = (str(visit.site.folder), what, visit.address), time.monotonic()
    with _lock:
        window = _windows.get(key)
        if window is None or now - window[0] >= WINDOW:
            window = _windows[key] = [now, 0]
            while len(_windows) > MOST_KEPT:
                _windows.popitem(last=False)
        _windows.move_to_end(key)
        window[1] += 1
        if window[1] <= most:
            return
        wait = max(1, int(window[0] + WINDOW - now) + 1)
    raise TooMany("web.reads_too_fast", seconds=wait)


def check(visit: "Visit") -> None:
    """For every page a door makes."""
    if visit.path != "/robots.txt" and CRAWLER.search(visit.request.headers.get("user-agent", "")):
        count(visit, "crawler", visit.facts.crawler_pace)


def retry_after(error: CivicError) -> dict[str, str]:
    """When a limit says how long to wait, so does the header (RFC 9110, 10.2.3)."""
    wait = error.data.get("seconds") or 60 * int(str(error.data.get("minutes") or 0))
    return {"Retry-After": str(wait)} if error.status == 429 and wait else {}
