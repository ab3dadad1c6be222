"""Feeds as documents: what has been published, written as Atom (RFC 4287) or JSON Feed 1.1."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]

from civic.markup import plain_text

MOST = 50
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
ENDINGS = {"atom": ATOM, "json": JSON}
# What XML 1.0 cannot carry at all, even escaped.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OWN_PLACE = re.compile(r'(?<= href=")/(?!/)')


@dataclass(frozen=True, slots=True)
class Item:
    """One published thing. `path` is its address of this site and names it for good; `html` is sanitised."""

    path: str
    title: str
    html: str
    published_at: datetime
    updated_at: datetime
    author: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`page` is what the feed follows, `own` its own path; `since` dates a feed that holds nothing yet."""

    title: str
    page: str
    own: str
    items: Sequence[Item]
    since: datetime
    base: str
    publisher: str
    language: str = "ja"

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=self.since)

    def address(self, path: str) -> str:
        return self.base.rstrip("/") + path

    def content(self, item: Item) -> str:
        """The HTML with links of this site made absolute: a reader elsewhere does not know where it came from."""
        return _clean(_OWN_PLACE.sub(self.address("/"), item.html))


def newest(items: Sequence[Item]) -> list[Item]:
    """The MOST newest of several lists together, the newest first; the same thing once."""
    found = {item.path: item for item in items}
    return sorted(found.values(), key=lambda item: (item.published_at, item.path), reverse=True)[:MOST]


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _tags(item: Item) -> list[str]:
    return [tag for tag in (_clean(tag).strip() for tag in item.tags) if tag]


class _Atom(Atom1Feed):  # type: ignore[misc]
    """An empty feed keeps its date, so that its ETag holds."""

    since: datetime

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.since)


def atom(feed: Feed) -> bytes:
    """The feed as Atom, in UTF-8."""
    made = _Atom(
        title=_clean(feed.title), link=feed.address(feed.page), description=None, language=feed.language,
        author_name=feed.publisher, author_link=feed.address("/"), feed_url=feed.address(feed.own),
        feed_guid=feed.address(feed.own),
    )  # fmt: skip
    made.since = feed.since
    for item in feed.items:
        made.add_item(
            title=_clean(item.title), link=feed.address(item.path), unique_id=feed.address(item.path),
            description=None, content=feed.content(item), author_name=_clean(item.author).strip() or None,
            pubdate=item.published_at, updateddate=item.updated_at, categories=_tags(item),
        )  # fmt: skip
    written = BytesIO()
    made.write(written, "utf-8")
    return written.getvalue()


def _json_item(feed: Feed, item: Item) -> dict[str, Any]:
    content = feed.content(item)
    found: dict[str, Any] = {
        "id": feed.address(item.path),
        "url": feed.address(item.path),
        "title": _clean(item.title),
        "content_html": content,
        "summary": plain_text(content)[:200],
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
    }
    if author := _clean(item.author).strip():
        found["authors"] = [{"name": author}]
    if tags := _tags(item):
        found["tags"] = tags
    return found


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1, in UTF-8."""
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(feed.title),
        "home_page_url": feed.address(feed.page),
        "feed_url": feed.address(feed.own),
        "language": feed.language,
        "authors": [{"name": feed.publisher, "url": feed.address("/")}],
        "items": [_json_item(feed, item) for item in feed.items],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
