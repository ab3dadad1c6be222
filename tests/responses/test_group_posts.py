"""Posts become items: many at once, moved, put outside, undone; suggestions without a word made up."""

import pytest

from civic.responses import queries
from civic.responses.alike import Said, suggestions
from civic.rooms.models import PostState, Room
from tests import cast, make
from tests.responses import summing
from tests.world import World


def test_many_posts_go_into_one_item_at_once(world: World) -> None:
    room_id, posts = summing.room(world)
    assert summing.group(world, room_id, posts[:3]).status_code == 303
    item = summing.items(world, room_id)[0]
    with world.read() as db:
        assert queries.source_ids(db, item.id, only_public=False) == posts[:3]
        assert queries.coverage(db, room_id) == queries.Coverage(4, 3)
        assert queries.unplaced_ids(db, room_id) == posts[3:]
    page = world.browser("facilitator").get(f"/staff/rooms/{room_id}/summary").text
    assert "3件／4件" in page
    assert summing.SAYINGS[3] in page


def test_a_post_may_go_into_two_items_or_be_moved(world: World) -> None:
    room_id, posts = summing.room(world)
    summing.group(world, room_id, posts[:2])
    summing.group(world, room_id, posts[:1], text="もう一つの言い方。")
    first, second = summing.items(world, room_id)
    with world.read() as db:
        assert posts[0] in queries.source_ids(db, first.id, only_public=False)
    summing.group(world, room_id, posts[:2], into=str(second.id), is_moved="true")
    left = summing.items(world, room_id)
    assert [one.id for one in left] == [second.id], "the emptied item is gone"
    with world.read() as db:
        assert queries.source_ids(db, second.id, only_public=False) == posts[:2]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"post_id": []}, "もとの書き込みのない項目は作れません"), ({"text": ""}, "項目の文を書いてください"),
        ({"text": "あ" * 201}, "項目の文は200字まで"), ({"into": "out", "reason": ""}, "理由を5字以上"),
        ({"into": "999"}, "その項目は、いまはありません"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_lost(world: World, form: dict[str, object], says: str) -> None:
    room_id, posts = summing.room(world)
    data = {"post_id": posts[:2], "into": "new", "text": "書きかけの文"} | form
    answer = world.browser("facilitator").post(f"/staff/rooms/{room_id}/summary", data)
    assert answer.status_code == 422
    assert says in answer.text
    assert str(data["text"]) in answer.text
    assert answer.text.count(" checked>") >= (2 if data["post_id"] else 0)
    assert summing.items(world, room_id) == []


def test_the_last_source_stays_and_an_item_is_undone(world: World) -> None:
    room_id, posts = summing.room(world)
    summing.group(world, room_id, posts[:2])
    item = summing.items(world, room_id)[0]
    browser = world.browser("facilitator")
    form = {"post_id": posts[0], "item_id": item.id}
    assert browser.post(f"/staff/rooms/{room_id}/summary/take-out", form).status_code == 303
    last = browser.post(f"/staff/rooms/{room_id}/summary/take-out", form | {"post_id": posts[1]})
    assert last.status_code == 422
    assert "もとの書き込みが一つもない項目は残せません" in last.text
    assert browser.post(f"/items/{item.id}/drop").status_code == 303
    with world.read() as db:
        assert queries.unplaced_ids(db, room_id) == posts


def test_two_people_do_not_overwrite_each_other(world: World) -> None:
    room_id, posts = summing.room(world)
    summing.group(world, room_id, posts[:2])
    item = summing.items(world, room_id)[0]
    form = {"text": "直した文", "kind": "proposal", "rev": 1, "place": "第2章"}
    assert world.browser("facilitator").post(f"/items/{item.id}/edit", form).status_code == 303
    late = world.browser("room_manager").post(f"/items/{item.id}/edit", form | {"text": "別の文"})
    assert late.status_code == 409
    assert "別の文" in late.text
    assert summing.items(world, room_id)[0].text == "直した文"


@pytest.mark.parametrize(
    ("who", "status"), [(None, 303), ("resident", 403), ("moderator", 403), ("drafter", 403), ("auditor", 403)]
)
def test_only_those_who_run_the_room_group(world: World, who: str | None, status: int) -> None:
    room_id, posts = summing.room(world)
    answer = world.browser(who).post(f"/staff/rooms/{room_id}/summary", {"post_id": posts, "into": "new", "text": "文"})
    assert answer.status_code == status
    assert summing.items(world, room_id) == []


def test_a_post_of_another_room_or_hidden_is_not_a_source(world: World) -> None:
    room_id, _posts = summing.room(world)
    with world.write() as db:
        other = make.room(db)
        foreign = make.post(db, other, once="foreign").id
        hidden = make.post(
            db, db.get_one(Room, room_id), once="hidden", state=PostState.HIDDEN, tombstone_at=cast.NOW
        ).id
    for post_id in (foreign, hidden):
        assert summing.group(world, room_id, [post_id]).status_code == 422


def said(*texts: str, units: tuple[frozenset[int], ...] = ()) -> list[Said]:
    return [
        Said(number, text, units[number - 1] if units else frozenset()) for number, text in enumerate(texts, start=1)
    ]


def test_copies_near_copies_and_shared_passages_are_suggested() -> None:
    long = "中央公園の南側に屋根のある休憩所を作ってください。夏は日陰がなくて困ります。"
    found = suggestions(said(long, long + "！", long.replace("夏は", "夏場は"), "図書館の話です。"), 50)
    assert [(one.signal, one.post_ids) for one in found] == [("alike", (1, 2, 3))]
    found = suggestions(said("同じ文です。", "同じ文です", "別の話。"), 50)
    assert [(one.signal, one.post_ids) for one in found] == [("same", (1, 2))]
    units = (frozenset({7}), frozenset({7, 8}), frozenset({8}))
    found = suggestions(said("いち", "にの話", "さん番目", units=units), 50)
    assert [(one.signal, one.post_ids, one.unit_id) for one in found] == [("cited", (1, 2), 7), ("cited", (2, 3), 8)]


def test_the_table_offers_suggested_groups_ticked(world: World) -> None:
    room_id, posts = summing.room(world)
    page = world.browser("facilitator").get(f"/staff/rooms/{room_id}/summary?suggestion=1").text
    for post_id in posts[:2]:
        assert f'value="{post_id}" checked' in page
    assert f'value="{posts[2]}"' not in page
