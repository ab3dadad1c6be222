"""Reads of follows, and of the news that reach a person through them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from civic.accounts.models import Person, PersonState
from civic.errors import SignInNeeded
from civic.notifications.models import Follow, FollowKind, News, NewsMark, Notice, Rhythm, RoomSeen
from civic.notifications.queries.notices import TO_READ
from civic.permissions import Viewer

# The narrowest thing that a person chose about decides; of two as narrow, muting wins, then the quicker rhythm.
LEVELS: Mapping[FollowKind, int] = {
    FollowKind.THREAD: 1, FollowKind.DOCUMENT: 1, FollowKind.ROOM: 2, FollowKind.COLLECTION: 2,
    FollowKind.SECTION: 3, FollowKind.TOPIC: 3, FollowKind.SEARCH: 4,
}  # fmt: skip
QUICKNESS: Mapping[Rhythm, int] = {rhythm: place for place, rhythm in enumerate(Rhythm)}
# People in one transaction: few enough that an urgent job waits a moment only (benchmarks/notices.py).
BATCH = 200

_Told = aliased(Notice)
_LEVEL = case(*((col(Follow.kind) == kind, level) for kind, level in LEVELS.items()), else_=9)
_IS_MARKED = (col(NewsMark.kind) == col(Follow.kind)) & (col(NewsMark.target) == col(Follow.target))


def follow_of(db: Session, viewer: Viewer, kind: FollowKind, target: str) -> Follow | None:
    """What the viewer chose about one thing."""
    if viewer is None:
        raise SignInNeeded
    query = select(Follow).where(
        col(Follow.person_id) == viewer.person_id, col(Follow.kind) == kind, col(Follow.target) == target
    )
    return db.execute(query).scalars().first()


def follows(db: Session, viewer: Viewer) -> Sequence[Follow]:
    """Everything the viewer follows or muted, the last chosen first."""
    if viewer is None:
        raise SignInNeeded
    query = select(Follow).where(col(Follow.person_id) == viewer.person_id).order_by(col(Follow.id).desc())
    return db.execute(query).scalars().all()


def searches_of(db: Session, person_id: int, rhythms: Iterable[Rhythm]) -> Sequence[Follow]:
    query = select(Follow).where(
        col(Follow.person_id) == person_id, col(Follow.kind) == FollowKind.SEARCH, col(Follow.is_muted).is_(False),
        col(Follow.rhythm).in_(list(rhythms)),
    )  # fmt: skip
    return db.execute(query.order_by(col(Follow.id))).scalars().all()


def fresh_causes(db: Session, causes: Sequence[str]) -> set[str]:
    """Those that were not noticed yet."""
    known: set[str] = set()
    for start in range(0, len(causes), BATCH):
        some = causes[start : start + BATCH]
        known.update(db.execute(select(col(News.cause)).where(col(News.cause).in_(some))).scalars())
    return set(causes) - known


def rooms_seen(db: Session) -> dict[int, str]:
    return dict(db.execute(select(col(RoomSeen.room_id), col(RoomSeen.stamp))).all())


def last_news(db: Session) -> int:
    """Up to which piece everybody's list is complete, so that mails may be about it."""
    waiting = db.execute(select(func.min(News.id)).where(col(News.is_spread).is_(False))).scalar()
    newest = db.execute(select(func.max(News.id))).scalar() or 0
    return newest if waiting is None else waiting - 1


def unspread(db: Session) -> Sequence[News]:
    query = select(News).where(col(News.is_spread).is_(False)).order_by(col(News.place), col(News.id))
    return db.execute(query).scalars().all()


def is_direct(news_target: Any, person_id: Any) -> ColumnElement[bool]:
    """Whether the person of that column was told of the thing itself."""
    return exists().where(
        col(_Told.person_id) == person_id, col(_Told.target) == news_target, col(_Told.kind).in_(TO_READ)
    )


def followers(db: Session, news: News, sole_author: int | None, after: int) -> Sequence[int]:
    """Whom this reaches, by person, BATCH after `after`: who follows it more narrowly than they muted it, followed
    before it happened, did not write it, and was not told directly."""
    ranked = (
        select(
            col(Follow.person_id), col(Follow.is_muted), col(Follow.created_at),
            func.row_number()
            .over(partition_by=col(Follow.person_id), order_by=(_LEVEL, col(Follow.is_muted).desc()))
            .label("place"),
        )
        .join(NewsMark, _IS_MARKED)
        .where(col(NewsMark.news_id) == news.id, col(Follow.person_id) > after)
        .subquery()
    )  # fmt: skip
    query = (
        select(ranked.c.person_id)
        .join(Person, col(Person.id) == ranked.c.person_id)
        .where(
            ranked.c.place == 1, ranked.c.is_muted.is_(False), ranked.c.created_at <= news.happened_at,
            ranked.c.person_id != (sole_author or 0), col(Person.state) != PersonState.LEFT,
            ~is_direct(literal(news.target), ranked.c.person_id),
        )
        .order_by(ranked.c.person_id)
        .limit(BATCH)
    )  # fmt: skip
    return db.execute(query).scalars().all()


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news for one person, in the rhythm they want it. No text: that is read as the person may see it."""

    id: int
    kind: str
    target: str
    place: str
    path: str
    rhythm: Rhythm
    happened_at: datetime


_REACHING = (
    select(
        col(News.id), col(News.kind), col(News.target), col(News.place), col(News.path), col(News.happened_at),
        col(News.author_id), col(Follow.kind), col(Follow.rhythm), col(Follow.is_muted), col(Follow.created_at),
        is_direct(col(News.target), col(Follow.person_id)), col(Notice.read_at),
    )
    .select_from(Follow)
    .join(NewsMark, _IS_MARKED)
    .join(News, col(News.id) == col(NewsMark.news_id))
    .outerjoin(
        Notice,
        (col(Notice.person_id) == col(Follow.person_id)) & (col(Notice.place) == col(News.place))
        & (col(Notice.newest_news) >= col(News.id)) & col(Notice.read_at).is_not(None),
    )
    .order_by(col(News.id))
)  # fmt: skip


def items_for(db: Session, person_id: int, after: int, upto: int) -> list[Item]:
    """News in (after, upto] that this person follows, the oldest first; without what they wrote, were told directly or
    have read in the meantime."""
    reaching = _REACHING.where(
        col(Follow.person_id) == person_id, col(NewsMark.news_id) > after, col(NewsMark.news_id) <= upto
    )
    rows = db.execute(reaching).all()
    found = []
    for _id, some in groupby(rows, key=lambda row: row[0]):
        choices = list(some)
        first = min(choices, key=lambda row: (LEVELS[row[7]], not row[9], QUICKNESS[row[8]]))
        if not first[9] and _concerns(first, person_id):
            found.append(Item(first[0], first[1], first[2], first[3], first[4], first[8], first[5]))
    return found


def _concerns(row: Row[*tuple[object, ...]], person_id: int) -> bool:
    _id, _kind, _target, _place, _path, happened_at, author_id, _follow, _rhythm, _muted, since, direct, read = row
    assert isinstance(happened_at, datetime)
    assert isinstance(since, datetime)
    return author_id != person_id and since <= happened_at and not direct and read is None
