"""Limits: counted before the door in a transaction of their own, per account and per address, window by window."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from civic.errors import TooMany
from civic.web.limits import Limit, LimitWindow, brief, by_account, count, is_shared
from tests import cast, make
from tests.world import World

LIMIT = Limit("test.door", 3, 600, by_account)


def use(world: World, key: str = "7", factor: int = 1) -> TooMany | None:
    with world.sites.engines(world.site)[1].connect() as connection, brief(connection):
        return count(connection, LIMIT, key, world.now, factor)


def test_the_use_after_the_last_is_refused_with_the_minutes_to_wait(world: World) -> None:
    assert [use(world) for _ in range(3)] == [None, None, None]
    world.advance(minutes=4)
    refused = use(world)
    assert refused is not None
    assert refused.data == {"minutes": 6}
    assert use(world, key="8") is None


def test_a_new_window_begins_when_the_old_one_has_ended(world: World) -> None:
    for _ in range(4):
        use(world)
    world.advance(minutes=10)
    assert use(world) is not None
    world.advance(seconds=1)
    assert [use(world) for _ in range(3)] == [None, None, None]
    with world.read() as db:
        window = db.get_one(LimitWindow, "test.door:7")
        assert (window.count, window.started_at) == (3, cast.NOW + timedelta(minutes=10, seconds=1))


def test_a_shared_address_is_wider(world: World) -> None:
    assert [use(world, factor=2) for _ in range(6)] == [None] * 6
    assert use(world, factor=2) is not None
    assert is_shared("192.0.2.7", ("192.0.2.0/24",))
    assert not is_shared("198.51.100.7", ("192.0.2.0/24",))
    assert not is_shared("testclient", ("192.0.2.0/24",))


def test_commits_of_posts_wait_for_the_disk_again_afterwards(world: World) -> None:
    engine = world.sites.engines(world.site)[1]
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone keeps it by connection")
    full = 2
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        with pytest.raises(IntegrityError), brief(connection):
            connection.exec_driver_sql("INSERT INTO limit_window (key) VALUES ('incomplete')")
        assert raw.execute("PRAGMA synchronous").fetchone() == (full,)


def test_a_refused_request_counts_for_every_limit(world: World) -> None:
    with world.write() as db:
        room = make.room(db).id
    answer = world.browser("resident").post(f"/rooms/{room}/posts", {"body": ""})
    assert answer.status_code == 422
    with world.read() as db:
        person = db.get_one(LimitWindow, f"rooms.post:{cast.IDS['resident']}")
        address = db.get_one(LimitWindow, "rooms.post:testclient")
        assert (person.count, address.count) == (1, 1)
