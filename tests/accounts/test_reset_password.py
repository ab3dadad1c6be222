"""A forgotten password: no word about who has an account, a link used once, every session ended."""

import re

from sqlmodel import select

from civic.accounts.models import Person, PersonState, SingleUseToken
from tests import cast
from tests.world import World

NEW = "まったく新しい合言葉です"


def ask(world: World, email: str = "resident@mihon.example") -> None:
    answer = world.browser().post("/reset", {"email": email})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-up/sent")
    world.drain()


def link(world: World) -> str:
    return re.findall(r"https://mihon\.example(/reset/[\w-]+)", world.mails()[-1])[-1]


def test_a_link_sets_a_new_password_and_ends_every_session(world: World) -> None:
    signed_in = world.browser("resident")
    ask(world)
    path = link(world)
    browser = world.browser()
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"password": NEW}).headers["location"] == "/sign-in"
    assert signed_in.get("/account").status_code == 303
    answer = browser.post("/sign-in", {"name": "residentさん", "password": NEW})
    assert answer.status_code == 303
    world.drain()
    assert "パスワードが変わりました" in "".join(world.mails())


def test_full_width_letters_are_the_same_password(world: World) -> None:
    ask(world)
    world.browser().post(link(world), {"password": "green park 2026"})
    answer = world.browser().post("/sign-in", {"name": "residentさん", "password": "ｇｒｅｅｎ　ｐａｒｋ　２０２６"})
    assert answer.status_code == 303


def test_the_link_works_once_and_not_for_ever(world: World) -> None:
    ask(world)
    path = link(world)
    assert world.browser().post(path, {"password": NEW}).status_code == 303
    assert world.browser().post(path, {"password": NEW}).status_code == 404
    ask(world)
    world.advance(hours=25)
    assert world.browser().post(link(world), {"password": NEW}).status_code == 404


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world: World) -> None:
    ask(world, "nobody@mihon.example")
    with world.write() as db:
        left = db.get_one(Person, cast.IDS["neighbour"])
        left.state = PersonState.LEFT
        db.add(left)
    ask(world, "neighbour@mihon.example")
    assert world.mails() == []
    with world.read() as db:
        assert db.exec(select(SingleUseToken)).first() is None


def test_a_bad_password_keeps_the_link(world: World) -> None:
    ask(world)
    path = link(world)
    for password in ("short", "aaaaaaaaaaaaaaa", ""):
        assert world.browser().post(path, {"password": password}).status_code == 422
    assert world.browser().post(path, {"password": NEW}).status_code == 303


def test_made_up_links_and_addresses(world: World) -> None:
    assert world.browser().post("/reset/xxxx", {"password": NEW}).status_code == 404
    assert world.browser().post("/reset", {"email": "x"}).status_code == 422


def test_the_secret_of_a_link_is_nowhere_in_the_database(world: World) -> None:
    ask(world)
    token = link(world).rsplit("/", 1)[1]
    raw = b"".join(path.read_bytes() for path in world.site.folder.glob("civic.sqlite*"))
    assert token.encode() not in raw
