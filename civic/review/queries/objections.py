"""Appeals and removal requests as those who may see them read them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.review.models import Act, AppealCase, RemovalRequest, RequestStep
from civic.review.queries.cases import MOST_ID, case_of
from civic.review.queries.facts import decided
from civic.rooms.models import Post


def appeal_for(db: Session, viewer: Viewer, appeal_id: int) -> AppealCase:
    """For its author and the room's moderators; anybody else does not learn that it is there."""
    found = db.get(AppealCase, appeal_id) if 0 < appeal_id <= MOST_ID else None
    if found is None or not can(viewer, "appeal.see", decided(db, db.get_one(Act, found.act_id))):
        raise NotFound
    return found


def request_for(db: Session, viewer: Viewer, request_id: int) -> RemovalRequest:
    require(viewer, "request.see")
    found = db.get(RemovalRequest, request_id) if 0 < request_id <= MOST_ID else None
    if found is None:
        raise NotFound
    return found


def request_numbered(db: Session, request_id: int | None) -> RemovalRequest:
    """For the one who holds the signed link."""
    found = db.get(RemovalRequest, request_id) if request_id is not None else None
    if found is None:
        raise NotFound
    return found


def inquiry_for(db: Session, viewer: Viewer, request_id: int) -> tuple[RemovalRequest, Post]:
    """For the author of the post, once they were asked or the decision is made."""
    found = db.get(RemovalRequest, request_id) if 0 < request_id <= MOST_ID else None
    post = db.get(Post, found.post_id) if found is not None and found.post_id is not None else None
    if found is None or post is None or not can(viewer, "appeal.file", case_of(db, post)):
        raise NotFound
    if found.inquired_at is None and found.decided_at is None:
        raise NotFound
    return found, post


def steps_of(db: Session, request_id: int) -> Sequence[RequestStep]:
    query = select(RequestStep).where(col(RequestStep.request_id) == request_id).order_by(col(RequestStep.id))
    return db.execute(query).scalars().all()


def requests(db: Session, viewer: Viewer) -> Sequence[RemovalRequest]:
    """Newest first."""
    require(viewer, "request.see")
    return db.execute(select(RemovalRequest).order_by(col(RemovalRequest.id).desc()).limit(200)).scalars().all()
