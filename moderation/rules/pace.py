"""How fast one author may post: a burst of posts anywhere, slow mode and the daily limit of a room."""

from collections.abc import Iterator

from moderation.hits import Case, Hit

_MINUTES_A_DAY = 24 * 60


def find(case: Case) -> Iterator[Hit]:
    """Staff are exempt: a facilitator answers several people in a row. So is a new wording of what stands already."""
    if case.surroundings.author.is_staff or case.surroundings.is_edit:
        return
    room = case.surroundings.room
    own = [previous.minutes_ago for previous in case.surroundings.previous if previous.same_author]
    # Two posts at one moment may lie a hair in the future; without slow mode nothing is too fast.
    if (room.slow_mode_minutes and any(minutes < room.slow_mode_minutes for minutes in own)) or _is_burst(case, own):
        yield Hit("pace.too_fast", "certain")
    if room.per_day_limit and sum(minutes < _MINUTES_A_DAY for minutes in own) >= room.per_day_limit:
        yield Hit("pace.daily_limit", "certain")


def _is_burst(case: Case, own: list[float]) -> bool:
    """More posts in a few minutes than somebody who reads the others can write (連投)."""
    most = case.policy.thresholds["burst_posts"]
    return most > 0 and sum(minutes < case.policy.thresholds["burst_minutes"] for minutes in own) >= most
