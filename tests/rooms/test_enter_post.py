"""Invariant 15: what came by other ways stands in its sender's name, with channel, typist and original."""

import json
from typing import Any

import pytest
from sqlmodel import select

from civic.ledger import LedgerEntry, digest
from civic.rooms.models import Post, PostState, Room, RoomKind
from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World


@pytest.fixture
def room_id(world: World) -> int:
    with world.write() as db:
        return make.room(db).id


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "once": "entry-for-a-test", "channel": "phone", "received_on": "2026-11-20", "original": "収受第123号",
        "title": "ベンチがほしい", "type": "question", "body": "池のそばにベンチは置けますか。", "has_consent": "true",
    } | changes  # fmt: skip


def enter(world: World, room_id: int, by: str = "drafter", **changes: Any) -> Any:
    return world.browser(by).post(f"/staff/rooms/{room_id}/enter", entry(**changes))


def entered(world: World) -> list[Post]:
    with world.read() as db:
        return list(db.exec(select(Post).where(Post.channel != "web")).all())


def test_invariant_15_an_entry_carries_channel_typist_and_original(world: World, room_id: int) -> None:
    answer = enter(world, room_id)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("channel=phone&received_on=2026-11-20")
    (post,) = entered(world)
    assert (post.channel, post.proxy_by, post.original) == ("phone", cast.IDS["drafter"], "収受第123号")
    assert post.received_on is not None
    assert post.author_id is None
    assert post.digest == digest(post.salt, post.title, post.body)
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "市民の声（電話）" in page
    assert "電話で2026年11月20日（金）に届いたもの" in page
    assert "drafterさん" not in page
    assert "公園みどり課の発言" not in page
    with world.read() as db:
        last = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()  # type: ignore[union-attr]
        assert last is not None
        assert last.verb == "rooms.enter_post"
        assert last.actor_id == cast.IDS["drafter"]
        assert "池のそば" not in json.dumps(last.data, ensure_ascii=False)


def test_the_original_is_for_the_office(world: World, room_id: int) -> None:
    enter(world, room_id)
    (post,) = entered(world)
    assert "収受第123号" in world.browser("drafter").get(f"/posts/{post.id}/actions").text
    for name in (None, "resident", "moderator"):
        assert "収受第123号" not in world.browser(name).get(f"/posts/{post.id}/actions").text
        assert "収受第123号" not in world.browser(name).get(f"/rooms/{room_id}").text


@pytest.mark.parametrize("name", ["resident", "facilitator", "moderator", "auditor", "other_approver"])
def test_others_may_not(world: World, room_id: int, name: str) -> None:
    assert enter(world, room_id, name).status_code == 403
    assert world.browser(name).get(f"/staff/rooms/{room_id}/enter").status_code == 403
    assert entered(world) == []


def test_a_second_click_enters_once(world: World, room_id: int) -> None:
    enter(world, room_id)
    assert enter(world, room_id).status_code == 303
    assert len(entered(world)) == 1
    assert enter(world, room_id, once="another-entry", body="木陰がほしいです。").status_code == 303
    assert len(entered(world)) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": "2026-11-25"}, "今日より後"),
        ({"received_on": "きのう"}, ""),
        ({"original": ""}, ""),
        ({"channel": "web"}, ""),
        ({"has_consent": ""}, "承知しているか"),
        ({"title": ""}, ""),
        ({"type": "staff"}, ""),
        ({"parent": "999"}, "返信先"),
        ({"body": "あ" * 4001}, "長すぎます"),
        ({"body": "連絡は 090-1234-5678 へ。"}, ""),
    ],
)
def test_bad_entries_are_refused_and_kept(world: World, room_id: int, changes: dict[str, str], sentence: str) -> None:
    answer = enter(world, room_id, **changes)
    if "090" in changes.get("body", ""):
        assert answer.status_code in (303, 422), "held or refused, never published"
        assert [one.state for one in entered(world)] in ([], [PostState.HELD])
        return
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "収受第123号" in answer.text or "original" in changes
    assert entered(world) == []


def test_what_came_in_time_is_entered_while_the_city_sums_up(world: World, room_id: int) -> None:
    world.advance(days=29)
    assert world.browser("resident").post(f"/rooms/{room_id}/posts", {"once": "x" * 9}).status_code == 422
    assert enter(world, room_id).status_code == 303
    late = enter(world, room_id, once="too-late-for-it", received_on="2026-12-23")
    assert late.status_code == 422
    assert "募集期間に入っていません" in late.text
    with world.write() as db:
        db.get_one(Room, room_id).state = RoomState.SUBMITTED
    assert enter(world, room_id, once="after-submission").status_code == 422


def test_a_heap_of_letters_has_no_pace(world: World, room_id: int) -> None:
    with world.write() as db:
        room = db.get_one(Room, room_id)
        room.slow_mode_minutes, room.per_day_limit = 60, 2
    for number in range(4):
        assert (
            enter(world, room_id, once=f"letter-number-{number}", body=f"手紙{number}の言葉です。").status_code == 303
        )
    assert len(entered(world)) == 4


def test_who_typed_mends_what_was_typed_wrong_and_nobody_else(world: World, room_id: int) -> None:
    enter(world, room_id)
    (post,) = entered(world)
    form = {"revision": "1", "title": post.title, "body": "池の北のベンチは置けますか。"}
    assert world.browser("room_manager").post(f"/posts/{post.id}/edit", form).status_code == 403
    assert world.browser("drafter").post(f"/posts/{post.id}/edit", form).status_code == 303
    (post,) = entered(world)
    assert (post.body, post.revision, post.author_id) == ("池の北のベンチは置けますか。", 2, None)


def test_counts_by_channel_stand_in_the_report(world: World, room_id: int) -> None:
    with world.write() as db:
        make.post(db, db.get_one(Room, room_id))
    enter(world, room_id)
    enter(world, room_id, once="a-letter-to-the-mayor", channel="letter", body="木を切らないでください。")
    page = world.browser().get(f"/rooms/{room_id}/report").text
    assert "届いた方法" in page
    table = world.browser().get(f"/rooms/{room_id}/report.csv").text
    assert "届いた方法,電話,1" in table
    assert "届いた方法,市長への手紙,1" in table
    assert "届いた方法,このサイト,1" in table


def test_the_paper_has_the_fields_of_the_form(world: World, room_id: int) -> None:
    page = world.browser().get(f"/rooms/{room_id}/paper").text
    for words in ("話題の題名", "書き込みの種類", "本文", "届いた日", "届いた方法", "原本の番号", f"/r/{room_id}"):
        assert words in page
    assert "<svg" in page
    form = world.browser("drafter").get(f"/staff/rooms/{room_id}/enter").text
    for name in ("title", "type", "body", "received_on", "channel", "original", "has_consent"):
        assert f'name="{name}"' in form


def test_a_public_comment_takes_submissions_instead(world: World) -> None:
    with world.write() as db:
        comment = make.room(db, kind=RoomKind.COMMENT).id
    assert world.browser().get(f"/rooms/{comment}/paper").status_code == 404
    assert enter(world, comment).status_code in (404, 422)
