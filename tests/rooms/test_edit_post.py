"""Authors change their words: every wording stays readable, each is judged again."""

from typing import Any

import pytest
from sqlmodel import select

from civic.ledger import digest
from civic.rooms.actions import set_status
from civic.rooms.models import Post, PostRevision, PostState, Room
from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World


@pytest.fixture
def post_id(world: World) -> int:
    with world.write() as db:
        return make.post(db, make.room(db)).id


def typed(**changes: Any) -> dict[str, Any]:
    return {"revision": "1", "title": "遊具について", "body": "遊具を木のものにしてほしいです。"} | changes


def read(world: World, post_id: int) -> Post:
    with world.read() as db:
        return db.get_one(Post, post_id)


def test_a_new_wording_replaces_the_old_and_the_old_stays_readable(world: World, post_id: int) -> None:
    answer = world.browser("resident").post(f"/posts/{post_id}/edit", typed())
    assert answer.headers["location"] == f"/posts/{post_id}"
    post = read(world, post_id)
    assert (post.revision, post.body) == (2, "遊具を木のものにしてほしいです。")
    assert post.digest == digest(post.salt, post.title, post.body)
    assert post.edited_at == cast.NOW
    stranger = world.browser()
    assert f"/posts/{post_id}/history" in stranger.get(f"/rooms/{post.room_id}").text
    history = stranger.get(f"/posts/{post_id}/history").text
    assert "<del>" in history
    assert "第1版" in history
    assert "遊具を新しくしてほしいです。" in history


def test_after_the_free_minutes_only_additions(world: World, post_id: int) -> None:
    world.advance(minutes=16)
    browser = world.browser("resident")
    assert 'name="addition"' in browser.get(f"/posts/{post_id}/edit").text
    refused = browser.post(f"/posts/{post_id}/edit", typed())
    assert refused.status_code == 422
    assert read(world, post_id).revision == 1
    done = browser.post(f"/posts/{post_id}/edit", {"revision": "1", "addition": "ベンチもお願いします。"})
    assert done.status_code == 303
    body = read(world, post_id).body
    assert body.startswith("遊具を新しくしてほしいです。")
    assert "追記（2026年11月24日 10:16）" in body
    assert body.endswith("ベンチもお願いします。")


@pytest.mark.parametrize(("who", "status"), [("neighbour", 403), ("moderator", 403), (None, 303)])
def test_nobody_else_changes_a_post(world: World, post_id: int, who: str | None, status: int) -> None:
    browser = world.browser(who)
    assert browser.post(f"/posts/{post_id}/edit", typed()).status_code == status
    assert browser.get(f"/posts/{post_id}/edit").status_code == status
    assert read(world, post_id).revision == 1


def test_a_stale_form_overwrites_nothing(world: World, post_id: int) -> None:
    browser = world.browser("resident")
    browser.post(f"/posts/{post_id}/edit", typed())
    answer = browser.post(f"/posts/{post_id}/edit", typed(body="別の画面で書いた文です。"))
    assert answer.status_code == 409
    assert "別の画面で書いた文です。" in answer.text
    assert read(world, post_id).revision == 2


def test_each_wording_is_judged(world: World, post_id: int) -> None:
    browser = world.browser("resident")
    refused = browser.post(f"/posts/{post_id}/edit", typed(body="電話は090-1234-5678です。"))
    assert refused.status_code == 422
    assert "ルール第11条" in refused.text
    insult = browser.post(f"/posts/{post_id}/edit", typed(body="課長は馬鹿だ。死ね。"))
    assert insult.status_code == 422
    assert "差し替えられません" in insult.text
    assert read(world, post_id).body == "遊具を新しくしてほしいです。"
    assert read(world, post_id).state is PostState.PUBLISHED


@pytest.mark.parametrize("state", [PostState.HELD, PostState.REJECTED])
def test_a_held_or_rejected_post_returns_to_held(world: World, state: PostState) -> None:
    with world.write() as db:
        post_id = make.post(db, make.room(db), state=state).id
    world.advance(days=2)
    answer = world.browser("resident").post(f"/posts/{post_id}/edit", typed())
    assert answer.status_code == 303
    assert read(world, post_id).state is PostState.HELD
    assert world.browser().get(f"/posts/{post_id}").status_code == 404


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.WITHDRAWN, PostState.PURGED])
def test_tombstones_are_not_edited_and_tell_nothing(world: World, state: PostState) -> None:
    with world.write() as db:
        post = make.post(db, make.room(db))
        db.add(PostRevision(post_id=post.id, number=1, body="前の文", salt="s", digest="d", written_at=cast.NOW))
        post.revision = 2
        set_status(db, post, state, 4, cast.NOW)
    assert world.browser("resident").post(f"/posts/{post.id}/edit", typed(revision="2")).status_code == 422
    for name in ("resident", "moderator", None):
        history = world.browser(name).get(f"/posts/{post.id}/history")
        assert history.status_code == 404
        assert "前の文" not in history.text


def test_a_closed_room_lets_nothing_change(world: World) -> None:
    with world.write() as db:
        post_id = make.post(db, make.room(db, state=RoomState.SUMMARISING)).id
        held_id = make.post(db, make.room(db, state=RoomState.SUMMARISING), state=PostState.HELD, once="held").id
    browser = world.browser("resident")
    assert browser.post(f"/posts/{post_id}/edit", typed()).status_code == 422
    assert browser.post(f"/posts/{held_id}/edit", typed()).status_code == 303


def test_empty_edits_and_previews(world: World, post_id: int) -> None:
    browser = world.browser("resident")
    assert browser.post(f"/posts/{post_id}/edit", {"revision": "1"}).status_code == 422
    shown = browser.post(f"/posts/{post_id}/edit", typed(step="preview"))
    assert shown.status_code == 200
    assert "遊具を木のものにしてほしいです。" in shown.text
    assert read(world, post_id).revision == 1
    fragment = browser.post(f"/posts/{post_id}/edit", typed(body="短く。"), htmx=True)
    assert fragment.status_code == 200
    assert "<html" not in fragment.text


def test_the_revision_of_the_room_goes_up(world: World, post_id: int) -> None:
    with world.read() as db:
        before = db.exec(select(Room.rev)).one()
    world.browser("resident").post(f"/posts/{post_id}/edit", typed())
    with world.read() as db:
        assert db.exec(select(Room.rev)).one() > before
