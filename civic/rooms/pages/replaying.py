"""A door for staff: what a version of the rules would have said of the posts of the last months, before it is adopted."""

from datetime import timedelta

from starlette.responses import Response

from civic.city.queries import rule_set
from civic.clock import today
from civic.permissions import can, require
from civic.rooms.replaying import replay as replay_posts
from civic.web.page import page
from civic.web.visit import Visit
from moderation.verdict import sentence_code

DAYS, MOST_DAYS = 90, 3660
# Judging takes a third of a millisecond a post; a page should not take longer than about a second.
MOST_POSTS = 2_000


@page()
def replay(visit: Visit) -> Response:
    """Where posts stand and by which articles, never what they say: some are hidden."""
    found = visit.need(rule_set(visit.db, visit.number("version")))
    if not can(visit.viewer, "rule_set.adopt", found):
        require(visit.viewer, "rule_set.draft")
    days = min(max(visit.query_number("days", DAYS), 1), MOST_DAYS)
    outcome = replay_posts(visit.db, visit.now - timedelta(days=days), found.data, most=MOST_POSTS)
    return visit.render(
        "rooms/replay.html",
        rules=found,
        days=days,
        since=today(visit.now - timedelta(days=days)),
        outcome=outcome,
        most=MOST_POSTS,
        sentence_code=sentence_code,
    )
