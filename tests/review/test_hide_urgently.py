"""Urgent: one press of any moderator hides, the reason follows, the duty list hears, nothing comes back by itself."""

import pytest
from sqlmodel import select

from civic.city.actions import put_setting
from civic.review import actions
from civic.review.models import Act, Source
from civic.rooms.models import PostState
from tests import cast
from tests.review import cases
from tests.world import World


def press(world: World, post_id: int, who: str = "moderator", article: object = 9) -> int:
    return int(world.browser(who).post(f"/posts/{post_id}/urgent", {"article": article}).status_code)


def prepare(world: World) -> int:
    with world.write() as db:
        put_setting(db, "urgent.duty_mail", ["duty@mihon.example"], cast.IDS["city_manager"], world.now)
        put_setting(db, "urgent.duty_contacts", ["当番 0422-00-1151"], cast.IDS["city_manager"], world.now)
        put_setting(db, "urgent.counselling", ["まもろうよ こころ"], cast.IDS["city_manager"], world.now)
    return cases.thread(world)[1]


def test_one_press_hides_and_the_duty_list_hears_without_the_text(world: World) -> None:
    post_id = prepare(world)
    page = world.browser("moderator").get(f"/posts/{post_id}/urgent").text
    assert "当番 0422-00-1151" in page
    assert "まもろうよ こころ" in page
    # A claim of somebody else does not hold it up, nor another room.
    world.browser("second_moderator").post(f"/desk/post/{post_id}/claim")
    assert press(world, post_id, "other_moderator") == 303
    assert cases.state(world, post_id) is PostState.HIDDEN
    world.drain()
    duty = [mail for mail in world.mails() if "duty@mihon.example" in mail]
    assert len(duty) == 1
    assert "ここだけの文です。" not in duty[0]
    with world.read() as db:
        act = db.exec(select(Act)).one()
        assert (act.source, act.reason) == (Source.URGENT, "")


def test_the_reason_follows_once_and_reaches_the_author(world: World) -> None:
    post_id = prepare(world)
    press(world, post_id)
    assert "理由" in world.browser("second_moderator").get("/desk?kind=reason").text
    browser = world.browser("moderator")
    assert browser.post(f"/posts/{post_id}/give-reason", {"reason": "短い"}).status_code == 422
    assert browser.post(f"/posts/{post_id}/give-reason", {"reason": cases.REASON}).status_code == 303
    assert browser.post(f"/posts/{post_id}/give-reason", {"reason": cases.REASON}).status_code == 409
    with world.read() as db:
        assert db.exec(select(Act.reason)).one() == cases.REASON
        assert cases.kinds_told(db, "resident").count("post_hide") == 2


def test_it_never_returns_by_itself(world: World) -> None:
    post_id = prepare(world)
    press(world, post_id)
    world.advance(hours=30)
    with world.write() as db:
        assert actions.return_unseconded(db, world.now) == 0
    assert cases.state(world, post_id) is PostState.HIDDEN


def test_a_held_one_is_not_published_meanwhile(world: World) -> None:
    post_id = cases.held(world)
    assert press(world, post_id) == 303
    assert cases.state(world, post_id) is PostState.REJECTED


@pytest.mark.parametrize("who", ["resident", "neighbour", "facilitator", "city_manager", "auditor"])
def test_nobody_else(world: World, who: str) -> None:
    post_id = prepare(world)
    assert press(world, post_id, who) == 403
    assert cases.state(world, post_id) is PostState.PUBLISHED


@pytest.mark.parametrize("article", ["", "13", "99", "x"])
def test_an_article_is_needed_even_then(world: World, article: str) -> None:
    post_id = prepare(world)
    assert press(world, post_id, article=article) == 422
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_twice_is_told(world: World) -> None:
    post_id = prepare(world)
    assert (press(world, post_id), press(world, post_id, "second_moderator")) == (303, 409)
