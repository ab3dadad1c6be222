"""Who may bring documents in and publish them."""

from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.city import DraftedThing, is_not_drafter


class PublishedThing(Protocol):
    @property
    def is_published(self) -> bool: ...


def may_import(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has_anywhere(Role.DRAFTER))


def may_publish(viewer: Viewer, version: DraftedThing) -> bool:
    """An approver who did not bring the version in."""
    return viewer is not None and viewer.has_anywhere(Role.APPROVER) and is_not_drafter(viewer, version)


def may_see(viewer: Viewer, version: PublishedThing) -> bool:
    if version.is_published:
        return True
    return may_import(viewer) or (viewer is not None and viewer.has_anywhere(Role.APPROVER))


TABLE = {
    "document.see": may_see,
    "document.import": may_import,
    "document.publish": may_publish,
}
