"""Who may report, and who may decide what stays."""

from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.registry import is_signed_in


class PostInRoom(Protocol):
    """A post as moderation sees it: `party_ids` are all who wrote in its thread or reported it."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def room_id(self) -> int: ...
    @property
    def section_id(self) -> int | None: ...
    @property
    def party_ids(self) -> frozenset[int]: ...


def has_desk(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has_anywhere(Role.MODERATOR)


def may_see_case(viewer: Viewer, post: PostInRoom) -> bool:
    """A moderator of that room, party or not; nobody reads what was said against their own post."""
    return (
        viewer is not None
        and viewer.has(Role.MODERATOR, room_id=post.room_id, section_id=post.section_id)
        and viewer.person_id != post.author_id
    )


def may_moderate(viewer: Viewer, post: PostInRoom) -> bool:
    """A moderator of that room who is not a party to the thread (DOMAIN §3)."""
    return viewer is not None and may_see_case(viewer, post) and viewer.person_id not in post.party_ids


def may_read_reason(viewer: Viewer, post: PostInRoom) -> bool:
    """The author whom an act concerns, and the moderators of the room; the public log has article and date."""
    return viewer is not None and (viewer.person_id == post.author_id or may_see_case(viewer, post))


TABLE = {
    "desk.see": has_desk,
    "case.see": may_see_case,
    "act.read_reason": may_read_reason,
    "post.publish_held": may_moderate,
    "post.reject": may_moderate,
    "post.hide": may_moderate,
    "post.restore": may_moderate,
    "post.keep": may_moderate,
    "report.file": is_signed_in,
}
