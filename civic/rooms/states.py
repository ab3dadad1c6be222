"""The life of a room (DOMAIN §3): states, and which may follow which."""

from enum import StrEnum

from civic.errors import Refused


class RoomState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    OPEN = "open"
    SUMMARISING = "summarising"
    SUBMITTED = "submitted"
    ANSWERED = "answered"
    FOLLOW_UP = "follow_up"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


S = RoomState
# Reached by date alone; nobody presses anything (`Room.state_at`).
BY_CLOCK = frozenset({S.OPEN, S.SUMMARISING})
PUBLIC = frozenset(set(S) - {S.DRAFT, S.APPROVED})

_ONWARD: dict[RoomState, set[RoomState]] = {
    S.DRAFT: {S.APPROVED},
    S.APPROVED: {S.ANNOUNCED, S.DRAFT},
    S.ANNOUNCED: {S.OPEN},
    S.OPEN: {S.SUMMARISING},
    S.SUMMARISING: {S.SUBMITTED},
    S.SUBMITTED: {S.ANSWERED},
    S.ANSWERED: {S.FOLLOW_UP, S.ARCHIVED},
    S.FOLLOW_UP: {S.ARCHIVED},
    S.ARCHIVED: set(),
    S.SUSPENDED: set(PUBLIC) - {S.SUSPENDED, S.ARCHIVED},
    S.CANCELLED: set(),
}
_LIVE = PUBLIC - {S.SUSPENDED, S.CANCELLED, S.ARCHIVED}
NEXT: dict[RoomState, frozenset[RoomState]] = {
    state: frozenset(onward | ({S.SUSPENDED, S.CANCELLED} if state in _LIVE else set()))
    for state, onward in _ONWARD.items()
}


# A public comment ends with its result; no proposal is handed in between.
COMMENT_NEXT = {**NEXT, S.SUMMARISING: NEXT[S.SUMMARISING] - {S.SUBMITTED} | {S.ANSWERED}}


# A residents' room ends with what its facilitators write; the city owes it no answer.
CITIZEN_NEXT = {**NEXT, S.SUMMARISING: NEXT[S.SUMMARISING] - {S.SUBMITTED} | {S.ARCHIVED}}


def move(state: RoomState, to: RoomState, *, kind: str = "") -> RoomState:
    """The new state, or Refused when a room of this kind cannot go there from here."""
    if to not in {"comment": COMMENT_NEXT, "citizen": CITIZEN_NEXT}.get(kind, NEXT)[state]:
        raise Refused("rooms.cannot_move", state=state.value, to=to.value)
    return to
