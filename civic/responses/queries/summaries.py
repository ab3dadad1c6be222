"""Summaries: items with their sources, how many posts went somewhere, what a post went into, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, union
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, can
from civic.responses.alike import Said
from civic.responses.summary_models import (
    ItemKind,
    Proposal,
    ProposalVersion,
    SummaryExclusion,
    SummaryItem,
    SummaryObjection,
    SummarySource,
)
from civic.rooms.models import Citation, Post, Room, judged_text
from civic.rooms.queries import room_for
from civic.rooms.queries.posts import SHOWN
from civic.text.normalise import normalise_text

MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Summarised:
    """A room's summary as permissions see it: who wrote what is not submitted yet."""

    room_id: int
    section_id: int | None
    drafter_ids: tuple[int, ...]


def proposal_of(db: Session, room_id: int) -> Proposal | None:
    return db.execute(select(Proposal).where(col(Proposal.room_id) == room_id)).scalars().first()


def summarised(db: Session, room: Room) -> Summarised:
    proposal = proposal_of(db, room.id)
    return Summarised(room.id, room.section_id, tuple(proposal.drafter_ids) if proposal else ())


@dataclass(frozen=True, slots=True)
class Item:
    """An item with the posts it was made from."""

    id: int
    number: int
    text: str
    public_text: str
    kind: ItemKind
    is_minority: bool
    place: str
    since_version: int | None
    rev: int
    post_ids: tuple[int, ...]

    @property
    def count(self) -> int:
        """件数."""
        return len(self.post_ids)


def items(db: Session, room_id: int, only_public: bool) -> list[Item]:
    """In the order of their numbers. `only_public`: as somebody other than their writer released them."""
    sources = select(col(SummarySource.item_id), col(SummarySource.post_id)).join(
        SummaryItem, col(SummaryItem.id) == col(SummarySource.item_id)
    )
    sources = sources.where(col(SummaryItem.room_id) == room_id).order_by(col(SummarySource.post_id))
    found = select(SummaryItem).where(col(SummaryItem.room_id) == room_id).order_by(col(SummaryItem.number))
    if only_public:
        sources = sources.where(col(SummarySource.is_public))
        found = found.where(col(SummaryItem.public_text) != "")
    by_item: dict[int, list[int]] = {}
    for item_id, post_id in db.execute(sources):
        by_item.setdefault(item_id, []).append(post_id)
    return [_item(row, by_item.get(row.id, [])) for row in db.execute(found).scalars()]


def _item(row: SummaryItem, post_ids: Sequence[int]) -> Item:
    return Item(
        row.id, row.number, row.text, row.public_text, row.kind, row.is_minority, row.place, row.since_version,
        row.rev, tuple(post_ids),
    )  # fmt: skip


def item_row(db: Session, viewer: Viewer, item_id: int) -> tuple[SummaryItem, Room]:
    """The item and its room; NotFound where neither the public nor this viewer may read it."""
    found = db.get(SummaryItem, item_id) if 0 < item_id <= MOST_ID else None
    if found is None:
        raise NotFound
    room = room_for(db, viewer, found.room_id)
    if not found.public_text and not can(viewer, "summary.see_draft", summarised(db, room)):
        raise NotFound
    return found, room


def source_ids(db: Session, item_id: int, only_public: bool) -> list[int]:
    query = select(col(SummarySource.post_id)).where(col(SummarySource.item_id) == item_id)
    if only_public:
        query = query.where(col(SummarySource.is_public))
    return list(db.execute(query.order_by(col(SummarySource.post_id))).scalars())


def exclusions(db: Session, room_id: int, only_public: bool) -> list[tuple[int, str]]:
    """対象外: (post, reason)."""
    query = select(col(SummaryExclusion.post_id), col(SummaryExclusion.reason))
    query = query.where(col(SummaryExclusion.room_id) == room_id).order_by(col(SummaryExclusion.post_id))
    if only_public:
        query = query.where(col(SummaryExclusion.is_public))
    return [(post_id, reason) for post_id, reason in db.execute(query)]


IS_PLACED: ColumnElement[bool] = (
    exists().where(col(SummarySource.post_id) == col(Post.id))
    | exists().where(col(SummaryExclusion.post_id) == col(Post.id))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the posts that can be read went into an item or were put outside with a reason."""

    total: int
    placed: int

    @property
    def is_complete(self) -> bool:
        return self.placed >= self.total


def coverage(db: Session, room_id: int) -> Coverage:
    query = select(func.count(), func.count().filter(IS_PLACED)).select_from(Post)
    return Coverage(*db.execute(query.where(col(Post.room_id) == room_id, col(Post.state).in_(SHOWN))).one())


def unplaced_ids(db: Session, room_id: int) -> list[int]:
    query = select(col(Post.id)).where(col(Post.room_id) == room_id, col(Post.state).in_(SHOWN), ~IS_PLACED)
    return list(db.execute(query.order_by(col(Post.id))).scalars())


def said(db: Session, room_id: int, only_unplaced: bool = True) -> list[Said]:
    """Posts as they are compared for suggestions."""
    query = select(col(Post.id), col(Post.title), col(Post.body), col(Post.thread_id))
    query = query.where(col(Post.room_id) == room_id, col(Post.state).in_(SHOWN)).order_by(col(Post.id))
    if only_unplaced:
        query = query.where(~IS_PLACED)
    rows = db.execute(query).all()
    cited: dict[int, set[int]] = {}
    citations = select(col(Citation.post_id), col(Citation.unit_id)).join(Post, col(Post.id) == col(Citation.post_id))
    citations = citations.where(col(Post.room_id) == room_id, col(Citation.unit_id).is_not(None))
    for post_id, unit_id in db.execute(citations):
        cited.setdefault(post_id, set()).add(unit_id)
    return [
        Said(id_, normalise_text(judged_text(title, body)), frozenset(cited.get(id_, ())), thread_id)
        for id_, title, body, thread_id in rows
    ]


@dataclass(frozen=True, slots=True)
class Placement:
    """What stands under a post: the items it went into, or why it went into none."""

    items: tuple[tuple[int, int, str, bool], ...] = ()
    reason: str = ""


def placements(db: Session, post_ids: Sequence[int]) -> dict[int, Placement]:
    """Only what was released; the same for every reader."""
    into: Any = (
        select(
            col(SummarySource.post_id), col(SummaryItem.id), col(SummaryItem.number), col(SummaryItem.public_text),
            col(SummaryItem.is_minority),
        )
        .join(SummaryItem, col(SummaryItem.id) == col(SummarySource.item_id))
        .where(
            col(SummarySource.post_id).in_(list(post_ids)), col(SummarySource.is_public),
            col(SummaryItem.public_text) != "",
        )
        .order_by(col(SummaryItem.number))
    )  # fmt: skip
    by_post: dict[int, list[tuple[int, int, str, bool]]] = {}
    for post_id, *item in db.execute(into):
        by_post.setdefault(post_id, []).append((item[0], item[1], item[2], item[3]))
    found = {post_id: Placement(tuple(entries)) for post_id, entries in by_post.items()}
    outside = select(col(SummaryExclusion.post_id), col(SummaryExclusion.reason))
    outside = outside.where(col(SummaryExclusion.post_id).in_(list(post_ids)), col(SummaryExclusion.is_public))
    return found | {post_id: Placement((), reason) for post_id, reason in db.execute(outside)}


def open_to_objection(db: Session, post_ids: Sequence[int]) -> frozenset[int]:
    """Posts whose summary is shown as a draft: nothing of it was submitted yet."""
    query = select(col(Post.id)).join(Proposal, col(Proposal.room_id) == col(Post.room_id))
    query = query.where(col(Post.id).in_(list(post_ids)), col(Proposal.shown_at).is_not(None))
    return frozenset(db.execute(query.where(col(Proposal.version) == 0)).scalars())


@dataclass(frozen=True, slots=True)
class Authored:
    """A post as `summary.object` asks: who wrote it."""

    author_ids: tuple[int, ...]


def authored(post: Post) -> Authored:
    return Authored((post.author_id,) if post.author_id is not None else ())


def objections(db: Session, room_id: int) -> Sequence[SummaryObjection]:
    """For those who summarise, the open ones first."""
    query = select(SummaryObjection).where(col(SummaryObjection.room_id) == room_id)
    query = query.order_by(col(SummaryObjection.answered_at).is_not(None), col(SummaryObjection.id))
    return db.execute(query).scalars().all()


def objections_to_post(db: Session, post_id: int) -> Sequence[SummaryObjection]:
    """For the post's author; ask `summary.object` first."""
    query = select(SummaryObjection).where(col(SummaryObjection.post_id) == post_id)
    return db.execute(query.order_by(col(SummaryObjection.id))).scalars().all()


def open_objections(db: Session, room_id: int) -> int:
    query = select(func.count()).select_from(SummaryObjection)
    query = query.where(col(SummaryObjection.room_id) == room_id, col(SummaryObjection.answered_at).is_(None))
    return int(db.execute(query).scalar_one())


def source_authors(db: Session, room_id: int) -> list[int]:
    """Everybody whose words went into an item or were put outside."""
    placed = union(
        select(col(SummarySource.post_id)).join(SummaryItem, col(SummaryItem.id) == col(SummarySource.item_id)).where(
            col(SummaryItem.room_id) == room_id
        ),
        select(col(SummaryExclusion.post_id)).where(col(SummaryExclusion.room_id) == room_id),
    )  # fmt: skip
    query = select(col(Post.author_id)).where(col(Post.id).in_(placed), col(Post.author_id).is_not(None)).distinct()
    return sorted(one for one in db.execute(query).scalars() if one is not None)


def authors_of(db: Session, post_ids: Sequence[int]) -> list[int]:
    query = select(col(Post.author_id)).where(col(Post.id).in_(list(post_ids)), col(Post.author_id).is_not(None))
    return sorted(one for one in db.execute(query.distinct()).scalars() if one is not None)


def proposal_versions(db: Session, room_id: int) -> Sequence[ProposalVersion]:
    """Every submitted version, the newest first."""
    query = select(ProposalVersion).join(Proposal, col(Proposal.id) == col(ProposalVersion.proposal_id))
    query = query.where(col(Proposal.room_id) == room_id).order_by(col(ProposalVersion.number).desc())
    return db.execute(query).scalars().all()


def content(db: Session, room: Room, proposal: Proposal) -> Mapping[str, Any]:
    """What would be submitted now: ids and words, no names; its canonical JSON is what the checksum is of."""
    return {
        "room": room.id, "version": proposal.version + 1, "title": proposal.title, "agreed": proposal.agreed,
        "disputed": proposal.disputed,
        "items": [
            {
                "id": one.id, "number": one.number, "text": one.text, "kind": one.kind.value, "place": one.place,
                "is_minority": one.is_minority, "posts": list(one.post_ids),
            }
            for one in items(db, room.id, only_public=False)
        ],
        "outside": [{"post": post_id, "reason": reason} for post_id, reason in exclusions(db, room.id, False)],
    }  # fmt: skip
