"""Who may report, and who may decide what stays."""

from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer
from civic.permissions.registry import is_signed_in


class PostInRoom(Protocol):
    """A post as moderation sees it: `party_ids` are all who wrote in its thread."""

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


def may_moderate(viewer: Viewer, post: PostInRoom) -> bool:
    """A moderator of that room who is not a party to the thread (DOMAIN §3)."""
    return (
        viewer is not None
        and viewer.has(Role.MODERATOR, room_id=post.room_id, section_id=post.section_id)
        and viewer.person_id != post.author_id
        and viewer.person_id not in post.party_ids
    )


TABLE = {
    "desk.see": has_desk,
    "post.publish_held": may_moderate,
    "post.reject": may_moderate,
    "post.hide": may_moderate,
    "post.restore": may_moderate,
    "report.file": is_signed_in,
}
