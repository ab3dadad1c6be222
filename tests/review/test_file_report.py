"""Readers say that a rule is broken: once per person, never hiding anything by itself."""

import pytest
from sqlmodel import select

from civic.review.models import Report
from civic.rooms.models import PostState
from tests.review import cases
from tests.world import World


def reports(world: World) -> list[Report]:
    with world.read() as db:
        return list(db.exec(select(Report)).all())


def test_a_report_reaches_the_moderators_and_hides_nothing(world: World) -> None:
    room_id, post_id, _reply = cases.thread(world)
    browser = world.browser("neighbour")
    assert "どのルールに当たりますか" in browser.get(f"/posts/{post_id}/report").text
    answer = browser.post(f"/posts/{post_id}/report", {"article": 4, "text": "人を傷つけています。"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/posts/{post_id}")
    assert [(one.article, one.text) for one in reports(world)] == [(4, "人を傷つけています。")]
    assert "ここだけの文です。" in world.browser().get(f"/rooms/{room_id}").text
    with world.read() as db:
        assert cases.kinds_told(db, "moderator") == ["report_filed"]
        assert cases.kinds_told(db, "second_moderator") == ["report_filed"]
        assert cases.kinds_told(db, "other_moderator") == []
        assert cases.kinds_told(db, "resident") == []
    case = world.browser("moderator").get(f"/desk/{post_id}").text
    assert "人を傷つけています。" in case
    assert "neighbourさん" not in case.split('id="decisions"')[1].split('id="shown"')[0]


def test_htmx_is_led_on(world: World) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser("neighbour").post(f"/posts/{post_id}/report", {"article": 4}, htmx=True)
    assert answer.headers["HX-Redirect"] == f"/posts/{post_id}"


def test_a_second_click_is_the_first_report(world: World) -> None:
    post_id = cases.thread(world)[1]
    browser = world.browser("neighbour")
    for _ in range(2):
        assert browser.post(f"/posts/{post_id}/report", {"article": 4}).status_code == 303
    assert len(reports(world)) == 1


def test_a_settled_report_is_not_opened_again(world: World) -> None:
    post_id = cases.thread(world)[1]
    browser = world.browser("neighbour")
    browser.post(f"/posts/{post_id}/report", {"article": 4})
    world.browser("moderator").post(f"/posts/{post_id}/keep", cases.decision(world, post_id, article=None))
    again = browser.post(f"/posts/{post_id}/report", {"article": 4, "text": "やはり変です"})
    assert again.status_code == 422
    assert "すでに判断が終わっています" in again.text
    assert "やはり変です" in again.text


def test_nobody_reports_their_own_post(world: World) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser("resident").post(f"/posts/{post_id}/report", {"article": 4})
    assert answer.status_code == 422
    assert "自分の投稿です" in answer.text


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.WITHDRAWN])
def test_what_cannot_be_read_cannot_be_reported(world: World, state: PostState) -> None:
    post_id = cases.thread(world, state=state, tombstone_at=world.now)[1]
    browser = world.browser("neighbour")
    assert "いま公開されていません" in browser.get(f"/posts/{post_id}/report").text
    assert "ここだけの文です。" not in browser.get(f"/posts/{post_id}/report").text
    assert browser.post(f"/posts/{post_id}/report", {"article": 4}).status_code == 404


def test_a_held_post_does_not_exist_for_others(world: World) -> None:
    post_id = cases.held(world)
    browser = world.browser("neighbour")
    assert browser.get(f"/posts/{post_id}/report").status_code == 404
    assert browser.post(f"/posts/{post_id}/report", {"article": 4}).status_code == 404


@pytest.mark.parametrize("form", [{"article": "99"}, {"article": ""}, {"article": "4", "text": "あ" * 501}, {}])
def test_bad_input_keeps_the_text(world: World, form: dict[str, str]) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser("neighbour").post(f"/posts/{post_id}/report", form)
    assert answer.status_code == 422
    assert form.get("text", "") in answer.text
    assert reports(world) == []


def test_the_link_stands_beside_the_post_for_whom_it_is(world: World) -> None:
    post_id = cases.thread(world)[1]
    link = f"/posts/{post_id}/report"
    assert link in world.browser("neighbour").get(f"/posts/{post_id}/actions").text
    assert link in world.browser().get(f"/posts/{post_id}/actions").text
    assert link not in world.browser("resident").get(f"/posts/{post_id}/actions").text
    assert f"/desk/{post_id}" in world.browser("moderator").get(f"/posts/{post_id}/actions").text
    assert f"/desk/{post_id}" not in world.browser("other_moderator").get(f"/posts/{post_id}/actions").text
