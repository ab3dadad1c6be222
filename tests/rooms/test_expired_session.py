"""A12 without script: the session ends while somebody writes; nothing written is lost, and it is sent after signing in."""

import re

import pytest
from sqlmodel import select

from civic.accounts.models import SignInSession
from civic.rooms.models import Post
from tests import cast, make
from tests.world import World

BODY = "池のそばに木を植えてほしいです。夏はとても暑くて、子どもが遊べません。"


@pytest.fixture
def room_id(world: World) -> int:
    with world.write() as db:
        return make.room(db).id


def typed() -> dict[str, str]:
    return {
        "once": "once-for-expiry-1", "title": "木陰がほしい", "type": "question", "body": BODY, "acknowledge": "yes",
        "step": "publish",
    }  # fmt: skip


def end_sessions(world: World) -> None:
    with world.write() as db:
        for session in db.exec(select(SignInSession).where(SignInSession.person_id == cast.IDS["resident"])).all():
            db.delete(session)


def test_what_was_written_is_given_back_and_sent_after_signing_in(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    end_sessions(world)
    answer = browser.post(f"/rooms/{room_id}/posts", typed())
    assert answer.status_code == 403
    assert BODY in answer.text
    assert "/sign-in" in answer.text
    assert f'action="/rooms/{room_id}/posts"' in answer.text
    anew = world.browser("resident")
    form = {**typed(), "csrf": "old"}
    again = anew.post(f"/rooms/{room_id}/posts", form)
    assert again.status_code == 422, "the form once more, with a token of the new session"
    assert BODY in again.text
    assert "木陰がほしい" in again.text
    assert re.search('value="question"[^>]*checked', again.text)
    token = re.search('name="csrf" value="([^"]+)"', again.text)
    assert token is not None
    sent = anew.post(f"/rooms/{room_id}/posts", {**typed(), "csrf": token[1]})
    assert sent.status_code == 303
    with world.read() as db:
        assert [post.body for post in db.exec(select(Post)).all()] == [BODY]


def test_another_site_gets_nothing_filled_in(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        answer = browser.client.post(f"/rooms/{room_id}/posts", data={**typed(), "csrf": "wrong"}, headers=headers)
        assert answer.status_code == 403
        assert BODY not in answer.text


def test_a_password_is_never_given_back(world: World) -> None:
    form = {"csrf": "wrong", "email": "resident@mihon.example", "password": cast.PASSWORD}
    answer = world.browser().post("/sign-in", form)
    assert answer.status_code == 403
    assert cast.PASSWORD not in answer.text
