"""The HTML of posts, made once: a piece from the post's own row, and a strip from what refers to it."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from civic import clock, i18n
from civic.rooms import queries
from civic.rooms.context import Control, links_of, strips_of
from civic.rooms.models import Room
from civic.rooms.queries import PostRow, RoomHead, Unread
from civic.web.show import render
from civic.web.urls import build
from civic.web.visit import Visit

# About 2 kB each.
MOST_PIECES = 10_000
MOST_HEADS = 500

Key = tuple[object, ...]
T = TypeVar("T")


class Kept(Generic[T]):
    """A bounded store shared by the worker threads; the longest unused goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._items: OrderedDict[Key, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> T | None:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
            return self._items.get(key)

    def put(self, key: Key, item: T) -> None:
        with self._lock:
            self._items[key] = item
            while len(self._items) > self.most:
                self._items.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Strip:
    """What refers to a post: `cited` stands in it above its links, `added` (answers) below it."""

    cited: str
    added: str


_strips: Kept[Strip] = Kept(MOST_PIECES)
_heads: Kept[RoomHead] = Kept(MOST_HEADS)
_links: Kept[list[Control]] = Kept(MOST_HEADS)


def _stamp(visit: Visit) -> Key:
    """What every kept thing of a city depends on beside its own revision; answers become overdue at midnight."""
    return (str(visit.site.folder), visit.facts.revision, clock.today(visit.now), i18n.language.get(), build())


# Where a post's own words end: what it cites stands between them and its links.
_FOOT = '<footer class="post__foot">'


@lru_cache(maxsize=MOST_PIECES)
def _piece(post: PostRow, is_new: bool, _language: str, _build: str) -> tuple[str, str, str]:
    """Before, at and after the foot. The row itself is the key, so a kept piece cannot be stale."""
    return render("rooms/_post.html", post=post, is_new=is_new).partition(_FOOT)


def piece(post: PostRow) -> str:
    return "".join(_piece(post, False, i18n.language.get(), build()))


def _strip_key(stamp: Key, post: PostRow) -> Key:
    return (*stamp, post.id, post.context_rev, post.state)


def strips(visit: Visit, posts: Sequence[PostRow]) -> dict[int, Strip]:
    """Citations and what wings above add, the same for every viewer; only what is not kept is asked, in one go."""
    stamp = _stamp(visit)
    found: dict[int, Strip] = {}
    unknown: list[PostRow] = []
    for post in posts:
        strip = _strips.get(_strip_key(stamp, post))
        if strip is None:
            unknown.append(post)
        else:
            found[post.id] = strip
    if unknown:
        citations = queries.citations_of(visit.db, [post.id for post in unknown if not post.is_tombstone])
        added = strips_of(visit.db, [post.id for post in unknown])
        for post in unknown:
            cards, html = citations.get(post.id), added.get(post.id, "")
            cited = render("rooms/_citations.html", cards=cards, post_id=post.id) if cards else ""
            strip = Strip(cited, f'<div class="strip strip--d{post.level}">{html}</div>' if html else "")
            _strips.put(_strip_key(stamp, post), strip)
            found[post.id] = strip
    return found


def joined(visit: Visit, posts: Sequence[PostRow], unread: Unread | None = None) -> str:
    """All posts of a page in one string: a flat loop, no template per post once it is kept."""
    under = strips(visit, posts)
    new = set(unread.ids) if unread is not None else ()
    language, version = i18n.language.get(), build()
    parts: list[str] = []
    for post in posts:
        above, foot, rest = _piece(post, post.id in new, language, version)
        strip = under[post.id]
        parts += (above, strip.cited, foot, rest, strip.added)
    return "".join(parts)


def head(visit: Visit, room: Room) -> RoomHead:
    """What stands above the posts, read again only when the room or the city changed."""
    key = (*_stamp(visit)[:3], room.id, room.rev)
    kept = _heads.get(key)
    if kept is None:
        kept = queries.room_head(visit.db, room, visit.now)
        _heads.put(key, kept)
    return kept


def links(visit: Visit, room: Room) -> list[Control]:
    """Pages of wings above about this room, asked again only when the room or the city changed."""
    key = (*_stamp(visit), room.id, room.rev, room.state)
    kept = _links.get(key)
    if kept is None:
        kept = links_of(visit.db, room)
        _links.put(key, kept)
    return kept
