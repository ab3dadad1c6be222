"""Things that can be followed, as their follower sees them: a name and an address, or nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from civic.city import queries as city
from civic.errors import NotFound
from civic.i18n import gettext as _
from civic.i18n import sentence
from civic.notifications.jobs.composing import search_path, title_of
from civic.notifications.models import FollowKind
from civic.web.visit import Visit

# The fields of the search page's form that make a search what it is.
SEARCH_FIELDS = (
    "q", "kind", "body", "speaker", "role", "section", "topic", "quality", "room", "doc", "year", "calendar_year",
    "since", "until", "as_of", "scope", "words", "whole",
)  # fmt: skip
LONGEST_VALUE = 200
# The kinds of documents, as the library's pages list them.
COLLECTIONS = ("minutes", "ordinance", "law", "budget", "plan", "other")


@dataclass(frozen=True, slots=True)
class Thing:
    """`target` as follows keep it; `query` for a search alone."""

    kind: FollowKind
    target: str
    title: str
    path: str
    query: Mapping[str, str] | None = None


def kind_of(typed: str) -> FollowKind:
    if typed not in set(FollowKind):
        raise NotFound
    return FollowKind(typed)


def thing(visit: Visit, kind: FollowKind, target: str) -> Thing:
    """What the viewer may see and so follow. Raises NotFound."""
    if kind is FollowKind.SEARCH:
        return _search(target)
    title, path = _named(visit, kind, target)
    if not title:
        raise NotFound
    return Thing(kind, target, title, path)


def _named(visit: Visit, kind: FollowKind, target: str) -> tuple[str, str]:
    is_number = target.isascii() and target.isdigit() and len(target) < 10
    if kind in (FollowKind.THREAD, FollowKind.ROOM):
        path = f"/{'threads' if kind is FollowKind.THREAD else 'rooms'}/{target}"
        return (title_of(visit.db, visit.viewer, f"{kind.value}:{target}") if is_number else ""), path
    if kind is FollowKind.DOCUMENT:
        return title_of(visit.db, visit.viewer, f"document:{target}"), f"/documents/{target}"
    if kind is FollowKind.SECTION:
        section = city.section(visit.db, int(target)) if is_number else None
        return (section.name if section else ""), "/answers"
    if kind is FollowKind.TOPIC:
        topic = city.topic_by_code(visit.db, target)
        return (topic.name if topic else ""), f"/topics/{target}"
    return (sentence(f"library.kind.{target}") if target in COLLECTIONS else ""), f"/documents?kind={target}"


def _search(target: str) -> Thing:
    """From the query string of the search page, or from what a follow keeps (JSON)."""
    query = {
        name: value[:LONGEST_VALUE]
        for name, value in sorted(parse_qsl(target.lstrip("?").replace("\x00", ""), max_num_fields=50))
        if name in SEARCH_FIELDS and value.strip()
    }
    if "q" not in query:
        raise NotFound
    return search_thing(query)


def search_thing(query: Mapping[str, str]) -> Thing:
    digest = hashlib.sha256(json.dumps(query, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:40]
    title = _("検索「{words}」").format(words=query["q"])
    return Thing(FollowKind.SEARCH, digest, title, search_path(query), query)
