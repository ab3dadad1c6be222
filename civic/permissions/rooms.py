"""Who may prepare, open and run rooms, and write in them."""

from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.city import DraftedThing, is_not_drafter


class RoomFacts(Protocol):
    """What permissions know of a room."""

    @property
    def id(self) -> int: ...
    @property
    def section_id(self) -> int | None: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def identity_level(self) -> int: ...


class DraftedRoom(RoomFacts, DraftedThing, Protocol):
    """A room with its drafter."""


class PostFacts(Protocol):
    @property
    def author_id(self) -> int | None: ...


def may_draft_room(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has_anywhere(Role.ROOM_MANAGER) or viewer.has(Role.CITY_MANAGER))


def manages(viewer: Viewer, room: RoomFacts) -> bool:
    """会議室管理者 of the room or its owning section, or the 総括管理者."""
    if viewer is None:
        return False
    return viewer.has(Role.CITY_MANAGER) or viewer.has(Role.ROOM_MANAGER, room_id=room.id, section_id=room.section_id)


def may_approve_room(viewer: Viewer, room: DraftedRoom) -> bool:
    """The approver of the owning section, not the room's drafter (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and viewer.has(Role.APPROVER, room_id=room.id, section_id=room.section_id)
        and is_not_drafter(viewer, room)
    )


def works_for(viewer: Viewer, room: RoomFacts) -> bool:
    """Anyone with an office in this room or its section; they see it before it is public."""
    return viewer is not None and (
        viewer.has(Role.AUDITOR)
        or viewer.has(Role.CITY_MANAGER)
        or any(viewer.has(role, room_id=room.id, section_id=room.section_id) for role in Role)
    )


def may_see_room(viewer: Viewer, room: RoomFacts) -> bool:
    return room.is_public or works_for(viewer, room)


def may_write(viewer: Viewer, room: RoomFacts) -> bool:
    """Signed in, not suspended, with the identity the room needs. Dates and states are asked by the verb."""
    return (
        viewer is not None
        and not viewer.is_suspended
        and may_see_room(viewer, room)
        and viewer.identity_level >= room.identity_level
    )


def may_speak_as_staff(viewer: Viewer, room: RoomFacts) -> bool:
    """職員の発言: staff of an office may speak for themselves, labelled; no approval needed."""
    return may_write(viewer, room) and viewer is not None and viewer.is_staff and not viewer.has(Role.AUDITOR)


def is_author(viewer: Viewer, post: PostFacts) -> bool:
    return viewer is not None and post.author_id == viewer.person_id


def facilitates(viewer: Viewer, room: RoomFacts) -> bool:
    return viewer is not None and (viewer.has(Role.FACILITATOR, room_id=room.id) or manages(viewer, room))


TABLE = {
    "room.see": may_see_room,
    "room.draft": may_draft_room,
    "room.edit": manages,
    "room.approve": may_approve_room,
    "room.announce": manages,
    "room.suspend": manages,
    "room.resume": manages,
    "room.cancel": manages,
    "room.facilitate": facilitates,
    "post.publish": may_write,
    "post.speak_as_staff": may_speak_as_staff,
    "post.edit": is_author,
    "post.withdraw": is_author,
}
