"""Doors of opportunities for residents: the list, one of them, applying from the register, the calendar."""

from datetime import timedelta

from starlette.responses import Response

from civic import clock
from civic.i18n import gettext as _
from civic.i18n import sentence
from civic.notifications.calendar import ICS, Entry, ics
from civic.permissions import require
from civic.registry import queries
from civic.registry.actions import opportunities as verbs
from civic.registry.opportunity_forms import ApplyOpportunity
from civic.registry.opportunity_models import Opportunity
from civic.registry.queries import opportunities as reads
from civic.registry.states import OpportunityState
from civic.web.limits import Limit, by_account
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

# Days longer past than this are history and stay out of the calendar.
BACK = timedelta(days=180)


@page()
def opportunities(visit: Visit) -> Response:
    today = clock.today(visit.now)
    return visit.render(
        "registry/opportunities.html",
        open=reads.open_opportunities(visit.db, today),
        past=reads.past_opportunities(visit.db, today),
    )


def row(visit: Visit) -> Opportunity:
    return reads.opportunity_row(visit.db, visit.viewer, visit.number("number"))


@page()
def opportunity(visit: Visit) -> Response:
    one, today = row(visit), clock.today(visit.now)
    own = [entry for entry in queries.own_entries(visit.db, visit.viewer, today) if entry.is_listed]
    return visit.render(
        "registry/opportunity.html",
        one=one,
        roles=reads.roles(visit.db, one.id),
        taken=reads.taken(visit.db, one.id),
        own=own,
        applied=reads.applications(visit.db, visit.viewer, one) if visit.viewer else [],
        is_open=one.state is OpportunityState.OPEN and one.deadline_on >= today,
    )


@page(method="POST", again=opportunity, limits=(Limit("registry.opportunity", 30, 3600, by_account),))
def apply_opportunity(visit: Visit) -> Response:
    one = row(visit)
    require(visit.viewer, "entry.apply")
    form = ApplyOpportunity.read(visit.form)
    entry = queries.entry_row(visit.db, visit.viewer, form.entry_id, clock.today(visit.now))
    verbs.apply_opportunity(visit.db, visit.viewer, one, entry, form, visit.now)
    visit.say(_("応募を受け付けました。担当の課からの返事をお待ちください。"))
    return visit.go("registry.opportunity", number=one.id)


@page(method="POST", again=opportunity)
def cancel_application(visit: Visit) -> Response:
    one = row(visit)
    applied = reads.application_row(visit.db, one, visit.number("application"))
    verbs.cancel_application(visit.db, visit.viewer, applied, visit.now)
    visit.say(_("応募を取り下げました。"))
    return visit.go("registry.opportunity", number=one.id)


@page()
def opportunity_calendar(visit: Visit) -> Response:
    """Public ones with their days and deadlines; cancelled ones take their days back."""
    found = reads.dated_opportunities(visit.db, clock.today(visit.now) - BACK)
    entries = [entry for one in found for entry in _days(one)]
    title = _("{city}の募集").format(city=visit.site.name)
    return Response(ics(title, entries, visit.site.base_url), media_type=ICS)


def _days(one: Opportunity) -> list[Entry]:
    assert one.published_at is not None
    path, gone = url("registry.opportunity", number=one.id), one.state is OpportunityState.CANCELLED
    title = f"{sentence(f'registry.opportunity_kind.{one.kind.value}', {})}：{one.title}"
    text = "\n".join(filter(None, (one.place, one.fee)))
    name = f"opportunity-{one.id}"
    deadline = _("応募はこの日まで：{title}").format(title=one.title)
    return [
        Entry(name, title, path, one.starts_at, one.published_at, text=text, is_cancelled=gone),
        Entry(f"{name}-deadline", deadline, path, one.deadline_on, one.published_at, is_cancelled=gone),
    ]
