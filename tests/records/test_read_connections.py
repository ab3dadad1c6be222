"""Connections are read with a reason by the system manager, and every reading leaves a trace for the auditor."""

import pytest
from sqlmodel import select

from civic.accounts.actions import record_connection
from civic.records.models import Reading
from tests import cast
from tests.world import World

PATH = "/staff/connections"
FORM = {"kind": "post", "number": "１", "reason": "警察の照会 第12号のため"}


@pytest.fixture
def city(world: World) -> World:
    with world.write() as db:
        record_connection(db, "post", cast.IDS["resident"], "post:1", "192.0.2.77", 40123, world.now)
        record_connection(db, "post", cast.IDS["resident"], "post:12", "192.0.2.88", 1, world.now)
    return world


def readings(world: World) -> list[Reading]:
    with world.read() as db:
        return list(db.exec(select(Reading)).all())


def test_a_reason_opens_one_target_and_stays(city: World) -> None:
    page = city.browser("system_manager").post(PATH, FORM)
    assert page.status_code == 200
    assert "192.0.2.77" in page.text
    assert "192.0.2.88" not in page.text
    assert page.headers["cache-control"] == "no-store"
    (reading,) = readings(city)
    assert (reading.person_id, reading.target) == (cast.IDS["system_manager"], "post:1")
    assert reading.reason == FORM["reason"]
    audit = city.browser("auditor").get("/audit/readings").text
    assert "警察の照会 第12号のため" in audit
    assert "192.0.2.77" not in audit


def test_no_reason_no_reading(city: World) -> None:
    for change in ({"reason": ""}, {"reason": "短い"}, {"number": "x"}, {"kind": "secret"}, {"number": "0"}):
        answer = city.browser("system_manager").post(PATH, FORM | change)
        assert answer.status_code == 422
        assert "192.0.2.77" not in answer.text
    assert readings(city) == []


def test_nobody_else(city: World) -> None:
    for name in ("resident", "auditor", "city_manager", "moderator"):
        assert city.browser(name).post(PATH, FORM).status_code == 403
        assert city.browser(name).get(PATH).status_code == 403
    assert city.browser().post(PATH, FORM).headers["location"].startswith("/sign-in")
    assert readings(city) == []


def test_an_unknown_number_is_a_reading_too(city: World) -> None:
    page = city.browser("system_manager").post(PATH, FORM | {"number": "999"})
    assert "記録はありません" in page.text
    assert len(readings(city)) == 1
