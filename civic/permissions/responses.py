"""Who may draft and who may approve an answer of the city."""

from collections.abc import Sequence
from typing import Any, Protocol

from civic.permissions.actor import Role, Viewer


class SectionThing(Protocol):
    @property
    def section_id(self) -> int | None: ...
    @property
    def room_id(self) -> int: ...


class DraftedText(SectionThing, Protocol):
    """A text of the city with everybody who worked on what is not published yet."""

    @property
    def drafter_ids(self) -> Sequence[int]: ...


class ReadyResponse(DraftedText, Protocol):
    """A draft with who stands in for its approvers today and whose turn it is to read it."""

    @property
    def deputy_ids(self) -> Sequence[int]: ...
    @property
    def reader_id(self) -> int | None: ...


class AuthoredThing(Protocol):
    """Something residents wrote the sources of."""

    @property
    def author_ids(self) -> Sequence[int]: ...


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


def may_approve(viewer: Viewer, response: ReadyResponse) -> bool:
    """決裁: the approver of the section or a deputy of today, who wrote nothing of it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and (
            viewer.has(Role.APPROVER, room_id=response.room_id, section_id=response.section_id)
            or viewer.person_id in response.deputy_ids
        )
        and viewer.person_id not in response.drafter_ids
    )


def may_approve_faq(viewer: Viewer, faq: DraftedText) -> bool:
    """An approver of the section who did not write it."""
    return (
        viewer is not None
        and viewer.has(Role.APPROVER, room_id=faq.room_id, section_id=faq.section_id)
        and _wrote_nothing(viewer, faq)
    )


def may_retire_faq(viewer: Viewer, faq: SectionThing) -> bool:
    """Those who draft or approve for the section."""
    return viewer is not None and (
        may_draft(viewer, faq) or viewer.has(Role.APPROVER, room_id=faq.room_id, section_id=faq.section_id)
    )


def may_read_for_review(viewer: Viewer, response: ReadyResponse) -> bool:
    """合議: the one whose turn it is, who wrote nothing of it."""
    return (
        viewer is not None and viewer.person_id == response.reader_id and viewer.person_id not in response.drafter_ids
    )


def may_record_approval(viewer: Viewer, response: DraftedText) -> bool:
    """外部決裁 is recorded by somebody of the office who did not draft the text."""
    return may_see_draft(viewer, response) and _wrote_nothing(viewer, response) and not _only_audits(viewer)


def may_see_draft(viewer: Viewer, thing: SectionThing) -> bool:
    return viewer is not None and (
        may_draft(viewer, thing)
        or viewer.has(Role.APPROVER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.CITY_MANAGER)
        or viewer.has(Role.AUDITOR)
    )


def may_see_ready(viewer: Viewer, response: ReadyResponse) -> bool:
    """Besides the office: its deputies of today and the reader whose turn it is."""
    return viewer is not None and (
        may_see_draft(viewer, response)
        or viewer.person_id in response.deputy_ids
        or viewer.person_id == response.reader_id
    )


def may_hand_over(viewer: Viewer, thing: SectionThing) -> bool:
    return viewer is not None and (
        may_draft(viewer, thing)
        or viewer.has(Role.APPROVER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.CITY_MANAGER)
    )


def may_name_deputy(viewer: Viewer, thing: SectionThing) -> bool:
    """The approver of the section, or the 総括管理者."""
    return viewer is not None and (
        viewer.has(Role.APPROVER, section_id=thing.section_id) or viewer.has(Role.CITY_MANAGER)
    )


def may_release_answers(viewer: Viewer, thing: SectionThing) -> bool:
    """When a room's answers are published together: its manager or an approver."""
    return viewer is not None and (
        viewer.has(Role.CITY_MANAGER)
        or viewer.has(Role.ROOM_MANAGER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.APPROVER, room_id=thing.room_id, section_id=thing.section_id)
    )


def may_group(viewer: Viewer, thing: SectionThing) -> bool:
    """Facilitators of the room and those who manage it: they sum up, and decide about no post."""
    return viewer is not None and (
        viewer.has(Role.FACILITATOR, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.ROOM_MANAGER, room_id=thing.room_id, section_id=thing.section_id)
        or viewer.has(Role.CITY_MANAGER)
    )


def may_see_summary(viewer: Viewer, thing: SectionThing) -> bool:
    """The summary as it is being written."""
    return viewer is not None and (may_group(viewer, thing) or may_see_draft(viewer, thing))


def may_pass_summary(viewer: Viewer, thing: DraftedText) -> bool:
    """No summary is public without somebody who wrote nothing of it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and (may_group(viewer, thing) or viewer.has(Role.APPROVER, room_id=thing.room_id, section_id=thing.section_id))
        and _wrote_nothing(viewer, thing)
    )


def may_endorse(viewer: Viewer, thing: SectionThing) -> bool:
    """進行役 of the room."""
    return viewer is not None and viewer.has(Role.FACILITATOR, room_id=thing.room_id, section_id=thing.section_id)


def is_among_authors(viewer: Viewer, thing: AuthoredThing) -> bool:
    return viewer is not None and viewer.person_id in thing.author_ids


def may_reply(viewer: Viewer, thing: Any = None) -> bool:
    """Whoever is signed in and not suspended."""
    return viewer is not None and not viewer.is_suspended


def _wrote_nothing(viewer: Viewer, thing: DraftedText) -> bool:
    return viewer is not None and viewer.person_id not in thing.drafter_ids


def _only_audits(viewer: Viewer) -> bool:
    return viewer is not None and viewer.has(Role.AUDITOR)


TABLE = {
    "response_desk.see": has_desk,
    "response.assign": may_assign,
    "response.draft": may_draft,
    "response.submit": may_draft,
    "response.review": may_read_for_review,
    "response.send_back": may_approve,
    "response.publish": may_approve,
    "response.record_approval": may_record_approval,
    "response.correct": may_draft,
    "response.see_draft": may_see_draft,
    "response.see_ready": may_see_ready,
    "response.hand_over": may_hand_over,
    "response.release": may_release_answers,
    "deputy.name": may_name_deputy,
    "answer_template.write": may_draft,
    "faq.publish": may_approve_faq,
    "faq.retire": may_retire_faq,
    "answer.rate": may_reply,
    "survey.answer": may_reply,
    "follow_up.report": may_draft,
    "summary.see_draft": may_see_summary,
    "summary.group": may_group,
    "summary.answer_objection": may_group,
    "summary.object": is_among_authors,
    "summary.show": may_pass_summary,
    "proposal.endorse": may_endorse,
    "proposal.submit": may_pass_summary,
    "room.close_answers": may_release_answers,
    "room.archive": may_release_answers,
    "post.mark": may_group,
}
