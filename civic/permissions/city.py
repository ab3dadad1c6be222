"""Who may change sections, settings, rule sets and election periods."""

from typing import Any, Protocol

from civic.permissions.accounts import is_city_or_system_manager
from civic.permissions.actor import Role, Viewer


class DraftedThing(Protocol):
    """Something official with a drafter; nobody approves their own (DOMAIN §10, 10)."""

    @property
    def drafted_by(self) -> int | None: ...


def is_not_drafter(viewer: Viewer, thing: DraftedThing) -> bool:
    return viewer is not None and thing.drafted_by != viewer.person_id


def is_city_manager(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.CITY_MANAGER)


def may_adopt_rules(viewer: Viewer, rule_set: DraftedThing) -> bool:
    """An approver for the whole city, who did not write the rules."""
    return viewer is not None and viewer.has(Role.APPROVER) and is_not_drafter(viewer, rule_set)


TABLE = {
    "section.change": is_city_manager,
    "topic.change": is_city_manager,
    "setting.change": is_city_or_system_manager,
    "rule_set.draft": is_city_manager,
    "rule_set.adopt": may_adopt_rules,
    "election_period.set": is_city_manager,
}
