"""Every address a search engine may keep: which there are, when each last changed, in parts of one map of the site.

A part is a range of ids, so a part is found without counting and keeps its address for good. Only what an anonymous
visitor reads in full: current versions that are not closed, posts that are shown, answers in force, listed entries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from civic import clock
from civic.library.models import Document, DocumentVersion, Unit, VersionState
from civic.registry.models import Entry
from civic.registry.queries import listed_on
from civic.responses.models import Response, ResponseVersion
from civic.responses.queries.answers import TEXT_OF
from civic.rooms.models import Post, Room
from civic.rooms.queries import visible_to
from civic.rooms.queries.posts import SHOWN
from civic.submissions.models import CommentResult, ResultState

# Sitemaps 0.9 allows 50,000 addresses in a file.
PART = 50_000
# Addresses read at once; each batch has a session of its own, so that a slow reader holds none.
BATCH = 5_000
# Pages that are always there.
FIXED = (
    "/", "/rooms", "/answers", "/documents", "/coverage", "/speakers", "/registry", "/opportunities", "/lectures",
    "/rules", "/log", "/statistics/moderation", "/follow-ups", "/faq", "/feeds", "/about", "/accessibility", "/privacy",
    "/privacy/files", "/privacy/purposes", "/incidents", "/ledger",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Source:
    """`rows(today)` selects `id`, `at` and what `path` needs."""

    rows: Callable[[date], Any]
    path: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    number: int
    changed_at: datetime | None


_CURRENT = (col(DocumentVersion.state) == VersionState.PUBLISHED,)


def _documents(_today: date) -> Any:
    return (
        select(col(Document.id).label("id"), col(DocumentVersion.published_at).label("at"), col(Document.key))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Document.current_version_id))
        .where(*_CURRENT)
    )


def _units(_today: date) -> Any:
    return (
        select(
            col(Unit.id).label("id"), col(DocumentVersion.published_at).label("at"), col(Document.key), col(Unit.path)
        )
        .join(Document, col(Document.current_version_id) == col(Unit.version_id))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
        .where(*_CURRENT)
    )


def _rooms(_today: date) -> Any:
    at = func.coalesce(col(Room.last_post_at), col(Room.announced_at), col(Room.approved_at))
    return select(col(Room.id).label("id"), at.label("at")).where(visible_to(None))


def _threads(_today: date) -> Any:
    said = aliased(Post)
    last = (
        select(func.max(func.coalesce(said.edited_at, said.created_at)))
        .where(col(said.thread_id) == col(Post.id), col(said.state).in_(SHOWN))
        .correlate(Post)
        .scalar_subquery()
    )
    return (
        select(col(Post.id).label("id"), last.label("at"))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(visible_to(None), col(Post.parent_id).is_(None), col(Post.state).in_(SHOWN))
    )


def _answers(_today: date) -> Any:
    return (
        select(col(Response.id).label("id"), col(ResponseVersion.published_at).label("at"))
        .join(ResponseVersion, col(ResponseVersion.response_id) == TEXT_OF)
        .join(Room, col(Room.id) == col(Response.room_id))
        .where(visible_to(None), col(ResponseVersion.number) == col(Response.published_version))
    )


def _results(_today: date) -> Any:
    at = func.max(col(CommentResult.published_at))
    return (
        select(col(Room.id).label("id"), at.label("at"))
        .join(CommentResult, col(CommentResult.room_id) == col(Room.id))
        .where(visible_to(None), col(CommentResult.state) == ResultState.PUBLISHED)
        .group_by(col(Room.id))
    )


def _entries(today: date) -> Any:
    return select(col(Entry.id).label("id"), col(Entry.decided_at).label("at")).where(listed_on(today))


SOURCES: Mapping[str, Source] = {
    "documents": Source(_documents, lambda row: f"/documents/{quote(row.key)}"),
    "units": Source(_units, lambda row: f"/documents/{quote(row.key)}/{quote(row.path)}"),
    "rooms": Source(_rooms, lambda row: f"/rooms/{row.id}"),
    "threads": Source(_threads, lambda row: f"/threads/{row.id}"),
    "answers": Source(_answers, lambda row: f"/answers/{row.id}"),
    "results": Source(_results, lambda row: f"/rooms/{row.id}/result"),
    "registry": Source(_entries, lambda row: f"/registry/{row.id}"),
}


def parts(db: Session, today: date) -> list[Part]:
    """Every part that holds an address, with the newest change in it."""
    found = [Part("pages", 0, None)]
    for name, source in SOURCES.items():
        rows = source.rows(today).subquery()
        number = rows.c.id // PART
        query = select(number, func.max(rows.c.at)).group_by(number).order_by(number)
        found += [Part(name, int(n), at) for n, at in db.execute(query)]
    return found


def batch(db: Session, name: str, number: int, today: date, after: int = 0) -> tuple[list[Place], int]:
    """The next addresses of a part and the id to go on from; 0 when there are no more."""
    if name == "pages":
        return [Place(path, None) for path in FIXED], 0
    source = SOURCES[name]
    rows = source.rows(today)
    id_ = next(c for c in rows.selected_columns if c.name == "id")
    span = (id_ >= max(number * PART, after + 1), id_ < (number + 1) * PART)
    found: Sequence[Any] = db.execute(rows.where(*span).order_by(id_).limit(BATCH)).all()
    return [Place(source.path(row), row.at) for row in found], found[-1].id if len(found) == BATCH else 0


def lastmod(moment: datetime | None) -> str:
    """W3C date and time, in Tokyo's."""
    return clock.tokyo(moment).isoformat(timespec="seconds") if moment else ""


def urls_xml(places: Sequence[Place], base: str) -> Iterator[str]:
    """Addresses hold no letter that XML minds: keys and paths are quoted."""
    for place in places:
        changed = f"<lastmod>{lastmod(place.changed_at)}</lastmod>" if place.changed_at else ""
        yield f"<url><loc>{base}{place.path}</loc>{changed}</url>\n"


def index_xml(found: Sequence[Part], base: str) -> str:
    lines = [
        f"<sitemap><loc>{base}/sitemaps/{part.name}-{part.number}.xml</loc>"
        + (f"<lastmod>{lastmod(part.changed_at)}</lastmod>" if part.changed_at else "")
        + "</sitemap>\n"
        for part in found
    ]
    return f"{HEAD}<sitemapindex {SPACE}>\n{''.join(lines)}</sitemapindex>\n"


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
