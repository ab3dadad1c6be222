"""The life of an answer of the city (DOMAIN §4)."""

from enum import StrEnum

from civic.errors import Refused


class ResponseState(StrEnum):
    ASSIGNED = "assigned"
    DRAFTING = "drafting"
    AWAITING_APPROVAL = "awaiting_approval"
    PUBLISHED = "published"


S = ResponseState
NEXT: dict[ResponseState, frozenset[ResponseState]] = {
    S.ASSIGNED: frozenset({S.DRAFTING}),
    S.DRAFTING: frozenset({S.DRAFTING, S.AWAITING_APPROVAL}),
    S.AWAITING_APPROVAL: frozenset({S.DRAFTING, S.PUBLISHED}),
    # A correction is a new version, drafted and approved like the first; the published one stays readable.
    S.PUBLISHED: frozenset({S.DRAFTING}),
}


def move(state: ResponseState, to: ResponseState) -> ResponseState:
    if to not in NEXT[state]:
        raise Refused("responses.cannot_move", state=state.value, to=to.value)
    return to
