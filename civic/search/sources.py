"""What hits of the index stand for: rows of every wing, read again from the database as this viewer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.i18n import gettext
from civic.index.engine import Hit
from civic.library.cards import DATED_KINDS
from civic.library.queries import UnitShown
from civic.library.units import units_by_id
from civic.markup import plain_text
from civic.permissions import Viewer
from civic.registry import queries as registry
from civic.responses.models import Response, ResponseVersion
from civic.responses.queries import faqs_by_id
from civic.rooms.models import Post, Room
from civic.rooms.queries import posts_visible_to, visible_to
from civic.rooms.queries.posts import SHOWN


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


Reader = Callable[[Session, Viewer, Sequence[int]], Mapping[int, Source]]


def _units(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    """Of an older version only what was in force from a day on, with its number; its address says which it is."""
    return {
        unit.id: Source(
            unit.kind.value, unit.title, _place(unit), unit.text,
            f"/documents/{unit.key}/{unit.path}" + ("" if unit.is_current else f"?v={unit.version}"),
            unit.dated_on, unit.speaker, unit.must_check_original,
        )
        for unit in units_by_id(db, viewer, ids).values()
        if unit.is_current or unit.kind in DATED_KINDS
    }  # fmt: skip


def _place(unit: UnitShown) -> str:
    return unit.name if unit.is_current else f"{unit.name}　{gettext('第{n}版').format(n=unit.version)}"


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


def _faqs(db: Session, _viewer: Viewer, ids: Sequence[int]) -> dict[int, Source]:
    """Questions often asked are for everyone."""
    return {
        one.id: Source(
            "faq", one.question, one.section, one.answer, f"/faq#faq-{one.id}",
            clock.today(one.published_at) if one.published_at else None,
        )
        for one in faqs_by_id(db, ids).values()
    }  # fmt: skip


READERS: Mapping[str, Reader] = {
    "unit": _units, "post": _posts, "room": _rooms, "response": _responses, "entry": _entries, "faq": _faqs,
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
