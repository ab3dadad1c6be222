"""The table of those who summarise: the posts of a room with where each went, filtered, and suggested groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic.city import queries as city
from civic.responses.alike import Suggestion, suggestions
from civic.responses.follow_models import FacilitatorMark
from civic.responses.queries.summaries import IS_PLACED, said
from civic.responses.summary_models import SummaryExclusion, SummaryItem, SummarySource
from civic.rooms.models import Post, PostType, Room
from civic.rooms.queries import passages
from civic.rooms.queries.posts import SHOWN
from civic.rooms.tree import shown_depth

PAGE = 100


@dataclass(frozen=True, slots=True)
class BoardPost:
    """A post on the table, with the numbers of its items, why it is outside, and the facilitators' marks."""

    id: int
    thread_id: int | None
    level: int
    type: str
    display_name: str
    title: str
    html: str
    created_at: datetime
    items: tuple[int, ...]
    reason: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One page of the table; `next` is the order key to go on from."""

    posts: tuple[BoardPost, ...]
    next: str


def table(db: Session, room: Room, show: str, ids: Sequence[int] = (), after: str = "", mark: str = "") -> Table:
    """`show`: left (placed nowhere yet), all, out, an item's id, or `ids` of a suggested group."""
    query: Any = (
        select(
            col(Post.id), col(Post.thread_id), col(Post.depth), col(Post.type), col(Post.display_name),
            col(Post.title), col(Post.html), col(Post.created_at), col(Post.order_key),
        )
        .where(col(Post.room_id) == room.id, col(Post.state).in_(SHOWN), col(Post.order_key) > after)
        .order_by(col(Post.order_key))
        .limit(PAGE + 1)
    )  # fmt: skip
    if ids:
        query = query.where(col(Post.id).in_(list(ids)))
    elif show == "out":
        outside = select(col(SummaryExclusion.post_id)).where(col(SummaryExclusion.room_id) == room.id)
        query = query.where(col(Post.id).in_(outside))
    elif show.isdigit():
        sources = select(col(SummarySource.post_id)).where(col(SummarySource.item_id) == int(show[:9]))
        query = query.where(col(Post.id).in_(sources))
    elif show != "all":
        query = query.where(~IS_PLACED)
    if mark:
        marked = select(col(FacilitatorMark.post_id)).where(col(FacilitatorMark.kind) == mark)
        query = query.where(col(Post.id).in_(marked))
    rows = db.execute(query).all()
    shown = rows[:PAGE]
    return Table(tuple(_placed(db, shown)), shown[-1].order_key if len(rows) > PAGE else "")


def _placed(db: Session, rows: Sequence[Any]) -> list[BoardPost]:
    ids = [row.id for row in rows]
    numbers = _by_post(
        db, select(col(SummarySource.post_id), col(SummaryItem.number))
        .join(SummaryItem, col(SummaryItem.id) == col(SummarySource.item_id))
        .where(col(SummarySource.post_id).in_(ids)).order_by(col(SummaryItem.number)),
    )  # fmt: skip
    reasons = _by_post(
        db, select(col(SummaryExclusion.post_id), col(SummaryExclusion.reason)).where(
            col(SummaryExclusion.post_id).in_(ids)
        ),
    )  # fmt: skip
    marks = _by_post(
        db, select(col(FacilitatorMark.post_id), col(FacilitatorMark.kind)).where(
            col(FacilitatorMark.post_id).in_(ids)
        ),
    )  # fmt: skip
    return [
        BoardPost(
            row.id, row.thread_id, shown_depth(row.depth), row.type.value, row.display_name, row.title, row.html,
            row.created_at, tuple(numbers.get(row.id, ())), next(iter(reasons.get(row.id, ())), ""),
            tuple(mark.value for mark in marks.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _by_post(db: Session, query: Any) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for post_id, value in db.execute(query):
        found.setdefault(post_id, []).append(value)
    return found


@dataclass(frozen=True, slots=True)
class Suggested:
    """A group somebody may take over, with the passage its posts cite and the beginning of its first post."""

    signal: str
    post_ids: tuple[int, ...]
    passage: str
    sample: str


def suggested(db: Session, room: Room) -> list[Suggested]:
    """Over posts placed nowhere yet: remarks of staff, copies, near copies, posts about one passage."""
    posts = said(db, room.id)
    found: list[Suggestion] = suggestions(posts, int(city.setting(db, "summary.alike_percent")))
    cards = {card.unit_id: card.title for card in passages(db, [one.unit_id for one in found if one.unit_id])}
    staff = select(col(Post.id)).where(
        col(Post.room_id) == room.id, col(Post.type) == PostType.STAFF, col(Post.state).in_(SHOWN), ~IS_PLACED
    )
    by_staff = tuple(db.execute(staff.order_by(col(Post.id))).scalars())
    firsts = [one.post_ids[0] for one in found] + list(by_staff[:1])
    words = dict(db.execute(select(col(Post.id), col(Post.body)).where(col(Post.id).in_(firsts))).all())
    shown = [Suggested("staff", by_staff, "", words[by_staff[0]])] if by_staff else []
    return shown + [
        Suggested(one.signal, one.post_ids, cards.get(one.unit_id, ""), words[one.post_ids[0]]) for one in found
    ]


def marks_of(db: Session, post_id: int) -> frozenset[str]:
    """The facilitators' marks of one post, for those who may set them."""
    query = select(col(FacilitatorMark.kind)).where(col(FacilitatorMark.post_id) == post_id)
    return frozenset(kind.value for kind in db.execute(query).scalars())
