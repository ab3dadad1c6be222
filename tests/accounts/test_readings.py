"""Opening the private data of many people in one day needs a second person."""

from typing import Any

import pytest
from sqlmodel import select

from civic.city.models import Setting
from civic.ledger import LedgerEntry
from tests import cast
from tests.registry.forms import SECRETS, listed
from tests.world import World

ASK = {"what": "registry", "reason": "台帳の年度末の点検のためです。"}


@pytest.fixture
def made(world: World) -> int:
    with world.write() as db:
        db.add(Setting(name="reading.most_a_day", value=2, changed_by=cast.IDS["city_manager"], changed_at=world.now))
    return listed(world)


def opened(world: World, made: int) -> Any:
    return world.browser("registry_officer").post(f"/staff/registry/{made}/open", {"purpose": "check"})


def decide(world: World, say: str = "yes", who: str = "city_manager", seen: str = "1") -> Any:
    return world.browser(who).post("/staff/readings/1/decide", {"answer": say, "seen": seen})


def test_the_third_waits_for_a_second_person(world: World, made: int) -> None:
    for _ in range(2):
        assert SECRETS["address"] in opened(world, made).text
    third = opened(world, made)
    assert third.status_code == 422
    assert "別の人の許し" in third.text
    assert SECRETS["address"] not in third.text
    for _ in range(2):
        assert world.browser("registry_officer").post("/staff/readings", ASK).status_code == 303
    assert opened(world, made).status_code == 422
    assert ASK["reason"] in world.browser("city_manager").get("/staff/readings").text
    assert decide(world).status_code == 303
    assert SECRETS["address"] in opened(world, made).text
    world.advance(days=1)
    for _ in range(2):
        assert SECRETS["address"] in opened(world, made).text
    assert opened(world, made).status_code == 422, "leave ends with the day"
    with world.read() as db:
        verbs = [row.verb for row in db.exec(select(LedgerEntry))]
    assert verbs.count("accounts.ask_reading") == 1
    assert verbs.count("registry.reveal_entry") == 5, "every reading is recorded, allowed ones too"


def test_a_no_is_a_no_and_once_decided_is_decided(world: World, made: int) -> None:
    world.browser("registry_officer").post("/staff/readings", ASK)
    assert decide(world, "no").status_code == 303
    assert decide(world, "yes").status_code == 409
    assert decide(world, "yes", seen="2").status_code == 422
    for _ in range(2):
        opened(world, made)
    assert opened(world, made).status_code == 422


@pytest.mark.parametrize("who", ["registry_officer", "system_manager", "auditor", "resident", "moderator"])
def test_nobody_else_decides(world: World, made: int, who: str) -> None:
    world.browser("registry_officer").post("/staff/readings", ASK)
    assert decide(world, who=who).status_code == 403


def test_nobody_decides_on_their_own(world: World, made: int) -> None:
    assert world.browser("city_manager").post("/staff/readings", ASK).status_code == 303
    assert decide(world).status_code == 403


@pytest.mark.parametrize("who", [None, "resident", "auditor", "drafter"])
def test_others_neither_ask_nor_see(world: World, who: str | None) -> None:
    assert world.browser(who).get("/staff/readings").status_code in (303, 403)
    assert world.browser(who).post("/staff/readings", ASK).status_code in (303, 403)


def test_one_does_not_see_what_another_asked(world: World, made: int) -> None:
    world.browser("registry_officer").post("/staff/readings", ASK)
    assert ASK["reason"] not in world.browser("system_manager").get("/staff/readings").text


@pytest.mark.parametrize("changes", [{"what": "everything"}, {"reason": "急ぎ"}, {"reason": ""}])
def test_a_bad_wish_is_given_back(world: World, changes: dict[str, str]) -> None:
    assert world.browser("registry_officer").post("/staff/readings", ASK | changes).status_code == 422


def test_connections_count_by_themselves(world: World, made: int) -> None:
    for number in range(2):
        read = {"kind": "post", "number": str(number + 1), "reason": "裁判所の命令にもとづくためです。"}
        assert world.browser("system_manager").post("/staff/connections", read).status_code == 200
    third = world.browser("system_manager").post("/staff/connections", read)
    assert third.status_code == 422
    assert "別の人の許し" in third.text
