"""Telling people: one notice for each and cause, counted and mailed once."""

from sqlmodel import select

from civic.accounts.models import Person, PersonState
from civic.jobs import Job
from civic.notifications.actions import tell
from civic.notifications.models import Notice
from tests import cast
from tests.world import World

RESIDENT, NEIGHBOUR = cast.IDS["resident"], cast.IDS["neighbour"]


def _tell(world: World, people: list[int | None], cause: str = "post:1:published") -> int:
    with world.write() as db:
        return tell(
            db, people, "post_published", cause=cause, target="post:1", path="/posts/1", now=world.now, title="公園"
        )


def test_each_person_is_told_once(world: World) -> None:
    assert _tell(world, [RESIDENT, NEIGHBOUR, RESIDENT, None]) == 2
    with world.read() as db:
        assert [n.person_id for n in db.exec(select(Notice).order_by(Notice.person_id)).all()] == [RESIDENT, NEIGHBOUR]
        assert db.get_one(Person, RESIDENT).unread_notices == 1
        assert len(db.exec(select(Job).where(Job.name == "notifications.mail_notice")).all()) == 2


def test_the_same_cause_again_changes_nothing(world: World) -> None:
    _tell(world, [RESIDENT])
    assert _tell(world, [RESIDENT, NEIGHBOUR]) == 1
    with world.read() as db:
        assert db.get_one(Person, RESIDENT).unread_notices == 1
        assert len(db.exec(select(Notice)).all()) == 2


def test_another_cause_is_another_notice(world: World) -> None:
    _tell(world, [RESIDENT])
    assert _tell(world, [RESIDENT], cause="post:1:answered") == 1


def test_nobody_and_people_who_left(world: World) -> None:
    with world.write() as db:
        left = db.get_one(Person, NEIGHBOUR)
        left.state = PersonState.LEFT
        db.add(left)
    assert _tell(world, []) == 0
    assert _tell(world, [None, NEIGHBOUR, 99999]) == 0
