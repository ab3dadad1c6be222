"""An author takes a post back: a tombstone stays, and so do the answers."""

import pytest

from civic.rooms.models import Post, PostState, Room
from moderation.transitions import STATES
from tests import make
from tests.world import World


@pytest.fixture
def thread(world: World) -> tuple[int, int, int]:
    """(room, post, reply)"""
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, body="取り下げる文です。")
        reply = make.post(db, room, "neighbour", post, body="返信は残ります。")
        return room.id, post.id, reply.id


def test_the_tombstone_keeps_the_place_and_the_replies(world: World, thread: tuple[int, int, int]) -> None:
    room_id, post_id, reply_id = thread
    browser = world.browser("resident")
    assert "取り下げますか" in browser.get(f"/posts/{post_id}/withdraw").text
    assert browser.post(f"/posts/{post_id}/withdraw").headers["location"] == f"/posts/{post_id}"
    for name in ("neighbour", "moderator", None):
        page = world.browser(name).get(f"/rooms/{room_id}").text
        assert "取り下げる文です。" not in page
        assert "本人が取り下げました" in page
        assert page.index(f'id="post-{post_id}"') < page.index(f'id="post-{reply_id}"')
        assert "返信は残ります。" in page
    with world.read() as db:
        assert db.get_one(Room, room_id).post_count == 1


def test_twice_is_once(world: World, thread: tuple[int, int, int]) -> None:
    browser = world.browser("resident")
    browser.post(f"/posts/{thread[1]}/withdraw")
    assert browser.post(f"/posts/{thread[1]}/withdraw", htmx=True).headers["HX-Redirect"] == f"/posts/{thread[1]}"
    with world.read() as db:
        assert db.get_one(Room, thread[0]).post_count == 1


@pytest.mark.parametrize(("who", "status"), [("neighbour", 403), ("moderator", 403), (None, 303)])
def test_only_the_author(world: World, thread: tuple[int, int, int], who: str | None, status: int) -> None:
    browser = world.browser(who)
    assert browser.post(f"/posts/{thread[1]}/withdraw").status_code == status
    assert browser.get(f"/posts/{thread[1]}/withdraw").status_code == status
    with world.read() as db:
        assert db.get_one(Post, thread[1]).state is PostState.PUBLISHED


def test_states_are_those_of_the_rules_engine() -> None:
    assert {state.value for state in PostState} == set(STATES) - {"submitted"}


@pytest.mark.parametrize("state", [PostState.REJECTED, PostState.PURGED])
def test_what_is_not_public_is_not_withdrawn(world: World, state: PostState) -> None:
    with world.write() as db:
        post_id = make.post(db, make.room(db), state=state).id
    assert world.browser("resident").post(f"/posts/{post_id}/withdraw").status_code == 422


def test_a_hidden_post_stays_hidden(world: World) -> None:
    with world.write() as db:
        post_id = make.post(db, make.room(db), state=PostState.HIDDEN, tombstone_article=4).id
    assert world.browser("resident").post(f"/posts/{post_id}/withdraw").status_code == 422
