"""One case before moderators: the post as permissions see it, its findings, reports and acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, true
from sqlmodel import Session, col

from civic.permissions import Actor, Role
from civic.review.models import Act, Claim, Report
from civic.rooms.models import Post, PostFinding, PostState, Room
from civic.rooms.queries.posts import SHOWN

MOST_ID = 2**31 - 1
# A report by somebody without an account counts only once its link was followed.
COUNTED = or_(col(Report.reporter_id).is_not(None), col(Report.confirmed_at).is_not(None))


@dataclass(frozen=True, slots=True)
class Case:
    """A post as permissions see it when a moderator decides on it."""

    post_id: int
    room_id: int
    section_id: int | None
    author_id: int | None
    party_ids: frozenset[int]


def case_of(db: Session, post: Post) -> Case:
    """Parties are all who wrote in the thread or reported the post: none of them decides about it (DOMAIN §3)."""
    thread = post.thread_id or post.id
    wrote = db.execute(select(col(Post.author_id)).where(col(Post.thread_id) == thread).distinct()).scalars()
    reported = db.execute(select(col(Report.reporter_id)).where(col(Report.post_id) == post.id)).scalars()
    section_id = db.execute(select(col(Room.section_id)).where(col(Room.id) == post.room_id)).scalar()
    parties = frozenset(i for i in (*wrote, *reported) if i is not None)
    return Case(post.id, post.room_id, section_id, post.author_id, parties)


def seen_of(db: Session, post: Post) -> str:
    """What a decision is about: state, wording and the acts so far. Another value means somebody was first."""
    last = db.execute(select(func.max(Act.id)).where(col(Act.post_id) == post.id)).scalar()
    return f"{post.state.value}.{post.revision}.{last or 0}"


def in_my_rooms(actor: Actor) -> ColumnElement[bool]:
    """Posts in rooms this moderator was given, one by one or by section, or all; never their own (`case.see`)."""
    mine: ColumnElement[bool] = or_(
        col(Room.id).in_(sorted(actor.scope_ids(Role.MODERATOR, "room"))),
        col(Room.section_id).in_(sorted(actor.scope_ids(Role.MODERATOR, "section"))),
    )
    if actor.has(Role.MODERATOR):
        mine = true()
    return and_(mine, func.coalesce(col(Post.author_id), 0) != actor.person_id)


def held_posts(db: Session) -> Sequence[Post]:
    """Every post that waits for a moderator, the oldest first (for the daily round)."""
    query = select(Post).where(col(Post.state) == PostState.HELD).order_by(col(Post.created_at))
    return db.execute(query).scalars().all()


def findings(db: Session, post_ids: Sequence[int]) -> dict[int, list[PostFinding]]:
    """What the rules found in the present revision of each post."""
    query = (
        select(PostFinding)
        .join(Post, and_(col(Post.id) == col(PostFinding.post_id), col(Post.revision) == col(PostFinding.revision)))
        .where(col(PostFinding.post_id).in_(bindparam("ids", expanding=True)))
        .order_by(col(PostFinding.starts), col(PostFinding.id))
    )
    grouped: dict[int, list[PostFinding]] = {}
    for finding in db.execute(query, {"ids": list(post_ids)}).scalars():
        grouped.setdefault(finding.post_id, []).append(finding)
    return grouped


def open_reports(db: Session, post_id: int) -> Sequence[Report]:
    query = select(Report).where(col(Report.post_id) == post_id, col(Report.closed_at).is_(None), COUNTED)
    return db.execute(query.order_by(col(Report.id))).scalars().all()


def stranded_reports(db: Session) -> Sequence[tuple[Report, PostState]]:
    """Open reports on posts that nobody reads any more: withdrawn, or hidden or purged on another road."""
    query = (
        select(Report, col(Post.state))
        .join(Post, col(Post.id) == col(Report.post_id))
        .where(col(Report.closed_at).is_(None), COUNTED, col(Post.state).not_in((*SHOWN, PostState.HELD)))
    )
    return [(report, state) for report, state in db.execute(query).all()]


def report_by(db: Session, post_id: int, person_id: int) -> Report | None:
    query = select(Report).where(col(Report.post_id) == post_id, col(Report.reporter_id) == person_id)
    return db.execute(query).scalars().first()


def acts_on(db: Session, post_id: int) -> Sequence[Act]:
    return db.execute(select(Act).where(col(Act.post_id) == post_id).order_by(col(Act.id))).scalars().all()


def post_numbered(db: Session, typed: str) -> Post | None:
    """The post of a number as people type it: `12`, `12番`."""
    number = typed.strip().rstrip("番")
    return db.get(Post, int(number)) if number.isascii() and number.isdigit() and 0 < int(number) <= MOST_ID else None


def forgettable_reports(db: Session, closed_before: datetime, asked_before: datetime) -> Sequence[Report]:
    """Reports whose address has been kept long enough, and those whose link nobody followed."""
    query = select(Report).where(
        col(Report.email).is_not(None),
        or_(
            col(Report.closed_at) < closed_before,
            and_(col(Report.confirmed_at).is_(None), col(Report.created_at) < asked_before),
        ),
    )
    return db.execute(query).scalars().all()


def claims_of(db: Session, person_id: int) -> Sequence[Claim]:
    return db.execute(select(Claim).where(col(Claim.person_id) == person_id)).scalars().all()
