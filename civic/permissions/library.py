"""Who may bring documents in, publish them and close them."""

from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.city import DraftedThing, is_not_drafter


class PublishedThing(Protocol):
    @property
    def is_published(self) -> bool: ...


class BroughtThing(Protocol):
    @property
    def drafted_by(self) -> int | None: ...


def may_import(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has_anywhere(Role.DRAFTER))


def may_name(viewer: Viewer, version: BroughtThing) -> bool:
    """Only who brought it in, so that nobody publishes what they named; of a run by an operator, whoever may import."""
    return may_import(viewer) and viewer is not None and version.drafted_by in (None, viewer.person_id)


def may_publish(viewer: Viewer, version: DraftedThing) -> bool:
    """An approver who did not bring the version in."""
    return viewer is not None and viewer.has_anywhere(Role.APPROVER) and is_not_drafter(viewer, version)


def may_see(viewer: Viewer, version: PublishedThing) -> bool:
    if version.is_published:
        return True
    return may_work(viewer)


class ClosingThing(Protocol):
    """A public version somebody asked to close."""

    @property
    def close_asked_by(self) -> int | None: ...


def may_ask_to_close(viewer: Viewer, version: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has_anywhere(Role.APPROVER))


def may_close(viewer: Viewer, version: ClosingThing) -> bool:
    """The second of two people (DOMAIN §10, 34)."""
    return (
        may_ask_to_close(viewer)
        and viewer is not None
        and version.close_asked_by is not None
        and version.close_asked_by != viewer.person_id
    )


def may_work(viewer: Viewer, thing: Any = None) -> bool:
    """May open the desk where documents are brought in and published."""
    return may_import(viewer) or may_ask_to_close(viewer)


TABLE = {
    "document.redact": may_ask_to_close,
    "document.keep": may_import,
    "document.work": may_work,
    "document.ask_to_close": may_ask_to_close,
    "document.close": may_close,
    "document.see": may_see,
    "document.import": may_import,
    "document.name": may_name,
    "document.publish": may_publish,
}
