"""A held post appears when a moderator says so."""

import pytest

from civic.rooms.models import PostState
from tests.review import cases
from tests.world import World


def test_it_appears_and_the_author_is_told(world: World) -> None:
    room_id, post_id, _reply = cases.thread(world, state=PostState.HELD)
    assert "ここだけの文です。" not in world.browser().get(f"/rooms/{room_id}").text
    form = cases.decision(world, post_id, article=None)
    answer = world.browser("moderator").post(f"/posts/{post_id}/publish-held", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{post_id}")
    assert "ここだけの文です。" in world.browser().get(f"/rooms/{room_id}").text
    with world.read() as db:
        assert cases.kinds_told(db, "resident") == ["post_publish"]
        assert cases.verbs(db) == ["review.publish_post"]


def test_over_htmx_the_post_comes_back_as_readers_get_it(world: World) -> None:
    post_id = cases.held(world)
    form = cases.decision(world, post_id, article=None)
    answer = world.browser("moderator").post(f"/posts/{post_id}/publish-held", form, htmx=True)
    assert answer.status_code == 200
    assert f'id="post-{post_id}"' in answer.text
    assert "担当者の確認を待っています" not in answer.text


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 303), ("resident", 403), ("neighbour", 404), ("other_moderator", 404), ("city_manager", 404)],
)
def test_nobody_else_publishes_and_strangers_learn_nothing(world: World, who: str | None, status: int) -> None:
    post_id = cases.held(world)
    form = cases.decision(world, post_id, article=None)
    answer = world.browser(who).post(f"/posts/{post_id}/publish-held", form)
    assert answer.status_code in (status, 404)
    assert cases.state(world, post_id) is PostState.HELD


def test_twice_is_told(world: World) -> None:
    post_id = cases.held(world)
    form = cases.decision(world, post_id, article=None)
    browser = world.browser("moderator")
    browser.post(f"/posts/{post_id}/publish-held", form)
    assert browser.post(f"/posts/{post_id}/publish-held", form).status_code == 409


def test_what_is_public_already_cannot_be_published(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = cases.decision(world, post_id, article=None)
    assert world.browser("moderator").post(f"/posts/{post_id}/publish-held", form).status_code == 422


def test_a_reason_is_needed(world: World) -> None:
    post_id = cases.held(world)
    form = cases.decision(world, post_id, article=None, reason="よい")
    answer = world.browser("moderator").post(f"/posts/{post_id}/publish-held", form)
    assert answer.status_code == 422
    assert "理由は20文字以上" in answer.text
    assert 'id="f-publish-held-reason"' in answer.text
