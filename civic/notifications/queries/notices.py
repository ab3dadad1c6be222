"""Reads of notices: one's own, as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from civic.errors import NotFound, SignInNeeded
from civic.i18n import sentence
from civic.notifications.models import Notice
from civic.permissions import Viewer, can

PAGE = 30
# Something new to read: mailed with its text, and not at all once it cannot be read. Who got one is not told of the
# same thing again as news.
TO_READ = ("post_replied", "response_published", "response_corrected")
# What the morning mail of staff says already.
IN_MORNING_MAIL = ("cases_wait", "duty_due", "duty_overdue")


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice as its person reads it. `about` is the thing it belongs to, by which the list is grouped."""

    id: int
    text: str
    created_at: datetime
    is_read: bool
    about: str


def text_of(notice: Notice) -> str:
    """The sentence of the kind, in the reader's language."""
    return sentence(f"notice.{notice.kind}", {**notice.data, "count": notice.count})


def notices(db: Session, viewer: Viewer, before: int = 0, is_unread: bool = False) -> list[Shown]:
    """Newest first, PAGE + 1 at a time; `before` is the last one of the page above."""
    if viewer is None:
        raise SignInNeeded
    query = select(Notice).where(col(Notice.person_id) == viewer.person_id)
    if is_unread:
        query = query.where(col(Notice.read_at).is_(None))
    if before:
        at = select(col(Notice.created_at)).where(col(Notice.id) == before).scalar_subquery()
        earlier = and_(col(Notice.created_at) == at, col(Notice.id) < before)
        query = query.where(or_(col(Notice.created_at) < at, earlier))
    rows = db.exec(query.order_by(col(Notice.created_at).desc(), col(Notice.id).desc()).limit(PAGE + 1)).all()
    return [
        Shown(row.id, text_of(row), row.created_at, row.read_at is not None, row.place or row.target) for row in rows
    ]


def notice_for(db: Session, viewer: Viewer, notice_id: int) -> Notice:
    """Somebody else's does not exist for the viewer."""
    if viewer is None:
        raise SignInNeeded
    found = db.get(Notice, notice_id)
    if found is None or not can(viewer, "notice.see", found):
        raise NotFound
    return found


def unread(db: Session, viewer: Viewer) -> list[Notice]:
    if viewer is None:
        raise SignInNeeded
    query = select(Notice).where(col(Notice.person_id) == viewer.person_id, col(Notice.read_at).is_(None))
    return list(db.exec(query).all())


def unmailed(db: Session, person_id: int, since: datetime) -> Sequence[Notice]:
    """What the person was told directly and neither read nor got by mail, the newest first."""
    query = select(Notice).where(
        col(Notice.person_id) == person_id, col(Notice.place) == "", col(Notice.read_at).is_(None),
        col(Notice.mailed_at).is_(None), col(Notice.created_at) >= since, col(Notice.kind).not_in(IN_MORNING_MAIL),
    )  # fmt: skip
    return db.exec(query.order_by(col(Notice.id).desc())).all()
