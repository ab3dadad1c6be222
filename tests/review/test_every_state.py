"""Every person × every state of a post × every act, through the doors: what goes through is what the tables say."""

from datetime import timedelta

import pytest
from sqlmodel import select

from civic.errors import Refused
from civic.review.models import Act, ActKind, RequestState
from civic.review.states import NEXT, move
from civic.rooms.models import Post, PostState
from moderation.transitions import ACTS, KINDS, STATES, TRANSITIONS, NotAllowed, next_state
from tests import cast
from tests.review import cases
from tests.world import World

# Address of an act -> states in which a moderator of the room who decided nothing before may do it.
OPEN = {
    "publish-held": {"held"}, "reject": {"held"}, "hide": {"published", "masked"}, "mask": {"published", "masked"},
    "restore": {"hidden", "rejected", "masked"}, "confirm-hide": set(), "keep": set(),
}  # fmt: skip
AFTER = {"publish-held": "published", "reject": "rejected", "hide": "hidden", "mask": "masked", "restore": "published"}
STORED = [state for state in PostState if state.value != "submitted"]
NEVER = (
    "author", "neighbour", "facilitator", "room_manager", "other_moderator", "drafter", "approver", "auditor",
    "city_manager", "system_manager", "registry_officer", None,
)  # fmt: skip


def prepare(world: World, state: PostState) -> int:
    gone = state in (PostState.HIDDEN, PostState.WITHDRAWN, PostState.PURGED)
    return cases.thread(world, state=state, tombstone_at=world.now if gone else None)[1]


def send(world: World, who: str | None, act: str, post_id: int) -> int:
    article = 10 if act in ("reject", "hide", "mask") else None
    form = cases.decision(world, post_id, article=article, words="ここだけ")
    name = "resident" if who == "author" else who
    return int(world.browser(name).post(f"/posts/{post_id}/{act}", form).status_code)


@pytest.mark.parametrize("state", STORED)
def test_every_role_state_and_act(world: World, state: PostState) -> None:
    for act, states in OPEN.items():
        post_id = prepare(world, state)
        for who in NEVER:
            assert send(world, who, act, post_id) in (303, 403, 404), (who, state, act)
            assert cases.state(world, post_id) is state, (who, state, act)
        answer = send(world, "second_moderator", act, post_id)
        if state.value in states:
            assert answer == 303, (state, act)
            assert cases.state(world, post_id).value == AFTER[act]
        else:
            assert answer in (403, 404, 409, 422), (state, act, answer)
            assert cases.state(world, post_id) is state
    with world.read() as db:
        people = set(db.exec(select(Act.decided_by)).all())
        assert people <= {cast.IDS["second_moderator"]}


def test_the_table_of_posts_is_whole_and_nothing_else_moves() -> None:
    rows = {(one.state, one.act, one.kind): one.to for one in TRANSITIONS}
    assert len(rows) == len(TRANSITIONS)
    for state in STATES:
        for act in ACTS:
            for kind in KINDS:
                if (state, act, kind) in rows:
                    assert next_state(state, act, kind) == rows[state, act, kind]
                else:
                    with pytest.raises(NotAllowed):
                        next_state(state, act, kind)
    assert not [one for one in TRANSITIONS if one.state == "purged"]
    assert all(
        one.needs_ground
        for one in TRANSITIONS
        if one.to in ("hidden", "masked", "rejected", "purged") and one.kind != "system"
    )


@pytest.mark.parametrize("state", list(RequestState))
def test_requests_go_only_where_the_law_leads(state: RequestState) -> None:
    for to in RequestState:
        if to in NEXT[state]:
            assert move(state, to) is to
        else:
            with pytest.raises(Refused):
                move(state, to)


def test_no_act_without_an_article_in_force(world: World) -> None:
    """DOMAIN §10, 3: nothing, an unknown one, one that allows another act, one that came later."""
    post_id = cases.thread(world)[1]
    for article in (None, 0, 99, 13):
        assert cases.decided(world, "moderator", "hide", post_id, article=article).status_code == 422
    assert cases.state(world, post_id) is PostState.PUBLISHED
    with world.read() as db:
        assert db.exec(select(Act)).first() is None


@pytest.mark.parametrize("reason", ["", "短い", "あ" * 19, " " * 40, "\n" * 40])
def test_no_act_without_twenty_letters_of_reason(world: World, reason: str) -> None:
    post_id = cases.thread(world)[1]
    assert cases.decided(world, "moderator", "hide", post_id, reason=reason).status_code == 422
    assert cases.decided(world, "moderator", "hide", post_id, reason="あ" * 20).status_code == 303


def test_tombstones_keep_the_order_of_the_thread(world: World) -> None:
    """DOMAIN §10, 6."""
    _room, post_id, reply_id = cases.thread(world)
    with world.read() as db:
        before = [(one.id, one.order_key, one.depth) for one in db.exec(select(Post).order_by(Post.order_key)).all()]
    cases.decided(world, "moderator", "hide", post_id)
    with world.read() as db:
        assert before == [
            (one.id, one.order_key, one.depth) for one in db.exec(select(Post).order_by(Post.order_key)).all()
        ]
    page = world.browser().get(f"/threads/{post_id}").text
    assert page.index(f'id="post-{post_id}"') < page.index(f'id="post-{reply_id}"')
    assert "第10条により非表示" in page


def test_a_hide_that_waited_too_long_is_no_more_confirmed(world: World) -> None:
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id)
    form = cases.decision(world, post_id, article=None)
    world.now += timedelta(hours=25)
    from civic.review import actions

    with world.write() as db:
        actions.return_unseconded(db, world.now)
    answer = world.browser("second_moderator").post(f"/posts/{post_id}/confirm-hide", form)
    assert answer.status_code == 409
    with world.read() as db:
        assert [one.kind for one in db.exec(select(Act).order_by(Act.id)).all()] == [ActKind.HIDE, ActKind.RETURN]  # type: ignore[arg-type]
