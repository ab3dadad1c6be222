"""Texts and the opinions made of them: nothing stands without sources, comparing may stop at any moment, and who made
the table does not approve it."""

from civic.accounts.models import RoleGrant
from civic.clock import today
from civic.permissions import Role
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.submissions.actions import grouping
from tests import cast
from tests.submissions import commenting
from tests.submissions.test_send_comment import slip
from tests.world import World


def test_who_put_texts_into_the_table_does_not_approve_it(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    commenting.close(world)
    commenting.place(world, room_id, [commenting.texts(world)[0].id])
    with world.write() as db:
        db.add(RoleGrant(person_id=cast.person("approver"), role=Role.DRAFTER, starts_on=today(cast.NOW)))
    form = {"text_id": str(commenting.texts(world)[0].id), "into": str(commenting.opinions(world)[0].id)}
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/submissions", form).status_code == 303
    commenting.answer(world, commenting.opinions(world)[0].id)
    assert commenting.hand_in(world, room_id).status_code == 303
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve").status_code == 403


def test_an_opinion_without_sources_is_not_handed_in(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.send(world, room_id)
    commenting.close(world)
    text_id = commenting.texts(world)[0].id
    for summary in ("一つ目の意見です。", "二つ目の意見です。"):
        assert commenting.place(world, room_id, [text_id], summary=summary).status_code == 303
    empty, full = commenting.opinions(world)
    for one in (empty, full):
        commenting.answer(world, one.id)
    assert "もとの文が1つもない意見が1つ" in commenting.hand_in(world, room_id).text
    drafter = world.browser("drafter")
    assert "文をほかの所へ移して" in drafter.post(f"/staff/comment-opinions/{full.id}/remove").text
    path = f"/staff/comment-opinions/{empty.id}/remove"
    for who in ("resident", "approver", "auditor"):
        assert world.browser(who).post(path).status_code == 403
    assert drafter.post(path).status_code == 303
    assert drafter.post(path).status_code == 404, "a second click"
    assert commenting.hand_in(world, room_id).status_code == 303


def test_nothing_is_published_after_a_suspension(world: World) -> None:
    room_id = commenting.comment_room(world)
    commenting.close(world)
    commenting.hand_in(world, room_id)
    with world.write() as db:
        room = db.get_one(Room, room_id)
        room.state = RoomState.SUSPENDED
        db.add(room)
    answer = world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve")
    assert answer.status_code == 422
    assert "この募集は止まっている" in answer.text
    assert world.browser().get(f"/rooms/{room_id}/result").status_code == 404


def test_comparing_goes_on_where_it_stopped(world: World) -> None:
    room_id = commenting.comment_room(world)
    words = "公園の案に反対です。駐車場が狭くなり、子どもを連れて車で来る人が困るからです。"
    for number, tail in enumerate(("", "ぜひ考え直してください", "考え直してください", "考え直して")):
        commenting.send(world, room_id, number, body=words + tail)
    commenting.send(world, room_id, 9, body="図書館の夜間開館をお願いします。")
    turns = []
    while not turns or turns[-1]:
        with world.read() as read, world.write() as db:
            turns.append(grouping.group_texts(read, db, room_id, most=2))
    assert turns == [True, True, False]
    *near, other = commenting.texts(world)
    assert {one.head_id for one in near} == {near[0].id}
    assert other.head_id == other.id
    browser = world.browser("drafter")
    assert browser.post(f"/staff/rooms/{room_id}/submissions/compare").status_code == 303
    assert "似た文をくらべた文 0／5" in browser.get(f"/staff/rooms/{room_id}/submissions").text
    world.drain()
    assert {one.head_id for one in commenting.texts(world)} == {near[0].id, other.id}


def test_near_copies_of_words_that_were_replaced_are_compared_again(world: World) -> None:
    room_id = commenting.comment_room(world)
    words = "公園の案に反対です。駐車場が狭くなり、子どもを連れて車で来る人が困るからです。"
    number, secret = slip(commenting.send(world, room_id, 1, body=words).text)
    commenting.send(world, room_id, 2, body=words + "お願いします")
    for _ in range(2):
        with world.read() as read, world.write() as db:
            grouping.group_texts(read, db, room_id)
        form = {"receipt": number, "secret": secret, "body": "図書館の夜間開館をお願いします。"}
        assert world.browser().post("/comment/replace/words", form).status_code == 200
    for one in commenting.texts(world):
        assert one.head_id == one.id
