"""Part of a post is blacked out wherever it can be read; the original is sealed and can come back."""

import pytest
from sqlmodel import select

from civic.records.verify import verify
from civic.review.models import SealedText
from civic.rooms.models import Citation, Post, PostRevision, PostState
from tests import make
from tests.review import cases
from tests.world import World

PHONE = "03-9999-0000"


def phoned(world: World) -> int:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, body=f"連絡は{PHONE}へ。遊具の話です。", title=f"電話{PHONE}")
        quoting = make.post(db, room, "neighbour", post, body="返信です。")
        db.add(Citation(post_id=quoting.id, quoted_post_id=post.id))
        db.add(
            PostRevision(
                post_id=post.id, number=0, title="", body=f"前の文 {PHONE}", salt="s", digest="d",
                written_at=world.now,
            )
        )  # fmt: skip
        return post.id


def mask(world: World, post_id: int, words: str = PHONE, who: str = "moderator", article: int = 11) -> int:
    answer = world.browser(who).post(
        f"/posts/{post_id}/mask", cases.decision(world, post_id, article=article, words=words)
    )
    return int(answer.status_code)


def test_the_words_are_gone_from_everything_that_is_served(world: World) -> None:
    post_id = phoned(world)
    assert mask(world, post_id) == 303
    world.drain()
    reader = world.browser()
    with world.read() as db:
        room_id = db.get_one(Post, post_id).room_id
    for path in (f"/rooms/{room_id}", f"/threads/{post_id}", f"/posts/{post_id}/history", "/log", "/acts/1"):
        text = reader.get(path).text
        assert PHONE not in text, path
    room = reader.get(f"/rooms/{room_id}").text
    assert "■" * len(PHONE) in room
    assert "ルール第11条により、一部を伏せました" in room
    assert "遊具の話です。" in room
    assert "閉じられています" in reader.get(f"/posts/{post_id}/history").text


def test_the_author_and_the_moderators_still_read_it(world: World) -> None:
    post_id = phoned(world)
    mask(world, post_id)
    assert PHONE in world.browser("resident").get("/acts/1").text
    assert PHONE in world.browser("second_moderator").get(f"/desk/{post_id}").text
    with world.read() as db:
        assert cases.kinds_told(db, "resident") == ["post_mask"]


def test_the_ledger_still_proves_what_is_there(world: World) -> None:
    _room, post_id, _reply = cases.thread(world)
    mask(world, post_id, "ここだけ")
    with world.read() as db:
        broken = [where for code, where in verify(db, world.site.folder) if code == "ledger.changed_text"]
        assert broken == []
    cases.decided(world, "second_moderator", "restore", post_id, article=None)
    with world.read() as db:
        assert [where for code, where in verify(db, world.site.folder) if code == "ledger.changed_text"] == []
        assert db.get_one(Post, post_id).body == "ここだけの文です。"
        assert db.exec(select(SealedText)).first() is None


def test_another_moderator_brings_it_back_whole(world: World) -> None:
    post_id = phoned(world)
    mask(world, post_id)
    assert cases.decided(world, "moderator", "restore", post_id, article=None).status_code == 422
    assert cases.decided(world, "second_moderator", "restore", post_id, article=None).status_code == 303
    with world.read() as db:
        post = db.get_one(Post, post_id)
        assert (post.state, post.title) == (PostState.PUBLISHED, f"電話{PHONE}")
        assert PHONE in post.body
        assert not db.exec(select(PostRevision)).one().is_closed


def test_a_hide_of_a_masked_post_returns_to_the_mask(world: World) -> None:
    from civic.review import actions

    post_id = phoned(world)
    mask(world, post_id)
    cases.decided(world, "second_moderator", "hide", post_id)
    assert cases.state(world, post_id) is PostState.HIDDEN
    world.advance(hours=25)
    with world.write() as db:
        assert actions.return_unseconded(db, world.now) == 1
    with world.read() as db:
        post = db.get_one(Post, post_id)
        assert post.state is PostState.MASKED
        assert PHONE not in post.body


def test_more_can_be_masked_later(world: World) -> None:
    post_id = phoned(world)
    mask(world, post_id)
    assert mask(world, post_id, "遊具", "second_moderator") == 303
    with world.read() as db:
        post = db.get_one(Post, post_id)
        assert "遊具" not in post.body
        assert PHONE in db.get_one(SealedText, post_id).body


@pytest.mark.parametrize(
    ("words", "article", "sentence"),
    [
        ("書かれていない言葉", 11, "伏せる言葉が文の中に見つかりません"),
        ("", 11, "入力してください"),
        (PHONE, 13, "第13条では、この対応はできません"),
        (PHONE, 99, "第99条は"),
    ],
)
def test_bad_input(world: World, words: str, article: int, sentence: str) -> None:
    post_id = phoned(world)
    form = cases.decision(world, post_id, article=article, words=words)
    answer = world.browser("moderator").post(f"/posts/{post_id}/mask", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert cases.REASON in answer.text
    assert cases.state(world, post_id) is PostState.PUBLISHED


@pytest.mark.parametrize(("who", "status"), [(None, 303), ("resident", 403), ("neighbour", 403), ("city_manager", 403)])
def test_nobody_else_masks(world: World, who: str | None, status: int) -> None:
    post_id = phoned(world)
    form = cases.decision(world, post_id, words=PHONE)
    assert world.browser(who).post(f"/posts/{post_id}/mask", form).status_code == status
    assert world.browser(who).get(f"/desk/{post_id}/measures/mask").status_code == status
