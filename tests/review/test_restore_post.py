"""Another moderator takes a hide or a rejection back; both acts stay on record."""

import pytest
from sqlmodel import select

from civic.review.models import Act
from civic.rooms.models import PostState
from tests.review import cases
from tests.world import World


def hidden(world: World) -> tuple[int, int]:
    room_id, post_id, _reply = cases.thread(world)
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    return room_id, post_id


def test_another_moderator_restores_and_the_history_stays(world: World) -> None:
    room_id, post_id = hidden(world)
    form = cases.decision(world, post_id, article=None)
    answer = world.browser("second_moderator").post(f"/posts/{post_id}/restore", form, htmx=True)
    assert answer.status_code == 200
    assert "ここだけの文です。" in answer.text
    assert "ここだけの文です。" in world.browser().get(f"/rooms/{room_id}").text
    with world.read() as db:
        assert [act.kind.value for act in db.exec(select(Act).order_by(Act.id)).all()] == ["hide", "restore"]  # type: ignore[arg-type]
        assert cases.kinds_told(db, "resident") == ["post_hide", "post_restore"]
        assert cases.verbs(db) == ["review.hide_post", "review.restore_post"]


def test_the_one_who_hid_it_does_not(world: World) -> None:
    """DOMAIN §10, 4: who judges again is not who judged."""
    _room, post_id = hidden(world)
    browser = world.browser("moderator")
    answer = browser.post(f"/posts/{post_id}/restore", cases.decision(world, post_id, article=None))
    assert answer.status_code == 422
    assert "別の担当者が決めます" in answer.text
    assert cases.state(world, post_id) is PostState.HIDDEN
    assert f"/posts/{post_id}/restore" not in browser.get(f"/desk/{post_id}").text
    assert f"/posts/{post_id}/restore" in world.browser("second_moderator").get(f"/desk/{post_id}").text


def test_a_rejected_post_can_be_restored(world: World) -> None:
    post_id = cases.held(world)
    world.browser("moderator").post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 4))
    form = cases.decision(world, post_id, article=None)
    assert world.browser("second_moderator").post(f"/posts/{post_id}/restore", form).status_code == 303
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_restored_meanwhile_the_form_is_stale(world: World) -> None:
    _room, post_id = hidden(world)
    form = cases.decision(world, post_id, article=None)
    browser = world.browser("second_moderator")
    assert browser.post(f"/posts/{post_id}/restore", form).status_code == 303
    assert browser.post(f"/posts/{post_id}/restore", form).status_code == 409


def test_hidden_and_restored_in_between_is_stale_although_the_state_is_the_same(world: World) -> None:
    _room, post_id, _reply = cases.thread(world)
    first = cases.decision(world, post_id)
    world.browser("moderator").post(f"/posts/{post_id}/hide", first)
    form = cases.decision(world, post_id, article=None)
    world.browser("second_moderator").post(f"/posts/{post_id}/restore", form)
    assert cases.state(world, post_id) is PostState.PUBLISHED
    assert world.browser("moderator").post(f"/posts/{post_id}/hide", first).status_code == 409


@pytest.mark.parametrize("who", [None, "resident", "neighbour", "other_moderator", "city_manager"])
def test_nobody_else_restores(world: World, who: str | None) -> None:
    _room, post_id = hidden(world)
    answer = world.browser(who).post(f"/posts/{post_id}/restore", cases.decision(world, post_id, article=None))
    assert answer.status_code in (303, 403)
    assert answer.status_code == 403 or "/sign-in" in answer.headers["location"]
    assert cases.state(world, post_id) is PostState.HIDDEN


def test_what_the_author_took_back_stays_back(world: World) -> None:
    post_id = cases.thread(world, state=PostState.WITHDRAWN, tombstone_at=world.now)[1]
    form = cases.decision(world, post_id, article=None)
    assert world.browser("moderator").post(f"/posts/{post_id}/restore", form).status_code == 422
