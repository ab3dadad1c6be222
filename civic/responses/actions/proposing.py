"""The proposal on its way to the city: write_proposal, show_summary, endorse_proposal, submit_proposal."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.actions.assigning import open_duty
from civic.responses.actions.grouping import WORKING, opened
from civic.responses.forms import SeenSummary, ShowSummary, WriteProposal
from civic.responses.summary_models import Proposal, ProposalVersion, SummaryExclusion, SummaryItem, SummarySource
from civic.rooms import actions as rooms
from civic.rooms.actions.contexts import raise_contexts
from civic.rooms.models import AnswerUnit, Room
from civic.rooms.states import RoomState


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: keys in order, no spaces, UTF-8."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_proposal(db: Db, actor: Viewer, room: Room, form: WriteProposal, now: datetime) -> Proposal:
    """What people agreed on, and where they differ (両論併記)."""
    staff = require(actor, "summary.group", queries.summarised(db, room))
    proposal = opened(db, room, staff.person_id, now)
    proposal.title, proposal.agreed, proposal.disputed = form.title, form.agreed, form.disputed
    db.add(proposal)
    ledger.append(db, staff.person_id, "responses.write_proposal", f"room:{room.id}", at=now)
    return proposal


def show_summary(db: Db, actor: Viewer, room: Room, form: ShowSummary, now: datetime) -> Proposal:
    """The draft is opened to everybody, released by somebody who wrote none of it, so that authors can say where it
    misrepresents them. Pressed again, it brings changes made since to the page."""
    staff = require(actor, "summary.show", queries.summarised(db, room))
    proposal = _held(db, room)
    if room.state_at(now) is not RoomState.SUMMARISING or proposal.version:
        raise Refused("summaries.not_summarising")
    if not queries.items(db, room.id, only_public=False):
        raise Refused("summaries.no_items")
    least = clock.today(now) + timedelta(days=int(city.setting(db, "summary.objection_days")))
    if form.objections_until is not None and form.objections_until < max(least, proposal.objections_until or least):
        raise Refused("summaries.objections_too_short", month=least.month, day=least.day)
    proposal.objections_until = form.objections_until or proposal.objections_until or least
    is_first = proposal.shown_at is None
    proposal.shown_at, proposal.shown_by = now, staff.person_id
    db.add(proposal)
    _make_public(db, room, None)
    if is_first:
        tell(
            db, queries.source_authors(db, room.id), "summary_shown", cause=f"summary-shown:{room.id}",
            target=f"room:{room.id}", path=f"/rooms/{room.id}/summary", now=now, room=room.title,
            month=proposal.objections_until.month, day=proposal.objections_until.day,
        )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.show_summary", f"room:{room.id}", at=now,
        until=proposal.objections_until.isoformat(), checksum=checksum(queries.content(db, room, proposal)),
    )  # fmt: skip
    return proposal


def endorse_proposal(db: Db, actor: Viewer, room: Room, form: SeenSummary, now: datetime) -> Proposal:
    """The facilitator stands for the text as it is; any later change takes the endorsement away."""
    staff = require(actor, "proposal.endorse", queries.summarised(db, room))
    proposal = _held(db, room)
    if room.state_at(now) not in WORKING:
        raise Refused("summaries.room_is_not_summed_up")
    seen = checksum(queries.content(db, room, proposal))
    if form.seen != seen:
        raise Stale("summaries.changed_meanwhile")
    proposal.endorsed_by, proposal.endorsed_at, proposal.endorsed_checksum = staff.person_id, now, seen
    db.add(proposal)
    ledger.append(db, staff.person_id, "responses.endorse_proposal", f"room:{room.id}", at=now, checksum=seen)
    return proposal


def submit_proposal(db: Db, actor: Viewer, room: Room, form: SeenSummary, now: datetime) -> ProposalVersion:
    """提出: frozen with its checksum and a receipt number. The first one moves the room; what comes later (a post
    restored, a correction) is an addendum, the next version."""
    staff = require(actor, "proposal.submit", queries.summarised(db, room))
    proposal = _held(db, room)
    content = queries.content(db, room, proposal)
    sealed = checksum(content)
    if form.seen != sealed:
        raise Stale("summaries.changed_meanwhile")
    _need_submittable(db, room, proposal, sealed, now)
    version = _freeze(db, room, proposal, dict(content), staff.person_id, now)
    if proposal.version == 1:
        rooms.move_room(db, room, RoomState.SUBMITTED, now)
    if room.answer_unit is AnswerUnit.SUMMARY:
        for item in _unanswered_items(db, room):
            open_duty(db, room, now, item_id=item.id)
    _tell_of_submission(db, room, version, now)
    ledger.append(
        db, staff.person_id, "responses.submit_proposal", f"room:{room.id}", at=now, version=version.number,
        receipt=version.receipt, checksum=sealed, endorsed_by=version.endorsed_by,
    )  # fmt: skip
    return version


def _held(db: Db, room: Room) -> Proposal:
    """The proposal under the room's lock."""
    db.refresh(room, with_for_update=True)
    proposal = queries.proposal_of(db, room.id)
    if proposal is None:
        raise Refused("summaries.no_items")
    return proposal


def _need_submittable(db: Db, room: Room, proposal: Proposal, sealed: str, now: datetime) -> None:
    """All that DOMAIN §4 and §10, 8 ask before 提出; the refusal says what is still to be done."""
    state = room.state_at(now)
    if state not in WORKING or state is RoomState.OPEN:
        raise Refused("summaries.room_is_not_summed_up")
    if room.answer_unit is AnswerUnit.SUMMARY:
        missing = queries.unplaced_ids(db, room.id)
        if missing:
            some = "、".join(f"{post_id}番" for post_id in missing[:5])
            raise Refused("summaries.not_covered", count=len(missing), some=some)
        if not queries.items(db, room.id, only_public=False):
            raise Refused("summaries.no_items")
    if proposal.version == 0:
        if proposal.shown_at is None or proposal.objections_until is None:
            raise Refused("summaries.not_shown")
        if clock.today(now) <= proposal.objections_until:
            until = proposal.objections_until
            raise Refused("summaries.objections_running", month=until.month, day=until.day)
    waiting = queries.open_objections(db, room.id)
    if waiting:
        raise Refused("summaries.objections_open", count=waiting)
    if proposal.endorsed_checksum != sealed or proposal.endorsed_by is None:
        raise Refused("summaries.not_endorsed")


def _freeze(
    db: Db, room: Room, proposal: Proposal, content: dict[str, Any], person_id: int, now: datetime
) -> ProposalVersion:
    assert proposal.endorsed_by is not None
    proposal.version += 1
    today = clock.today(now)
    version = ProposalVersion(
        proposal_id=proposal.id, number=proposal.version, content=content, checksum=checksum(content),
        receipt=f"{clock.fiscal_year(today)}-{room.id:04d}-{proposal.version:02d}", endorsed_by=proposal.endorsed_by,
        submitted_by=person_id, submitted_at=now,
    )  # fmt: skip
    proposal.drafter_ids = []
    proposal.endorsed_by, proposal.endorsed_at, proposal.endorsed_checksum = None, None, ""
    db.add_all([proposal, version])
    _make_public(db, room, proposal.version)
    return version


def _make_public(db: Db, room: Room, version: int | None) -> None:
    """Items, sources and reasons as they stand become what everybody reads; with a number they are frozen too."""
    of_room = select(col(SummaryItem.id)).where(col(SummaryItem.room_id) == room.id)
    inside = update(SummarySource).where(col(SummarySource.item_id).in_(of_room))
    outside = update(SummaryExclusion).where(col(SummaryExclusion.room_id) == room.id)
    how = {"synchronize_session": "fetch"}
    items = update(SummaryItem).where(col(SummaryItem.room_id) == room.id)
    db.execute(items.values(public_text=SummaryItem.text), execution_options=how)
    for rows in (inside, outside):
        db.execute(rows.values(is_public=True), execution_options=how)
    if version is not None:
        new = (
            (items, SummaryItem.since_version), (inside, SummarySource.since_version),
            (outside, SummaryExclusion.since_version),
        )  # fmt: skip
        for rows, since in new:
            db.execute(rows.where(col(since).is_(None)).values(since_version=version), execution_options=how)
    raise_contexts(db, room.id)


def _unanswered_items(db: Db, room: Room) -> list[SummaryItem]:
    """Submitted items nobody has the duty to answer yet."""
    known = queries.items_with_duty(db, room.id)
    query = select(SummaryItem).where(col(SummaryItem.room_id) == room.id).order_by(col(SummaryItem.number))
    return [item for item in db.execute(query).scalars() if item.id not in known]


def _tell_of_submission(db: Db, room: Room, version: ProposalVersion, now: datetime) -> None:
    cause, target = f"proposal-submitted:{room.id}:{version.number}", f"room:{room.id}"
    path = f"/rooms/{room.id}/proposals/{version.number}"
    staff = people_with(db, Role.DRAFTER, now, room_id=room.id, section_id=room.section_id)
    people = sorted({*staff, *queries.source_authors(db, room.id)})
    tell(
        db, people, "proposal_submitted", cause=cause, target=target, path=path, now=now, room=room.title,
        receipt=version.receipt,
    )  # fmt: skip
