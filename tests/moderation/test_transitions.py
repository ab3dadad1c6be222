"""The table of post states, checked for every state, act and kind of person."""

from itertools import product

import pytest

from moderation.transitions import (
    ACTS,
    KINDS,
    PUBLIC_STATES,
    STATES,
    TRANSITIONS,
    Kind,
    NotAllowed,
    PostAct,
    PostState,
    acts_open_to,
    next_state,
    transition,
)

# Written out by hand from the domain, not read from the code.
ALLOWED = {
    ("submitted", "publish", "system"): "published",
    ("submitted", "hold", "system"): "held",
    ("submitted", "purge", "system_manager"): "purged",
    ("held", "publish", "moderator"): "published",
    ("held", "reject", "moderator"): "rejected",
    ("held", "edit", "author"): "held",
    ("held", "withdraw", "author"): "withdrawn",
    ("held", "purge", "system_manager"): "purged",
    ("published", "mask", "moderator"): "masked",
    ("published", "hide", "moderator"): "hidden",
    ("published", "edit", "author"): "submitted",
    ("published", "withdraw", "author"): "withdrawn",
    ("published", "purge", "system_manager"): "purged",
    ("masked", "hide", "moderator"): "hidden",
    ("masked", "mask", "moderator"): "masked",
    ("masked", "restore", "second_moderator"): "published",
    ("masked", "edit", "author"): "held",
    ("masked", "withdraw", "author"): "withdrawn",
    ("masked", "purge", "system_manager"): "purged",
    ("hidden", "confirm", "second_moderator"): "hidden",
    ("hidden", "mask", "second_moderator"): "masked",
    ("hidden", "restore", "second_moderator"): "published",
    ("hidden", "restore", "system"): "published",
    ("hidden", "mask", "system"): "masked",
    ("hidden", "purge", "system_manager"): "purged",
    ("rejected", "restore", "second_moderator"): "published",
    ("rejected", "edit", "author"): "held",
    ("rejected", "purge", "system_manager"): "purged",
    ("withdrawn", "purge", "system_manager"): "purged",
}


@pytest.mark.parametrize(("state", "act", "kind"), list(product(STATES, ACTS, KINDS)))
def test_every_state_act_and_kind(state: PostState, act: PostAct, kind: Kind) -> None:
    expected = ALLOWED.get((state, act, kind))
    if expected is None:
        with pytest.raises(NotAllowed) as refused:
            next_state(state, act, kind)
        assert (refused.value.state, refused.value.act, refused.value.kind) == (state, act, kind)
        assert act not in acts_open_to(state, kind)
    else:
        assert next_state(state, act, kind) == expected
        assert act in acts_open_to(state, kind)


def test_the_table_has_no_move_twice() -> None:
    assert len({(move.state, move.act, move.kind) for move in TRANSITIONS}) == len(TRANSITIONS) == len(ALLOWED)


def test_no_way_out_of_purged_and_every_state_is_reached() -> None:
    assert all(not acts_open_to("purged", kind) for kind in KINDS)
    assert {move.to for move in TRANSITIONS} == set(STATES)


def test_only_people_act_against_a_published_text() -> None:
    against = [move for move in TRANSITIONS if move.state in PUBLIC_STATES and move.act in ("mask", "hide", "purge")]
    assert all(move.kind in ("moderator", "system_manager") and move.needs_ground for move in against)


def test_grounds_seconds_and_appeals() -> None:
    assert transition("published", "hide", "moderator").needs_second
    assert transition("held", "reject", "moderator").appealable
    assert transition("published", "purge", "system_manager").needs_second
    assert not transition("hidden", "restore", "system").needs_ground
    assert not transition("published", "withdraw", "author").appealable
    taking_away = [move for move in TRANSITIONS if move.kind == "moderator" and move.act != "publish"]
    assert all(move.needs_ground and move.appealable for move in taking_away)


def test_who_undoes_an_act_is_never_who_did_it() -> None:
    assert {move.kind for move in TRANSITIONS if move.act in ("restore", "confirm")} == {"second_moderator", "system"}
