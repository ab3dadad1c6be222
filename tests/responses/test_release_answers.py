"""Answers that come out together, answers to many, and rooms that may take none."""

from datetime import timedelta

from civic.responses.models import Response
from civic.responses.states import ResponseState
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from tests import cast, make
from tests.responses import answering, summing
from tests.world import World


def test_approved_answers_wait_for_the_moment_of_the_room(world: World) -> None:
    _post, response_id = answering.submitted(world)
    form = {"on": "2026-11-26", "hour": "9"}
    assert world.browser("drafter").post("/staff/rooms/1/release", form).status_code == 403
    past = world.browser("room_manager").post("/staff/rooms/1/release", form | {"on": "2026-11-20"})
    assert past.status_code == 422
    assert world.browser("room_manager").post("/staff/rooms/1/release", form).status_code == 303
    answering.publish(world, response_id)
    assert answering.state(world, response_id) is ResponseState.APPROVED
    assert answering.BODY not in world.browser().get("/rooms/1").text
    assert world.browser().get(f"/answers/{response_id}").status_code == 404
    release(world)
    assert answering.state(world, response_id) is ResponseState.APPROVED
    world.advance(days=2)
    release(world)
    assert answering.state(world, response_id) is ResponseState.PUBLISHED
    assert answering.BODY in world.browser().get("/rooms/1").text


def release(world: World) -> None:
    from civic.responses import actions

    with world.write() as db:
        actions.release_due(db, world.now)


def test_what_was_approved_stays_in_while_the_room_is_suspended(world: World) -> None:
    _post, response_id = answering.submitted(world)
    world.browser("room_manager").post("/staff/rooms/1/release", {"on": "2026-11-26"})
    answering.publish(world, response_id)
    suspend(world)
    world.advance(days=3)
    release(world)
    assert answering.state(world, response_id) is ResponseState.APPROVED


def suspend(world: World) -> None:
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.state, room.state_before_suspension = RoomState.SUSPENDED, "open"
        room.public_reason, room.review_on = "確認のため止めています。", world.now.date() + timedelta(days=30)
        db.add(room)


def test_no_answer_comes_out_while_the_room_is_suspended(world: World) -> None:
    _post, response_id = answering.submitted(world)
    suspend(world)
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", form)
    assert answer.status_code == 422
    assert "再開してから公開してください" in answer.text
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


def answer_item(world: World, response_id: int) -> None:
    form = answering.draft_form(world, response_id)
    assert world.browser("drafter").post(f"/responses/{response_id}/draft", form).status_code == 303
    answering.submit(world, response_id)
    answering.publish(world, response_id)


def test_one_answer_serves_many_items(world: World) -> None:
    room_id, posts = summing.submitted(world)
    lead, other = (summing.duty_of_item(world, one.id) for one in summing.items(world, room_id))
    drafter = world.browser("drafter")
    drafter.post(f"/responses/{lead}/draft", answering.draft_form(world, lead))
    assert drafter.post(f"/responses/{lead}/join", {"response_id": [999]}).status_code == 422
    assert drafter.post(f"/responses/{lead}/join", {"response_id": [other]}).status_code == 303
    alone = drafter.post(f"/responses/{other}/draft", answering.draft_form(world, other))
    assert alone.status_code == 422
    assert "別の回答の中で" in alone.text
    answering.submit(world, lead)
    answering.publish(world, lead)
    with world.read() as db:
        assert {db.get_one(Response, one).published_version for one in (lead, other)} == {1}
        assert db.get_one(Room, room_id).waiting_count == 0
    for path in (f"/answers/{lead}", f"/answers/{other}", f"/rooms/{room_id}/summary"):
        assert world.browser().get(path).status_code == 200
    assert answering.BODY in world.browser().get(f"/answers/{other}").text
    page = world.browser().get(f"/rooms/{room_id}").text
    assert page.count("市の回答を読む") == 3, "under each of the three posts that went into an item"
    assert f"post-{posts[0]}" in page


def test_an_item_shows_its_clock_and_then_its_answer(world: World) -> None:
    room_id, _posts = summing.submitted(world)
    item = summing.items(world, room_id)[0]
    response_id = summing.duty_of_item(world, item.id)
    assert "回答を準備しています" in world.browser().get(f"/items/{item.id}").text
    assert item.public_text in world.browser().get("/answers").text
    world.advance(days=30)
    late = world.browser().get("/answers?section=1").text
    assert "回答期限超過" in late
    assert "公園みどり課" in late
    answer_item(world, response_id)
    assert answering.BODY in world.browser().get(f"/items/{item.id}").text
    assert f"/items/{item.id}" in world.browser().get(f"/answers/{response_id}").text


def test_another_section_takes_over_with_the_same_clock(world: World) -> None:
    room_id, _posts = summing.submitted(world)
    response_id = summing.duty_of_item(world, summing.items(world, room_id)[0].id)
    with world.read() as db:
        due_on = db.get_one(Response, response_id).due_on
    form = {"section_id": cast.SCHOOLS, "note": "学校の遊具のため。"}
    assert world.browser("resident").post(f"/responses/{response_id}/transfer", form).status_code == 404
    assert world.browser("drafter").post(f"/responses/{response_id}/transfer", form).status_code == 303
    with world.read() as db:
        duty = db.get_one(Response, response_id)
        assert (duty.section_id, duty.due_on, duty.handover_note) == (cast.SCHOOLS, due_on, "学校の遊具のため。")
    assert world.browser("drafter").get(f"/responses/{response_id}/draft").status_code == 404


def test_a_proposal_is_answered_as_a_whole(world: World) -> None:
    room_id, _posts = summing.submitted(world)
    early = {"section_id": cast.PARKS, "due_on": "2026-12-29"}
    assert world.browser("city_manager").post(f"/staff/rooms/{room_id}/assign", early).status_code == 303
    with world.read() as db:
        duty = db.get_one(Response, 3)
        assert duty.due_on.isoformat() == "2027-01-04", "a due day on which the offices are closed moves on"
    answer_item(world, 3)
    assert answering.BODY in world.browser().get(f"/rooms/{room_id}/summary").text
    assert "とりまとめ全体への市の回答" in world.browser().get("/answers/3").text


def test_a_room_without_a_proposal_gives_none_to_answer(world: World) -> None:
    with world.write() as db:
        make.room(db)
    form = {"section_id": cast.PARKS}
    assert world.browser("city_manager").post("/staff/rooms/1/assign", form).status_code == 422
