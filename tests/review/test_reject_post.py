"""A held post is kept back for good: the author keeps the text and hears why."""

import pytest

from civic.rooms.models import PostState
from tests.review import cases
from tests.world import World


def test_only_the_author_reads_it_from_now_on(world: World) -> None:
    room_id, post_id, _reply = cases.thread(world, state=PostState.HELD)
    answer = world.browser("moderator").post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 4))
    assert answer.status_code == 303
    assert cases.state(world, post_id) is PostState.REJECTED
    assert "ここだけの文です。" not in world.browser("neighbour").get(f"/rooms/{room_id}").text
    author = world.browser("resident")
    assert "ここだけの文です。" in author.get(f"/rooms/{room_id}").text
    assert "第4条により、掲載しないことになりました" in author.get("/notices").text
    assert "ここだけの文です。" in author.get("/acts/1").text
    assert "ここだけの文です。" not in world.browser("neighbour").get("/acts/1").text


def test_the_log_names_the_article_but_leads_to_no_post(world: World) -> None:
    post_id = cases.held(world)
    world.browser("moderator").post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 4))
    log = world.browser().get("/log").text
    assert "第4条" in log
    assert f"/posts/{post_id}" not in log


@pytest.mark.parametrize("who", [None, "resident", "neighbour", "other_moderator", "approver"])
def test_nobody_else_rejects(world: World, who: str | None) -> None:
    post_id = cases.held(world)
    answer = world.browser(who).post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 4))
    assert answer.status_code in (303, 403, 404)
    assert cases.state(world, post_id) is PostState.HELD


def test_a_public_post_is_hidden_not_rejected(world: World) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser("moderator").post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 4))
    assert answer.status_code == 422
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_off_the_subject_is_no_ground(world: World) -> None:
    post_id = cases.held(world)
    answer = world.browser("moderator").post(f"/posts/{post_id}/reject", cases.decision(world, post_id, 13), htmx=True)
    assert answer.status_code == 422
    assert "第13条では" in answer.text
    assert cases.REASON in answer.text


def test_twice_is_told(world: World) -> None:
    post_id = cases.held(world)
    form = cases.decision(world, post_id, 4)
    world.browser("moderator").post(f"/posts/{post_id}/reject", form)
    assert world.browser("second_moderator").post(f"/posts/{post_id}/reject", form).status_code == 409
