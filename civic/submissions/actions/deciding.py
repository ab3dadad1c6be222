"""The result: write_result, send_result_back, approve_result. Approved by somebody who wrote none of it, and frozen."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civic import ledger
from civic.accounts import queries as accounts
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.notifications import actions as notifications
from civic.permissions import Role, Viewer, require
from civic.rooms.actions.mechanics import lock, move_room
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.submissions import queries
from civic.submissions.forms import SendBack, WriteResult
from civic.submissions.models import CommentOpinion, CommentResult, Decision, ResultState

WRITTEN_IN = frozenset({RoomState.SUMMARISING, RoomState.ANSWERED, RoomState.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What permissions know of a result."""

    room_id: int
    section_id: int | None
    drafter_ids: Sequence[int]


def facts(db: Db, room: Room, result: CommentResult) -> ResultFacts:
    """Everybody who wrote the result or any row of its table, or put texts into it or out of scope."""
    writers = set(result.drafter_ids) | ledger.actors(db, "submissions.place_texts", f"room:{room.id}")
    for opinion in queries.opinions(db, room.id):
        writers |= set(opinion.drafter_ids)
    return ResultFacts(room.id, room.section_id, sorted(writers))


def write_result(db: Db, actor: Viewer, room: Room, form: WriteResult, now: datetime) -> CommentResult:
    """The head of the table; handed in for approval when everything sent has its place and its answer. Nothing adopted
    and nothing sent are results too."""
    who = require(actor, "comment_result.draft", room)
    lock(db, room)
    _need_closed(room, now)
    result = queries.drafted_result(db, room.id)
    if result is not None and result.state is ResultState.WAITING:
        raise Refused("submissions.awaiting_approval")
    if result is None:
        number = len(queries.published_results(db, room.id)) + 1
        result = CommentResult(
            room_id=room.id, number=number, decision=form.decision, drafted_by=who.person_id, drafter_ids=[], frozen={}
        )
    result.decision, result.account, result.drafted_by = form.decision, form.account, who.person_id
    result.drafter_ids = sorted({*result.drafter_ids, who.person_id})
    if form.is_submitted:
        need_complete(db, room, form.decision)
        result.state, result.sent_back_reason = ResultState.WAITING, ""
    db.add(result)
    db.flush()
    if form.is_submitted:
        _tell_approvers(db, room, result, now)
    verb = "submissions.submit_result" if form.is_submitted else "submissions.write_result"
    ledger.append(db, who.person_id, verb, f"room:{room.id}", at=now, version=result.number)
    return result


def _need_closed(room: Room, now: datetime) -> None:
    state = room.state_at(now)
    if state not in WRITTEN_IN:
        stopped = state in (RoomState.SUSPENDED, RoomState.CANCELLED)
        raise Refused("submissions.stopped" if stopped else "submissions.not_closed_yet")


def need_complete(db: Db, room: Room, decision: Decision) -> None:
    """Nothing said is left without a place and an answer; each 反映区分 carries its evidence (DOMAIN §10, 9 and 14)."""
    left = queries.progress(db, room.id).left
    if left:
        raise Refused("submissions.not_all_placed", left=left)
    table = queries.result_table(db, room)
    empty = sum(not row.count for row in table.rows)
    if empty:
        raise Refused("submissions.no_sources", n=empty)
    gaps = [code for one in queries.opinions(db, room.id) if (code := _gap(one))]
    if gaps:
        raise Refused(gaps[0], n=len(gaps))
    is_changed = any(row.category == "A" for row in table.rows)
    if is_changed and decision is Decision.UNCHANGED:
        raise Refused("submissions.a_but_unchanged")


def _gap(one: CommentOpinion) -> str:
    if not one.answer or not one.category:
        return "submissions.answer_missing"
    if one.category == "A" and not (one.before_text and one.after_text and one.unit_id):
        return "submissions.a_needs_change"
    if one.category == "B" and not one.unit_id:
        return "submissions.b_needs_place"
    if one.category == "C" and not (one.ground and one.next_on):
        return "submissions.c_needs_next"
    if one.category == "D" and not one.ground:
        return "submissions.d_needs_reason"
    return ""


def send_result_back(
    db: Db, actor: Viewer, room: Room, result: CommentResult, form: SendBack, now: datetime
) -> CommentResult:
    who = require(actor, "comment_result.approve", facts(db, room, result))
    _need_waiting(db, room, result)
    result.state, result.sent_back_reason = ResultState.DRAFT, form.reason
    db.add(result)
    cause = f"comment_sent_back:{result.id}:{now.isoformat()}"
    _tell(db, result.drafter_ids, "comment_result_sent_back", room, cause, now)
    ledger.append(db, who.person_id, "submissions.send_result_back", f"room:{room.id}", at=now, version=result.number)
    return result


def approve_result(db: Db, actor: Viewer, room: Room, result: CommentResult, now: datetime) -> CommentResult:
    """決裁 and publication in one step: the table is frozen with its digest, the room is answered, the seal is broken."""
    who = require(actor, "comment_result.approve", facts(db, room, result))
    _need_waiting(db, room, result)
    _need_closed(room, now)
    need_complete(db, room, result.decision)
    result.frozen = queries.result_table(db, room).frozen()
    result.salt = secrets.token_hex(16)
    result.digest = result.made_digest()
    result.state, result.approved_by, result.published_at = ResultState.PUBLISHED, who.person_id, now
    db.add(result)
    if room.state_at(now) is RoomState.SUMMARISING:
        move_room(db, room, RoomState.ANSWERED, now)
    else:
        room.rev += 1
        db.add(room)
        later(db, "rooms.index_room", room.id)
    _tell(db, facts(db, room, result).drafter_ids, "comment_result_published", room, f"comment_result:{result.id}", now)
    ledger.append(
        db, who.person_id, "submissions.approve_result", f"room:{room.id}", at=now, version=result.number,
        digest=result.digest, decision=result.decision.value,
    )  # fmt: skip
    return result


def _need_waiting(db: Db, room: Room, result: CommentResult) -> None:
    lock(db, room)
    db.refresh(result)
    if result.state is not ResultState.WAITING:
        raise Refused("submissions.not_waiting")


def _tell_approvers(db: Db, room: Room, result: CommentResult, now: datetime) -> None:
    people = accounts.people_with(db, Role.APPROVER, now, room_id=room.id, section_id=room.section_id)
    _tell(db, people, "comment_result_waits", room, f"comment_waits:{result.id}:{now.isoformat()}", now)


def _tell(db: Db, people: Sequence[int], kind: str, room: Room, cause: str, now: datetime) -> None:
    notifications.tell(
        db, people, kind, cause=cause, target=f"room:{room.id}", path=f"/staff/rooms/{room.id}/comment-result", now=now,
        room=room.title,
    )  # fmt: skip
