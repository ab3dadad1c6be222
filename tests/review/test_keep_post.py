"""A reported post breaks no rule: it stays, and those who reported it hear so."""

from typing import Any

import pytest

from civic.review.models import Report
from civic.rooms.models import PostState
from tests import cast
from tests.review import cases
from tests.world import World


def reported(world: World, by: str = "neighbour", **changes: Any) -> int:
    post_id = cases.thread(world, **changes)[1]
    with world.write() as db:
        db.add(Report(post_id=post_id, reporter_id=cast.IDS[by], article=4, text="ひどい", created_at=world.now))
    return post_id


def test_it_stays_and_the_reader_is_told_but_not_the_author(world: World) -> None:
    post_id = reported(world)
    form = cases.decision(world, post_id, article=None)
    assert world.browser("moderator").post(f"/posts/{post_id}/keep", form).status_code == 303
    assert cases.state(world, post_id) is PostState.PUBLISHED
    with world.read() as db:
        assert cases.kinds_told(db, "neighbour") == ["report_kept"]
        assert cases.kinds_told(db, "resident") == []
        assert cases.verbs(db) == ["review.keep_post"]
        report = db.get_one(Report, 1)
        assert (report.outcome, report.closed_at) == ("keep", world.now)
    assert "ルール違反ではないと判断しました" in world.browser("neighbour").get("/notices").text
    assert "知らせを調べ、そのまま" in world.browser().get("/log").text


def test_over_htmx(world: World) -> None:
    post_id = reported(world)
    answer = world.browser("moderator").post(
        f"/posts/{post_id}/keep", cases.decision(world, post_id, article=None), htmx=True
    )
    assert answer.status_code == 200
    assert "ここだけの文です。" in answer.text
    assert f"/posts/{post_id}/keep" not in answer.text


def test_nothing_reported_nothing_to_keep(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = cases.decision(world, post_id, article=None)
    answer = world.browser("moderator").post(f"/posts/{post_id}/keep", form)
    assert answer.status_code == 422
    assert "決めることが残っている知らせはありません" in answer.text
    assert cases.REASON in answer.text


def test_a_moderator_does_not_judge_their_own_report(world: World) -> None:
    post_id = reported(world, by="moderator")
    form = cases.decision(world, post_id, article=None)
    browser = world.browser("moderator")
    assert browser.post(f"/posts/{post_id}/keep", form).status_code == 403
    assert browser.post(f"/posts/{post_id}/hide", cases.decision(world, post_id)).status_code == 403
    assert "違反を知らせた人" in browser.get(f"/desk/{post_id}").text
    assert world.browser("second_moderator").post(f"/posts/{post_id}/keep", form).status_code == 303


@pytest.mark.parametrize("who", [None, "resident", "neighbour", "other_moderator"])
def test_nobody_else(world: World, who: str | None) -> None:
    post_id = reported(world)
    answer = world.browser(who).post(f"/posts/{post_id}/keep", cases.decision(world, post_id, article=None))
    assert answer.status_code in (303, 403)
    with world.read() as db:
        assert db.get_one(Report, 1).closed_at is None


def test_twice_is_told(world: World) -> None:
    post_id = reported(world)
    form = cases.decision(world, post_id, article=None)
    browser = world.browser("moderator")
    browser.post(f"/posts/{post_id}/keep", form)
    assert browser.post(f"/posts/{post_id}/keep", form).status_code == 409


def test_hiding_settles_the_report_too(world: World) -> None:
    post_id = reported(world)
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    with world.read() as db:
        assert cases.kinds_told(db, "neighbour") == ["report_acted"]
