"""Who may apply to the register, check applications and see which fields."""

from typing import Any, Protocol

from civic.permissions.accounts import OwnedByPerson, is_own
from civic.permissions.actor import Role, Viewer


class EntryFacts(OwnedByPerson, Protocol):
    @property
    def is_listed(self) -> bool: ...


def is_officer(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.REGISTRY_OFFICER)


def is_signed_in(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and not viewer.is_suspended


def may_check(viewer: Viewer, entry: OwnedByPerson) -> bool:
    """The registry officer, but not their own application."""
    return is_officer(viewer) and not is_own(viewer, entry)


def may_see_entry(viewer: Viewer, entry: EntryFacts) -> bool:
    return entry.is_listed or is_own(viewer, entry) or is_officer(viewer)


def may_see_private(viewer: Viewer, entry: OwnedByPerson) -> bool:
    return is_own(viewer, entry) or is_officer(viewer)


class IntroductionFacts(Protocol):
    @property
    def person_id(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...


def asks(viewer: Viewer, one: IntroductionFacts) -> bool:
    """Who asked to be introduced."""
    return viewer is not None and viewer.person_id == one.person_id


def is_asked(viewer: Viewer, one: IntroductionFacts) -> bool:
    """Whose entry it is, once the city has passed the request on; an officer's refusal stays unknown to them."""
    known = str(one.state) not in ("requested", "city_check", "refused")
    return viewer is not None and viewer.person_id == one.owner_id and known


def may_request(viewer: Viewer, entry: EntryFacts) -> bool:
    """Anybody signed in, about a listed entry that is not their own."""
    return is_signed_in(viewer) and entry.is_listed and not is_own(viewer, entry)


def may_check_introduction(viewer: Viewer, one: IntroductionFacts) -> bool:
    """The registry officer who is neither of the two."""
    return is_officer(viewer) and viewer is not None and viewer.person_id not in (one.person_id, one.owner_id)


def may_see_introduction(viewer: Viewer, one: IntroductionFacts) -> bool:
    return asks(viewer, one) or is_asked(viewer, one) or may_check_introduction(viewer, one)


def takes_part(viewer: Viewer, one: IntroductionFacts) -> bool:
    return viewer is not None and not viewer.is_suspended and (asks(viewer, one) or is_asked(viewer, one))


class GroupFacts(Protocol):
    """A group; `person_id` is its representative, the sets are people in office today."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def is_listed(self) -> bool: ...
    @property
    def writers(self) -> frozenset[int]: ...
    @property
    def deputies(self) -> frozenset[int]: ...


class EndingFacts(Protocol):
    """A member's place that is to end."""

    @property
    def person_id(self) -> int: ...
    @property
    def group(self) -> GroupFacts: ...


def may_manage_group(viewer: Viewer, group: GroupFacts) -> bool:
    """The representative and the deputies in office."""
    return is_signed_in(viewer) and viewer is not None and viewer.person_id in {group.person_id, *group.deputies}


def may_speak_for(viewer: Viewer, group: GroupFacts) -> bool:
    """The representative and members who were given the right, as long as the group is listed."""
    return group.is_listed and viewer is not None and viewer.person_id in {group.person_id, *group.writers}


def may_end_membership(viewer: Viewer, ending: EndingFacts) -> bool:
    """The member, or whoever manages the group."""
    return is_own(viewer, ending) or may_manage_group(viewer, ending.group)


class SectionThing(Protocol):
    @property
    def section_id(self) -> int: ...


class PublicSectionThing(SectionThing, Protocol):
    @property
    def is_public(self) -> bool: ...


def works_for_section(viewer: Viewer, thing: SectionThing) -> bool:
    """A drafter, approver or room manager of the section, the registry officer, the 総括管理者."""
    if viewer is None:
        return False
    offices = (Role.DRAFTER, Role.APPROVER, Role.ROOM_MANAGER)
    in_section = any(viewer.has(role, section_id=thing.section_id) for role in offices)
    return in_section or is_officer(viewer) or viewer.has(Role.CITY_MANAGER)


def may_see_opportunity(viewer: Viewer, one: PublicSectionThing) -> bool:
    return one.is_public or works_for_section(viewer, one)


def may_open_opportunities(viewer: Viewer, thing: Any = None) -> bool:
    """Whoever drafts somewhere: the desk shows them their own sections' opportunities."""
    offices = (Role.DRAFTER, Role.APPROVER, Role.ROOM_MANAGER, Role.REGISTRY_OFFICER, Role.CITY_MANAGER)
    return viewer is not None and any(viewer.has_anywhere(role) for role in offices)


TABLE = {
    "entry.apply": is_signed_in,
    "entry.see": may_see_entry,
    "entry.see_private": may_see_private,
    "entry.change": is_own,
    "entry.withdraw": is_own,
    "entry.note_outdated": may_request,
    "entry.check": may_check,
    "entry_queue.see": is_officer,
    "introduction.request": may_request,
    "introduction.see": may_see_introduction,
    "introduction.check": may_check_introduction,
    "introduction.answer": is_asked,
    "introduction.report": asks,
    "introduction.cancel": asks,
    "introduction.write": takes_part,
    "group.manage": may_manage_group,
    "group.hand_over": is_own,
    "group.speak": may_speak_for,
    "membership.answer": is_own,
    "membership.end": may_end_membership,
    "opportunity.see": may_see_opportunity,
    "opportunity.draft": works_for_section,
    "opportunity.manage": works_for_section,
    "opportunity.apply": is_own,
    "opportunity_desk.see": may_open_opportunities,
    "application.cancel": is_own,
    "lecture.offer": works_for_section,
    "lecture.request": is_signed_in,
    "lecture.decide": works_for_section,
    "lecture.cancel": is_own,
}
