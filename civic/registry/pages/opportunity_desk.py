"""Doors of opportunities for the sections: drafting, opening, answering applications, matches, the report."""

from secrets import token_urlsafe
from typing import Any

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.permissions import require
from civic.registry.actions import opportunities as verbs
from civic.registry.fields import ACTIVITIES
from civic.registry.forms import Decide
from civic.registry.opportunity_forms import (
    CancelOpportunity,
    DecideApplication,
    DraftOpportunity,
    ReportOpportunity,
)
from civic.registry.opportunity_models import Opportunity, OpportunityKind
from civic.registry.pages.opportunities import row
from civic.registry.queries import opportunities as reads
from civic.registry.states import OpportunityState
from civic.web.page import page
from civic.web.visit import Visit


@page()
def opportunity_desk(visit: Visit) -> Response:
    return visit.render("registry/opportunity_desk.html", found=reads.desk(visit.db, visit.viewer))


def _form(visit: Visit, one: Opportunity | None, values: dict[str, Any]) -> Response:
    return visit.render(
        "registry/opportunity_form.html",
        one=one,
        values={**values, **visit.typed},
        kinds=list(OpportunityKind),
        sections=reads.sections_of(visit.db, visit.viewer, clock.today(visit.now)),
        activities=ACTIVITIES,
        once=visit.typed.get("once") or token_urlsafe(12),
    )


@page()
def new_opportunity(visit: Visit) -> Response:
    require(visit.viewer, "opportunity_desk.see")
    return _form(visit, None, {})


@page(method="POST", again=new_opportunity)
def draft_opportunity(visit: Visit) -> Response:
    require(visit.viewer, "opportunity_desk.see")
    made = verbs.draft_opportunity(visit.db, visit.viewer, DraftOpportunity.read(visit.form), visit.now)
    visit.say(_("下書きを保存しました。"))
    return visit.go("registry.opportunity_check", number=made.id)


@page()
def opportunity_form(visit: Visit) -> Response:
    one = _managed(visit)
    values: dict[str, Any] = {
        name: getattr(one, name) for name in ("section_id", "title", "text", "fields", "areas", "place", "fee")
    }
    values |= {"kind": one.kind.value, "deadline_on": one.deadline_on.isoformat()}
    for name in ("starts_at", "ends_at"):
        values[name] = clock.tokyo(getattr(one, name)).strftime("%Y-%m-%dT%H:%M")
    lines = [f"{r.name} {r.count} {r.skills}".strip() for r in reads.roles(visit.db, one.id)]
    return _form(visit, one, values | {"roles": "\n".join(lines)})


@page(method="POST", again=opportunity_form)
def edit_opportunity(visit: Visit) -> Response:
    one = _managed(visit)
    verbs.edit_opportunity(visit.db, visit.viewer, one, DraftOpportunity.read(visit.form), visit.now)
    visit.say(_("保存しました。"))
    return visit.go("registry.opportunity_check", number=one.id)


def _managed(visit: Visit) -> Opportunity:
    one = row(visit)
    require(visit.viewer, "opportunity.manage", one)
    return one


@page()
def opportunity_check(visit: Visit) -> Response:
    """One opportunity as its section works on it: applications, and who in the register suits."""
    one, today = _managed(visit), clock.today(visit.now)
    is_looking = one.state in (OpportunityState.DRAFT, OpportunityState.OPEN)
    return visit.render(
        "registry/opportunity_check.html",
        one=one,
        roles={role.id: role for role in reads.roles(visit.db, one.id)},
        taken=reads.taken(visit.db, one.id),
        applied=reads.applications(visit.db, visit.viewer, one),
        matches=reads.matches(visit.db, visit.viewer, one, today) if is_looking else [],
        is_over=one.ends_at <= visit.now,
    )


@page(method="POST", again=opportunity_check)
def open_opportunity(visit: Visit) -> Response:
    one = _managed(visit)
    verbs.open_opportunity(visit.db, visit.viewer, one, Decide.read(visit.form), visit.now)
    visit.say(_("募集を公開しました。"))
    return visit.go("registry.opportunity_check", number=one.id)


@page(method="POST", again=opportunity_check)
def cancel_opportunity(visit: Visit) -> Response:
    one = _managed(visit)
    verbs.cancel_opportunity(visit.db, visit.viewer, one, CancelOpportunity.read(visit.form), visit.now)
    visit.say(_("中止にして、応募した人に知らせました。"))
    return visit.go("registry.opportunity_check", number=one.id)


@page(method="POST", again=opportunity_check)
def report_opportunity(visit: Visit) -> Response:
    one = _managed(visit)
    verbs.report_opportunity(visit.db, visit.viewer, one, ReportOpportunity.read(visit.form), visit.now)
    visit.say(_("報告を公開しました。"))
    return visit.go("registry.opportunity_check", number=one.id)


@page(method="POST", again=opportunity_check)
def decide_application(visit: Visit) -> Response:
    one = _managed(visit)
    applied = reads.application_row(visit.db, one, visit.number("application"))
    form = DecideApplication.read(visit.form)
    verbs.decide_application(visit.db, visit.viewer, one, applied, form, visit.now)
    visit.say(_("返事を知らせました。"))
    return visit.go("registry.opportunity_check", number=one.id)
