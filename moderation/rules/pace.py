"""Slow mode and the daily limit of a room: how fast one author may post."""

from collections.abc import Iterator

from moderation.hits import Case, Hit

_MINUTES_A_DAY = 24 * 60


def find(case: Case) -> Iterator[Hit]:
    """Staff are exempt: a facilitator answers several people in a row."""
    if case.surroundings.author.is_staff:
        return
    room = case.surroundings.room
    own = [previous.minutes_ago for previous in case.surroundings.previous if previous.same_author]
    # Two posts at one moment may lie a hair in the future; without slow mode nothing is too fast.
    if room.slow_mode_minutes and any(minutes < room.slow_mode_minutes for minutes in own):
        yield Hit("pace.too_fast", "certain")
    if room.per_day_limit and sum(minutes < _MINUTES_A_DAY for minutes in own) >= room.per_day_limit:
        yield Hit("pace.daily_limit", "certain")
