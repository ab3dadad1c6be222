"""進み具合: open_follow_up and report_follow_up. Each report stays readable; the next date is a promise."""

from datetime import datetime

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.actions.assigning import raise_strips
from civic.responses.actions.evidence import passage_of
from civic.responses.actions.releasing import readers_of
from civic.responses.follow_models import FollowUp, FollowUpReport
from civic.responses.forms import ReportFollowUp
from civic.responses.models import Response
from civic.responses.states import CLOSED


def report_follow_up(db: Db, actor: Viewer, response: Response, form: ReportFollowUp, now: datetime) -> FollowUp:
    """The first report opens the follow-up of a public answer; every other one says how far it is. Whoever was
    answered is told. A follow-up that is not over needs its next date."""
    staff = require(actor, "follow_up.report", response)
    unit_id, budget_id = passage_of(db, form.evidence), passage_of(db, form.budget)
    db.refresh(response, with_for_update=True)
    if response.published_version is None or response.joined_to is not None:
        raise Refused("responses.follow_needs_answer")
    found = queries.follow_up_of(db, response.id)
    number = queries.last_report(db, found.id) + 1 if found is not None else 1
    if form.seen != number - 1:
        raise Stale("responses.changed_meanwhile")
    is_over = form.state in CLOSED
    if not is_over and (form.next_report_on is None or form.next_report_on <= clock.today(now)):
        raise Refused("responses.follow_needs_date")
    found = found or FollowUp(
        response_id=response.id, room_id=response.room_id, section_id=response.section_id, horizon=form.horizon,
        state=form.state, opened_at=now, updated_at=now,
    )  # fmt: skip
    found.horizon, found.state, found.updated_at = form.horizon, form.state, now
    found.next_report_on = None if is_over else form.next_report_on
    found.closed_at = now if is_over else None
    db.add(found)
    db.flush()
    _keep(db, found, number, form, (unit_id, budget_id), staff.person_id, now)
    raise_strips(db, response)
    tell(
        db, readers_of(db, response), "follow_up_reported", cause=f"follow-up:{found.id}:{number}",
        target=f"response:{response.id}", path=f"/answers/{response.id}", now=now,
    )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.report_follow_up", f"follow_up:{found.id}", at=now, number=number,
        state=form.state.value, horizon=form.horizon.value,
    )  # fmt: skip
    return found


def _keep(
    db: Db, found: FollowUp, number: int, form: ReportFollowUp, units: tuple[int | None, int | None], by: int,
    now: datetime,
) -> None:  # fmt: skip
    section = city.section_in_charge(db, found.section_id, clock.today(now))
    db.add(
        FollowUpReport(
            follow_up_id=found.id, number=number, state=form.state, horizon=form.horizon, text=form.text,
            unit_id=units[0], budget_unit_id=units[1], next_report_on=found.next_report_on,
            section_name=section.name, reported_by=by, reported_at=now,
        )
    )  # fmt: skip
    db.flush()
