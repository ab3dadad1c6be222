"""The second factor: set up once, asked of every role, each step and each recovery code used once."""

import re

import pyotp
import pytest
from sqlmodel import select

from civic.accounts.models import Person, RecoveryCode
from tests import cast
from tests.accounts.following import follow, sit_at_a_kiosk
from tests.world import World

SECRET = "A" * 32


def code(world: World, secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(world.now.timestamp()) + 30 * steps)


def pending(world: World, name: str) -> str:
    with world.read() as db:
        return str(db.get_one(Person, cast.IDS[name]).totp_pending)


def test_a_code_opens_the_role_with_a_new_secret(world: World) -> None:
    browser = world.browser("system_manager", second_factor=False)
    assert browser.get("/staff/roles").headers["location"] == "/second-factor?next=%2Fstaff%2Froles"
    old = browser.seed
    answer = browser.post("/second-factor", {"code": code(world), "next": "/staff/roles"})
    assert answer.headers["location"] == "/staff/roles"
    follow(browser, answer)
    assert browser.seed != old
    assert browser.get("/staff/roles").status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_telephones_clock_may_be_a_little_off(world: World, steps: int) -> None:
    browser = world.browser("auditor", second_factor=False)
    typed = " ".join(code(world, steps=steps)).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert browser.post("/second-factor", {"code": typed}).status_code == 303


@pytest.mark.parametrize("typed", ["000000", "", "あいうえお", "９９９９９９", "12345678901234567890"])
def test_a_wrong_code_opens_nothing(world: World, typed: str) -> None:
    browser = world.browser("auditor", second_factor=False)
    if typed == code(world):
        world.advance(minutes=5)
    assert browser.post("/second-factor", {"code": typed}).status_code == 422
    assert browser.get("/audit").status_code == 303


def test_a_step_is_used_once(world: World) -> None:
    first, second = (world.browser("auditor", second_factor=False) for _ in range(2))
    assert first.post("/second-factor", {"code": code(world)}).status_code == 303
    assert second.post("/second-factor", {"code": code(world)}).status_code == 422
    assert second.post("/second-factor", {"code": code(world, steps=-1)}).status_code == 422
    world.advance(seconds=30)
    assert second.post("/second-factor", {"code": code(world)}).status_code == 303


def test_guessing_ends_after_ten(world: World) -> None:
    browser = world.browser("auditor", second_factor=False)
    for _ in range(10):
        browser.post("/second-factor", {"code": "000000"})
    assert browser.post("/second-factor", {"code": code(world)}).status_code == 429


def test_setting_up_and_recovering(world: World) -> None:
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["drafter"])
        person.totp_secret, person.totp_confirmed_at = None, None
        db.add(person)
    browser = world.browser("drafter", second_factor=False)
    assert browser.get("/second-factor?next=/account").headers["location"].startswith("/account/second-factor")
    assert "svg" not in browser.get("/account/second-factor").text.split("<main")[1].split("設定をはじめる")[0]
    browser.post("/account/second-factor/start")
    secret = pending(world, "drafter")
    page = browser.get("/account/second-factor").text
    assert secret in page
    assert "<svg" in page.split('class="qr"')[1]
    assert browser.post("/account/second-factor", {"code": "000000"}).status_code == 422
    answer = browser.post("/account/second-factor", {"code": code(world, secret)})
    codes = re.findall(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</code>", answer.text)
    assert len(codes) == 10
    follow(browser, answer)
    after = browser.get("/account/second-factor").text
    assert secret not in after
    assert not any(c in after + browser.get("/account").text for c in codes)
    with world.read() as db:
        assert {c.code_hash for c in db.exec(select(RecoveryCode)).all()}.isdisjoint(codes)
    lost = world.browser("drafter", second_factor=False)
    assert lost.post("/second-factor", {"code": codes[0].lower().replace("-", " ")}).status_code == 303
    other = world.browser("drafter", second_factor=False)
    assert other.post("/second-factor", {"code": codes[0]}).status_code == 422


def test_a_new_telephone_needs_the_old_one_and_holds_until_confirmed(world: World) -> None:
    outsider = world.browser("auditor", second_factor=False)
    assert outsider.get("/account/second-factor").headers["location"].startswith("/second-factor")
    assert outsider.post("/account/second-factor/start").headers["location"].startswith("/second-factor")
    owner = world.browser("auditor")
    owner.post("/account/second-factor/start")
    assert outsider.post("/second-factor", {"code": code(world)}).status_code == 303
    new = pending(world, "auditor")
    assert owner.post("/account/second-factor", {"code": code(world, new)}).status_code == 200
    late = world.browser("auditor", second_factor=False)
    world.advance(minutes=5)
    assert late.post("/second-factor", {"code": code(world)}).status_code == 422
    assert late.post("/second-factor", {"code": code(world, new)}).status_code == 303


def test_strangers_are_led_to_sign_in(world: World) -> None:
    browser = world.browser()
    for path in ("/second-factor", "/account/second-factor"):
        assert browser.get(path).headers["location"].startswith("/sign-in")
        assert browser.post(path, {"code": "1"}).headers["location"].startswith("/sign-in")


def test_a_kiosk_stays_a_kiosk(world: World) -> None:
    browser = world.browser("auditor", second_factor=False)
    sit_at_a_kiosk(world, browser)
    answer = browser.post("/second-factor", {"code": code(world)})
    assert "max-age" not in answer.headers["set-cookie"].lower()
