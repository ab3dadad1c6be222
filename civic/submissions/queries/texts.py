"""Reads of what was sent: submissions, their distinct texts, how far the grouping is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, col

from civic.errors import NotFound
from civic.permissions import Viewer, require
from civic.rooms import queries as rooms
from civic.rooms.models import Room, RoomKind
from civic.submissions.models import Submission, SubmissionText, SubmitterIdentity

PAGE = 50
MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Progress:
    """提出件数, how many wordings they are, and how many are placed."""

    submissions: int
    texts: int
    groups: int
    placed: int
    unchecked: int
    compared: int

    @property
    def left(self) -> int:
        return self.submissions - self.placed


@dataclass(frozen=True, slots=True)
class TextLine:
    """One wording on the table of those who group, with its near copies."""

    id: int
    body: str
    count: int
    opinion_id: int | None
    out_reason: str
    findings: int
    alike_texts: int
    alike_count: int


def _is_placed() -> ColumnElement[bool]:
    return col(SubmissionText.opinion_id).is_not(None) | (col(SubmissionText.out_reason) != "")


def progress(db: Session, room_id: int) -> Progress:
    head = func.coalesce(col(SubmissionText.head_id), col(SubmissionText.id))
    row: Any = db.execute(
        select(
            func.coalesce(func.sum(col(SubmissionText.count)), 0),
            func.count(),
            func.count(head.distinct()),
            func.coalesce(func.sum(col(SubmissionText.count)).filter(_is_placed()), 0),
            func.count().filter(col(SubmissionText.is_checked).is_(False)),
            func.count(col(SubmissionText.head_id)),
        ).where(col(SubmissionText.room_id) == room_id)
    ).one()
    return Progress(*(int(one) for one in row))


def by_channel(db: Session, room_id: int) -> list[tuple[str, int]]:
    """(channel, how many), the most used first."""
    query = select(col(Submission.channel), func.count()).where(col(Submission.room_id) == room_id)
    rows = db.execute(query.group_by(col(Submission.channel))).all()
    return sorted(((channel.value, int(count)) for channel, count in rows), key=lambda row: (-row[1], row[0]))


def text_lines(
    db: Session, room_id: int, show: str, after: int = 0, opinion_id: int | None = None
) -> Sequence[TextLine]:
    """Heads of near groups in the order they came (never by how often): not placed yet, all, or out of scope; or every
    wording of one opinion. One more than a page."""
    query = select(SubmissionText).where(col(SubmissionText.room_id) == room_id, col(SubmissionText.id) > after)
    if opinion_id is not None:
        query = query.where(col(SubmissionText.opinion_id) == opinion_id)
    elif show == "out":
        query = query.where(col(SubmissionText.out_reason) != "")
    elif show == "left":
        query = query.where(~_is_placed())
    found = db.execute(query.order_by(col(SubmissionText.id)).limit(PAGE + 1)).scalars().all()
    heads = {one.head_id or one.id for one in found}
    near = select(col(SubmissionText.head_id), func.count(), func.sum(col(SubmissionText.count))).where(
        col(SubmissionText.head_id).in_(heads)
    )
    sizes = {head: (texts, int(count)) for head, texts, count in db.execute(near.group_by(SubmissionText.head_id))}  # type: ignore[arg-type]
    return [
        TextLine(
            one.id, one.body, one.count, one.opinion_id, one.out_reason, 0 if one.is_checked else len(one.findings),
            *sizes.get(one.head_id or one.id, (1, one.count)),
        )
        for one in found
    ]  # fmt: skip


def _room_of(db: Session, viewer: Viewer, room_id: int) -> Room:
    room = rooms.room_for(db, viewer, room_id)
    require(viewer, "submission.see", room)
    return room


def text_for(db: Session, viewer: Viewer, text_id: int) -> tuple[SubmissionText, Room]:
    found = db.get(SubmissionText, text_id) if 0 < text_id <= MOST_ID else None
    if found is None:
        raise NotFound("submissions.no_such_text")
    return found, _room_of(db, viewer, found.room_id)


def submission_for(db: Session, viewer: Viewer, submission_id: int) -> tuple[Submission, Room]:
    found = db.get(Submission, submission_id) if 0 < submission_id <= MOST_ID else None
    if found is None:
        raise NotFound("submissions.no_such_submission")
    return found, _room_of(db, viewer, found.room_id)


def submissions_of(db: Session, text_id: int, after: int = 0) -> Sequence[Submission]:
    """Everything that was sent in these words, one more than a page."""
    query = select(Submission).where(col(Submission.text_id) == text_id, col(Submission.id) > after)
    return db.execute(query.order_by(col(Submission.id)).limit(PAGE + 1)).scalars().all()


def original_of(db: Session, submission: Submission) -> str:
    """The words exactly as they came."""
    return submission.own_body or db.get_one(SubmissionText, submission.text_id).body


def identity_of(db: Session, submission_id: int) -> SubmitterIdentity | None:
    return db.get(SubmitterIdentity, submission_id)


def publishable_texts(
    db: Session, room_id: int, opinion_id: int | None, after: int = 0
) -> Sequence[tuple[SubmissionText, int, int]]:
    """(text, all that sent it, those who let it be published) for the page of originals; one more than a page."""
    consents = (
        select(func.count())
        .where(col(Submission.text_id) == col(SubmissionText.id), col(Submission.is_publishable).is_(True))
        .correlate(SubmissionText)
        .scalar_subquery()
    )
    query = select(SubmissionText, consents).where(
        col(SubmissionText.room_id) == room_id, col(SubmissionText.id) > after
    )
    if opinion_id is not None:
        query = query.where(col(SubmissionText.opinion_id) == opinion_id)
    rows = db.execute(query.order_by(col(SubmissionText.id)).limit(PAGE + 1)).all()
    return [(text, text.count, int(count)) for text, count in rows]


def has_ungrouped(db: Session, room_id: int) -> bool:
    """A wording whose near copies were never looked for."""
    waits = (col(SubmissionText.room_id) == room_id) & col(SubmissionText.head_id).is_(None)
    return bool(db.execute(select(exists().where(waits))).scalar())


def closed_comments(db: Session, states: Sequence[str]) -> Sequence[Room]:
    """Public comments in these states, as written down."""
    query = select(Room).where(col(Room.kind) == RoomKind.COMMENT, col(Room.state).in_(states))
    return db.execute(query.order_by(col(Room.id))).scalars().all()
