"""The life of an answer of the city and of what it promised (DOMAIN §4)."""

from enum import StrEnum

from civic.errors import Refused


class ResponseState(StrEnum):
    ASSIGNED = "assigned"
    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    PUBLISHED = "published"


S = ResponseState
NEXT: dict[ResponseState, frozenset[ResponseState]] = {
    S.ASSIGNED: frozenset({S.DRAFTING}),
    S.DRAFTING: frozenset({S.DRAFTING, S.IN_REVIEW, S.AWAITING_APPROVAL}),
    S.IN_REVIEW: frozenset({S.DRAFTING, S.AWAITING_APPROVAL}),
    S.AWAITING_APPROVAL: frozenset({S.DRAFTING, S.APPROVED, S.PUBLISHED}),
    # Approved, and waiting for the moment at which a room's answers are published together.
    S.APPROVED: frozenset({S.DRAFTING, S.PUBLISHED}),
    # A correction is a new version, drafted and approved like the first; the published one stays readable.
    S.PUBLISHED: frozenset({S.DRAFTING}),
}


def move(state: ResponseState, to: ResponseState) -> ResponseState:
    if to not in NEXT[state]:
        raise Refused("responses.cannot_move", state=state.value, to=to.value)
    return to


class Horizon(StrEnum):
    """直ちに 1年以内 3年以内 5年以内 経過観察 実施困難 他機関 (after 横須賀's 2007 reports)."""

    AT_ONCE = "at_once"
    ONE_YEAR = "one_year"
    THREE_YEARS = "three_years"
    FIVE_YEARS = "five_years"
    WATCHED = "watched"
    HARD = "hard"
    ELSEWHERE = "elsewhere"


class FollowUpState(StrEnum):
    """未着手 進行中 完了 中止; the last two end it."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


CLOSED = frozenset({FollowUpState.DONE, FollowUpState.STOPPED})
