"""What was sent is put together by people: group_texts and compare_again (near copies, by the machine), place_texts,
write_opinion, remove_opinion."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import Session, col

from civic import ledger
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.permissions import Actor, Viewer, require
from civic.rooms import queries as rooms
from civic.rooms.actions.mechanics import lock
from civic.rooms.models import Room
from civic.submissions import queries
from civic.submissions.alike import heads
from civic.submissions.forms import PlaceTexts, WriteOpinion
from civic.submissions.models import CommentOpinion, ResultState, SubmissionText
from civic.submissions.queries.texts import has_ungrouped
from civic.text.normalise import normalise_text

BATCH = 1000
# Wordings compared in one turn of the worker: some seconds, then what was found is kept and others may write.
A_TURN = 20_000


def group_texts(read: Session, db: Db, room_id: int, most: int = A_TURN) -> bool:
    """Mechanics of the worker: the next wordings get the first one they are nearly equal to; whether some are left.
    `read` reads (a batch at a time) and compares, `db` writes last, so that nobody waits for the comparing. Stopped at
    any moment it goes on from the last turn: what has a head is done."""
    here = select(col(SubmissionText.id), col(SubmissionText.body)).where(col(SubmissionText.room_id) == room_id)
    here = here.order_by(col(SubmissionText.id)).execution_options(yield_per=BATCH)
    waiting = here.where(col(SubmissionText.head_id).is_(None)).limit(most)
    known = here.where(col(SubmissionText.head_id) == col(SubmissionText.id))

    def folded(query: Select[int, str]) -> Iterator[tuple[int, str]]:
        return ((id_, normalise_text(body)) for id_, body in read.execute(query))

    def text_of(id_: int) -> str:
        one = select(col(SubmissionText.body)).where(col(SubmissionText.id) == id_)
        return normalise_text(read.execute(one).scalar() or "")

    least = int(setting(read, "comment.alike_percent")) / 100
    found = list(heads(folded(waiting), least, text_of, folded(known)))
    _keep_heads(db, found)
    return len(found) == most


def _keep_heads(db: Db, found: Sequence[tuple[int, int]]) -> None:
    """A text whose sender replaced it meanwhile is gone and takes none; one whose head is gone waits again."""
    for place in range(0, len(found), BATCH):
        some = found[place : place + BATCH]
        there = set(
            db.execute(
                select(col(SubmissionText.id)).where(col(SubmissionText.id).in_({id_ for pair in some for id_ in pair}))
            ).scalars()
        )
        values = [{"id": one, "head_id": head} for one, head in some if {one, head} <= there]
        if values:
            db.execute(update(SubmissionText), values)


def compare_again(db: Db, actor: Viewer, room: Room, now: datetime) -> None:
    """Look for near copies: of what is new, or, when all were compared, of everything anew (the city's percent may
    have changed)."""
    who = require(actor, "comment_opinion.group", room)
    lock(db, room)
    if not has_ungrouped(db, room.id):
        db.execute(update(SubmissionText).where(col(SubmissionText.room_id) == room.id).values(head_id=None))
    later(db, "submissions.group_texts", room.id, lane="long")
    ledger.append(db, who.person_id, "submissions.compare_texts", f"room:{room.id}", at=now)


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


def remove_opinion(db: Db, actor: Viewer, room: Room, opinion: CommentOpinion, now: datetime) -> None:
    """A row without sources stands for nobody; one with sources is never thrown away."""
    who = require(actor, "comment_opinion.group", room)
    lock(db, room)
    _need_editable(db, room)
    sources = select(func.count()).where(col(SubmissionText.opinion_id) == opinion.id)
    if db.execute(sources).scalar():
        raise Refused("submissions.has_sources")
    target = f"comment_opinion:{opinion.id}"
    db.delete(opinion)
    ledger.append(db, who.person_id, "submissions.remove_opinion", target, at=now)
