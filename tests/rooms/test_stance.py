"""A8 and A20: a stance beside the words, わからない counted apart, questions told apart from opinions."""

from typing import Any

import pytest
from sqlmodel import select

from civic.rooms.models import Post, Stance
from tests import make
from tests.world import World


@pytest.fixture
def room_id(world: World) -> int:
    with world.write() as db:
        return make.room(db).id


def write(world: World, room_id: int, number: int, who: str = "resident", **changes: Any) -> Any:
    form = {
        "once": f"once-stance-{number}", "title": f"木陰がほしい{number}", "type": "opinion", "step": "publish",
        "body": f"池の{number}番目のそばに木を植えるのがよいか、考えました。", "acknowledge": "yes",
    }  # fmt: skip
    world.advance(minutes=10)
    return world.browser(who).post(f"/rooms/{room_id}/posts", form | changes)


def test_dont_know_is_recorded_and_counted_apart(world: World, room_id: int) -> None:
    stances = ("for", "against", "unsure", "")
    for number, stance in enumerate(stances):
        assert write(world, room_id, number, ("resident", "neighbour")[number % 2], stance=stance).status_code == 303
    with world.read() as db:
        found = [post.stance for post in db.exec(select(Post).order_by(Post.id)).all()]  # type: ignore[arg-type]
        assert found == [Stance.FOR, Stance.AGAINST, Stance.UNSURE, None]
    page = world.browser().get(f"/rooms/{room_id}").text
    assert page.count("わからない") == 1
    table = world.browser().get(f"/rooms/{room_id}/report.csv").text
    for label in ("賛成", "反対", "わからない"):
        assert f"立場,{label},1" in table
    assert "投票ではありません" in world.browser().get(f"/rooms/{room_id}/report").text


def test_questions_are_counted_apart_from_opinions(world: World, room_id: int) -> None:
    write(world, room_id, 1, type="question")
    write(world, room_id, 2, who="neighbour")
    table = world.browser().get(f"/rooms/{room_id}/report.csv").text
    assert "種類,質問,1" in table
    assert "種類,意見,1" in table


def test_no_other_stance_and_none_of_staff(world: World, room_id: int) -> None:
    assert write(world, room_id, 1, stance="maybe").status_code == 422
    assert write(world, room_id, 2, who="drafter", type="staff", stance="for").status_code == 303
    with world.read() as db:
        assert [post.stance for post in db.exec(select(Post)).all()] == [None]
