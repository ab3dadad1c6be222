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


TABLE = {
    "entry.apply": is_signed_in,
    "entry.see": may_see_entry,
    "entry.see_private": may_see_private,
    "entry.change": is_own,
    "entry.withdraw": is_own,
    "entry.check": may_check,
    "entry_queue.see": is_officer,
}
