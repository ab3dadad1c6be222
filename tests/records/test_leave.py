"""Leaving: the name goes, texts and acts stay, what remains is said before; and accounts nobody uses."""

from sqlmodel import select

from civic import jobs
from civic.accounts.models import IdentityProof, Person, PersonState, ProofMethod
from civic.city.actions import change_setting
from civic.ledger import verify_chain
from civic.permissions import Actor, Grant, Role
from civic.rooms.models import Post
from tests import cast
from tests.records.test_take_own_data import fill, with_password
from tests.world import World

FORM = {"password": cast.PASSWORD, "is_sure": "yes"}


def test_the_name_is_detached_and_the_text_stays(world: World) -> None:
    fill(world)
    with world.write() as db:
        db.add(
            IdentityProof(
                person_id=cast.IDS["resident"], method=ProofMethod.LIST, is_resident=True, verified_at=world.now
            )
        )
    browser, other = world.browser("resident"), world.browser("resident")
    page = browser.get("/account/leave").text
    assert "投稿した文章は残ります" in page
    assert "名前を外して残します" in page
    assert "residentさん" in world.browser("neighbour").get("/rooms/1").text
    assert browser.post("/account/leave", FORM).headers["location"] == "/left"
    assert other.get("/account").headers["location"].startswith("/sign-in")
    room = world.browser("neighbour").get("/rooms/1").text
    assert "わたしの意見です" in room
    assert "退会した方" in room
    assert "residentさん" not in room
    with world.read() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        assert (person.state, person.email, person.name, person.password_hash) == (PersonState.LEFT, None, "", None)
        assert db.exec(select(IdentityProof)).all() == []
        assert len(db.exec(select(Post)).all()) == 2
        assert list(verify_chain(db)) == []
    signed = world.browser().post("/sign-in", {"name": "resident@mihon.example", "password": cast.PASSWORD})
    assert signed.status_code == 422


def test_nobody_takes_the_name_of_somebody_who_left(world: World) -> None:
    fill(world)
    world.browser("resident").post("/account/leave", FORM)
    answer = world.browser("neighbour").post("/account/handle", {"handle": "residentさん"})
    assert answer.status_code == 422
    assert "ほかの方が使っています" in answer.text


def test_not_without_password_and_consent_nor_with_a_role(world: World) -> None:
    with_password(world, "resident", "auditor")
    for change in ({"password": "wrong wrong"}, {"is_sure": ""}):
        assert world.browser("resident").post("/account/leave", FORM | change).status_code == 422
    answer = world.browser("auditor").post("/account/leave", FORM)
    assert answer.status_code == 422
    assert "役割を返して" in answer.text
    assert world.browser().post("/account/leave", FORM).headers["location"].startswith("/sign-in")
    with world.read() as db:
        assert db.get_one(Person, cast.IDS["auditor"]).state is PersonState.ACTIVE


def day(world: World, **ahead: float) -> None:
    world.advance(**ahead)
    with world.write() as db:
        jobs.later(db, "records.each_day", world.now.isoformat(), lane="long")
    world.drain()


def state(world: World, name: str) -> tuple[int, PersonState]:
    with world.read() as db:
        person = db.get_one(Person, cast.IDS[name])
        return person.inactive_warnings, person.state


def test_two_warnings_and_then_the_end(world: World) -> None:
    with world.write() as db:
        manager = Actor(cast.IDS["city_manager"], "x", frozenset({Grant(Role.CITY_MANAGER)}))
        change_setting(db, manager, "account.inactive_days", 365, world.now)
    day(world, days=100)
    assert state(world, "resident") == (0, PersonState.ACTIVE)
    day(world, days=40)
    day(world, days=1)
    assert state(world, "resident") == (1, PersonState.ACTIVE)
    day(world, days=23)
    assert state(world, "resident") == (2, PersonState.ACTIVE)
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["neighbour"])
        person.last_active_on, person.inactive_warnings = world.now.date(), 0
        db.add(person)
    day(world, days=7)
    assert state(world, "resident")[1] is PersonState.LEFT
    assert state(world, "neighbour")[1] is PersonState.ACTIVE
    assert state(world, "auditor") == (0, PersonState.ACTIVE)
    mails = [mail for mail in world.mails() if "To: resident@" in mail]
    assert len(mails) == 2
    assert "ログインがないときは" in mails[0]
    assert "records.erase_inactive" in world.browser("auditor").get("/audit/erasures").text


def test_off_unless_the_city_sets_it(world: World) -> None:
    day(world, days=4000)
    assert state(world, "resident") == (0, PersonState.ACTIVE)
