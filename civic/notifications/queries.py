"""Reads of notices: one's own, as sentences."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from civic.errors import NotFound, SignInNeeded
from civic.i18n import sentence
from civic.notifications.models import Notice
from civic.permissions import Viewer, can

PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice as its person reads it."""

    id: int
    text: str
    created_at: datetime
    is_read: bool


def text_of(notice: Notice) -> str:
    """The sentence of the kind, in the reader's language."""
    return sentence(f"notice.{notice.kind}", notice.data)


def notices(db: Session, viewer: Viewer, before: int = 0) -> list[Shown]:
    """Newest first, PAGE + 1 at a time."""
    if viewer is None:
        raise SignInNeeded
    query = select(Notice).where(col(Notice.person_id) == viewer.person_id)
    if before:
        query = query.where(col(Notice.id) < before)
    rows = db.exec(query.order_by(col(Notice.id).desc()).limit(PAGE + 1)).all()
    return [Shown(row.id, text_of(row), row.created_at, row.read_at is not None) for row in rows]


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
