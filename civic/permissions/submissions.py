"""Who may enter, read and group what was sent to a public comment, and who may approve its result."""

from collections.abc import Sequence
from typing import Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.rooms import RoomFacts


class DraftedResult(Protocol):
    """A result with everybody who wrote any of it."""

    @property
    def room_id(self) -> int: ...
    @property
    def section_id(self) -> int | None: ...
    @property
    def drafter_ids(self) -> Sequence[int]: ...


def may_work(viewer: Viewer, room: RoomFacts) -> bool:
    """The drafters and managers of the room's section, and the 総括管理者."""
    return viewer is not None and (
        viewer.has(Role.CITY_MANAGER)
        or any(
            viewer.has(role, room_id=room.id, section_id=room.section_id) for role in (Role.DRAFTER, Role.ROOM_MANAGER)
        )
    )


def may_read(viewer: Viewer, room: RoomFacts) -> bool:
    """Until the result is published, what was sent is for the office alone: besides those who work on it, its approver
    and the auditor."""
    return may_work(viewer, room) or (
        viewer is not None
        and (viewer.has(Role.AUDITOR) or viewer.has(Role.APPROVER, room_id=room.id, section_id=room.section_id))
    )


def may_approve_result(viewer: Viewer, result: DraftedResult) -> bool:
    """決裁 by an approver of the section who wrote nothing of it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and viewer.has(Role.APPROVER, room_id=result.room_id, section_id=result.section_id)
        and viewer.person_id not in result.drafter_ids
    )


TABLE = {
    "submission.see": may_read,
    "submission.enter": may_work,
    "submission.identify": may_work,
    "submission.redact": may_work,
    "comment_opinion.group": may_work,
    "comment_result.draft": may_work,
    "comment_result.approve": may_approve_result,
}
