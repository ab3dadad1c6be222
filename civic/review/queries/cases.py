"""Cases before moderators: the queue of a desk, one post with findings, reports and acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, true
from sqlmodel import Session, col

from civic import clock
from civic.city import queries as city
from civic.permissions import Actor, Role, Viewer, require
from civic.review.models import Act, ActKind, Report
from civic.review.queries import rules
from civic.rooms.models import Post, PostFinding, PostState, Room
from civic.rooms.queries.posts import SHOWN

MOST_WAITING = 200


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


def last_decider(db: Session, post_id: int) -> int | None:
    """Who took the last act against the text; only another person may undo it (DOMAIN §10, 4)."""
    query = select(col(Act.decided_by)).where(
        col(Act.post_id) == post_id, col(Act.kind).in_((ActKind.HIDE, ActKind.REJECT))
    )
    return db.execute(query.order_by(col(Act.id).desc()).limit(1)).scalar()


def in_my_rooms(actor: Actor) -> ColumnElement[bool]:
    """Posts in rooms this moderator was given, one by one or by section, or all; never their own (`case.see`)."""
    mine: ColumnElement[bool] = or_(
        col(Room.id).in_(sorted(actor.scope_ids(Role.MODERATOR, "room"))),
        col(Room.section_id).in_(sorted(actor.scope_ids(Role.MODERATOR, "section"))),
    )
    if actor.has(Role.MODERATOR):
        mine = true()
    return and_(mine, func.coalesce(col(Post.author_id), 0) != actor.person_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the desk: `reports` are open ones; `since` is when it began to wait, `due_on` the last day of the
    time set for it."""

    post_id: int
    room_id: int
    room_title: str
    title: str
    body: str
    display_name: str
    state: PostState
    reports: int
    since: datetime
    due_on: date
    is_late: bool
    codes: tuple[str, ...]


def waiting_since(post_state: PostState, written_at: datetime, reported_at: datetime | None) -> datetime:
    """A held post waits since it was written or rewritten, a public one since its first open report."""
    return written_at if post_state is PostState.HELD or reported_at is None else reported_at


def queue(db: Session, actor: Viewer, now: datetime) -> list[Waiting]:
    """Held and reported posts of the moderator's rooms: reported ones first (DOMAIN: they raise priority), then the
    longest waiting."""
    moderator = require(actor, "desk.see")
    reports = (
        select(col(Report.post_id), func.count().label("n"), func.min(col(Report.created_at)).label("first"))
        .where(col(Report.closed_at).is_(None))
        .group_by(col(Report.post_id))
        .subquery()
    )
    is_reported = and_(reports.c.n > 0, col(Post.state).in_(SHOWN))
    query = (
        select(
            col(Post.id), col(Post.room_id), col(Room.title), col(Post.title), col(Post.body), col(Post.display_name),
            col(Post.state), func.coalesce(reports.c.n, 0), col(Post.created_at), col(Post.edited_at), reports.c.first,
        )
        .join(Room, col(Room.id) == col(Post.room_id))
        .outerjoin(reports, reports.c.post_id == col(Post.id))
        .where(or_(col(Post.state) == PostState.HELD, is_reported), in_my_rooms(moderator))
        .order_by(func.coalesce(reports.c.n, 0).desc(), col(Post.created_at))
        .limit(MOST_WAITING)
    )  # fmt: skip
    rows = db.execute(query).all()
    found = findings(db, [row[0] for row in rows])
    days, closed = rules.held_open_days(db), city.closed_days(db)
    lines = []
    for id_, room_id, room, title, body, name, state, reported, written_at, edited_at, reported_at in rows:
        since = waiting_since(state, edited_at or written_at, reported_at)
        due_on = clock.add_open_days(clock.today(since), days, closed)
        is_late = clock.today(now) > due_on
        codes = tuple(dict.fromkeys(f.code for f in found.get(id_, ())))
        lines.append(
            Waiting(id_, room_id, room, title, body, name, state, reported, since, due_on, is_late, codes)
        )  # fmt: skip
    return lines


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
    query = select(Report).where(col(Report.post_id) == post_id, col(Report.closed_at).is_(None))
    return db.execute(query.order_by(col(Report.id))).scalars().all()


def stranded_reports(db: Session) -> Sequence[tuple[Report, PostState]]:
    """Open reports on posts that nobody reads any more: withdrawn, or hidden or purged on another road."""
    query = (
        select(Report, col(Post.state))
        .join(Post, col(Post.id) == col(Report.post_id))
        .where(col(Report.closed_at).is_(None), col(Post.state).not_in((*SHOWN, PostState.HELD)))
    )
    return [(report, state) for report, state in db.execute(query).all()]


def report_by(db: Session, post_id: int, person_id: int) -> Report | None:
    query = select(Report).where(col(Report.post_id) == post_id, col(Report.reporter_id) == person_id)
    return db.execute(query).scalars().first()


def acts_on(db: Session, post_id: int) -> Sequence[Act]:
    return db.execute(select(Act).where(col(Act.post_id) == post_id).order_by(col(Act.id))).scalars().all()
