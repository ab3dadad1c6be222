"""Changing handle and address, and the last day of a contractor's account."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from civic.accounts.models import EmailChange, Person, RoleGrant
from civic.clock import today
from tests import cast, make
from tests.records.test_take_own_data import with_password
from tests.world import World


def person(world: World, name: str) -> Person:
    with world.read() as db:
        return db.get_one(Person, cast.IDS[name])


def test_a_new_handle_holds_from_now_on(world: World) -> None:
    with_password(world, "resident")
    with world.write() as db:
        make.post(db, make.room(db), display_name="residentさん")
    browser = world.browser("resident")
    assert browser.post("/account/handle", {"handle": "みどりの人"}).headers["location"] == "/account"
    assert "みどりの人" in browser.get("/account").text
    assert "residentさん" in world.browser().get("/rooms/1").text
    assert world.browser("neighbour").post("/account/handle", {"handle": "residentさん"}).status_code == 422
    assert browser.post("/account/handle", {"handle": "residentさん"}).status_code == 303


@pytest.mark.parametrize("handle", ["", "みほん市長", "neighbourさん", "090-1234-5678", "あ" * 21])
def test_a_handle_that_will_not_do(world: World, handle: str) -> None:
    with_password(world, "resident")
    answer = world.browser("resident").post("/account/handle", {"handle": handle})
    assert answer.status_code == 422
    assert person(world, "resident").handle == "residentさん"


def ask(world: World, email: str) -> str:
    form = {"email": email, "old_password": cast.PASSWORD}
    assert world.browser("resident").post("/account/email", form).status_code == 303
    world.drain()
    found = re.search(r"/account/email/([\w-]+)", "".join(world.mails()))
    return found[1] if found else ""


def test_a_new_address_is_confirmed_by_its_owner(world: World) -> None:
    with_password(world, "resident", "neighbour")
    token = ask(world, "new@mihon.example")
    path = f"/account/email/{token}"
    assert person(world, "resident").email == "resident@mihon.example"
    assert world.browser("neighbour").post(path).status_code == 403
    assert world.browser().post(path).headers["location"].startswith("/sign-in")
    browser = world.browser("resident")
    assert browser.get(path).status_code == 200
    assert person(world, "resident").email == "resident@mihon.example"
    assert browser.post(path).status_code == 303
    assert person(world, "resident").email == "new@mihon.example"
    assert browser.post(path).status_code == 404
    world.drain()
    assert any("To: resident@mihon.example" in mail and "変わりました" in mail for mail in world.mails())


def test_an_address_of_somebody_else_is_told_to_its_owner_alone(world: World) -> None:
    with_password(world, "resident")
    assert ask(world, "neighbour@mihon.example") == ""
    (mail,) = world.mails()
    assert "To: neighbour@mihon.example" in mail
    with world.read() as db:
        assert db.exec(select(EmailChange)).all() == []


def test_password_same_address_and_time(world: World) -> None:
    with_password(world, "resident")
    browser = world.browser("resident")
    for form in (
        {"email": "new@mihon.example", "old_password": "wrong wrong"},
        {"email": "resident@mihon.example", "old_password": cast.PASSWORD},
        {"email": "new", "old_password": cast.PASSWORD},
    ):
        assert browser.post("/account/email", form).status_code == 422
    token = ask(world, "new@mihon.example")
    world.advance(hours=25)
    assert world.browser("resident").post(f"/account/email/{token}").status_code == 404


def test_a_contractor_is_out_after_the_last_day(world: World) -> None:
    last = today(world.now) + timedelta(days=3)
    path = f"/staff/people/{cast.IDS['moderator']}/end"
    form = {"organisation": "見本コールセンター", "ends_on": last.isoformat()}
    assert world.browser("city_manager").post(path, form).status_code == 303
    assert "見本コールセンター" in world.browser("city_manager").get(path.removesuffix("/end")).text
    browser = world.browser("moderator")
    assert browser.get("/desk").status_code == 200
    with world.read() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.IDS["moderator"])).one()
        assert grant.ends_on == last
    world.advance(days=4)
    assert browser.get("/desk").headers["location"].startswith("/sign-in")
    with_password(world, "moderator")
    answer = world.browser().post("/sign-in", {"name": "moderator@mihon.example", "password": cast.PASSWORD})
    assert answer.status_code == 422
    assert "期限が過ぎた" in answer.text


def test_an_end_is_set_by_others_and_not_in_the_past(world: World) -> None:
    own = f"/staff/people/{cast.IDS['city_manager']}/end"
    assert world.browser("city_manager").post(own, {"ends_on": "2030-01-01"}).status_code == 403
    assert world.browser("resident").post(own, {"ends_on": "2030-01-01"}).status_code == 403
    theirs = f"/staff/people/{cast.IDS['moderator']}/end"
    assert world.browser("city_manager").post(theirs, {"ends_on": "2020-01-01"}).status_code == 422
