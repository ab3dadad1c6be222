"""Erasing on time: each kind of row on its day, nothing before."""

from datetime import timedelta

from sqlmodel import select

from civic import jobs
from civic.accounts.actions import record_connection
from civic.accounts.models import Connection, PendingSignUp, SignInSession, SingleUseToken, TokenPurpose
from tests import cast
from tests.world import World


def fill(world: World) -> None:
    with world.write() as db:
        record_connection(db, "post", cast.IDS["resident"], "post:1", "192.0.2.7", 40000, world.now)
        db.add(
            PendingSignUp(
                handle="x", email="x@mihon.example", password_hash="x", notice_version=1, created_at=world.now,
                expires_at=world.now + timedelta(hours=24),
            )
        )  # fmt: skip
        db.add(
            SingleUseToken(
                purpose=TokenPurpose.RESET_PASSWORD, token_hash="x", person_id=1,
                expires_at=world.now + timedelta(hours=24),
            )
        )  # fmt: skip
    world.browser("resident")


def left(world: World) -> list[int]:
    with world.write() as db:
        jobs.later(db, "accounts.each_day", world.now.isoformat(), lane="long")
    world.drain()
    with world.read() as db:
        return [len(db.exec(select(t)).all()) for t in (Connection, PendingSignUp, SingleUseToken, SignInSession)]


def test_every_kind_goes_on_its_day(world: World) -> None:
    fill(world)
    assert left(world) == [1, 1, 1, 1]
    world.advance(hours=25)
    assert left(world) == [1, 0, 1, 1]
    world.advance(days=88)
    assert left(world) == [1, 0, 1, 1]
    world.advance(days=3)
    assert left(world) == [0, 0, 0, 1]
    world.advance(days=30)
    assert left(world) == [0, 0, 0, 0]
