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


class Decided(Protocol):
    """An act, an appeal or a proposal that somebody else has the next word on."""

    @property
    def post(self) -> PostInRoom: ...
    @property
    def decider_ids(self) -> frozenset[int]: ...


class Concerned(Protocol):
    """An act as the person it concerns sees it."""

    @property
    def author_id(self) -> int | None: ...


class Closable(Protocol):
    """What only people other than these may carry out."""

    @property
    def decider_ids(self) -> frozenset[int]: ...
    @property
    def author_id(self) -> int | None: ...


def may_decide_again(viewer: Viewer, thing: Decided) -> bool:
    """A moderator of the room, no party, and none of those who decided before (DOMAIN §10, 4)."""
    return viewer is not None and may_moderate(viewer, thing.post) and viewer.person_id not in thing.decider_ids


def may_hide_urgently(viewer: Viewer, post: PostInRoom) -> bool:
    """Any moderator, of whichever room: life and limb come first. Never one's own post."""
    return viewer is not None and viewer.has_anywhere(Role.MODERATOR) and viewer.person_id != post.author_id


def may_appeal(viewer: Viewer, thing: Concerned) -> bool:
    """The author of the post the act was about."""
    return viewer is not None and thing.author_id == viewer.person_id


def may_see_appeal(viewer: Viewer, thing: Decided) -> bool:
    return may_appeal(viewer, thing.post) or may_see_case(viewer, thing.post)


def may_purge(viewer: Viewer, thing: Closable) -> bool:
    """システム管理者, as the second person beside the moderator who proposed it."""
    return (
        viewer is not None
        and viewer.has(Role.SYSTEM_MANAGER)
        and viewer.person_id not in thing.decider_ids
        and viewer.person_id != thing.author_id
    )


def has_purges(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.SYSTEM_MANAGER)


def has_requests(viewer: Viewer, thing: Any = None) -> bool:
    """Removal requests hold names and addresses: moderators of the whole city and the 総括管理者."""
    return viewer is not None and (viewer.has(Role.MODERATOR) or viewer.has(Role.CITY_MANAGER))


def may_decide_request(viewer: Viewer, post: PostInRoom | None) -> bool:
    """A moderator of the whole city, no party to the thread the request is about."""
    return (
        viewer is not None
        and viewer.has(Role.MODERATOR)
        and (post is None or viewer.person_id not in (post.author_id, *post.party_ids))
    )


def may_hand_over(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.CITY_MANAGER)


def may_pause(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and (viewer.has(Role.CITY_MANAGER) or viewer.has(Role.SYSTEM_MANAGER))


def may_enter_paper(viewer: Viewer, thing: Any = None) -> bool:
    """代行入力: any office but the auditor's, which only reads."""
    return viewer is not None and viewer.is_staff and not viewer.has(Role.AUDITOR)


def may_ask_identity(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and viewer.has(Role.SYSTEM_MANAGER)


def may_approve_identity(viewer: Viewer, thing: Closable) -> bool:
    """The 総括管理者, never the one who asked."""
    return viewer is not None and viewer.has(Role.CITY_MANAGER) and viewer.person_id not in thing.decider_ids


def may_see_identities(viewer: Viewer, thing: Any = None) -> bool:
    return viewer is not None and any(
        viewer.has(role) for role in (Role.SYSTEM_MANAGER, Role.CITY_MANAGER, Role.AUDITOR)
    )


TABLE = {
    "desk.see": has_desk,
    "case.see": may_see_case,
    "act.read_reason": may_read_reason,
    "post.publish_held": may_moderate,
    "post.reject": may_moderate,
    "post.hide": may_moderate,
    "post.hide_urgently": may_hide_urgently,
    "post.give_reason": may_see_case,
    "post.mask": may_moderate,
    "post.restore": may_moderate,
    "post.keep": may_moderate,
    "post.warn": may_moderate,
    "post.move": may_moderate,
    "post.split": may_moderate,
    "post.lock": may_moderate,
    "post.slow": may_moderate,
    "act.confirm": may_decide_again,
    "appeal.file": may_appeal,
    "appeal.see": may_see_appeal,
    "appeal.decide": may_decide_again,
    "proposal.make": may_moderate,
    "suspension.carry": may_decide_again,
    "purge.see": has_purges,
    "purge.carry": may_purge,
    "case.claim": has_desk,
    "case.note": has_desk,
    "case.hand_over": may_hand_over,
    "site.pause": may_pause,
    "report.file": is_signed_in,
    "report.enter": may_enter_paper,
    "request.see": has_requests,
    "request.enter": may_enter_paper,
    "request.decide": may_decide_request,
    "identity.see": may_see_identities,
    "identity.ask": may_ask_identity,
    "identity.approve": may_approve_identity,
    "practice.see": has_desk,
}
