"""開示・訂正・利用停止の請求: received, the person identified, decided by somebody else, told, carried out; with the clock."""

from datetime import date, datetime, timedelta

from sqlmodel import col, select

from civic import clock, ledger
from civic.city.queries import setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Viewer, require
from civic.records.actions import note_reading
from civic.records.forms import AskData, DecideData, ExtendData, FileData
from civic.records.models import DataRequest
from civic.records.states import RequestKind, RequestState, move

S = RequestState


def ask_data(db: Db, actor: Viewer, form: AskData, now: datetime) -> DataRequest:
    """One's own data, by oneself. The same form sent twice is one request."""
    who = require(actor, "data_request.file")
    return _add(db, form, who.person_id, "web", None, now)


def file_data(db: Db, actor: Viewer, form: FileData, now: datetime) -> DataRequest:
    """For somebody who came to the counter or wrote a letter."""
    who = require(actor, "data_request.work")
    return _add(db, form, None, form.channel, who.person_id, now)


def _add(
    db: Db, form: AskData | FileData, person_id: int | None, channel: str, entered_by: int | None, now: datetime
) -> DataRequest:
    known = db.exec(select(DataRequest).where(col(DataRequest.once) == form.once)).first()
    if known is not None:
        if (known.person_id, known.entered_by) != (person_id, entered_by):
            raise Refused("records.request_sent_already")
        return known
    days = int(setting(db, "records.decision_days"))
    request = DataRequest(
        kind=form.kind, person_id=person_id, name=form.name, address=form.address, text=form.text,
        notice_version=form.notice_version, channel=channel, entered_by=entered_by, once=form.once, received_at=now,
        due_on=clock.today(now) + timedelta(days=days),
    )  # fmt: skip
    db.add(request)
    db.flush()
    ledger.append(
        db, entered_by or person_id, "records.receive_request", f"data_request:{request.id}", at=now,
        kind=request.kind.value, channel=channel,
    )  # fmt: skip
    return request


def _step(db: Db, actor_id: int, request: DataRequest, to: RequestState, seen: int, now: datetime) -> None:
    """The state alone; what belongs to the step is set by the caller before."""
    if request.rev != seen:
        raise Stale("records.request_changed")
    request.state, request.rev = move(request.state, to), request.rev + 1
    db.add(request)
    ledger.append(db, actor_id, f"records.request_{to.value}", f"data_request:{request.id}", at=now)


def read_request(db: Db, actor: Viewer, request: DataRequest, reason: str, now: datetime) -> DataRequest:
    """Name, address and text, for a reason that stays."""
    who = require(actor, "data_request.work", request)
    note_reading(db, who.person_id, "data_request", f"data_request:{request.id}", reason, now)
    return request


def check_identity(db: Db, actor: Viewer, request: DataRequest, by: str, seen: int, now: datetime) -> None:
    """`by` says how: which kind of document was shown, not its number."""
    who = require(actor, "data_request.work", request)
    request.identity_by, request.checked_by = by, who.person_id
    _step(db, who.person_id, request, S.IDENTITY_CHECKED, seen, now)


def ask_amendment(db: Db, actor: Viewer, request: DataRequest, text: str, seen: int, now: datetime) -> None:
    """補正: the clock stands still until the answer (83条1項)."""
    who = require(actor, "data_request.work", request)
    request.amendment, request.amendment_asked_on = text, clock.today(now)
    _step(db, who.person_id, request, S.AMENDMENT, seen, now)


def receive_amendment(db: Db, actor: Viewer, request: DataRequest, seen: int, now: datetime) -> None:
    """The days in between do not count. The identity is looked at again if it had been."""
    who = require(actor, "data_request.work", request)
    if request.amendment_asked_on is not None and request.state is S.AMENDMENT:
        request.due_on += clock.today(now) - request.amendment_asked_on
        request.amendment_asked_on = None
    _step(db, who.person_id, request, S.RECEIVED, seen, now)


def extend(db: Db, actor: Viewer, request: DataRequest, form: ExtendData, now: datetime) -> None:
    """Once, with the reason that is told to the person (83条2項)."""
    who = require(actor, "data_request.work", request)
    if request.rev != form.seen:
        raise Stale("records.request_changed")
    if request.extended_on is not None or request.state not in (S.RECEIVED, S.IDENTITY_CHECKED):
        raise Refused("records.extended_already")
    request.extended_on, request.extension_reason = clock.today(now), form.reason
    request.due_on += timedelta(days=int(setting(db, "records.extension_days")))
    request.rev += 1
    db.add(request)
    ledger.append(
        db, who.person_id, "records.extend_request", f"data_request:{request.id}", at=now, due_on=request.due_on
    )


def decide(db: Db, actor: Viewer, request: DataRequest, form: DecideData, now: datetime) -> None:
    """By somebody who did not prepare it; a refusal, whole or in part, needs its reason (行政手続法の理由の提示)."""
    who = require(actor, "data_request.decide", request)
    if form.result != "full" and len(form.reason) < 20:
        raise Refused("records.refusal_needs_reason")
    request.result, request.reason = form.result, form.reason
    request.decided_on, request.decided_by = clock.today(now), who.person_id
    _step(db, who.person_id, request, S.DECIDED, form.seen, now)


def close_step(db: Db, actor: Viewer, request: DataRequest, to: RequestState, seen: int, now: datetime) -> None:
    """The letter was sent (通知), or what was decided was done (実施), or the person took the request back."""
    who = require(actor, "data_request.work", request)
    if to not in (S.NOTIFIED, S.EXECUTED, S.WITHDRAWN):
        raise Refused("records.cannot_move")
    if to is S.NOTIFIED:
        request.notified_on = clock.today(now)
    if to is S.EXECUTED:
        request.executed_on = clock.today(now)
    _step(db, who.person_id, request, to, seen, now)


def letter_deadline(request: DataRequest, days: int) -> date | None:
    """The last day to ask for correction or suspension after a disclosure (90条3項, 98条3項)."""
    if request.kind is not RequestKind.DISCLOSURE or request.executed_on is None:
        return None
    return request.executed_on + timedelta(days=days)
