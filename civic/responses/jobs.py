"""What the worker does later for answers: their index cards, duties after a reorganisation, counts of rooms."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.index import store
from civic.index.cards import Card
from civic.jobs import Work, job
from civic.library.actions.originals import keep_original, original_path
from civic.markup import plain_text
from civic.responses import actions, queries
from civic.responses.bundle import packed
from civic.responses.models import Response, ResponseVersion
from civic.rooms.models import Room
from civic.rooms.states import RoomState

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


@job("responses.find_stale_records.each_minute")
def find_stale_records(work: Work) -> None:
    """What was hidden, taken back or corrected in a closed room leaves its archive: a new one is made."""
    with work.reading() as db:
        stale = queries.stale_records(db)
    for room_id in stale:
        actions.ask_for_archive(work.db, room_id)


@job("responses.make_record")
def make_record(work: Work) -> None:
    """The archive of a closed room as it can be read now; the file of the one before is destroyed."""
    room_id = int(work.key)
    with work.reading() as db:
        room = db.get(Room, room_id)
        if room is None or room.state is not RoomState.ARCHIVED:
            return
        known = queries.record_of(db, room_id)
        archived_at = known.archived_at if known is not None else work.now
        data, count = packed(work.site, queries.record_content(db, room, archived_at), archived_at)
        rev = room.rev
    kept = keep_original(work.site, io.BytesIO(data))
    actions.begin_record(work.db, room_id, archived_at)
    gone = actions.keep_edition(work.db, room_id, rev, kept.sha256, kept.bytes, count, work.now)
    work.after.extend(partial(original_path(work.site, sha256).unlink, missing_ok=True) for sha256 in gone)
