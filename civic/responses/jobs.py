"""What the worker does later for answers: their index cards, duties after a reorganisation, counts of rooms."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.index import store
from civic.index.cards import Card
from civic.jobs import Work, job
from civic.markup import plain_text
from civic.responses import actions, queries
from civic.responses.models import Response, ResponseVersion
from civic.rooms.models import Room

_CARDS: Any = (
    select(
        col(Response.id), col(Response.room_id), col(ResponseVersion.html), col(ResponseVersion.section_name),
        col(ResponseVersion.published_at), col(Room.title),
    )
    .join(ResponseVersion, col(ResponseVersion.response_id) == col(Response.id))
    .join(Room, col(Room.id) == col(Response.room_id))
    # Answers given together with another are found at that one.
    .where(col(ResponseVersion.number) == col(Response.published_version), col(Response.joined_to).is_(None))
)  # fmt: skip


def _card(row: Any) -> Card:
    """Titled by the room, never by the question: an answer stays when its question is hidden."""
    day = clock.today(row.published_at)
    return Card(
        id=f"response:{row.id}", kind="response", doc=f"room:{row.room_id}", seq=row.id, title=row.title,
        text=plain_text(row.html), section=row.section_name, date=day, fiscal_year=clock.fiscal_year(day),
        room=str(row.room_id),
    )  # fmt: skip


def all_cards(db: Session) -> Iterator[Card]:
    """The published version of every answer and the questions often asked, for `civic reindex`."""
    for row in db.execute(_CARDS.execution_options(yield_per=200)):
        yield _card(row)
    yield from map(_faq_card, queries.faqs(db))


def _faq_card(faq: queries.Faq) -> Card:
    day = clock.today(faq.published_at)
    return Card(
        id=f"faq:{faq.id}", kind="faq", doc="faq", seq=faq.id, title=faq.question, text=faq.answer, section=faq.section,
        date=day, fiscal_year=clock.fiscal_year(day),
    )  # fmt: skip


@job("responses.index_faq")
def index_faq(work: Work) -> None:
    engine = store.engine_for(work.site)
    with work.reading() as db:
        found = queries.faqs_by_id(db, [int(work.key)])
    if found:
        engine.put(map(_faq_card, found.values()))
    else:
        engine.drop([f"faq:{work.key}"])
    engine.commit()


@job("responses.index_response")
def index_response(work: Work) -> None:
    engine = store.engine_for(work.site)
    with work.reading() as db:
        row = db.execute(_CARDS.where(col(Response.id) == int(work.key))).first()
    if row is None:
        engine.drop([f"response:{work.key}"])
    else:
        engine.put([_card(row)])
    engine.commit()


@job("responses.move_duties.each_day")
def move_duties(work: Work) -> None:
    actions.move_duties(work.db, work.now)


@job("responses.release_answers.each_minute")
def release_answers(work: Work) -> None:
    actions.release_due(work.db, work.now)


@job("responses.count_waiting.each_minute")
def count_waiting(work: Work) -> None:
    actions.count_waiting(work.db)
