"""Signing in and out: one refusal for all failures, a new secret each time, kiosks that forget."""

from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from civic.accounts import passwords
from civic.accounts.models import Connection, Person, PersonState, SignInSession
from civic.city.models import Setting
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
    for name in ("session", "present", "form", "flash", "display", "lang"):
        assert f'{sessions.cookie_name(city.site, name)}=""' in out.headers["set-cookie"]


def test_a_kiosk_session_ends_when_nobody_is_there(city: World) -> None:
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    page = browser.get("/account")
    assert 'data-kiosk="300"' in page.text
    assert 'content="300; url=/ended"' in page.text
    city.advance(minutes=4)
    assert browser.get("/alive").status_code == 204
    city.advance(minutes=4)
    assert browser.get("/account").status_code == 200
    city.advance(minutes=5)
    assert browser.get("/account").status_code == 303
    assert browser.get("/alive").status_code == 404


def test_a_kiosk_session_has_an_end_of_its_own(city: World) -> None:
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    for _ in range(30):
        city.advance(minutes=4)
        browser.get("/alive")
    assert browser.get("/account").status_code == 303


def test_the_minutes_of_a_kiosk_are_the_citys(city: World) -> None:
    with city.write() as db:
        db.add(Setting(name="account.kiosk_idle_minutes", value=10, changed_at=cast.NOW))
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    city.advance(minutes=9)
    assert browser.get("/account").status_code == 200


def test_a_sign_of_life_is_of_one_session_alone(city: World) -> None:
    first, second = city.browser(), city.browser()
    sign_in(first, is_kiosk="yes")
    city.advance(minutes=6)
    sign_in(second, is_kiosk="yes")
    name = sessions.cookie_name(city.site, "present")
    first.client.cookies.set(name, str(second.client.cookies.get(name)))
    assert first.get("/account").status_code == 303
    first.client.cookies.set(name, "nonsense")
    assert first.get("/account").status_code == 303


def test_forms_of_a_kiosk_are_not_remembered(city: World) -> None:
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    page = browser.get("/account").text
    assert page.count("<form ") == page.count('<form autocomplete="off" ')
    assert page.count("autocomplete=") == page.count('autocomplete="off"')
    assert 'autocomplete="off"' not in city.browser("resident").get("/account").text


def test_on_the_library_line_a_shared_computer_is_assumed(city: World) -> None:
    page = city.browser().get("/sign-in").text
    assert 'autocomplete="current-password"' in page
    with city.write() as db:
        db.add(Setting(name="network.shared", value=["10.0.0.0/8"], changed_at=cast.NOW))
    library = TestClient(city.app, base_url=city.site.base_url, client=("10.1.2.3", 5000))
    page = library.get("/sign-in").text
    assert 'autocomplete="current-password"' not in page
    assert "checked" in page


def test_the_page_after_the_end_leaves_nothing_at_a_kiosk_and_signs_nobody_else_out(city: World) -> None:
    browser = city.browser()
    sign_in(browser, is_kiosk="yes")
    ended = browser.get("/ended")
    assert "cookies" in ended.headers["clear-site-data"]
    assert "利用を終わりました" in ended.text
    assert "data-kiosk" not in ended.text
    assert f'{sessions.cookie_name(city.site, "session")}=""' in ended.headers["set-cookie"]
    at_home = city.browser("resident")
    assert "clear-site-data" not in at_home.get("/ended").headers
    assert at_home.get("/account").status_code == 200


def test_htmx_is_led_by_its_header(city: World) -> None:
    browser = city.browser()
    answer = browser.post("/sign-in", {"name": "residentさん", "password": cast.PASSWORD}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


def test_nothing_typed_is_a_clear_sentence(city: World) -> None:
    answer = city.browser().post("/sign-in", {"name": "", "password": ""})
    assert answer.status_code == 422
    assert answer.text.count("入力してください") >= 2
