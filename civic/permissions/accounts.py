"""Who may change accounts and grant roles."""

from typing import Any, Protocol

from civic.permissions.actor import OF_RESIDENTS, Role, Viewer


class OwnedByPerson(Protocol):
    """Anything that belongs to one person."""

    @property
    def person_id(self) -> int | None: ...


def is_own(viewer: Viewer, thing: OwnedByPerson) -> bool:
    return viewer is not None and thing.person_id == viewer.person_id


def is_city_or_system_manager(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has(Role.SYSTEM_MANAGER))


def may_grant(viewer: Viewer, grant: OwnedByPerson) -> bool:
    """A city or system manager, never for oneself."""
    return is_city_or_system_manager(viewer) and not is_own(viewer, grant)


def may_issue_counter_code(viewer: Viewer, thing: Any = None) -> bool:
    """Staff who sit at a counter: any office but the auditor's, which only reads."""
    return viewer is not None and any(g.role not in OF_RESIDENTS and g.role is not Role.AUDITOR for g in viewer.grants)


def is_signed_in(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None


def may_check_residence(viewer: Viewer, letter: OwnedByPerson | None = None) -> bool:
    """Those who sit at a counter; nobody checks their own residence."""
    return may_issue_counter_code(viewer) and (letter is None or not is_own(viewer, letter))


def may_see_passes(viewer: Viewer, thing: Any = None) -> bool:
    """Those who open private data of many people, and the city manager, who allows more of it."""
    offices = (Role.REGISTRY_OFFICER, Role.SYSTEM_MANAGER, Role.CITY_MANAGER)
    return viewer is not None and any(viewer.has(role) for role in offices)


def may_decide_pass(viewer: Viewer, asked: OwnedByPerson) -> bool:
    """The city manager, never on what they asked for themselves."""
    return viewer is not None and viewer.has(Role.CITY_MANAGER) and not is_own(viewer, asked)


TABLE = {
    "reading_pass.see": may_see_passes,
    "reading_pass.ask": may_see_passes,
    "reading_pass.decide": may_decide_pass,
    "identity.prove": is_signed_in,
    "identity.check": may_check_residence,
    "account.change": is_own,
    "account.end": may_grant,
    "role.grant": may_grant,
    "role.revoke": may_grant,
    "role.see": is_city_or_system_manager,
    "counter_code.issue": may_issue_counter_code,
}
