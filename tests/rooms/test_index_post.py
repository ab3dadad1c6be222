"""The index follows the posts: only what anybody may read is ever in it."""

import pytest

from civic.index import store
from civic.jobs import later
from civic.rooms import jobs
from civic.rooms.actions import set_status
from civic.rooms.models import Post, PostState
from civic.rooms.states import RoomState
from civic.text.query import parse_query
from tests import cast, make
from tests.world import World


@pytest.fixture(autouse=True)
def closed_index(world: World) -> object:
    yield
    store.close_all()


def found(world: World, words: str) -> set[str]:
    world.drain()
    return {hit.id for hit in store.engine_for(world.site).search(parse_query(words)).hits}


def test_a_post_goes_in_when_published_and_out_when_hidden(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    form = {
        "once": "index-test-once",
        "title": "水遊び場",
        "body": "噴水を夏だけ動かしてください。",
        "acknowledge": "yes",
    }
    world.browser("resident").post(f"/rooms/{room_id}/posts", form)
    assert found(world, "噴水") == {"post:1"}
    assert found(world, "水遊び場") == {"post:1"}
    with world.write() as db:
        set_status(db, db.get_one(Post, 1), PostState.HIDDEN, 4, cast.NOW)
    assert found(world, "噴水") == set()
    with world.write() as db:
        set_status(db, db.get_one(Post, 1), PostState.PUBLISHED, None, cast.NOW)
    assert found(world, "噴水") == {"post:1"}


def test_a_held_post_is_not_found(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db, is_pre_moderated=True).id
    form = {
        "once": "index-test-once",
        "title": "水遊び場",
        "body": "噴水を夏だけ動かしてください。",
        "acknowledge": "yes",
    }
    world.browser("resident").post(f"/rooms/{room_id}/posts", form)
    assert found(world, "噴水") == set()


def test_rooms_are_found_once_they_are_public(world: World) -> None:
    with world.write() as db:
        draft, public = make.room(db, state=RoomState.DRAFT), make.room(db)
        for room in (draft, public):
            later(db, "rooms.index_room", room.id)
    assert found(world, "中央公園") == {f"room:{public.id}"}


def test_all_cards_are_exactly_what_the_public_may_read(world: World) -> None:
    with world.write() as db:
        for room_state in (RoomState.DRAFT, RoomState.ANNOUNCED, RoomState.SUSPENDED, RoomState.ARCHIVED):
            room = make.room(db, state=room_state)
            for number, state in enumerate(PostState):
                make.post(
                    db, room, state=state, body=f"{room_state.value}-{state.value}", once=f"{room_state}-{number}"
                )
    with world.read() as db:
        cards = list(jobs.all_cards(db))
    posts = {card.text for card in cards if card.kind == "post"}
    assert posts == {
        f"{room}-{post}" for room in ("announced", "suspended", "archived") for post in ("published", "masked")
    }
    assert len([card for card in cards if card.kind == "room"]) == 3
