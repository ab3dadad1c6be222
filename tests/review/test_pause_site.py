"""When the city takes no posts: a pause of the whole site, posting hours, a frozen room in an election (DOMAIN §10, 31)."""

from datetime import UTC, date, datetime

import pytest

from civic.city.actions import put_setting
from civic.city.models import ElectionPeriod
from civic.rooms.models import ElectionPolicy, PostState
from tests import cast, make
from tests.review import cases
from tests.world import World

REASON = "いたずらの書き込みが続くため、点検します。"


def write(world: World, room_id: int, once: str) -> tuple[int, str]:
    form = {
        "title": "木かげ",
        "body": f"木かげがほしいです。{once}",
        "type": "opinion",
        "acknowledge": "yes",
        "once": once * 8,
    }
    answer = world.browser("neighbour").post(f"/rooms/{room_id}/posts", form)
    return answer.status_code, answer.text


def set_to(world: World, name: str, value: object) -> None:
    with world.write() as db:
        put_setting(db, name, value, cast.IDS["city_manager"], world.now)


def test_a_pause_stops_everybody_with_its_reason_and_ends(world: World) -> None:
    room_id = cases.thread(world)[0]
    manager = world.browser("city_manager")
    assert manager.post("/staff/pause", {"reason": "短い"}).status_code == 422
    assert manager.post("/staff/pause", {"reason": REASON}).status_code == 303
    status, text = write(world, room_id, "a")
    assert (status, REASON in text, "木かげがほしいです。" in text) == (422, True, True)
    assert REASON in world.browser("neighbour").get(f"/rooms/{room_id}/new").text
    assert manager.post("/staff/pause", {"reason": REASON}).status_code == 422
    assert manager.post("/staff/pause", {"reason": ""}).status_code == 303
    assert write(world, room_id, "b")[0] == 303
    with world.read() as db:
        assert [verb for verb in cases.verbs(db) if "site" in verb] == ["review.pause_site", "review.resume_site"]


@pytest.mark.parametrize("who", ["resident", "moderator", "facilitator", "auditor", "drafter"])
def test_only_managers_pause(world: World, who: str) -> None:
    assert world.browser(who).post("/staff/pause", {"reason": REASON}).status_code == 403
    assert world.browser(who).get("/staff/pause").status_code == 403


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-11-24T12:59", PostState.PUBLISHED), ("2026-11-24T13:00", PostState.HELD), ("2026-11-24T21:59", PostState.HELD),
     ("2026-11-24T22:00", PostState.PUBLISHED)],
)  # fmt: skip
def test_at_night_posts_are_held(world: World, at: str, state: PostState) -> None:
    """7:00 to 22:00 in Tokyo."""
    room_id = cases.thread(world, author_id=cast.IDS["resident"])[0]
    set_to(world, "posting.hours", "7:00-22:00")
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    world.advance(seconds=(moment - world.now).total_seconds())
    assert "7:00-22:00" in world.browser("neighbour").get(f"/rooms/{room_id}/new").text
    assert write(world, room_id, "n")[0] == 303
    with world.read() as db:
        from sqlmodel import select

        from civic.rooms.models import Post

        assert db.exec(select(Post.state).where(Post.once == "n" * 8)).one() is state


def test_where_the_city_takes_nothing_at_night_it_says_so(world: World) -> None:
    room_id = cases.thread(world)[0]
    set_to(world, "posting.hours", "7:00-9:00")
    set_to(world, "posting.is_closed_outside", 1)
    status, text = write(world, room_id, "c")
    assert (status, "7:00-9:00" in text) == (422, True)


@pytest.mark.parametrize(
    ("at", "is_frozen"),
    [("2026-11-28T14:59:59", False), ("2026-11-28T15:00:00", True), ("2026-12-06T14:59:59", True),
     ("2026-12-06T15:00:00", False)],
)  # fmt: skip
def test_the_freeze_covers_the_days_to_the_second(world: World, at: str, is_frozen: bool) -> None:
    """From 0:00 of 告示日 to 24:00 of 投票日, Tokyo."""
    with world.write() as db:
        room_id = make.room(db, election_policy=ElectionPolicy.FREEZE).id
        db.add(ElectionPeriod(name="市長選挙", notice_on=date(2026, 11, 29), vote_on=date(2026, 12, 6)))
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    world.advance(seconds=(moment - world.now).total_seconds())
    assert write(world, room_id, "e")[0] == (422 if is_frozen else 303)
    assert ("市長選挙" in world.browser().get(f"/rooms/{room_id}").text) is is_frozen
