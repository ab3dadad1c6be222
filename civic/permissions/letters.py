"""Who may type in, read and answer letters to the mayor."""

from collections.abc import Sequence
from typing import Protocol

from civic.permissions.actor import Role, Viewer


class LettersOffice(Protocol):
    """広聴の課, and everybody who wrote any of the reply to the letter in question."""

    @property
    def section_id(self) -> int | None: ...
    @property
    def drafter_ids(self) -> Sequence[int]: ...


def has_letters(viewer: Viewer, office: LettersOffice) -> bool:
    """広聴: the 総括管理者, and drafters of the section the city named for letters."""
    return viewer is not None and (
        viewer.has(Role.CITY_MANAGER) or viewer.has(Role.DRAFTER, section_id=office.section_id)
    )


def may_read_letters(viewer: Viewer, office: LettersOffice) -> bool:
    return has_letters(viewer, office) or (
        viewer is not None and (viewer.has(Role.APPROVER, section_id=office.section_id) or viewer.has(Role.AUDITOR))
    )


def may_approve_letter(viewer: Viewer, office: LettersOffice) -> bool:
    """決裁 by an approver of that section who wrote nothing of it (DOMAIN §10, 10)."""
    return (
        viewer is not None
        and viewer.has(Role.APPROVER, section_id=office.section_id)
        and viewer.person_id not in office.drafter_ids
    )


TABLE = {
    "letter.see": may_read_letters,
    "letter.enter": has_letters,
    "letter.decide": has_letters,
    "letter.approve": may_approve_letter,
    "letter.see_sender": has_letters,
}
