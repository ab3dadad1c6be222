"""Staff: what waits by clock, the morning mail with a line for each section, reminders around due dates, once each."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from civic import clock
from civic.accounts.models import Person
from civic.index import store
from civic.notifications.models import Notice
from civic.responses.models import Response
from civic.rooms.models import PostState
from tests import cast, make
from tests.notifications.mailbox import letters, rounds
from tests.world import World

DRAFTER = cast.IDS["drafter"]


@pytest.fixture
def city(world: World) -> Iterator[World]:
    """An answer due in three days, one overdue, and a held post."""
    with world.write() as db:
        room = make.room(db)
        for number, days in enumerate((3, -2), start=1):
            post = make.post(db, room, title=f"質問{number}", created_at=world.now - timedelta(days=10))
            due_on = clock.today(world.now) + timedelta(days=days)
            db.add(
                Response(
                    room_id=room.id, post_id=post.id, section_id=cast.PARKS, assigned_at=world.now, due_on=due_on
                )
            )  # fmt: skip
        make.post(db, room, title="", body="保留の文", state=PostState.HELD, created_at=world.now - timedelta(days=5))
    yield world
    store.forget(world.site)


def test_the_page_shows_what_is_late_first_and_only_ones_own(city: World) -> None:
    page = city.browser("drafter").get("/staff/waiting").text
    assert page.index("質問2") < page.index("質問1")
    assert "2日すぎています" in page
    assert "（あと3日）" in page
    assert "公園みどり課" in page
    assert "保留の投稿の確認" not in page
    moderator = city.browser("moderator").get("/staff/waiting").text
    assert "保留の投稿の確認" in moderator
    assert "保留の文" not in moderator
    assert "質問1" not in moderator
    assert "待っている仕事はありません" in city.browser("registry_officer").get("/staff/waiting").text


def test_it_is_for_those_with_an_office(city: World) -> None:
    assert city.browser("resident").get("/staff/waiting").status_code == 403
    assert city.browser("auditor").get("/staff/waiting").status_code == 403
    assert city.browser().get("/staff/waiting").status_code == 303
    assert city.browser("drafter", second_factor=False).get("/staff/waiting").headers["location"].startswith("/second")


def test_the_morning_mail_comes_once_on_open_days_with_a_line_for_each_section(city: World) -> None:
    city.now = city.now.replace(hour=22)  # 7:00 of Wednesday
    rounds(city)
    assert letters(city) == []
    city.advance(hours=1)
    rounds(city)
    rounds(city)
    (mail,) = letters(city, "drafter")
    assert "けさの仕事" in mail.subject
    assert "公園みどり課：回答の起案" in mail.text
    assert "期限をすぎたもの" in mail.subject
    assert mail.text.index("質問2") < mail.text.index("質問1")
    assert "https://mihon.example/staff/waiting" in mail.text
    (other,) = letters(city, "moderator")
    assert "保留の文" not in other.text + other.html
    assert letters(city, "registry_officer") == []
    city.advance(days=1)
    rounds(city)
    assert len(letters(city, "drafter")) == 2
    city.now = city.now.replace(day=27)  # Saturday 8:00
    rounds(city)
    assert len(letters(city, "drafter")) == 2


def steps(world: World) -> list[tuple[str, object]]:
    with world.read() as db:
        mine = select(Notice).where(Notice.person_id == DRAFTER, col(Notice.kind).startswith("duty"))
        return sorted((one.kind, one.data["days"]) for one in db.exec(mine).all())


def test_reminders_come_before_and_after_and_each_once(city: World) -> None:
    rounds(city, is_new_day=True)
    rounds(city, is_new_day=True)
    assert steps(city) == [("duty_due", 3), ("duty_overdue", 1)]
    city.advance(days=1)
    rounds(city, is_new_day=True)
    assert steps(city) == [("duty_due", 3), ("duty_overdue", 1)]
    city.advance(days=1)
    rounds(city, is_new_day=True)
    assert steps(city) == [("duty_due", 1), ("duty_due", 3), ("duty_overdue", 1)]
    city.advance(days=10)
    rounds(city, is_new_day=True)
    assert steps(city) == [
        ("duty_due", 1), ("duty_due", 3), ("duty_overdue", 1), ("duty_overdue", 7), ("duty_overdue", 7),
    ]  # fmt: skip
    assert [mail for mail in letters(city, "drafter") if "けさの仕事" not in mail.subject] == []


def test_a_new_due_date_is_reminded_of_anew(city: World) -> None:
    rounds(city, is_new_day=True)
    with city.write() as db:
        duty = db.exec(select(Response).where(Response.due_on > clock.today(city.now))).one()
        duty.due_on = date(2026, 12, 1)
        db.add(duty)
    city.now = city.now.replace(day=28)
    rounds(city, is_new_day=True)
    assert ("duty_due", 3) in steps(city)
    assert len([one for one in steps(city) if one == ("duty_due", 3)]) == 2


def test_a_role_that_ended_gets_no_morning_mail(city: World) -> None:
    from civic.accounts.models import RoleGrant

    with city.write() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == DRAFTER)).one()
        grant.revoked_at = city.now
        db.add(grant)
    city.now = city.now.replace(hour=23)
    rounds(city)
    assert letters(city, "drafter") == []
    with city.read() as db:
        assert db.get_one(Person, DRAFTER).unread_notices == 0


def test_before_the_turn_of_the_year_reminders_come_while_somebody_is_there(city: World) -> None:
    """Due on 4 January 2027, a Monday: three open days before is 24 December, one is the 28th."""
    with city.write() as db:
        for duty in db.exec(select(Response)).all():
            duty.due_on = date(2027, 1, 4)
            db.add(duty)
    for day, expected in ((23, []), (24, [3]), (27, [3]), (28, [1, 3]), (31, [1, 3])):
        city.now = city.now.replace(month=12, day=day, hour=3)
        rounds(city, is_new_day=True)
        assert sorted({days for kind, days in steps(city) if kind == "duty_due"}) == expected, day
