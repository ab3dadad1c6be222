"""A room for some people: writers say once that they are among them; a room for children asks more of its makers."""

import pytest

from civic.accounts.models import Person
from civic.markup import ruby, without_ruby
from civic.rooms import actions
from civic.rooms.models import NamePolicy
from tests import cast, make
from tests.world import World

BODY = {"title": "池のそばの木陰", "body": "木陰がもう少しほしいと思います。", "acknowledge": "yes"}


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"min_age": 16}, "私は16歳以上です"),
        ({"eligibility": "local"}, "書ける人（市内に"),
        ({"eligibility": "local", "min_age": 12}, "私は12歳以上で、書ける人"),
    ],
)
def test_said_once_before_the_first_post(world: World, facts: dict[str, object], label: str) -> None:
    with world.write() as db:
        room = make.room(db, **facts)
        db.get_one(Person, cast.IDS["resident"]).identity_level = 1
    browser = world.browser("resident")
    assert label in browser.get(f"/rooms/{room.id}/new").text
    refused = browser.post(f"/rooms/{room.id}/posts", BODY | {"once": "first-one"})
    assert refused.status_code == 422
    assert "書ける人が決まっています" in refused.text
    assert BODY["body"] in refused.text
    said = BODY | {"once": "first-one", "is_eligible": "yes"}
    assert browser.post(f"/rooms/{room.id}/posts", said).status_code == 303
    assert label not in browser.get(f"/rooms/{room.id}/new").text
    second = {"title": "ベンチの数", "body": "ベンチを三つ増やせませんか。", "once": "second-one"}
    assert browser.post(f"/rooms/{room.id}/posts", second).status_code == 303


def test_who_was_found_to_live_here_is_not_asked_where(world: World) -> None:
    with world.write() as db:
        room = make.room(db, eligibility="local")
        db.get_one(Person, cast.IDS["resident"]).identity_level = 2
    assert world.browser("resident").post(f"/rooms/{room.id}/posts", BODY | {"once": "first-one"}).status_code == 303


def test_a_room_for_everyone_asks_nothing(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
    assert "is_eligible" not in world.browser("resident").get(f"/rooms/{room.id}/new").text


def test_a_room_for_children_needs_plain_words_and_handles(world: World) -> None:
    with world.write() as db:
        room = make.room(db, min_age=10, plain_text="", name_policy=NamePolicy.REAL)
        lacking = actions.missing(db, room, world.now)
        assert {"rooms.missing.child_plain_text", "rooms.missing.child_handle"} <= set(lacking)
        room.plain_text, room.name_policy = "公園《こうえん》のことを教《おし》えてください。", NamePolicy.HANDLE
        assert not [code for code in actions.missing(db, room, world.now) if "child" in code]
    page = world.browser().get(f"/rooms/{room.id}").text
    assert "<ruby>公園<rp>（</rp><rt>こうえん</rt><rp>）</rp></ruby>のことを" in page
    assert "保護者の方へ" in page
    assert "10歳以上" in page


def test_readings_are_escaped_and_left_out_of_search() -> None:
    hostile = '｜<script>《<img src="x">》と《》と漢字《かんじ'
    assert ruby(hostile).startswith("<ruby>&lt;script&gt;<rp>")
    assert "<script" not in ruby(hostile)
    assert "<img" not in ruby(hostile)
    assert without_ruby("公園《こうえん》と｜ベンチ《べんち》") == "公園とベンチ"
