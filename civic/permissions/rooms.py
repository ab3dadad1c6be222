"""Who may prepare, open and run rooms, and write in them."""

from collections.abc import Collection
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


class EnteredPost(PostFacts, Protocol):
    """A post with the member of staff who typed it for somebody else, if anybody did."""

    @property
    def proxy_by(self) -> int | None: ...


class PlacedPost(PostFacts, Protocol):
    """A post with its room; `is_public` is true for published ones and for tombstones."""

    @property
    def room_id(self) -> int: ...
    @property
    def section_id(self) -> int | None: ...
    @property
    def is_public(self) -> bool: ...


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


def may_mark_read(viewer: Viewer, room: RoomFacts) -> bool:
    return viewer is not None and may_see_room(viewer, room)


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


def may_enter(viewer: Viewer, room: RoomFacts) -> bool:
    """代行入力: the drafters and managers of the room's section, and the 総括管理者, type what came by other ways."""
    return viewer is not None and (
        manages(viewer, room) or viewer.has(Role.DRAFTER, room_id=room.id, section_id=room.section_id)
    )


def is_author(viewer: Viewer, post: PostFacts) -> bool:
    return viewer is not None and post.author_id == viewer.person_id


def may_edit_post(viewer: Viewer, post: EnteredPost) -> bool:
    """The author; for words that came by another way, whoever typed them, to mend what was typed wrong."""
    is_typist = viewer is not None and post.proxy_by == viewer.person_id
    return (is_author(viewer, post) or is_typist) and viewer is not None and not viewer.is_suspended


def may_see_post(viewer: Viewer, post: PlacedPost) -> bool:
    """Held and rejected posts: their author and the moderators of the room. That the room itself may be seen is
    asked of the room."""
    if post.is_public:
        return True
    return viewer is not None and (
        post.author_id == viewer.person_id
        or viewer.has(Role.MODERATOR, room_id=post.room_id, section_id=post.section_id)
    )


class ConcernedProposal(Protocol):
    """A proposed residents' room: who made it, who stands behind it."""

    @property
    def proposer_id(self) -> int | None: ...
    @property
    def supporter_ids(self) -> Collection[int]: ...


def may_propose_area(viewer: Viewer, thing: Any = None) -> bool:
    """Whoever is signed in and not suspended."""
    return viewer is not None and not viewer.is_suspended


def may_support_area(viewer: Viewer, proposal: ConcernedProposal) -> bool:
    return may_propose_area(viewer) and viewer is not None and viewer.person_id != proposal.proposer_id


def is_proposer(viewer: Viewer, proposal: ConcernedProposal) -> bool:
    return viewer is not None and viewer.person_id == proposal.proposer_id


def may_decide_area(viewer: Viewer, proposal: ConcernedProposal) -> bool:
    """運営委員 who neither made nor supported it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and viewer.has(Role.COMMITTEE_MEMBER)
        and viewer.person_id != proposal.proposer_id
        and viewer.person_id not in proposal.supporter_ids
    )


def may_conclude(viewer: Viewer, room: RoomFacts) -> bool:
    """進行役 of that very room."""
    return viewer is not None and room.id in viewer.scope_ids(Role.FACILITATOR, "room")


class AskedPerson(Protocol):
    """A place of somebody in a residents' room."""

    @property
    def person_id(self) -> int: ...


def is_asked(viewer: Viewer, helper: AskedPerson) -> bool:
    """The person who was asked, themselves."""
    return viewer is not None and not viewer.is_suspended and viewer.person_id == helper.person_id


def has_room_desk(viewer: Viewer, thing: Any = None) -> bool:
    """Offices that prepare, approve or look after rooms."""
    return viewer is not None and (
        may_draft_room(viewer)
        or viewer.has_anywhere(Role.APPROVER)
        or viewer.has_anywhere(Role.FACILITATOR)
        or viewer.has(Role.AUDITOR)
    )


TABLE = {
    "room.see": may_see_room,
    "room.mark_read": may_mark_read,
    "room_desk.see": has_room_desk,
    "room.draft": may_draft_room,
    "room.edit": manages,
    "room.approve": may_approve_room,
    "room.return_to_draft": manages,
    "room.announce": manages,
    "room.suspend": manages,
    "room.resume": manages,
    "room.cancel": manages,
    "room.conclude": may_conclude,
    "area.propose": may_propose_area,
    "area.support": may_support_area,
    "area.withdraw": is_proposer,
    "area.decide": may_decide_area,
    "area.ask_helper": may_conclude,
    "area.answer_helping": is_asked,
    "post.see": may_see_post,
    "post.publish": may_write,
    "post.enter": may_enter,
    "post.speak_as_staff": may_speak_as_staff,
    "post.edit": may_edit_post,
    "post.withdraw": is_author,
}
