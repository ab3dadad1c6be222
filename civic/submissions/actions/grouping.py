"""What was sent is put together by people: group_texts (near copies, by the machine), place_texts, write_opinion."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from civic import ledger
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Actor, Viewer, require
from civic.rooms import queries as rooms
from civic.rooms.actions.mechanics import lock
from civic.rooms.models import Room
from civic.submissions import queries
from civic.submissions.alike import heads
from civic.submissions.forms import PlaceTexts, WriteOpinion
from civic.submissions.models import CommentOpinion, ResultState, SubmissionText
from civic.text.normalise import normalise_text

BATCH = 1000


def group_texts(db: Db, room_id: int) -> int:
    """Mechanics of the worker: every wording gets the first one it is nearly equal to; returns how many groups.
    Texts come from the database a batch at a time."""
    query = select(col(SubmissionText.id), col(SubmissionText.body)).where(col(SubmissionText.room_id) == room_id)
    rows = db.execute(query.order_by(col(SubmissionText.id)).execution_options(yield_per=BATCH))
    texts = ((id_, normalise_text(body)) for id_, body in rows)

    def text_of(id_: int) -> str:
        one = select(col(SubmissionText.body)).where(col(SubmissionText.id) == id_)
        return normalise_text(db.execute(one).scalar() or "")

    found = list(heads(texts, int(setting(db, "comment.alike_percent")) / 100, text_of))
    for place in range(0, len(found), BATCH):
        values = [{"id": one, "head_id": head} for one, head in found[place : place + BATCH]]
        db.execute(update(SubmissionText), values)
    return len({head for _one, head in found})


def _need_editable(db: Db, room: Room) -> None:
    """While the table waits for approval nobody changes it under the approver's hand."""
    result = queries.drafted_result(db, room.id)
    if result is not None and result.state is ResultState.WAITING:
        raise Refused("submissions.awaiting_approval")


def place_texts(db: Db, actor: Viewer, room: Room, form: PlaceTexts, now: datetime) -> int:
    """These wordings into an opinion, a new one, out of scope with a reason, or back; how many were placed."""
    who = require(actor, "comment_opinion.group", room)
    lock(db, room)
    _need_editable(db, room)
    ids = _wanted(db, room, form)
    values: dict[str, Any] = {"opinion_id": None, "out_reason": ""}
    if form.into == "out":
        if len(form.reason) < 5:
            raise Refused("submissions.reason_missing")
        values["out_reason"] = form.reason
    elif form.into != "back":
        values["opinion_id"] = _opinion(db, who, room, form).id
    for place in range(0, len(ids), BATCH):
        db.execute(update(SubmissionText).where(col(SubmissionText.id).in_(ids[place : place + BATCH])).values(values))
    ledger.append(
        db, who.person_id, "submissions.place_texts", f"room:{room.id}", at=now, texts=len(ids), into=form.into
    )
    db.expire_all()
    return len(ids)


def _wanted(db: Db, room: Room, form: PlaceTexts) -> list[int]:
    here = select(SubmissionText).where(col(SubmissionText.room_id) == room.id)
    chosen = db.execute(here.where(col(SubmissionText.id).in_(form.text_id))).scalars().all()
    if len(chosen) != len(set(form.text_id)):
        raise Refused("submissions.no_such_text")
    ids = {one.id for one in chosen}
    if form.with_alike:
        near = {one.head_id for one in chosen if one.head_id is not None}
        ids |= set(
            db.execute(
                select(col(SubmissionText.id)).where(
                    col(SubmissionText.room_id) == room.id, col(SubmissionText.head_id).in_(near)
                )
            ).scalars()
        )
    return sorted(ids)


def _opinion(db: Db, who: Actor, room: Room, form: PlaceTexts) -> CommentOpinion:
    if form.into != "new":
        found = db.get(CommentOpinion, int(form.into))
        if found is None or found.room_id != room.id:
            raise Refused("submissions.no_such_opinion")
        return found
    if not form.summary:
        raise Refused("submissions.summary_missing")
    last = db.execute(
        select(func.max(col(CommentOpinion.position))).where(col(CommentOpinion.room_id) == room.id)
    ).scalar()
    made = CommentOpinion(
        room_id=room.id, position=(last or 0) + 1, place=form.place, summary=form.summary, drafted_by=who.person_id,
        drafter_ids=[who.person_id],
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def write_opinion(
    db: Db, actor: Viewer, room: Room, opinion: CommentOpinion, form: WriteOpinion, now: datetime
) -> CommentOpinion:
    """意見の概要 and 市の考え方; what each 反映区分 must carry is asked when the table is handed in."""
    who = require(actor, "comment_opinion.group", room)
    lock(db, room)
    _need_editable(db, room)
    if form.rev != opinion.rev:
        raise Stale("submissions.changed_meanwhile")
    opinion.unit_id = None
    if form.reference:
        units = rooms.unit_ids_of(db, [form.reference])
        opinion.unit_id = units[0] if units else None
    for name in (
        "position", "place", "summary", "answer", "category", "ground", "next_on", "before_text", "after_text",
    ):  # fmt: skip
        setattr(opinion, name, getattr(form, name))
    opinion.rev += 1
    opinion.drafted_by = who.person_id
    opinion.drafter_ids = sorted({*opinion.drafter_ids, who.person_id})
    db.add(opinion)
    ledger.append(db, who.person_id, "submissions.write_opinion", f"comment_opinion:{opinion.id}", at=now)
    return opinion
