"""Doors of the rules: every version for everybody, drafting and adopting for those who may."""

from typing import Any

from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.city import actions, forms, queries
from civic.city.models import RuleSet, RuleSetState
from civic.city.rule_changes import rule_changes
from civic.clock import today
from civic.errors import NotFound
from civic.i18n import sentence
from civic.permissions import can, require
from civic.web.page import page, route
from civic.web.visit import Visit
from moderation.policy import default_policy_data


@page(revision=queries.rules_revision)
def rules(visit: Visit) -> Response:
    """Those in force; the other versions stay at their addresses."""
    found = queries.rules_in_force(visit.db, visit.now)
    return _shown(visit, found, is_in_force=True)


@page(revision=queries.rules_revision)
def rule_set(visit: Visit) -> Response:
    """A draft is for staff; an adopted version is for everybody and for good."""
    found = visit.need(queries.rule_set(visit.db, visit.number("version")))
    is_drafting = can(visit.viewer, "rule_set.draft") or can(visit.viewer, "rule_set.adopt", found)
    if found.state is RuleSetState.DRAFT and not is_drafting:
        raise NotFound
    current = queries.rules_in_force(visit.db, visit.now)
    is_in_force = current is not None and current.version == found.version
    return _shown(visit, found, is_in_force=is_in_force)


def _shown(visit: Visit, found: RuleSet | None, *, is_in_force: bool) -> Response:
    """One version with what it changed against the adopted one before it, and whether its review is overdue."""
    adopted = [r for r in queries.rule_sets(visit.db) if r.state is RuleSetState.ADOPTED]
    before = next((r for r in adopted if found is not None and r.version < found.version), None)
    review_on = found.review_on if found is not None and is_in_force else None
    return visit.render(
        "city/rules.html", rules=found, versions=adopted, is_in_force=is_in_force, before=before,
        changes=rule_changes(before.data, found.data) if before is not None and found is not None else None,
        is_review_late=review_on is not None and review_on < today(visit.now),
    )  # fmt: skip


@page()
def rule_desk(visit: Visit) -> Response:
    """What waits: the draft, with who wrote it, and the way to write one."""
    versions = queries.rule_sets(visit.db)
    draft = next((r for r in versions if r.state is RuleSetState.DRAFT), None)
    if draft is None or not can(visit.viewer, "rule_set.adopt", draft):
        require(visit.viewer, "rule_set.draft")
    people = [p for r in versions for p in (r.drafted_by, r.adopted_by) if p is not None]
    return visit.render(
        "city/rule_desk.html", draft=draft, versions=versions, names=display_names(visit.db, people),
        today=today(visit.now), current=queries.rules_in_force(visit.db, visit.now),
    )  # fmt: skip


@page()
def rule_draft(visit: Visit) -> Response:
    """The draft that waits, or a copy of the rules in force."""
    require(visit.viewer, "rule_set.draft")
    newest = next(iter(queries.rule_sets(visit.db)), None)
    data: dict[str, Any] = newest.data if newest else default_policy_data()
    words = "\n".join(forms.line_of(word) for word in data["words"])
    review_on = newest.review_on if newest and newest.state is RuleSetState.DRAFT else None
    return visit.render("city/rule_draft.html", data=data, words=words, review_on=review_on)


@page(method="POST", again=rule_draft)
def draft_rules(visit: Visit) -> Response:
    form = forms.DraftRules.read(visit.form)
    newest = next(iter(queries.rule_sets(visit.db)), None)
    data = forms.rules_of(newest.data if newest else default_policy_data(), forms.typed_fields(visit.form))
    actions.draft_rules(visit.db, visit.viewer, data, visit.now, review_on=form.review_on)
    visit.say(sentence("city.rules_drafted"))
    return visit.go("city.rule_desk")


@page(method="POST", again=rule_desk)
def adopt_rules(visit: Visit) -> Response:
    form = forms.AdoptRules.read(visit.form)
    found = visit.need(queries.rule_set(visit.db, visit.number("version")))
    actions.adopt_rules(visit.db, visit.viewer, found, in_force_on=form.in_force_on, now=visit.now)
    visit.say(sentence("city.rules_adopted"))
    return visit.go("city.rule_set", version=found.version)


routes = [
    route("/rules", rules),
    route("/rules/{version:int}", rule_set),
    route("/staff/rules", rule_desk),
    route("/staff/rules/draft", rule_draft, draft_rules),
    route("/staff/rules/{version:int}/adopt", adopt_rules),
]
