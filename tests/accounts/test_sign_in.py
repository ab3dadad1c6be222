"""Signing in and out: one refusal for all failures, a new secret each time, kiosks that forget."""

from typing import Any

import pytest
from sqlmodel import select

from civic.accounts import passwords
from civic.accounts.models import Connection, Person, PersonState, SignInSession
from civic.web import sessions
from tests import cast
from tests.accounts.following import follow
from tests.world import Browser, World

RESIDENT = cast.IDS["resident"]
COOKIE = "__Host-civic-session"


@pytest.fixture
def city(world: World) -> World:
    """The resident and a moderator have a password."""
    hashed = passwords.hash_password(cast.PASSWORD)
    with world.write() as db:
        for name in ("resident", "moderator"):
            person = db.get_one(Person, cast.IDS[name])
            person.password_hash = hashed
            db.add(person)
    return world


def sign_in(browser: Browser, name: str = "resident@mihon.example", password: str = cast.PASSWORD, **more: str) -> Any:
    answer = browser.post("/sign-in", {"name": name, "password": password, **more})
    if answer.status_code in (204, 303):
        follow(browser, answer)
    return answer


@pytest.mark.parametrize(
    "name", ["resident@mihon.example", "Resident@Mihon.Example", "residentさん", "ＲＥＳＩＤＥＮＴさん"]
)
def test_by_address_or_name(city: World, name: str) -> None:
    browser = city.browser()
    answer = sign_in(browser, name, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert browser.get("/account").status_code == 200
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    with city.read() as db:
        seen = db.exec(select(Connection)).one()
        assert (seen.purpose, seen.person_id, seen.ip) == ("sign_in", RESIDENT, "testclient")


def test_every_failure_is_the_same(city: World) -> None:
    with city.write() as db:
        left = db.get_one(Person, cast.IDS["moderator"])
        left.state = PersonState.LEFT
        db.add(left)
    texts = set()
    for name, password in (("resident@mihon.example", "wrong password"), ("nobody@mihon.example", cast.PASSWORD),
                           ("moderator@mihon.example", cast.PASSWORD), ("neighbour@mihon.example", cast.PASSWORD),
                           ("だれもいない", "x")):  # fmt: skip
        answer = sign_in(city.browser(), name, password)
        assert answer.status_code == 422
        assert name in answer.text
        texts.add(answer.text.replace(name, "").split("error-summary")[1])
    assert len(texts) == 1
    with city.read() as db:
        assert db.exec(select(SignInSession)).first() is None


def test_an_unknown_name_costs_a_hash_too(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = passwords._hasher.verify
    monkeypatch.setattr(
        passwords, "_hasher", type("H", (), {"verify": lambda self, h, p: checked.append(p) or real(h, p),
                                             "hash": passwords._hasher.hash})(),
    )  # fmt: skip
    sign_in(city.browser(), "nobody@mihon.example", "some password")
    sign_in(city.browser(), "resident@mihon.example", "some password")
    assert checked == ["some password", "some password"]


def test_the_secret_is_new_and_the_old_session_ends(city: World) -> None:
    browser = city.browser("resident")
    old = browser.client.cookies.get(COOKIE)
    browser.client.cookies.delete(COOKIE)
    browser.client.cookies.set(COOKIE, str(old))
    answer = browser.post("/sign-in", {"name": "residentさん", "password": cast.PASSWORD})
    assert answer.status_code == 303
    assert answer.cookies.get(COOKIE) not in (None, old)
    again = city.browser()
    again.client.cookies.set(COOKIE, str(old))
    assert again.get("/account").headers["location"].startswith("/sign-in")


def test_a_role_waits_for_the_one_time_code(city: World) -> None:
    browser = city.browser()
    answer = sign_in(browser, "moderatorさん", next="/desk")
    assert answer.headers["location"] == "/second-factor?next=%2Fdesk"
    assert browser.get("/second-factor?next=/desk").status_code == 200


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_only_places_of_this_site_are_next(city: World, to: str) -> None:
    assert sign_in(city.browser(), next=to).headers["location"] == "/"
    page = city.browser().get(f"/sign-in?next={to}")
    assert '<input type="hidden" name="next" value="/">' in page.text


def test_guessing_is_slowed_per_account_and_says_so(city: World) -> None:
    for _ in range(10):
        assert sign_in(city.browser(), password="wrong password").status_code == 422
    answer = sign_in(city.browser())
    assert answer.status_code == 429
    assert "resident@mihon.example" in answer.text
    city.advance(minutes=16)
    assert sign_in(city.browser()).status_code == 303


def test_signing_out_ends_the_session_itself(city: World) -> None:
    browser = city.browser("resident")
    token = browser.client.cookies.get(COOKIE)
    answer = browser.post("/sign-out")
    assert answer.headers["location"] == "/"
    stolen = city.browser()
    stolen.client.cookies.set(COOKIE, str(token))
    assert stolen.get("/account").status_code == 303


def test_a_kiosk_forgets(city: World) -> None:
    browser = city.browser()
    answer = sign_in(browser, is_kiosk="yes")
    assert "max-age" not in answer.headers["set-cookie"].lower()
    assert "data-kiosk" in browser.get("/account").text
    out = browser.post("/sign-out")
    assert "cookies" in out.headers["clear-site-data"]
    for name in ("session", "form", "flash", "display", "lang"):
        assert f'{sessions.cookie_name(city.site, name)}=""' in out.headers["set-cookie"]


def test_a_kiosk_session_is_short(city: World) -> None:
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    city.advance(minutes=31)
    assert browser.get("/account").status_code == 303


def test_htmx_is_led_by_its_header(city: World) -> None:
    browser = city.browser()
    answer = browser.post("/sign-in", {"name": "residentさん", "password": cast.PASSWORD}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


def test_nothing_typed_is_a_clear_sentence(city: World) -> None:
    answer = city.browser().post("/sign-in", {"name": "", "password": ""})
    assert answer.status_code == 422
    assert answer.text.count("入力してください") >= 2
