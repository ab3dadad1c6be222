"""One act as a viewer may see it, and the public log of all acts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from civic import clock
from civic.errors import NotFound
from civic.permissions import Viewer, can
from civic.review.models import Act, ActKind, AppealCase, AppealState, Source
from civic.review.queries.cases import case_of
from civic.review.queries.facts import appeal_of, sealed_text
from civic.rooms import queries as rooms
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN, TOMBSTONES

PAGE = 50
MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ShownAct:
    """One act as this viewer may see it: `reason` and `text` are empty for those who may not read them."""

    id: int
    kind: ActKind
    article: int
    rule_version: int
    decided_at: datetime
    room_id: int
    room_title: str
    post_id: int
    is_post_public: bool
    is_author: bool
    reason: str
    text: str
    source: Source
    second_at: datetime | None
    undone_at: datetime | None
    ends_at: datetime | None
    appeal_state: AppealState | None
    appeal_id: int


def act_for(db: Session, viewer: Viewer, act_id: int) -> ShownAct:
    """Raises NotFound when there is none, or its room may not be seen."""
    act = db.get(Act, act_id) if 0 < act_id <= MOST_ID else None
    if act is None:
        raise NotFound
    post = db.get_one(Post, act.post_id)
    room = rooms.room_for(db, viewer, post.room_id)
    may_read = can(viewer, "act.read_reason", case_of(db, post))
    is_author = viewer is not None and post.author_id == viewer.person_id
    appeal, sealed = appeal_of(db, act.id), sealed_text(db, post.id)
    text = f"{sealed.title}\n{sealed.body}".strip() if sealed is not None else post.judged_text
    return ShownAct(
        act.id, act.kind, act.article, act.rule_version, act.decided_at, room.id, room.title, post.id,
        post.state in (*SHOWN, *TOMBSTONES), is_author,
        act.reason if may_read else "", text if may_read else "", act.source, act.second_at, act.undone_at,
        act.ends_at, appeal.state if appeal else None, appeal.id if appeal and may_read else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the public log: what was done, article, when, where; no names, no text."""

    act_id: int
    post_id: int
    kind: ActKind
    article: int
    rule_version: int
    decided_at: datetime
    room_id: int
    room_title: str
    is_post_public: bool
    source: Source
    role: str
    is_seconded: bool
    appeal: AppealState | None
    is_undone: bool
    is_about_section: bool


_IN_PUBLIC_ROOMS = rooms.visible_to(None)
_LOG = (
    select(
        col(Act.id), col(Act.post_id), col(Act.kind), col(Act.article), col(Act.rule_version), col(Act.decided_at),
        col(Room.id), col(Room.title), col(Post.state).in_((*SHOWN, *TOMBSTONES)), col(Act.source), col(Act.role),
        col(Act.second_by).is_not(None), col(AppealCase.state), col(Act.undone_at).is_not(None),
        col(Act.about_section_id).is_not(None),
    )
    .join(Post, col(Post.id) == col(Act.post_id))
    .join(Room, col(Room.id) == col(Post.room_id))
    .outerjoin(AppealCase, col(AppealCase.act_id) == col(Act.id))
    .where(_IN_PUBLIC_ROOMS)
    .order_by(col(Act.id).desc())
)  # fmt: skip
_PAGE = _LOG.where(col(Act.id) < bindparam("before")).limit(PAGE + 1)
_SPAN = _LOG.where(col(Act.decided_at) >= bindparam("start"), col(Act.decided_at) < bindparam("end"))


def log(db: Session, before: int = 0) -> list[Logged]:
    """The newest acts first, PAGE and one more; `before` is the last id of the page above."""
    return [Logged(*row) for row in db.execute(_PAGE, {"before": before or MOST_ID}).all()]


def log_between(db: Session, since: date, until: date) -> list[Logged]:
    """Every act of these days, both included, newest first: for the CSV."""
    span = {"start": clock.start_of(since), "end": clock.end_of(until)}
    return [Logged(*row) for row in db.execute(_SPAN, span).all()]


@dataclass(frozen=True, slots=True)
class LogCounts:
    """`totals` by kind; `by_article`: (article, hidden, rejected)."""

    totals: dict[str, int]
    by_article: list[tuple[int, int, int]]


def log_counts(db: Session) -> LogCounts:
    """Acts by kind and article, for the head of the public log."""
    query = (
        select(col(Act.kind), col(Act.article), func.count())
        .join(Post, col(Post.id) == col(Act.post_id))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(_IN_PUBLIC_ROOMS)
        .group_by(col(Act.kind), col(Act.article))
    )
    found = {(kind, article): count for kind, article, count in db.execute(query).all()}
    totals = {kind.value: sum(n for (one, _no), n in found.items() if one is kind) for kind in ActKind}
    numbers = sorted({no for _kind, no in found if no})
    by_article = [(no, found.get((ActKind.HIDE, no), 0), found.get((ActKind.REJECT, no), 0)) for no in numbers]
    return LogCounts(totals, by_article)
