"""An entry in several languages: put by the owner, shown and found once the officer has read it."""

from typing import Any

import pytest
from sqlmodel import select

from civic.index import store
from civic.registry.models import Translation
from civic.text.query import parse_query
from tests.registry.forms import listed, typed
from tests.world import World

ENGLISH = {
    "language": "en", "display_name": "Origami uncle", "introduction": "Forty years of paperfolding with children.",
    "skills": "Origami, cat's cradle",
}  # fmt: skip


@pytest.fixture
def made(world: World) -> int:
    return listed(world)


def put(world: World, made: int, who: str = "resident", **changes: Any) -> Any:
    return world.browser(who).post(f"/registry/{made}/languages", ENGLISH | changes)


def row(world: World) -> Translation:
    with world.read() as db:
        return db.exec(select(Translation)).one()


def check(world: World, made: int, who: str = "registry_officer") -> Any:
    one = row(world)
    return world.browser(who).post(f"/staff/registry/{made}/translations/{one.id}/check", {"seen": str(one.rev)})


def test_shown_and_found_only_once_it_was_read(world: World, made: int) -> None:
    assert put(world, made).status_code == 303
    assert "Origami uncle" not in world.browser().get(f"/registry/{made}").text
    assert "Origami uncle" not in world.browser().get("/registry?q=paperfolding").text
    assert "Origami uncle" in world.browser("registry_officer").get(f"/staff/registry/{made}").text
    for _ in range(2):
        assert check(world, made).status_code == 303
    page = world.browser().get(f"/registry/{made}").text
    assert '<div lang="en"><h2>Origami uncle</h2>' in page
    assert "折り紙のおじさん" in world.browser().get("/registry?q=paperfolding").text
    world.drain()
    assert store.engine_for(world.site).search(parse_query("paperfolding")).total == 1


def test_a_new_wording_is_read_again(world: World, made: int) -> None:
    put(world, made)
    check(world, made)
    assert put(world, made).status_code == 303, "the same words change nothing"
    assert row(world).checked_at is not None
    put(world, made, introduction="Something else that nobody has read yet.")
    page = world.browser().get(f"/registry/{made}").text
    assert "Something else" not in page
    assert "Origami uncle" not in page
    world.browser("resident").post(f"/registry/{made}/edit", typed())
    assert "paperfolding" not in world.browser("resident").get(f"/registry/{made}").text


def test_a_change_in_japanese_keeps_what_was_read(world: World, made: int) -> None:
    put(world, made)
    check(world, made)
    world.browser("resident").post(f"/registry/{made}/edit", typed(skills="切り絵"))
    seen = {"seen": str(_rev(world, made))}
    world.browser("registry_officer").post(f"/staff/registry/{made}/register", seen)
    assert "折り紙のおじさん" in world.browser().get("/registry?q=paperfolding").text


def _rev(world: World, made: int) -> int:
    from tests.registry.forms import entry

    return entry(world, made).rev


def test_dropped_twice(world: World, made: int) -> None:
    put(world, made)
    check(world, made)
    for _ in range(2):
        assert world.browser("resident").post(f"/registry/{made}/languages/en/drop").status_code == 303
    assert "Origami uncle" not in world.browser().get(f"/registry/{made}").text
    assert "折り紙のおじさん" not in world.browser().get("/registry?q=paperfolding").text


@pytest.mark.parametrize("who", ["neighbour", "registry_officer", "auditor"])
def test_only_the_owner_writes_it(world: World, made: int, who: str) -> None:
    assert put(world, made, who).status_code == 403
    assert world.browser(who).post(f"/registry/{made}/languages/en/drop").status_code == 403


@pytest.mark.parametrize("who", ["resident", "neighbour", "auditor"])
def test_only_the_officer_checks_it(world: World, made: int, who: str) -> None:
    put(world, made)
    assert check(world, made, who).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"language": "xx"}, "選べません"), ({"introduction": "Short"}, "10文字"), ({"display_name": ""}, "入力")],
)
def test_bad_words_are_given_back(world: World, made: int, changes: dict[str, str], said: str) -> None:
    answer = put(world, made, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert "cat&#39;s cradle" in answer.text


def test_it_stands_under_the_rules(world: World, made: int) -> None:
    answer = put(world, made, introduction="My Number is 123456789018, please keep it.")
    assert answer.status_code == 422
