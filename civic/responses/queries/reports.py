"""The end-of-room report, made of counts alone; and the sums of residents' replies, from so many replies on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.city import queries as city
from civic.responses.follow_models import AnswerFeedback, FollowUp, SurveyReply
from civic.responses.models import Response
from civic.responses.queries.summaries import Coverage, coverage, items
from civic.rooms.models import Citation, Post, Room
from civic.rooms.queries import passages
from civic.rooms.queries.posts import SHOWN, TOMBSTONES

MOST_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class PassageCount:
    title: str
    key: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class RoomReport:
    """会議室の報告. `top_three` is the percentage of posts by the three who wrote most; no name stands here."""

    posts: int
    threads: int
    tombstones: int
    writers: int
    top_three: int
    by_type: Sequence[tuple[str, int]]
    by_stance: Sequence[tuple[str, int]]
    by_channel: Sequence[tuple[str, int]]
    passages: Sequence[PassageCount]
    coverage: Coverage
    items: int
    minority: int
    answered: int
    waiting: int
    follow_ups: int
    survey: "Survey | None"


@dataclass(frozen=True, slots=True)
class Survey:
    """Means of 1 to 5 over `replies` people."""

    replies: int
    understood: float
    heard: float
    again: float


def room_report(db: Session, room: Room) -> RoomReport:
    here = (col(Post.room_id) == room.id, col(Post.state).in_(SHOWN))
    posts, threads, writers = db.execute(
        select(
            func.count(), func.count().filter(col(Post.parent_id).is_(None)), func.count(col(Post.author_id).distinct())
        ).where(*here)
    ).one()
    hidden = select(func.count()).where(col(Post.room_id) == room.id, col(Post.state).in_(TOMBSTONES))
    most = select(func.count()).where(*here, col(Post.author_id).is_not(None)).group_by(col(Post.author_id))
    top = sum(db.execute(most.order_by(func.count().desc()).limit(3)).scalars())
    duties = select(
        func.count().filter(col(Response.published_version).is_not(None)),
        func.count().filter(col(Response.published_version).is_(None)),
    ).where(col(Response.room_id) == room.id)
    answered, waiting = db.execute(duties).one()
    known = items(db, room.id, only_public=True)
    follow = db.execute(select(func.count()).where(col(FollowUp.room_id) == room.id)).scalar_one()
    return RoomReport(
        posts=posts, threads=threads, tombstones=db.execute(hidden).scalar_one(), writers=writers,
        top_three=round(100 * top / posts) if posts else 0, by_type=_counted(db, here, col(Post.type)),
        by_stance=_stances(db, here), by_channel=_counted(db, here, col(Post.channel)),
        passages=_passages(db, room), coverage=coverage(db, room.id), items=len(known),
        minority=sum(one.is_minority for one in known), answered=answered, waiting=waiting, follow_ups=follow,
        survey=survey(db, room.id),
    )  # fmt: skip


def _counted(db: Session, here: Any, column: Any) -> list[tuple[str, int]]:
    query = select(column, func.count()).where(*here).group_by(column).order_by(func.count().desc(), column)
    return [(str(getattr(value, "value", value)), count) for value, count in db.execute(query)]


def _stances(db: Session, here: Any) -> list[tuple[str, int]]:
    """Of those who chose one; わからない is counted apart, like the others."""
    return _counted(db, (*here, col(Post.stance).is_not(None)), col(Post.stance))


def _passages(db: Session, room: Room) -> list[PassageCount]:
    query: Any = (
        select(col(Citation.unit_id), func.count())
        .join(Post, col(Post.id) == col(Citation.post_id))
        .where(col(Post.room_id) == room.id, col(Post.state).in_(SHOWN), col(Citation.unit_id).is_not(None))
        .group_by(col(Citation.unit_id))
        .order_by(func.count().desc(), col(Citation.unit_id))
        .limit(MOST_PASSAGES)
    )
    counts = dict(db.execute(query).all())
    cards = passages(db, list(counts))
    return [PassageCount(card.title, card.key, card.path, counts[card.unit_id]) for card in cards]


def survey(db: Session, room_id: int) -> Survey | None:
    """None until enough people replied that nobody can be told from the sum."""
    row = db.execute(
        select(
            func.count(), func.avg(SurveyReply.understood), func.avg(SurveyReply.heard), func.avg(SurveyReply.again)
        ).where(col(SurveyReply.room_id) == room_id)
    ).one()
    least = int(city.setting(db, "survey.least_replies"))
    return Survey(row[0], *(round(float(mean), 1) for mean in row[1:])) if row[0] >= max(least, 1) else None


def feedback(db: Session, version_id: int) -> Sequence[tuple[int, int]] | None:
    """(score, how many), 3 first; None until enough people replied."""
    query = select(col(AnswerFeedback.score), func.count()).where(col(AnswerFeedback.version_id) == version_id)
    counts = dict(db.execute(query.group_by(col(AnswerFeedback.score))).all())
    least = int(city.setting(db, "survey.least_replies"))
    if sum(counts.values()) < max(least, 1):
        return None
    return [(score, counts.get(score, 0)) for score in (3, 2, 1)]
