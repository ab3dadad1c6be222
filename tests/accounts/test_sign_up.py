"""Signing up: the same answer for every address, a link by mail, the password once more, and a person only then."""

import re
from typing import Any

import pytest
from sqlmodel import select

from civic.accounts.models import PendingSignUp, Person, SignInSession
from tests.world import World

PASSWORD = "みどりの公園で会いましょう"


def form(**changes: Any) -> dict[str, Any]:
    return {
        "handle": "はじめまして", "email": "new@mihon.example", "password": PASSWORD, "is_agreed": "yes",
        "notice_version": "1",
    } | changes  # fmt: skip


def link(world: World, word: str = "confirm") -> str:
    world.drain()
    found = re.findall(rf"https://mihon\.example(/{word}/[\w-]+)", world.mails()[-1])
    assert found
    return str(found[-1])


def people(world: World, handle: str = "はじめまして") -> list[Person]:
    with world.read() as db:
        return list(db.exec(select(Person).where(Person.handle == handle)).all())


def test_the_purpose_stands_before_the_fields(world: World) -> None:
    page = world.browser().get("/sign-up")
    assert page.status_code == 200
    assert page.text.index("ほかの目的には使いません") < page.text.index('name="email"')


def test_a_link_and_the_password_make_a_person(world: World) -> None:
    browser = world.browser()
    answer = browser.post("/sign-up", form())
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-up/sent")
    assert not people(world)
    path = link(world)
    page = browser.get(path)
    assert "はじめまして" in page.text
    assert not people(world)
    answer = browser.post(path, {"handle": "はじめまして", "password": PASSWORD})
    assert answer.headers["location"] == "/account"
    person = people(world)[0]
    assert (person.email, person.notice_version, person.identity_level) == ("new@mihon.example", 1, 1)
    assert person.email_confirmed_at == world.now
    assert person.password_hash
    assert PASSWORD not in person.password_hash
    assert "はじめまして" in browser.get("/account").text
    with world.read() as db:
        assert db.exec(select(PendingSignUp)).first() is None


def test_the_link_alone_or_a_second_use_gives_nothing(world: World) -> None:
    browser = world.browser()
    browser.post("/sign-up", form())
    path = link(world)
    wrong = browser.post(path, {"handle": "はじめまして", "password": "wrong wrong wrong"})
    assert wrong.status_code == 422
    assert "パスワードが違います" in wrong.text
    assert not people(world)
    assert browser.post(path, {"handle": "はじめまして", "password": PASSWORD}).status_code == 303
    assert world.browser().get(path).status_code == 404
    assert world.browser().post(path, {"handle": "はじめまして", "password": PASSWORD}).status_code == 404


def test_the_link_ends(world: World) -> None:
    browser = world.browser()
    browser.post("/sign-up", form())
    path = link(world)
    world.advance(hours=25)
    assert browser.get(path).status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(world: World) -> None:
    known = world.browser().post("/sign-up", form(email="resident@mihon.example"))
    unknown = world.browser().post("/sign-up", form())
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    world.drain()
    to_known = next(m for m in world.mails() if "To: resident@" in m)
    assert "すでに登録があります" in to_known
    assert "/confirm/" not in to_known


def test_two_may_ask_for_one_name_until_one_of_them_confirms(world: World) -> None:
    first, second = world.browser(), world.browser()
    first.post("/sign-up", form())
    path = link(world)
    assert second.post("/sign-up", form(email="other@mihon.example", handle="ハジメマシテ")).status_code == 303
    other = link(world)
    assert first.post(path, {"handle": "はじめまして", "password": PASSWORD}).status_code == 303
    taken = second.post(other, {"handle": "ハジメマシテ", "password": PASSWORD})
    assert taken.status_code == 422
    assert "ほかの方が使っています" in taken.text
    assert second.post(other, {"handle": "二番手", "password": PASSWORD}).status_code == 303


def test_the_mail_is_written_once_per_request_even_if_the_job_runs_twice(world: World) -> None:
    from civic import jobs

    world.browser().post("/sign-up", form())
    world.drain()
    with world.write() as db:
        pending = db.exec(select(PendingSignUp)).one()
        jobs.later(db, "accounts.mail_sign_up", pending.id)
    world.drain()
    assert len(world.mails()) == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"email": "no-address"}, "email", "メールアドレスを確かめてください"),
        ({"email": "a@b@c"}, "email", "メールアドレスを確かめてください"),
        ({"email": "a@mihon.example\r\nBcc: x@x.example"}, "email", "メールアドレスを確かめてください"),
        ({"password": "short"}, "password", "10文字以上"),
        ({"is_agreed": ""}, "is_agreed", "印を付けてください"),
        ({"handle": ""}, "handle", "入力してください"),
    ],
)  # fmt: skip
def test_bad_fields_keep_what_was_typed(world: World, changes: dict[str, str], field: str, sentence: str) -> None:
    answer = world.browser().post("/sign-up", form(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="f-{field}-error"' in answer.text
    assert (changes.get("handle", "はじめまして") or "value=") in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("residentさん", "ほかの方が使っています"),
        ("ＲＥＳＩＤＥＮＴ サン", "ほかの方が使っています"),
        ("みほん市", "市や職員とまちがえやすい"),
        ("ミホン市 広報", "市や職員とまちがえやすい"),
        ("公園課の職員です", "市や職員とまちがえやすい"),
        ("Ａｄｍｉｎ", "市や職員とまちがえやすい"),
        ("モデレーター１号", "市や職員とまちがえやすい"),
        ("090-1234-5678", "長い数字は使えません"),
        ("あ" * 21, "20文字までに"),
        ("🌸さくら🌸", "絵文字や記号は使えません"),
        ("<script>", "絵文字や記号は使えません"),
        ("は\u202eな", "絵文字や記号は使えません"),
    ],
)
def test_names_that_pass_for_others_are_refused(world: World, handle: str, sentence: str) -> None:
    answer = world.browser().post("/sign-up", form(handle=handle))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "new@mihon.example" in answer.text


@pytest.mark.parametrize("handle", ["みほん市民", "ねこ 2", "さくら・もも", "O'Neill", "髙橋", "サポーターの会"])
def test_names_people_have_are_welcome(world: World, handle: str) -> None:
    assert world.browser().post("/sign-up", form(handle=handle)).status_code == 303


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "new@mihon.example", "はじめましてはじめまして"])
def test_simple_passwords_are_refused(world: World, password: str) -> None:
    handle = "はじめましてはじめまして" if "はじめ" in password else "はじめまして"
    answer = world.browser().post("/sign-up", form(password=password, handle=handle))
    assert answer.status_code == 422
    assert "見破られやすい" in answer.text


@pytest.mark.parametrize(
    "email", ["a..b.@docomo.ne.jp", ".abc@ezweb.ne.jp", "hanako+civic@mihon.example", "ｈａｎａ@mihon.example"]
)
def test_old_carrier_addresses_and_full_width_ones_get_their_mail(world: World, email: str) -> None:
    assert world.browser().post("/sign-up", form(email=email)).status_code == 303
    assert link(world).startswith("/confirm/")


def test_an_old_notice_is_shown_again(world: World) -> None:
    answer = world.browser().post("/sign-up", form(notice_version="0"))
    assert answer.status_code == 422
    assert "利用目的の説明が新しくなりました" in answer.text


def test_an_address_is_not_mailed_without_end(world: World) -> None:
    for _ in range(5):
        assert world.browser().post("/sign-up", form()).status_code == 303
    answer = world.browser().post("/sign-up", form())
    assert answer.status_code == 429
    assert "new@mihon.example" in answer.text


def test_somebody_signed_in_is_led_to_their_account(world: World) -> None:
    assert world.browser("resident").get("/sign-up").headers["location"] == "/account"


def test_a_request_from_another_site_makes_nothing(world: World) -> None:
    browser = world.browser()
    answer = browser.client.post(
        "/sign-up", data={"csrf": browser.csrf(), **form()}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    with world.read() as db:
        assert db.exec(select(PendingSignUp)).first() is None
        assert db.exec(select(SignInSession)).first() is None
