"""Opportunities (出番): drafted and opened by a section, applied to from the register, held and reported."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from civic import clock, ledger
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.registry.forms import Decide
from civic.registry.models import Entry
from civic.registry.opportunity_forms import (
    ApplyOpportunity,
    CancelOpportunity,
    DecideApplication,
    DraftOpportunity,
    ReportOpportunity,
)
from civic.registry.opportunity_models import Opportunity, OpportunityApplication, OpportunityRole
from civic.registry.queries import listed_on
from civic.registry.states import OPPORTUNITY_NEXT, REQUEST_NEXT, OpportunityState, RequestState, step

S = OpportunityState


def draft_opportunity(db: Db, actor: Viewer, form: DraftOpportunity, now: datetime) -> Opportunity:
    """A draft of the section's. A second click gives the first one back."""
    person = require(actor, "opportunity.draft", form)
    mine = (col(Opportunity.drafted_by) == person.person_id) & (col(Opportunity.once) == form.once)
    first = db.exec(select(Opportunity).where(mine)).first()
    if first is not None:
        return first
    made = Opportunity(
        kind=form.kind, section_id=form.section_id, drafted_by=person.person_id, once=form.once, fields=[], title="",
        text="", starts_at=form.starts_at, ends_at=form.ends_at, deadline_on=form.deadline_on,
    )  # fmt: skip
    _fill(db, made, form)
    ledger.append(db, person.person_id, "registry.draft_opportunity", f"opportunity:{made.id}", at=now)
    return made


def edit_opportunity(db: Db, actor: Viewer, one: Opportunity, form: DraftOpportunity, now: datetime) -> Opportunity:
    """A draft may change as a whole; what is open keeps its roles, because people have applied for them."""
    person = require(actor, "opportunity.manage", one)
    require(actor, "opportunity.draft", form)
    if one.state not in (S.DRAFT, S.OPEN):
        raise Refused("registry.opportunity_is_over")
    _fill(db, one, form)
    ledger.append(db, person.person_id, "registry.edit_opportunity", f"opportunity:{one.id}", at=now, rev=one.rev)
    return one


def _fill(db: Db, one: Opportunity, form: DraftOpportunity) -> None:
    for name in ("title", "text", "fields", "areas", "place", "fee", "starts_at", "ends_at", "deadline_on"):
        setattr(one, name, getattr(form, name))
    one.rev = (one.rev or 0) + 1
    db.add(one)
    db.flush()
    if one.state is S.DRAFT:
        db.exec(delete(OpportunityRole).where(col(OpportunityRole.opportunity_id) == one.id))
        db.add_all(OpportunityRole(opportunity_id=one.id, **role) for role in form.wanted)


def open_opportunity(db: Db, actor: Viewer, one: Opportunity, form: Decide, now: datetime) -> Opportunity:
    """Public from now on; only as long as its deadline is ahead."""
    person = require(actor, "opportunity.manage", one)
    if one.deadline_on < clock.today(now):
        raise Refused("registry.deadline_is_past")
    _move(one, S.OPEN, form.seen)
    one.published_at = now
    return _written(db, one, person.person_id, "registry.open_opportunity", now)


def cancel_opportunity(db: Db, actor: Viewer, one: Opportunity, form: CancelOpportunity, now: datetime) -> Opportunity:
    """It will not take place; who applied is told, calendars take the day back."""
    person = require(actor, "opportunity.manage", one)
    _move(one, S.CANCELLED, form.seen)
    one.reason = form.reason
    for applied in _standing(db, one):
        _tell(db, applied.person_id, "opportunity_cancelled", one, now, "cancelled")
    return _written(db, one, person.person_id, "registry.cancel_opportunity", now)


def report_opportunity(db: Db, actor: Viewer, one: Opportunity, form: ReportOpportunity, now: datetime) -> Opportunity:
    """What came of it, for everybody."""
    person = require(actor, "opportunity.manage", one)
    if one.ends_at > now:
        raise Refused("registry.not_held_yet")
    if one.state is S.OPEN:
        _move(one, S.CLOSED, form.seen)
        _move(one, S.HELD, one.rev)
    elif one.state is S.CLOSED:
        _move(one, S.HELD, form.seen)
    else:
        _still(one, form.seen)
    _move(one, S.REPORTED, one.rev)
    one.report, one.participants = form.report, form.participants
    return _written(db, one, person.person_id, "registry.report_opportunity", now)


def apply_opportunity(
    db: Db, actor: Viewer, one: Opportunity, entry: Entry, form: ApplyOpportunity, now: datetime
) -> OpportunityApplication:
    """One's own listed entry offers itself for a role until the deadline. A second click gives the first one back."""
    person = require(actor, "opportunity.apply", entry)
    role = db.get(OpportunityRole, form.role_id)
    if role is None or role.opportunity_id != one.id:
        raise Refused("registry.no_such_role")
    same = (col(OpportunityApplication.role_id) == role.id) & (col(OpportunityApplication.entry_id) == entry.id)
    first = db.exec(select(OpportunityApplication).where(same)).first()
    if first is not None and first.state is not RequestState.CANCELLED:
        return first
    if one.state is not S.OPEN or one.deadline_on < clock.today(now):
        raise Refused("registry.deadline_is_past")
    if db.exec(select(Entry.id).where(col(Entry.id) == entry.id, listed_on(clock.today(now)))).first() is None:
        raise Refused("registry.entry_not_listed")
    made = first or OpportunityApplication(
        opportunity_id=one.id, role_id=role.id, entry_id=entry.id, person_id=person.person_id, at=now
    )
    made.message, made.state, made.rev = form.message, RequestState.APPLIED, (made.rev or 0) + 1
    db.add(made)
    db.flush()
    if one.drafted_by is not None:
        _tell(db, one.drafted_by, "opportunity_applied", one, now, f"application:{made.id}:{made.rev}", staff=True)
    return made


def decide_application(
    db: Db, actor: Viewer, one: Opportunity, applied: OpportunityApplication, form: DecideApplication, now: datetime
) -> OpportunityApplication:
    """The section's yes or no to who applied; no more are taken than the role needs."""
    person = require(actor, "opportunity.manage", one)
    if applied.rev != form.seen:
        raise Stale("registry.already_decided")
    to = RequestState.ACCEPTED if form.answer == "yes" else RequestState.DECLINED
    if (
        to is RequestState.ACCEPTED
        and _taken(db, applied.role_id) >= db.get_one(OpportunityRole, applied.role_id).count
    ):
        raise Refused("registry.role_is_full")
    applied.state, applied.reason, applied.rev = step(REQUEST_NEXT, applied.state, to), form.reason, applied.rev + 1
    db.add(applied)
    _tell(db, applied.person_id, f"opportunity_{to.value}", one, now, f"application:{applied.id}:{applied.rev}")
    facts = {"application": applied.id, "state": applied.state.value}
    ledger.append(db, person.person_id, "registry.decide_application", f"opportunity:{one.id}", at=now, **facts)
    return applied


def cancel_application(db: Db, actor: Viewer, applied: OpportunityApplication, now: datetime) -> None:
    """Who applied takes it back. A second time changes nothing."""
    require(actor, "application.cancel", applied)
    if applied.state is not RequestState.CANCELLED:
        applied.state = step(REQUEST_NEXT, applied.state, RequestState.CANCELLED)
        applied.rev += 1
        db.add(applied)


def _taken(db: Db, role_id: int) -> int:
    accepted = col(OpportunityApplication.state) == RequestState.ACCEPTED
    query = select(OpportunityApplication.id).where(col(OpportunityApplication.role_id) == role_id, accepted)
    return len(db.exec(query).all())


def pass_days(db: Db, now: datetime) -> None:
    """Mechanics of the daily round: closed after the deadline, held after the day; the section is asked to report."""
    past = (col(Opportunity.state) == S.OPEN) & (col(Opportunity.deadline_on) < clock.today(now))
    for one in db.exec(select(Opportunity).where(past)).all():
        _move(one, S.CLOSED, one.rev)
        db.add(one)
    over = (col(Opportunity.state) == S.CLOSED) & (col(Opportunity.ends_at) < now)
    for one in db.exec(select(Opportunity).where(over)).all():
        _move(one, S.HELD, one.rev)
        db.add(one)
        if one.drafted_by is not None:
            _tell(db, one.drafted_by, "opportunity_report_due", one, now, "report", staff=True)


def _standing(db: Db, one: Opportunity) -> list[OpportunityApplication]:
    standing = col(OpportunityApplication.state).in_((RequestState.APPLIED, RequestState.ACCEPTED))
    mine = col(OpportunityApplication.opportunity_id) == one.id
    return list(db.exec(select(OpportunityApplication).where(mine, standing)).all())


def _still(one: Opportunity, seen: int) -> None:
    if one.rev != seen:
        raise Stale("registry.already_decided")


def _move(one: Opportunity, to: OpportunityState, seen: int) -> None:
    _still(one, seen)
    one.state, one.rev = step(OPPORTUNITY_NEXT, one.state, to), one.rev + 1


def _written(db: Db, one: Opportunity, person_id: int, verb: str, now: datetime) -> Opportunity:
    db.add(one)
    ledger.append(db, person_id, verb, f"opportunity:{one.id}", at=now, state=one.state.value, rev=one.rev)
    return one


def _tell(db: Db, person_id: int, kind: str, one: Opportunity, now: datetime, cause: str, staff: bool = False) -> None:
    path = f"/staff/opportunities/{one.id}" if staff else f"/opportunities/{one.id}"
    tell(
        db, [person_id], kind, cause=f"opportunity:{one.id}:{cause}", target=f"opportunity:{one.id}", path=path,
        now=now, title=one.title,
    )  # fmt: skip
