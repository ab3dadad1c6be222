"""One's own account: the password, the browsers, nothing of anybody else."""

import re

from civic.accounts import passwords
from civic.accounts.models import Person
from tests import cast
from tests.accounts.following import follow
from tests.world import World

NEW = "まったく新しい合言葉です"


def with_password(world: World, name: str = "resident") -> None:
    with world.write() as db:
        person = db.get_one(Person, cast.IDS[name])
        person.password_hash = passwords.hash_password(cast.PASSWORD)
        db.add(person)


def test_it_shows_what_is_kept(world: World) -> None:
    page = world.browser("drafter").get("/account").text
    assert "drafter@mihon.example" in page
    assert "公園みどり課" in page
    assert "見本 drafter" not in page


def test_strangers_are_led_to_sign_in(world: World) -> None:
    for path in ("/account", "/account/password"):
        assert world.browser().get(path).headers["location"] == f"/sign-in?next={path.replace('/', '%2F')}"
    for path in ("/account/password", "/account/sessions"):
        answer = world.browser().post(path, {"old_password": "x", "password": NEW, "session": "others"})
        assert answer.headers["location"].startswith("/sign-in")


def test_a_new_password_rotates_this_session_and_ends_the_others(world: World) -> None:
    with_password(world)
    browser, other = world.browser("resident"), world.browser("resident")
    answer = browser.post("/account/password", {"old_password": cast.PASSWORD, "password": NEW})
    assert answer.headers["location"] == "/account"
    old = browser.seed
    follow(browser, answer)
    assert browser.seed != old
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_a_role_stays_open_after_the_change(world: World) -> None:
    with_password(world, "auditor")
    browser = world.browser("auditor")
    follow(browser, browser.post("/account/password", {"old_password": cast.PASSWORD, "password": NEW}))
    assert browser.get("/audit").status_code == 200


def test_the_old_password_is_needed_and_the_new_one_must_do(world: World) -> None:
    with_password(world)
    browser = world.browser("resident")
    wrong = browser.post("/account/password", {"old_password": "wrong wrong", "password": NEW})
    assert wrong.status_code == 422
    assert "パスワードが違います" in wrong.text
    for new in ("short", "aaaaaaaaaaaa", "resident@mihon.example"):
        answer = browser.post("/account/password", {"old_password": cast.PASSWORD, "password": new})
        assert answer.status_code == 422
    assert cast.PASSWORD not in answer.text
    assert browser.post("/account/password", {"old_password": cast.PASSWORD, "password": NEW}).status_code == 303


def test_browsers_are_listed_and_ended(world: World) -> None:
    browser, lost, third = (world.browser("resident") for _ in range(3))
    stranger = world.browser("neighbour")
    page = browser.get("/account").text
    assert browser.seed not in page
    references = re.findall(r'name="session" value="([0-9a-f]{16})"', page)
    assert sorted(references) == sorted([lost.seed[:16], third.seed[:16]])
    assert stranger.post("/account/sessions", {"session": lost.seed[:16]}).status_code == 404
    assert browser.post("/account/sessions", {"session": lost.seed[:16]}).status_code == 303
    assert lost.get("/account").status_code == 303
    assert third.get("/account").status_code == 200
    assert browser.post("/account/sessions", {"session": lost.seed[:16]}).status_code == 404
    assert browser.post("/account/sessions", {"session": "others"}).status_code == 303
    assert third.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200
    assert stranger.get("/account").status_code == 200
