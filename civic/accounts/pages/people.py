"""Doors for staff: codes at the counter, people, and the roles they are granted."""

from starlette.responses import Response

from civic.accounts import actions, forms
from civic.accounts.actions import changing
from civic.accounts.queries import roles as queries
from civic.city.queries import sections_named, sections_on, setting
from civic.clock import today
from civic.i18n import sentence
from civic.permissions import Role, require
from civic.permissions.actor import SITE_WIDE
from civic.rooms.queries import room_for
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def counter(visit: Visit) -> Response:
    require(visit.viewer, "counter_code.issue")
    return visit.render("accounts/counter.html", days=setting(visit.db, "account.counter_code_days"))


@page(method="POST", again=counter)
def issue_code(visit: Visit) -> Response:
    """The code is shown in the answer itself and never again."""
    form = forms.IssueCode.read(visit.form)
    code = actions.issue_code(
        visit.db, visit.viewer, handle=form.handle, is_resident=form.is_resident is not None, now=visit.now
    )
    days = setting(visit.db, "account.counter_code_days")
    return visit.render("accounts/counter_code.html", paper=code, days=days, handle=form.handle)


@page()
def people(visit: Visit) -> Response:
    part = visit.query("q")[:40]
    found = queries.people(visit.db, visit.viewer, part, visit.query_number("after"))
    return visit.render(
        "accounts/people.html", people=found[: queries.PAGE], has_more=len(found) > queries.PAGE, part=part
    )


@page()
def roles(visit: Visit) -> Response:
    grants = queries.grants(visit.db, visit.viewer, visit.now)
    sections = sections_named(visit.db, [g.scope_id for g in grants if g.scope == "section"])
    return visit.render("accounts/roles.html", grants=grants, sections=sections, today=today(visit.now))


@page()
def person(visit: Visit) -> Response:
    shown = visit.need(queries.person(visit.db, visit.viewer, visit.number("person_id")))
    grants = queries.grants(visit.db, visit.viewer, visit.now, shown.id)
    return visit.render(
        "accounts/person.html",
        person=shown,
        grants=grants,
        named=sections_named(visit.db, [g.scope_id for g in grants if g.scope == "section"]),
        sections=sections_on(visit.db, today(visit.now)),
        roles=list(Role),
        site_wide=SITE_WIDE,
        today=today(visit.now),
    )


@page(method="POST", again=person)
def grant_role(visit: Visit) -> Response:
    form = forms.GrantRole.read(visit.form)
    if form.place == "room" and form.room_id is not None:
        room_for(visit.db, visit.viewer, form.room_id)
    person_id = visit.number("person_id")
    actions.grant_role(
        visit.db, visit.viewer, person_id, form.role, now=visit.now, scope=form.place,
        scope_id={"site": None, "section": form.section_id, "room": form.room_id}[form.place],
        starts_on=form.starts_on, ends_on=form.ends_on,
    )  # fmt: skip
    visit.say(sentence("accounts.role_granted"))
    return visit.go("accounts.person", person_id=person_id)


@page()
def role_revocation(visit: Visit) -> Response:
    """One deliberate step before a role is taken back."""
    grant = visit.need(queries.grant(visit.db, visit.viewer, visit.number("grant_id")))
    require(visit.viewer, "role.revoke", grant)
    return visit.render(
        "accounts/role_revocation.html", grant=grant, person=queries.person(visit.db, visit.viewer, grant.person_id)
    )


@page(method="POST", again=role_revocation)
def revoke_role(visit: Visit) -> Response:
    grant = visit.need(queries.grant(visit.db, visit.viewer, visit.number("grant_id")))
    actions.revoke_role(visit.db, visit.viewer, grant, now=visit.now)
    visit.say(sentence("accounts.role_revoked"))
    return visit.go("accounts.person", person_id=grant.person_id)


@page(method="POST", again=person)
def set_end(visit: Visit) -> Response:
    """For people who work here under a contract."""
    form = forms.SetEnd.read(visit.form)
    person_id = visit.number("person_id")
    changing.set_end(visit.db, visit.viewer, person_id, form.organisation, form.ends_on, visit.now)
    visit.say(sentence("accounts.end_set"))
    return visit.go("accounts.person", person_id=person_id)


routes = [
    route("/staff/people/{person_id:int}/end", set_end),
    route("/counter", counter, issue_code),
    route("/staff/people", people),
    route("/staff/people/{person_id:int}", person),
    route("/staff/people/{person_id:int}/roles", grant_role),
    route("/staff/roles", roles),
    route("/staff/roles/{grant_id:int}/revoke", role_revocation, revoke_role),
]
