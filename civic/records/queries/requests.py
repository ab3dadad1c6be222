"""Reads of requests about one's own data: one's own, and the staff's list, which shows no name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from civic.errors import SignInNeeded
from civic.permissions import Viewer, require
from civic.records.models import DataRequest
from civic.records.states import OPEN, RequestKind, RequestState

MOST = 200


def own_requests(db: Session, viewer: Viewer) -> Sequence[DataRequest]:
    """Newest first."""
    if viewer is None:
        raise SignInNeeded
    mine = select(DataRequest).where(col(DataRequest.person_id) == viewer.person_id)
    return db.exec(mine.order_by(col(DataRequest.id).desc())).all()


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """As the list shows it: no name, no address, no text."""

    id: int
    kind: RequestKind
    state: RequestState
    channel: str
    received_at: datetime
    due_on: date


def listed(db: Session, viewer: Viewer) -> list[ListedRequest]:
    """Those under way first, by their day; then the newest that ended."""
    require(viewer, "data_request.see")
    query = sa_select(
        col(DataRequest.id), col(DataRequest.kind), col(DataRequest.state), col(DataRequest.channel),
        col(DataRequest.received_at), col(DataRequest.due_on),
    ).order_by(col(DataRequest.state).not_in(OPEN), col(DataRequest.due_on), col(DataRequest.id).desc())  # fmt: skip
    return [ListedRequest(*row) for row in db.execute(query.limit(MOST))]


def request_for(db: Session, viewer: Viewer, request_id: int) -> DataRequest | None:
    """For staff; the page shows its private part only after a reason."""
    require(viewer, "data_request.see")
    return db.get(DataRequest, request_id)
