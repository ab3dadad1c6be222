"""What the room and the author's standing decide before the text is read: suspension and pre-moderation."""

from collections.abc import Iterator

from moderation.hits import Case, Hit


def find(case: Case) -> Iterator[Hit]:
    author, room = case.surroundings.author, case.surroundings.room
    if author.suspended_until is not None and case.now < author.suspended_until:
        yield Hit("author.suspended", "certain")
    if room.is_pre_moderated and not author.is_staff:
        yield Hit("room.pre_moderated", "certain")
