"""A held post never waits in silence: after the set open days moderators and managers hear of it, once."""

from civic.review import actions
from tests.review import cases
from tests.world import World


def escalate(world: World) -> int:
    with world.write() as db:
        return actions.escalate_held(db, world.now)


def test_not_before_the_day_is_over(world: World) -> None:
    cases.held(world)
    world.advance(days=1, hours=13)  # the 25th, 23:00 in Tokyo
    assert escalate(world) == 0


def test_moderators_and_managers_once(world: World) -> None:
    post_id = cases.held(world)
    world.advance(days=1, hours=14, minutes=1)
    assert escalate(world) == 1
    escalate(world)
    with world.read() as db:
        assert cases.kinds_told(db, "moderator") == ["held_late"]
        assert cases.kinds_told(db, "second_moderator") == ["held_late"]
        assert cases.kinds_told(db, "city_manager") == ["held_late_for_manager"]
        assert cases.kinds_told(db, "other_moderator") == []
        assert cases.kinds_told(db, "resident") == []
    assert world.browser("moderator").get(f"/desk/{post_id}").status_code == 200


def test_weekends_do_not_count(world: World) -> None:
    world.advance(days=3)  # Friday the 27th
    with world.write() as db:
        from civic.rooms.models import PostState
        from tests import make

        make.post(db, make.room(db), state=PostState.HELD, created_at=world.now)
    world.advance(days=3)  # Monday the 30th, the one open day
    assert escalate(world) == 0
    world.advance(days=1)
    assert escalate(world) == 1


def test_the_daily_round_does_it(world: World) -> None:
    from civic import worker

    cases.held(world)
    world.advance(days=2)
    worker.load_jobs()
    worker.plan_rounds(world.sites, world.site, is_new_day=True)
    world.drain()
    with world.read() as db:
        assert "held_late" in cases.kinds_told(db, "moderator")
