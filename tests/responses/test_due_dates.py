"""When an answer is due: over the turn of the year, on holidays, at the turn of the fiscal year; late from 0:00 on."""

from datetime import UTC, date, datetime

import pytest

from civic import clock
from civic.city.models import Section
from civic.responses import actions
from civic.responses.models import Response
from civic.rooms.models import Post
from tests import cast
from tests.responses import answering
from tests.world import World


def at(world: World, moment: str) -> None:
    world.now = datetime.fromisoformat(moment).replace(tzinfo=clock.TOKYO).astimezone(UTC)


def due(world: World, **form: object) -> Response:
    _room, post_id = answering.question(world, due_days=5)
    with world.write() as db:
        post = db.get_one(Post, post_id)
        post.created_at = world.now
        db.add(post)
    answer = world.browser("drafter").post(f"/posts/{post_id}/assign", {"section_id": cast.PARKS} | form)
    assert answer.status_code == 303, answer.text
    with world.read() as db:
        found = db.get_one(Response, 1)
        db.expunge(found)
        return found


def test_five_open_days_over_the_turn_of_the_year(world: World) -> None:
    at(world, "2026-12-25T17:00")
    duty = due(world)
    assert duty.due_on == date(2027, 1, 7), "28 December, then 4 to 7 January"
    assert duty.acknowledge_by == date(2027, 1, 7)


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        ("2027-01-01", "2027-01-04"), ("2027-01-03", "2027-01-04"), ("2027-03-21", "2027-03-23"),
        ("2027-03-22", "2027-03-23"), ("2027-05-03", "2027-05-06"), ("2026-12-28", "2026-12-28"),
    ],
)  # fmt: skip
def test_a_due_date_on_a_closed_day_moves_to_the_next_open_one(world: World, asked: str, moved: str) -> None:
    at(world, "2026-12-01T10:00")
    assert due(world, due_on=asked).due_on.isoformat() == moved


def test_invariant_11_late_in_public_from_midnight_after_the_due_date(world: World) -> None:
    at(world, "2026-12-01T10:00")
    duty = due(world, due_on="2026-12-08")
    late = "回答期限超過"
    at(world, "2026-12-08T23:59:59")
    assert late not in world.browser().get("/answers").text
    at(world, "2026-12-09T00:00:00")
    page = world.browser().get("/answers").text
    assert late in page
    assert "公園みどり課" in page
    assert f"/posts/{duty.post_id}" in page


def test_invariant_11_late_on_new_years_day_too(world: World) -> None:
    """Nobody is at work, and still the public list says it: the day after 28 December."""
    at(world, "2026-12-01T10:00")
    due(world, due_on="2026-12-28")
    at(world, "2026-12-28T23:59:59")
    assert "回答期限超過" not in world.browser().get("/answers").text
    at(world, "2026-12-29T00:00:00")
    assert "回答期限超過" in world.browser().get("/answers").text


def test_a_reorganisation_on_the_first_of_april_moves_no_due_date(world: World) -> None:
    at(world, "2027-03-30T10:00")
    duty = due(world)
    assert duty.due_on == date(2027, 4, 6)
    with world.write() as db:
        new = Section(code="green", name="みどり推進課", starts_on=date(2027, 4, 1))
        db.add(new)
        db.flush()
        old = db.get_one(Section, cast.PARKS)
        old.ends_on, old.successor_id = date(2027, 3, 31), new.id
        new_id = new.id
        db.add(old)
    at(world, "2027-03-31T23:59")
    with world.write() as db:
        assert actions.move_duties(db, world.now) == 0
    at(world, "2027-04-01T00:01")
    with world.write() as db:
        assert actions.move_duties(db, world.now) == 1
    with world.read() as db:
        moved = db.get_one(Response, duty.id)
        assert (moved.section_id, moved.due_on, moved.acknowledge_by) == (new_id, duty.due_on, duty.acknowledge_by)
    assert "みどり推進課" in world.browser().get("/answers").text
    at(world, "2027-04-07T00:00")
    page = world.browser().get("/answers").text
    assert "回答期限超過" in page
    assert "公園みどり課" not in page
