"""A section gets the duty to answer a post, with a clock everybody sees."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from civic.city.models import Section
from civic.responses.models import Response
from civic.rooms.models import AnswerUnit, Post, PostState, PostType, Room
from tests import cast
from tests.responses import answering
from tests.review.cases import kinds_told, verbs
from tests.world import World


def duties(world: World) -> list[Response]:
    with world.read() as db:
        return list(db.exec(select(Response)).all())


def test_the_promise_is_public_and_the_section_is_told(world: World) -> None:
    room_id, post_id = answering.question(world)
    manager = world.browser("room_manager")
    assert "回答する課" in manager.get(f"/posts/{post_id}/assign").text
    answer = manager.post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS, "due_on": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/answers")
    [duty] = duties(world)
    # Ten open days after Tuesday the 24th of November.
    assert (duty.section_id, duty.due_on) == (cast.PARKS, date(2026, 12, 8))
    with world.read() as db:
        assert kinds_told(db, "drafter") == ["response_assigned"]
        assert verbs(db) == ["responses.assign_response"]
        assert db.get_one(Room, room_id).waiting_count == 1
    waiting = "公園みどり課が回答を準備しています（期限 2026年12月8日（火））"
    assert waiting in world.browser().get(f"/rooms/{room_id}").text
    assert "公園みどり課" in world.browser().get("/answers").text


def test_htmx_is_led_on_and_a_drafter_goes_to_the_draft(world: World) -> None:
    _room, post_id = answering.question(world)
    answer = world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS}, htmx=True)
    assert answer.headers["HX-Redirect"] == "/responses/1/draft"


def test_the_clock_starts_with_the_post_however_late_it_is_assigned(world: World) -> None:
    _room, post_id = answering.question(world)
    world.advance(days=30)
    world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS})
    assert duties(world)[0].due_on == date(2026, 12, 8)
    assert "回答期限超過" in world.browser().get("/answers").text


def test_a_closed_day_becomes_the_next_open_one(world: World) -> None:
    _room, post_id = answering.question(world)
    world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS, "due_on": "2026-12-29"})
    assert duties(world)[0].due_on == date(2027, 1, 4)


def test_twice_is_once(world: World) -> None:
    room_id, post_id = answering.question(world)
    for _ in range(2):
        world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS})
    assert len(duties(world)) == 1
    with world.read() as db:
        assert db.get_one(Room, room_id).waiting_count == 1


def test_another_section_takes_over_with_the_same_clock(world: World) -> None:
    post_id, _response = answering.assigned(world)
    form = {"section_id": cast.SCHOOLS, "due_on": "2027-03-01"}
    assert "引き継ぎます" in world.browser("drafter").get(f"/posts/{post_id}/assign").text
    assert world.browser("drafter").post(f"/posts/{post_id}/assign", form).status_code == 303
    [duty] = duties(world)
    assert (duty.section_id, duty.due_on) == (cast.SCHOOLS, date(2026, 12, 8))
    assert world.browser("drafter").get("/responses/1/draft").status_code == 404
    # The section that gave it away has no more say.
    assert world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS}).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 303), ("resident", 403), ("moderator", 403), ("approver", 403), ("other_approver", 403), ("auditor", 403)],
)
def test_nobody_else_assigns(world: World, who: str | None, status: int) -> None:
    _room, post_id = answering.question(world)
    browser = world.browser(who)
    assert browser.get(f"/posts/{post_id}/assign").status_code == status
    assert browser.post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS}).status_code == status
    assert duties(world) == []


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"section_id": ""}, "選んでください"),
        ({"section_id": "99"}, "この課は、いまはありません"),
        ({"section_id": str(10**20)}, "以下にしてください"),
        ({"section_id": "1", "due_on": "2026-11-23"}, "今日か、それより後の日"),
        ({"section_id": "1", "due_on": "あした"}, "日付を読み取れませんでした"),
    ],
)
def test_bad_input(world: World, form: dict[str, str], sentence: str) -> None:
    _room, post_id = answering.question(world)
    answer = world.browser("drafter").post(f"/posts/{post_id}/assign", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert duties(world) == []


def test_a_section_that_ended_passes_the_duty_to_its_successor_or_refuses(world: World) -> None:
    _room, post_id = answering.question(world)
    yesterday = date(2026, 11, 23)
    with world.write() as db:
        new = Section(code="green", name="みどり推進課", starts_on=date(2026, 11, 24))
        db.add(new)
        db.flush()
        old = Section(code="old", name="旧課", starts_on=date(2020, 4, 1), ends_on=yesterday, successor_id=new.id)
        gone = Section(code="gone", name="廃止課", starts_on=date(2020, 4, 1), ends_on=yesterday)
        db.add_all([old, gone])
        db.flush()
        new_id, old_id, gone_id = new.id, old.id, gone.id
    manager = world.browser("city_manager")
    assert manager.post(f"/posts/{post_id}/assign", {"section_id": gone_id}).status_code == 422
    assert manager.post(f"/posts/{post_id}/assign", {"section_id": old_id}).status_code == 303
    assert duties(world)[0].section_id == new_id


@pytest.mark.parametrize("unit", [AnswerUnit.SUMMARY, AnswerUnit.NONE])
def test_rooms_that_do_not_answer_each_post(world: World, unit: AnswerUnit) -> None:
    _room, post_id = answering.question(world, answer_unit=unit)
    assert world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": 1}).status_code == 422
    assert f"/posts/{post_id}/assign" not in world.browser("drafter").get(f"/posts/{post_id}/actions").text


@pytest.mark.parametrize(
    "changes",
    [{"state": PostState.HIDDEN, "tombstone_at": cast.NOW}, {"state": PostState.WITHDRAWN, "tombstone_at": cast.NOW},
     {"type": PostType.STAFF}],
)  # fmt: skip
def test_posts_that_get_no_answer(world: World, changes: dict[str, object]) -> None:
    _room, post_id = answering.question(world)
    with world.write() as db:
        post = db.get_one(Post, post_id)
        for name, value in changes.items():
            setattr(post, name, value)
        db.add(post)
    assert world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": 1}).status_code == 422
    assert duties(world) == []


def test_an_answered_post_is_not_given_away(world: World) -> None:
    post_id, _response = answering.published(world)
    answer = world.browser("city_manager").post(f"/posts/{post_id}/assign", {"section_id": cast.SCHOOLS})
    assert answer.status_code == 422
    assert "すでに市の回答があります" in answer.text


def test_a_held_post_is_not_there_for_staff_who_do_not_moderate(world: World) -> None:
    _room, post_id = answering.question(world)
    with world.write() as db:
        post = db.get_one(Post, post_id)
        post.state = PostState.HELD
        db.add(post)
    assert world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": 1}).status_code == 404


def test_the_desk_lists_what_nobody_has_yet(world: World) -> None:
    _room, post_id = answering.question(world)
    link = f"/posts/{post_id}/assign"
    for who in ("drafter", "room_manager", "city_manager"):
        assert link in world.browser(who).get("/staff/answers").text
    assert link not in world.browser("other_approver").get("/staff/answers").text
    world.advance(days=1)
    world.browser("drafter").post(link, {"section_id": 1})
    assert link not in world.browser("drafter").get("/staff/answers").text
    assert world.now - cast.NOW == timedelta(days=1)
