"""The rounds: duties after a reorganisation, and the rooms' counts of waiting posts."""

from datetime import date

from civic.accounts.models import RoleGrant
from civic.city.models import Section
from civic.permissions import Role
from civic.responses import actions
from civic.responses.models import Response
from civic.rooms.models import Room
from tests import cast
from tests.responses import answering
from tests.review import cases
from tests.world import World


def reorganise(world: World) -> int:
    """From the 25th on 公園みどり課 is みどり推進課; its drafter is the resident."""
    with world.write() as db:
        new = Section(code="green", name="みどり推進課", starts_on=date(2026, 11, 25))
        db.add(new)
        db.flush()
        old = db.get_one(Section, cast.PARKS)
        old.ends_on, old.successor_id = date(2026, 11, 24), new.id
        db.add(old)
        db.add(
            RoleGrant(
                person_id=cast.IDS["neighbour"], role=Role.DRAFTER, scope="section", scope_id=new.id,
                starts_on=date(2026, 11, 25),
            )
        )  # fmt: skip
        return new.id


def move(world: World) -> int:
    with world.write() as db:
        return actions.move_duties(db, world.now)


def test_open_duties_move_and_old_answers_keep_the_old_name(world: World) -> None:
    _post, answered = answering.published(world)
    _post, waiting = answering.assigned(world)
    new_id = reorganise(world)
    assert move(world) == 0
    world.advance(days=1)
    assert move(world) == 2
    assert move(world) == 0
    with world.read() as db:
        assert db.get_one(Response, waiting).section_id == new_id
        assert db.get_one(Response, answered).section_id == new_id
        assert cases.kinds_told(db, "neighbour")[-1] == "response_assigned"
        assert cases.verbs(db)[-2:] == ["responses.move_duty"] * 2
    page = world.browser().get("/answers").text
    assert "担当 みどり推進課" in page
    assert "公園みどり課" in world.browser().get(f"/answers/{answered}").text


def test_hidden_and_restored_posts_change_what_a_room_waits_for(world: World) -> None:
    post_id, _response = answering.assigned(world)

    def waiting() -> int:
        with world.write() as db:
            actions.count_waiting(db)
        with world.read() as db:
            return db.get_one(Room, 1).waiting_count

    assert waiting() == 1
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert waiting() == 0
    form = cases.decision(world, post_id, article=None)
    world.browser("second_moderator").post(f"/posts/{post_id}/restore", form)
    assert waiting() == 1
    assert waiting() == 1


def test_the_worker_does_both(world: World) -> None:
    from civic import worker

    answering.assigned(world)
    new_id = reorganise(world)
    world.advance(days=1)
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.waiting_count = 7
        db.add(room)
    worker.load_jobs()
    worker.plan_rounds(world.sites, world.site, is_new_day=True)
    world.drain()
    with world.read() as db:
        assert db.get_one(Response, 1).section_id == new_id
        assert db.get_one(Room, 1).waiting_count == 1
