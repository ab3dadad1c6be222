"""Questions often asked and results of public comments as records."""

from sqlalchemy import select
from sqlmodel import Session, col

from civic.open.reads.asking import City, Page, number_of
from civic.open.records import FaqRecord, OpinionRecord
from civic.responses import queries as responses
from civic.rooms.models import Room
from civic.rooms.queries import visible_to
from civic.submissions.models import CommentResult, ResultState
from civic.submissions.queries.results import Row, Table, published_result


def faqs(db: Session, city: City, after: str, most: int) -> Page[FaqRecord]:
    """In the order of the page; the list is short, so a page is cut from it."""
    start = number_of(after)
    found = responses.faqs(db)
    rows = [
        FaqRecord(
            **city.facts(one.id, f"/faq#faq-{one.id}"), question=one.question, answer=one.answer, topic=one.topic,
            section=one.section, response=one.response_id, is_behind=one.is_behind, published_at=one.published_at,
        )
        for one in found[start : start + most]
    ]  # fmt: skip
    return Page(rows, str(start + most) if len(found) > start + most else "")


def opinions(db: Session, city: City, after: str, most: int) -> Page[OpinionRecord]:
    """The rows of the newest published result of every room, by room; `after` is room.row."""
    room_id, _dot, row = after.partition(".")
    first, skip = number_of(room_id), number_of(row)
    query = (
        select(col(Room.id), col(Room.title))
        .join(CommentResult, col(CommentResult.room_id) == col(Room.id))
        .where(col(CommentResult.state) == ResultState.PUBLISHED, visible_to(None), col(Room.id) >= first)
        .group_by(col(Room.id), col(Room.title))
        .order_by(col(Room.id))
    )
    found: list[OpinionRecord] = []
    for room, title in db.execute(query).all():
        result = published_result(db, room)
        if result is None:
            continue
        table = Table.thawed(result.frozen)
        start = skip if room == first else 0
        for at, one in enumerate(table.rows[start:], start):
            if len(found) == most:
                return Page(found, f"{room}.{at}")
            found.append(_opinion(city, room, title, result, table, one))
    return Page(found)


def _opinion(city: City, room: int, title: str, result: CommentResult, table: Table, row: Row) -> OpinionRecord:
    return OpinionRecord(
        **city.facts(f"{room}-{row.position}", f"/rooms/{room}/result"), room=room, title=title, position=row.position,
        place=row.place, opinion=row.summary, count=row.count, answer=row.answer, category=row.category,
        ground=row.ground, next_on=row.next_day, before=row.before_text, after=row.after_text,
        decision=result.decision.value, submissions=table.submissions, version=result.number,
        published_at=result.published_at,
    )  # fmt: skip
