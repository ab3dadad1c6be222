"""Where a post may go from where it is, by which act, and which kind of person may do it: one table."""

from dataclasses import dataclass
from typing import Literal, get_args

PostState = Literal["submitted", "held", "published", "masked", "hidden", "rejected", "withdrawn", "purged"]
PostAct = Literal["publish", "hold", "reject", "mask", "hide", "confirm", "restore", "withdraw", "edit", "purge"]
Kind = Literal["system", "author", "moderator", "second_moderator", "system_manager"]
"""second_moderator: a moderator other than the one whose act is confirmed or undone. system_manager: always with a second."""

STATES: tuple[PostState, ...] = get_args(PostState)
ACTS: tuple[PostAct, ...] = get_args(PostAct)
KINDS: tuple[Kind, ...] = get_args(Kind)

PUBLIC_STATES: frozenset[PostState] = frozenset(["published", "masked"])
"""States in which (part of) the text may be read by anybody; hidden and withdrawn leave a tombstone."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted move and what it takes.

    `needs_ground`: an article in force and a reason (for a purge, the code of a legal ground). `needs_second`: another
    person must agree (a hide does for its first 24 hours without). `appealable`: the author may object.
    """

    state: PostState
    act: PostAct
    kind: Kind
    to: PostState
    needs_ground: bool = False
    needs_second: bool = False
    appealable: bool = False


class NotAllowed(Exception):
    """This kind of person may not do this to a post in this state."""

    def __init__(self, state: str, act: str, kind: str) -> None:
        super().__init__(f"{kind} may not {act} a post that is {state}")
        self.state = state
        self.act = act
        self.kind = kind


def _judged(state: PostState, act: PostAct, kind: Kind, to: PostState, *, needs_second: bool = False) -> Transition:
    """An act against the author's text: with a ground, open to appeal."""
    return Transition(state, act, kind, to, needs_ground=True, needs_second=needs_second, appealable=True)


TRANSITIONS: tuple[Transition, ...] = (
    Transition("submitted", "publish", "system", "published"),
    Transition("submitted", "hold", "system", "held"),
    Transition("held", "publish", "moderator", "published"),
    _judged("held", "reject", "moderator", "rejected"),
    _judged("published", "mask", "moderator", "masked"),
    # More of a masked post may be blacked out; nothing less is hidden than before.
    _judged("masked", "mask", "moderator", "masked"),
    _judged("published", "hide", "moderator", "hidden", needs_second=True),
    _judged("masked", "hide", "moderator", "hidden", needs_second=True),
    _judged("hidden", "confirm", "second_moderator", "hidden"),
    # An appeal, or a removal request decided in part, may leave a stretch blacked out instead of the whole hidden.
    _judged("hidden", "mask", "second_moderator", "masked"),
    Transition("masked", "restore", "second_moderator", "published", needs_ground=True),
    Transition("hidden", "restore", "second_moderator", "published", needs_ground=True),
    Transition("rejected", "restore", "second_moderator", "published", needs_ground=True),
    # A hide nobody seconded within 24 hours returns by itself.
    Transition("hidden", "restore", "system", "published"),
    Transition("hidden", "mask", "system", "masked"),
    # Every edit is judged again; one of a text a moderator has in hand waits for the moderator.
    Transition("published", "edit", "author", "submitted"),
    Transition("masked", "edit", "author", "held"),
    Transition("held", "edit", "author", "held"),
    Transition("rejected", "edit", "author", "held"),
    Transition("held", "withdraw", "author", "withdrawn"),
    Transition("published", "withdraw", "author", "withdrawn"),
    Transition("masked", "withdraw", "author", "withdrawn"),
    *(
        Transition(state, "purge", "system_manager", "purged", needs_ground=True, needs_second=True)
        for state in STATES
        if state != "purged"
    ),
)

_BY_MOVE = {(move.state, move.act, move.kind): move for move in TRANSITIONS}


def transition(state: PostState, act: PostAct, kind: Kind) -> Transition:
    """The row of the table; raises NotAllowed when there is none."""
    try:
        return _BY_MOVE[state, act, kind]
    except KeyError:
        raise NotAllowed(state, act, kind) from None


def next_state(state: PostState, act: PostAct, kind: Kind) -> PostState:
    return transition(state, act, kind).to


def acts_open_to(state: PostState, kind: Kind) -> tuple[PostAct, ...]:
    """What this kind of person may do to a post in this state, in the order of ACTS."""
    return tuple(act for act in ACTS if (state, act, kind) in _BY_MOVE)
