"""One act as a viewer may see it, and the public log of all acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, can
from civic.review.models import Act, ActKind
from civic.review.queries.cases import case_of
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


def act_for(db: Session, viewer: Viewer, act_id: int) -> ShownAct:
    """Raises NotFound when there is none, or its room may not be seen."""
    act = db.get(Act, act_id) if 0 < act_id <= MOST_ID else None
    if act is None:
        raise NotFound
    post = db.get_one(Post, act.post_id)
    room = rooms.room_for(db, viewer, post.room_id)
    may_read = can(viewer, "act.read_reason", case_of(db, post))
    is_author = viewer is not None and post.author_id == viewer.person_id
    return ShownAct(
        act.id, act.kind, act.article, act.rule_version, act.decided_at, room.id, room.title, post.id,
        post.state in (*SHOWN, *TOMBSTONES), is_author,
        act.reason if may_read else "", post.judged_text if may_read else "",
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


_IN_PUBLIC_ROOMS = rooms.visible_to(None)
_LOG = (
    select(
        col(Act.id), col(Act.post_id), col(Act.kind), col(Act.article), col(Act.rule_version), col(Act.decided_at),
        col(Room.id), col(Room.title), col(Post.state).in_((*SHOWN, *TOMBSTONES)),
    )
    .join(Post, col(Post.id) == col(Act.post_id))
    .join(Room, col(Room.id) == col(Post.room_id))
    .where(col(Act.id) < bindparam("before"), _IN_PUBLIC_ROOMS)
    .order_by(col(Act.id).desc())
    .limit(PAGE + 1)
)  # fmt: skip


def log(db: Session, before: int = 0) -> list[Logged]:
    """The newest acts first, PAGE and one more; `before` is the last id of the page above."""
    return [Logged(*row) for row in db.execute(_LOG, {"before": before or MOST_ID}).all()]


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
