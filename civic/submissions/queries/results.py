"""Reads of opinions and results; the result table as it stands now or as it was frozen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic import clock
from civic.library.models import MARK, Document, DocumentVersion, Redaction, Unit, VersionState
from civic.rooms.models import Room
from civic.submissions.models import (
    CommentOpinion,
    CommentResult,
    ResultState,
    Submission,
    SubmissionText,
    SubmitterIdentity,
)
from civic.submissions.queries.texts import by_channel, progress
from civic.text.normalise import normalise_text

# Columns of a row that may hold words of the draft: the city's own; what was sent is guided by `masks`.
_FROM_DRAFT = ("place", "answer", "ground", "before_text", "after_text", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """番号 該当箇所 意見の概要 件数 市の考え方 反映区分 修正箇所."""

    opinion_id: int
    position: int
    place: str
    summary: str
    count: int
    answer: str
    category: str
    ground: str
    next_on: str
    before_text: str
    after_text: str
    source: str

    @property
    def next_day(self) -> date | None:
        return date.fromisoformat(self.next_on) if self.next_on else None


@dataclass(frozen=True, slots=True)
class Table:
    """意見の概要と市の考え方 with its head. `outside`: (reason, how many)."""

    title: str
    draft: str
    draft_on: str
    opens_on: str
    closes_on: str
    period_reason: str
    eligibility: str
    submissions: int
    submitters: int | None
    wordings: int
    different: int
    adopted: int
    channels: list[tuple[str, int]]
    rows: list[Row]
    outside: list[tuple[str, int]]

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day."""
        first, last = (date.fromisoformat(day) if day else None for day in (self.opens_on, self.closes_on))
        return first, last

    def frozen(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def thawed(cls, data: dict[str, Any]) -> "Table":
        lists = {
            "rows": [Row(**row) for row in data["rows"]],
            "channels": [(name, count) for name, count in data["channels"]],
            "outside": [(reason, count) for reason, count in data["outside"]],
        }
        return cls(**(data | lists))


def opinions(db: Session, room_id: int) -> Sequence[CommentOpinion]:
    query = select(CommentOpinion).where(col(CommentOpinion.room_id) == room_id)
    return db.execute(query.order_by(col(CommentOpinion.position), col(CommentOpinion.id))).scalars().all()


def drafted_result(db: Session, room_id: int) -> CommentResult | None:
    """The version being written or waiting for approval."""
    query = select(CommentResult).where(
        col(CommentResult.room_id) == room_id, col(CommentResult.state) != ResultState.PUBLISHED
    )
    return db.execute(query).scalars().first()


def published_results(db: Session, room_id: int) -> Sequence[CommentResult]:
    """Every published version, newest first."""
    query = select(CommentResult).where(
        col(CommentResult.room_id) == room_id, col(CommentResult.state) == ResultState.PUBLISHED
    )
    return db.execute(query.order_by(col(CommentResult.number).desc())).scalars().all()


def published_result(db: Session, room_id: int, number: int = 0) -> CommentResult | None:
    """The version of that number, or the newest."""
    found = published_results(db, room_id)
    return next((one for one in found if number in (0, one.number)), None)


def shown_table(db: Session, room: Room, result: CommentResult) -> dict[str, Any]:
    """The table as it was approved, without words that were withheld from the draft since. What is stored, and its
    digest, stay; a draft of which no version is public any more gives none of its wordings."""
    draft = room.draft_document_id
    public = select(col(DocumentVersion.id)).where(
        col(DocumentVersion.document_id) == draft, col(DocumentVersion.state) == VersionState.PUBLISHED
    )
    is_closed = draft is not None and db.execute(public.limit(1)).first() is None
    withheld = list(db.execute(select(col(Redaction.words)).where(col(Redaction.document_id) == draft)).scalars())
    rows = [dict(row) for row in result.frozen["rows"]]
    for row in rows:
        for name in _FROM_DRAFT:
            for words in withheld:
                row[name] = row[name].replace(words, MARK)
            if is_closed and row[name] and name in ("before_text", "after_text"):
                row[name] = MARK
    return result.frozen | {"rows": rows}


def _submitters(db: Session, room: Room) -> int | None:
    """Different names with addresses; None where the city did not ask for them, so that nobody guesses. Once published
    the number stands: names may be erased by then, and nothing more comes in."""
    if "name" not in room.identity_fields.split():
        return None
    first = published_result(db, room.id, 1)
    if first is not None:
        return Table.thawed(first.frozen).submitters
    query = (
        select(col(SubmitterIdentity.name), col(SubmitterIdentity.address))
        .join(Submission, col(Submission.id) == col(SubmitterIdentity.submission_id))
        .where(col(Submission.room_id) == room.id)
        .distinct()
    )
    return len({(normalise_text(name), normalise_text(address)) for name, address in db.execute(query)})


def result_table(db: Session, room: Room) -> Table:
    """The table as the office has it now; Σ件数 of rows and of what is out of scope = 提出件数 once all are placed."""
    counts: dict[int, int] = dict(
        db.execute(
            select(col(SubmissionText.opinion_id), func.sum(col(SubmissionText.count)))
            .where(col(SubmissionText.room_id) == room.id, col(SubmissionText.opinion_id).is_not(None))
            .group_by(col(SubmissionText.opinion_id))
        ).all()
    )
    outside = db.execute(
        select(col(SubmissionText.out_reason), func.sum(col(SubmissionText.count)))
        .where(col(SubmissionText.room_id) == room.id, col(SubmissionText.out_reason) != "")
        .group_by(col(SubmissionText.out_reason))
        .order_by(col(SubmissionText.out_reason))
    ).all()
    found = opinions(db, room.id)
    rows = [_row(db, one, number, int(counts.get(one.id, 0))) for number, one in enumerate(found, start=1)]
    document = db.get(Document, room.draft_document_id) if room.draft_document_id else None
    now = progress(db, room.id)
    opened, last = room.opens_at, room.last_day
    return Table(
        title=room.title, draft=document.title if document else "",
        draft_on=_day(opened), opens_on=_day(opened), closes_on=last.isoformat() if last else "",
        period_reason=room.period_reason, eligibility=room.eligibility, submissions=now.submissions,
        submitters=_submitters(db, room), wordings=now.texts, different=len(rows),
        adopted=sum(row.count for row in rows if row.category == "A"), channels=by_channel(db, room.id), rows=rows,
        outside=[(reason, int(count)) for reason, count in outside],
    )  # fmt: skip


def _day(moment: datetime | None) -> str:
    return clock.today(moment).isoformat() if moment else ""


def _row(db: Session, one: CommentOpinion, number: int, count: int) -> Row:
    unit = db.get(Unit, one.unit_id) if one.unit_id else None
    document = db.get(Document, unit.document_id) if unit else None
    source = f"{document.title} {unit.label or unit.path}" if unit and document else ""
    return Row(
        one.id, number, one.place, one.summary, count, one.answer, one.category, one.ground,
        one.next_on.isoformat() if one.next_on else "", one.before_text, one.after_text, source,
    )  # fmt: skip
