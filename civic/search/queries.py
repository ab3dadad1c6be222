"""Reads of search: hits from the index, every row read again from the database as this viewer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.index import store
from civic.index.engine import FacetName, Filters, Hit, Hits, Sort
from civic.library.queries import units_by_id
from civic.markup import plain_text
from civic.permissions import Viewer
from civic.registry import queries as registry
from civic.responses.models import Response, ResponseVersion
from civic.rooms.models import Post, Room
from civic.rooms.queries import posts_visible_to, visible_to
from civic.rooms.queries.posts import SHOWN
from civic.sites import Site
from civic.text.query import Query, parse_query
from civic.text.snippets import Part, highlight, snippet
from civic.text.synonyms import NO_SYNONYMS

PAGE = 20
FACETS: tuple[FacetName, ...] = ("kind", "fiscal_year", "body")
SORTS: tuple[Sort, ...] = ("relevance", "new", "old")
# Deeper pages cost more and help nobody: narrow the search instead.
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Source:
    """What a hit stands for, as this viewer may read it now."""

    kind: str
    title: str
    where: str
    text: str
    path: str
    on: date | None = None
    who: str = ""
    must_check_original: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One result with its title and two lines of text in parts, each with whether it was looked for."""

    source: Source
    title: Sequence[Part]
    snippet: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Results:
    query: Query
    hits: Hits
    rows: Sequence[Row]
    some: Sequence[Row]


Reader = Callable[[Session, Viewer, Sequence[int]], Mapping[int, Source]]


def _units(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    return {
        unit.id: Source(
            unit.kind.value, unit.title, unit.name, unit.text, f"/documents/{unit.key}/{unit.path}",
            unit.dated_on, unit.speaker, unit.must_check_original,
        )
        for unit in units_by_id(db, viewer, ids).values()
        if unit.is_current
    }  # fmt: skip


def _posts(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    query = (
        select(
            col(Post.id), col(Post.title), col(Room.title), col(Post.html), col(Post.created_at),
            col(Post.display_name),
        )
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(col(Post.id).in_(ids), posts_visible_to(viewer), col(Post.state).in_(SHOWN))
    )  # fmt: skip
    return {
        id_: Source("post", title or room, room, plain_text(html), f"/posts/{id_}", clock.today(at), who)
        for id_, title, room, html, at, who in db.execute(query).all()
    }


def _rooms(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    query = select(col(Room.id), col(Room.title), col(Room.purpose), col(Room.background), col(Room.opens_at))
    return {
        id_: Source("room", title, "", f"{purpose}\n{more}", f"/rooms/{id_}", clock.today(at) if at else None)
        for id_, title, purpose, more, at in db.execute(query.where(col(Room.id).in_(ids), visible_to(viewer))).all()
    }


def _responses(db: Session, _viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    """The published version of an answer; it is for everyone, whatever became of its question."""
    query = (
        select(
            col(Response.id), col(Room.title), col(ResponseVersion.html),
            col(ResponseVersion.published_at), col(ResponseVersion.section_name),
        )
        .join(ResponseVersion, col(ResponseVersion.response_id) == col(Response.id))
        .join(Room, col(Room.id) == col(Response.room_id))
        .where(col(Response.id).in_(ids), col(ResponseVersion.number) == col(Response.published_version))
    )  # fmt: skip
    return {
        id_: Source("response", room, section, plain_text(html), f"/answers/{id_}", clock.today(at))
        for id_, room, html, at, section in db.execute(query).all()
    }


def _entries(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    return {
        entry.id: Source(
            "entry", entry.display_name, "", f"{entry.skills}\n{entry.introduction}", f"/registry/{entry.id}"
        )
        for entry in registry.listed_by_id(db, viewer, ids, clock.today())
    }


READERS: Mapping[str, Reader] = {
    "unit": _units, "post": _posts, "room": _rooms, "response": _responses, "entry": _entries,
}  # fmt: skip


def sources(db: Session, viewer: Viewer, hits: Iterable[Hit]) -> dict[str, Source]:
    """By the hit's id; a hit whose row this viewer may not see (hidden since it was indexed) is missing."""
    ids: dict[str, list[int]] = {}
    for hit in hits:
        what, _, number = hit.id.partition(":")
        ids.setdefault(what, []).append(int(number))
    found: dict[str, Source] = {}
    for what, numbers in ids.items():
        found.update({f"{what}:{n}": s for n, s in READERS[what](db, viewer, numbers).items()})
    return found


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
) -> Results:
    """One page of results. Any text is safe; the total and the counts are of the index, the rows of the database."""
    query = parse_query(text, synonyms=None if has_synonyms else NO_SYNONYMS)
    hits = store.engine_for(site).search(
        query, filters=filters, limit=PAGE, offset=(page - 1) * PAGE, sort=sort, facets=FACETS
    )
    found = sources(db, viewer, [*hits.hits, *hits.some])

    def rows(of: Iterable[Hit]) -> list[Row]:
        shown = (found.get(hit.id) for hit in of)
        return [Row(s, highlight(s.title, query), snippet(s.text, query)) for s in shown if s is not None]

    return Results(query, hits, rows(hits.hits), rows(hits.some))


def titles_of(db: Session, hits: Iterable[Hit]) -> dict[str, Any]:
    """Titles by hit id, as an anonymous visitor reads them (`civic search`)."""
    return {id_: " ".join(filter(None, (s.title, s.where))) for id_, s in sources(db, None, hits).items()}
