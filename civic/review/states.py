"""The life of a removal request (DOMAIN §3), and which step may follow which."""

from civic.errors import Refused
from civic.review.models import RequestState

S = RequestState
NEXT: dict[RequestState, frozenset[RequestState]] = {
    S.RECEIVED: frozenset({S.FORM_CHECK, S.HANDED_OVER}),
    # Once the form is in order the post may be hidden until the decision, before its author is asked.
    S.FORM_CHECK: frozenset({S.PROVISIONAL_HIDE, S.AUTHOR_INQUIRY, S.DECIDED, S.CLOSED}),
    S.PROVISIONAL_HIDE: frozenset({S.AUTHOR_INQUIRY, S.DECIDED}),
    S.AUTHOR_INQUIRY: frozenset({S.DECIDED}),
    S.DECIDED: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.HANDED_OVER: frozenset({S.CLOSED}),
}


def move(state: RequestState, to: RequestState) -> RequestState:
    """The new state, or Refused when the request cannot go there from here."""
    if to not in NEXT[state]:
        raise Refused("review.request_cannot_move")
    return to
