"""Reads of letters: the office's list, one letter, the public sums, and where a slip leads."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from civic.city.models import Section
from civic.city.queries import setting
from civic.errors import NotFound
from civic.letters.models import Ground, Letter, LetterSender, LetterState
from civic.permissions import Viewer, require
from civic.responses.models import Response
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN

MOST_ID = 2**31 - 1
PAGE = 50
S = LetterState
# Nothing more is owed: answered in the room or to its sender, or not answered on a ground.
ANSWERED: ColumnElement[bool] = or_(
    col(Letter.state) == S.REPLIED, and_(col(Letter.state) == S.POSTED, col(Response.published_version).is_not(None))
)
SETTLED: ColumnElement[bool] = or_(ANSWERED, col(Letter.state) == S.NOT_ANSWERED)


def letters_room(db: Session) -> Room | None:
    """The room that published letters stand in; None while the city has named none."""
    number = int(setting(db, "letters.room"))
    return db.get(Room, number) if 0 < number <= MOST_ID else None


@dataclass(frozen=True, slots=True)
class Office:
    """Who handles letters, as permissions ask; of one letter, with the writers of its reply."""

    section_id: int | None
    drafter_ids: tuple[int, ...] = ()


def office(db: Session, letter: Letter | None = None) -> Office:
    code = str(setting(db, "letters.section"))
    found = db.execute(select(col(Section.id)).where(col(Section.code) == code)).scalar() if code else None
    return Office(found, tuple(letter.drafter_ids) if letter is not None else ())


def letter_for(db: Session, viewer: Viewer, letter_id: int) -> Letter:
    require(viewer, "letter.see", office(db))
    found = db.get(Letter, letter_id) if 0 < letter_id <= MOST_ID else None
    if found is None:
        raise NotFound
    return found


def has_sender(db: Session, letter_id: int) -> bool:
    return db.get(LetterSender, letter_id) is not None


def sender_told(db: Session, letter_id: int) -> tuple[str, datetime | None, bool]:
    """Which news of the letter was mailed to who wrote it, when, and whether it did not arrive; not to whom."""
    found = db.get(LetterSender, letter_id)
    return (found.told, found.told_at, found.is_undelivered) if found is not None else ("", None, False)


# What can be read with the slip, or by everybody once the letter stands in its room.
_NEWS = case(
    (and_(col(Letter.state) == S.POSTED, col(Response.published_version).is_not(None)), "answered"),
    (col(Letter.state) == S.POSTED, "posted"),
    (col(Letter.state) == S.REPLIED, "replied"),
    (col(Letter.state) == S.NOT_ANSWERED, "not_answered"),
    else_="",
)
_UNTOLD = (
    select(col(Letter.id), _NEWS.label("news"), col(LetterSender.email), col(Letter.post_id), col(Letter.wants_answer))
    .join(LetterSender, col(LetterSender.letter_id) == col(Letter.id))
    .outerjoin(Response, col(Response.post_id) == col(Letter.post_id))
    .outerjoin(Post, col(Post.id) == col(Letter.post_id))
    .where(
        col(LetterSender.email) != "", _NEWS != "", col(LetterSender.told) != _NEWS,
        # Who sent it on paper has no slip to read a reply with; that one goes by post.
        or_(col(Letter.secret_hash) != "", col(Letter.state) == S.POSTED),
        or_(col(Letter.post_id).is_(None), col(Post.state).in_(SHOWN)),
    )
    .order_by(col(Letter.id))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Untold:
    """News of a letter that who wrote it does not know yet."""

    letter_id: int
    news: str
    email: str
    post_id: int | None
    wants_answer: bool


def untold(db: Session, letter_id: int = 0) -> list[Untold]:
    """Mechanics of the mail: of all letters, or of one."""
    query = _UNTOLD.where(col(Letter.id) == letter_id) if letter_id else _UNTOLD.limit(PAGE)
    return [Untold(*row) for row in db.execute(query)]


def digest_of(letter: Letter) -> str:
    """Which reply somebody has seen."""
    return hashlib.sha256(letter.reply.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in the office's list."""

    id: int
    title: str
    state: LetterState
    channel: str
    received_on: date
    due_on: date
    is_late: bool


def desk(db: Session, viewer: Viewer, today: date, only_waiting: bool, before: int = 0) -> list[Line]:
    """The next due first while they wait; else all, the newest first."""
    require(viewer, "letter.see", office(db))
    columns = (Letter.id, Letter.title, Letter.state, Letter.channel, Letter.received_on, Letter.due_on)
    query = select(*(col(one) for one in columns), SETTLED).outerjoin(
        Response, col(Response.post_id) == col(Letter.post_id)
    )
    if only_waiting:
        query = query.where(~SETTLED).order_by(col(Letter.due_on), col(Letter.id))
    else:
        query = query.order_by(col(Letter.id).desc())
    if before:
        query = query.where(col(Letter.id) < before)
    rows: Any = db.execute(query.limit(PAGE + 1))
    return [Line(*(*row[:6], not row[6] and row[5] < today)) for row in rows]


@dataclass(frozen=True, slots=True)
class Sums:
    """What everybody may know of all letters."""

    received: int
    answered: int
    not_answered: int
    waiting: int
    late: int
    by_channel: Sequence[tuple[str, int]]
    by_ground: Sequence[tuple[str, int]]


def sums(db: Session, today: date) -> Sums:
    joined = select(
        func.count(), func.count().filter(ANSWERED), func.count().filter(col(Letter.state) == S.NOT_ANSWERED),
        func.count().filter(~SETTLED), func.count().filter(and_(~SETTLED, col(Letter.due_on) < today)),
    ).select_from(Letter).outerjoin(Response, col(Response.post_id) == col(Letter.post_id))  # fmt: skip
    channels = select(col(Letter.channel), func.count()).group_by(col(Letter.channel))
    grounds = select(col(Letter.ground), func.count()).where(col(Letter.ground) != "").group_by(col(Letter.ground))
    by_ground = dict(db.execute(grounds).all())
    received, answered, not_answered, waiting, late = db.execute(joined).one()
    return Sums(
        received,
        answered,
        not_answered,
        waiting,
        late,
        sorted(((name, count) for name, count in db.execute(channels)), key=lambda row: (-row[1], row[0])),
        [(ground.value, by_ground.get(ground.value, 0)) for ground in Ground],
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter everybody can read, with whether it was answered."""

    post_id: int
    title: str
    received_on: date
    is_answered: bool


def posted(db: Session, most: int = PAGE) -> list[Posted]:
    """The newest letters in the room, as they are read there."""
    query = (
        select(col(Post.id), col(Post.title), col(Letter.received_on), col(Response.published_version).is_not(None))
        .join(Post, col(Post.id) == col(Letter.post_id))
        .outerjoin(Response, col(Response.post_id) == col(Letter.post_id))
        .where(col(Post.state).in_(SHOWN))
        .order_by(col(Letter.id).desc())
        .limit(most)
    )
    return [Posted(*row) for row in db.execute(query)]
