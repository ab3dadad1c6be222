"""News: noticed once, and spread to the lists of those who follow; mechanics of the worker's rounds."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from civic.accounts.actions import count_unread
from civic.db import Db
from civic.notifications import queries
from civic.notifications.actions.following import recipient
from civic.notifications.models import Follow, FollowKind, News, NewsMark, Notice, RoomSeen


@dataclass(frozen=True, slots=True)
class Happened:
    """Something public that happened, as another wing's reads tell it. `is_start`: its author wrote a new thread."""

    kind: str
    target: str
    cause: str
    place: str
    path: str
    happened_at: datetime
    marks: Sequence[tuple[FollowKind, str]]
    author_id: int | None = None
    is_start: bool = False


def note_news(db: Db, happened: Iterable[Happened], now: datetime) -> int:
    """Each cause once. Who wrote a new thread follows it from now on, unless they chose otherwise."""
    listed = {one.cause: one for one in happened}
    fresh = queries.fresh_causes(db, list(listed))
    for cause, one in listed.items():
        if cause not in fresh:
            continue
        news = News(
            kind=one.kind, target=one.target, cause=cause, place=one.place, path=one.path, author_id=one.author_id,
            happened_at=one.happened_at, noticed_at=now,
        )  # fmt: skip
        db.add(news)
        db.flush()
        db.add_all(NewsMark(kind=kind, target=target, news_id=news.id) for kind, target in dict.fromkeys(one.marks))
        if one.is_start and one.author_id is not None:
            _follow_own(db, one.author_id, one.place.partition(":")[2], one.happened_at, now)
    db.flush()
    return len(fresh)


def _follow_own(db: Db, person_id: int, thread: str, since: datetime, now: datetime) -> None:
    row = recipient(db, person_id, now)
    thing = (col(Follow.person_id) == person_id, col(Follow.kind) == FollowKind.THREAD, col(Follow.target) == thread)
    if row.follows_own and db.execute(select(Follow.id).where(*thing)).first() is None:  # type: ignore[call-overload]
        db.add(
            Follow(
                person_id=person_id, kind=FollowKind.THREAD, target=thread, rhythm=row.follow_rhythm, is_own=True,
                created_at=since,
            )
        )  # fmt: skip


def note_rooms_seen(db: Db, stamps: Mapping[int, str]) -> None:
    for room_id, stamp in stamps.items():
        db.merge(RoomSeen(room_id=room_id, stamp=stamp))


# Between two full batches: SQLite asks for a lock again after some milliseconds, and must find it free.
BREATH = 0.03

Transactions = Callable[[], AbstractContextManager[Session]]


def spread(reading: Transactions, writing: Transactions, now: datetime) -> int:
    """Put the news into the lists of their followers, many people in one statement and few in one transaction, so that
    nobody waits long for the write lock. Killed anywhere, the next run goes on: no list counts a thing twice.
    Returns how many lists changed."""
    with reading() as db:
        waiting = list(queries.unspread(db))
        db.expunge_all()
    changed = 0
    for _place, some in groupby(waiting, key=lambda news: news.place):
        changed += _spread_place(reading, writing, list(some), now)
    return changed


def _spread_place(reading: Transactions, writing: Transactions, some: Sequence[News], now: datetime) -> int:
    """News of one place have the same marks, so the last one stands for all."""
    last, authors = some[-1], {news.author_id for news in some}
    sole = authors.pop() if len(authors) == 1 else None
    after, changed = 0, 0
    while True:
        with reading() as db:
            people = queries.followers(db, last, sole, after)
        if not people:
            break
        with writing() as db:
            changed += _list(db, people, some, now)
        after = people[-1]
        if len(people) == queries.BATCH:
            time.sleep(BREATH)
    with writing() as db:
        ids = [news.id for news in some]
        db.execute(update(News).where(col(News.id).in_(ids)).values(is_spread=True))
    return changed


def _list(db: Db, people: Sequence[int], some: Sequence[News], now: datetime) -> int:
    """One unread line a person and place, with how many; a line that was read stays, and a new one begins."""
    last = some[-1]
    mine = (col(Notice.person_id).in_(people), col(Notice.place) == last.place)
    older = (*mine, col(Notice.read_at).is_(None), col(Notice.newest_news) < last.id)
    values = {"newest_news": last.id, "created_at": now, "path": last.path, "target": last.target}
    db.execute(update(Notice).where(*older).values(count=col(Notice.count) + len(some), kind=_kind(some), **values))
    has = set(db.execute(select(col(Notice.person_id)).where(*mine, col(Notice.newest_news) >= last.id)).scalars())
    new = [person for person in people if person not in has]
    if not new:
        return len(people)
    cause = f"news:{last.id}"
    line = {
        "kind": _kind(some), "cause": cause, "place": last.place, "count": len(some), "data": {}, **values,
    }  # fmt: skip
    db.execute(insert(Notice), [{"person_id": person, **line} for person in new])
    for person in new:
        count_unread(db, person, 1)
    return len(people)


def _kind(some: Sequence[News]) -> str:
    """An answer of the city among new posts is what people wait for: the line says so."""
    kinds = {news.kind for news in some}
    return "news_answer" if "answer" in kinds else f"news_{some[-1].kind}"
