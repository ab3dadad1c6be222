"""Calendars: valid, in Tokyo's time, with the days people need, and without what is not public."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from civic.city.actions import raise_revision
from civic.responses.models import Response
from civic.responses.states import ResponseState
from civic.rooms.actions import set_status
from civic.rooms.models import Phase, Post, PostState, Room
from civic.rooms.states import PUBLIC, RoomState
from tests import cast, make
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")


def events(world: World, path: str, who: str | None = None) -> dict[str, Any]:
    answer = world.browser(who).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    assert found.errors == []
    assert [zone["TZID"] for zone in found.walk("VTIMEZONE")] in (["Asia/Tokyo"], [])
    listed = found.walk("VEVENT")
    assert all(event["UID"].endswith("@mihon.example") and event["DTSTAMP"] for event in listed)
    assert len({event["UID"] for event in listed}) == len(listed)
    return {event["UID"].split("@")[0]: event for event in listed}


@pytest.fixture
def room_id(world: World) -> int:
    with world.write() as db:
        opens = datetime(2026, 12, 1, tzinfo=TOKYO)
        room = make.room(db, title="公園の使い方", opens_at=opens, closes_at=datetime(2026, 12, 22, tzinfo=TOKYO))
        db.add(Phase(room_id=room.id, position=1, name="課題出し", prompt="困りごとは。", starts_at=opens,
                     ends_at=datetime(2026, 12, 8, tzinfo=TOKYO)))  # fmt: skip
        post = make.post(db, room, title="遊具の更新")
        db.add(Response(room_id=room.id, post_id=post.id, section_id=cast.PARKS, state=ResponseState.ASSIGNED,
                        assigned_at=cast.NOW, due_on=date(2026, 12, 10)))  # fmt: skip
        return room.id


def test_a_rooms_days_stand_in_its_calendar(world: World, room_id: int) -> None:
    found = events(world, f"/rooms/{room_id}/calendar.ics")
    key = f"room-{room_id}"
    opens = found[f"{key}-opens"]
    assert opens["DTSTART"].dt == datetime(2026, 12, 1, tzinfo=TOKYO)
    assert opens["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert opens["URL"] == f"https://mihon.example/rooms/{room_id}"
    assert opens["SUMMARY"] == "会議室が開きます：公園の使い方"
    closes = found[f"{key}-closes"]
    assert (closes["DTSTART"].dt, closes["DTEND"].dt) == (date(2026, 12, 21), date(2026, 12, 22))
    phase = found[f"{key}-phase-1"]
    assert (phase["DTSTART"].dt, phase["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 8))
    assert phase["DESCRIPTION"] == "困りごとは。"
    assert found[f"{key}-answer"]["DTSTART"].dt == date(2027, 2, 1)
    due = found["due-1"]
    assert due["DTSTART"].dt == date(2026, 12, 10)
    assert due["SUMMARY"] == "市の回答の期限（公園みどり課）：遊具の更新"


def test_the_citys_calendar_holds_every_room_and_leaves_the_past_out(world: World, room_id: int) -> None:
    with world.write() as db:
        old = make.room(db, title="むかしの部屋", opens_at=cast.NOW - timedelta(days=400),
                        closes_at=cast.NOW - timedelta(days=300), planned_answer_on=date(2026, 3, 1))  # fmt: skip
    found = events(world, "/calendar.ics")
    assert f"room-{room_id}-closes" in found
    assert not any(key.startswith(f"room-{old.id}-") for key in found)
    assert f"room-{old.id}-closes" in events(world, f"/rooms/{old.id}/calendar.ics")


def test_a_cancelled_room_takes_its_days_back_and_a_suspended_one_says_so(world: World, room_id: int) -> None:
    for state, word, status in (
        (RoomState.SUSPENDED, "【一時停止中】", None),
        (RoomState.CANCELLED, "公園の使い方", "CANCELLED"),
    ):
        with world.write() as db:
            room = db.get_one(Room, room_id)
            room.state = state
            db.add(room)
            raise_revision(db)
        opens = events(world, "/calendar.ics")[f"room-{room_id}-opens"]
        assert word in opens["SUMMARY"]
        assert opens.get("STATUS") == status


def test_a_hidden_post_is_owed_no_answer_in_public(world: World, room_id: int) -> None:
    with world.write() as db:
        set_status(db, db.get_one(Post, 1), PostState.HIDDEN, 4, cast.NOW)
    assert "遊具の更新" not in world.browser().get("/calendar.ics").text
    assert "due-1" not in events(world, f"/rooms/{room_id}/calendar.ics")


@pytest.mark.parametrize("who", [None, "room_manager", "city_manager"])
def test_rooms_that_are_not_public_have_no_days(world: World, who: str | None) -> None:
    with world.write() as db:
        rooms = {state: make.room(db, state=state, title=f"部屋{state}").id for state in RoomState}
    found = {key.split("-")[1] for key in events(world, "/calendar.ics", who)}
    assert found == {str(rooms[state]) for state in PUBLIC}
    for state in set(RoomState) - set(PUBLIC):
        assert world.browser(who).get(f"/rooms/{rooms[state]}/calendar.ics").status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(world: World, room_id: int) -> None:
    stranger = world.browser()
    first = stranger.get("/calendar.ics")
    assert first.headers["cache-control"] == "public, max-age=60"
    etag = first.headers["etag"]
    world.advance(hours=2)
    assert stranger.client.get("/calendar.ics", headers={"If-None-Match": etag}).status_code == 304


def test_an_empty_city_has_a_calendar(world: World) -> None:
    assert events(world, "/calendar.ics") == {}


@pytest.mark.parametrize("path", ["/rooms/404/calendar.ics", "/rooms/99999999999/calendar.ics"])
def test_what_is_not_there_says_so(world: World, path: str) -> None:
    assert world.browser().get(path).status_code == 404


def test_the_room_page_leads_to_its_calendar(world: World, room_id: int) -> None:
    assert f'href="/rooms/{room_id}/calendar.ics"' in world.browser().get(f"/rooms/{room_id}").text
