"""The lives of entries, introductions, opportunities and requests (DOMAIN §5): which state may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from civic.errors import Refused

State = TypeVar("State", bound=StrEnum)


class EntryState(StrEnum):
    DRAFT = "draft"
    APPLIED = "applied"
    UNDER_REVIEW = "under_review"
    REGISTERED = "registered"
    REJECTED = "rejected"
    UPDATE_PENDING = "update_pending"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


S = EntryState
NEXT: dict[EntryState, frozenset[EntryState]] = {
    S.DRAFT: frozenset({S.APPLIED, S.WITHDRAWN}),
    S.APPLIED: frozenset({S.UNDER_REVIEW, S.REGISTERED, S.REJECTED, S.WITHDRAWN}),
    S.UNDER_REVIEW: frozenset({S.REGISTERED, S.REJECTED, S.WITHDRAWN}),
    S.REGISTERED: frozenset({S.UPDATE_PENDING, S.EXPIRED, S.SUSPENDED, S.WITHDRAWN}),
    S.UPDATE_PENDING: frozenset({S.REGISTERED, S.EXPIRED, S.SUSPENDED, S.WITHDRAWN}),
    S.SUSPENDED: frozenset({S.REGISTERED, S.UPDATE_PENDING, S.EXPIRED, S.WITHDRAWN}),
    S.EXPIRED: frozenset({S.APPLIED, S.WITHDRAWN}),
    S.REJECTED: frozenset({S.APPLIED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}


class IntroductionState(StrEnum):
    """紹介: contacts are exchanged in `introduced` and not before."""

    REQUESTED = "requested"
    CITY_CHECK = "city_check"
    REFUSED = "refused"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    INTRODUCED = "introduced"
    DONE = "done"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"


T = IntroductionState
INTRODUCTION_NEXT: dict[IntroductionState, frozenset[IntroductionState]] = {
    T.REQUESTED: frozenset({T.CITY_CHECK, T.CANCELLED}),
    T.CITY_CHECK: frozenset({T.ASKED, T.REFUSED, T.CANCELLED}),
    T.ASKED: frozenset({T.ACCEPTED, T.DECLINED, T.CANCELLED, T.TIMED_OUT}),
    T.ACCEPTED: frozenset({T.INTRODUCED, T.CANCELLED}),
    T.INTRODUCED: frozenset({T.DONE, T.CLOSED}),
    T.DONE: frozenset({T.REPORTED, T.CLOSED}),
    T.REPORTED: frozenset({T.CLOSED}),
    T.REFUSED: frozenset(),
    T.DECLINED: frozenset(),
    T.CLOSED: frozenset(),
    T.CANCELLED: frozenset(),
    T.TIMED_OUT: frozenset(),
}
# States in which both sides know each other's contact.
KNOWN = frozenset({T.INTRODUCED, T.DONE, T.REPORTED, T.CLOSED})
# States in which the two write to each other through the platform.
TALKING = frozenset({T.ASKED, T.ACCEPTED, T.INTRODUCED, T.DONE})


class OpportunityState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"


O = OpportunityState  # noqa: E741
OPPORTUNITY_NEXT: dict[OpportunityState, frozenset[OpportunityState]] = {
    O.DRAFT: frozenset({O.OPEN, O.CANCELLED}),
    O.OPEN: frozenset({O.CLOSED, O.CANCELLED}),
    O.CLOSED: frozenset({O.HELD, O.CANCELLED}),
    O.HELD: frozenset({O.REPORTED}),
    O.REPORTED: frozenset(),
    O.CANCELLED: frozenset(),
}


class RequestState(StrEnum):
    """An application to an opportunity, or a request for a lecture."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


R = RequestState
REQUEST_NEXT: dict[RequestState, frozenset[RequestState]] = {
    R.APPLIED: frozenset({R.ACCEPTED, R.DECLINED, R.CANCELLED}),
    R.ACCEPTED: frozenset({R.CANCELLED}),
    R.DECLINED: frozenset(),
    R.CANCELLED: frozenset(),
}


class MemberRole(StrEnum):
    """What a member may do: belong, write in the group's name, or stand in for the representative."""

    MEMBER = "member"
    WRITER = "writer"
    DEPUTY = "deputy"


class MemberState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


M = MemberState
MEMBER_NEXT: dict[MemberState, frozenset[MemberState]] = {
    M.INVITED: frozenset({M.ACCEPTED, M.DECLINED, M.ENDED}),
    M.ACCEPTED: frozenset({M.ENDED}),
    M.DECLINED: frozenset({M.INVITED}),
    M.ENDED: frozenset({M.INVITED}),
}


def step(table: Mapping[State, frozenset[State]], state: State, to: State) -> State:
    """The new state, or Refused when this cannot go there from here."""
    if to not in table[state]:
        raise Refused("registry.cannot_move", state=state.value, to=to.value)
    return to


def move(state: EntryState, to: EntryState) -> EntryState:
    return step(NEXT, state, to)
