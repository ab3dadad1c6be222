"""The life of a register entry (DOMAIN §5): which state may follow which, and by whose verb."""

from enum import StrEnum

from civic.errors import Refused


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


def move(state: EntryState, to: EntryState) -> EntryState:
    """The new state, or Refused when the entry cannot go there from here."""
    if to not in NEXT[state]:
        raise Refused("registry.cannot_move", state=state.value, to=to.value)
    return to
