"""Who may draft and who may approve an answer of the city."""

from collections.abc import Sequence
from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer


class SectionThing(Protocol):
    @property
    def section_id(self) -> int | None: ...
    @property
    def room_id(self) -> int: ...


class DraftedResponse(SectionThing, Protocol):
    """A response with everybody who worked on the text that is not published yet."""

    @property
    def drafter_ids(self) -> Sequence[int]: ...


def has_desk(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (
        viewer.has_anywhere(Role.DRAFTER)
        or viewer.has_anywhere(Role.APPROVER)
        or viewer.has_anywhere(Role.ROOM_MANAGER)
        or viewer.has(Role.CITY_MANAGER)
    )


def may_assign(viewer: Viewer, thing: SectionThing) -> bool:
    return viewer is not None and (
        viewer.has(Role.CITY_MANAGER)
        or viewer.has(Role.ROOM_MANAGER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.DRAFTER, room_id=thing.room_id, section_id=thing.section_id)
    )


def may_draft(viewer: Viewer, thing: SectionThing) -> bool:
    return viewer is not None and viewer.has(Role.DRAFTER, room_id=thing.room_id, section_id=thing.section_id)


def may_approve(viewer: Viewer, response: DraftedResponse) -> bool:
    """決裁: the approver of the section, who wrote nothing of it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and viewer.has(Role.APPROVER, room_id=response.room_id, section_id=response.section_id)
        and viewer.person_id not in response.drafter_ids
    )


def may_see_draft(viewer: Viewer, thing: SectionThing) -> bool:
    return viewer is not None and (
        may_draft(viewer, thing)
        or viewer.has(Role.APPROVER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.CITY_MANAGER)
        or viewer.has(Role.AUDITOR)
    )


TABLE = {
    "response_desk.see": has_desk,
    "response.assign": may_assign,
    "response.draft": may_draft,
    "response.submit": may_draft,
    "response.send_back": may_approve,
    "response.publish": may_approve,
    "response.correct": may_draft,
    "response.see_draft": may_see_draft,
}
