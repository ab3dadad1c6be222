"""The mail sent at once about a reply or an answer: with its text, as its reader may see it when it leaves."""

import pytest
from sqlmodel import select

from civic.city.models import ElectionPeriod
from civic.clock import today
from civic.notifications.models import Notice
from civic.rooms.actions.mechanics import tell_of_reply
from civic.rooms.models import Post, PostState, Room
from civic.rooms.states import RoomState
from tests import make
from tests.notifications.mailbox import letters
from tests.world import World

TEXT = "賛成です。背もたれが<b>ある</b>と助かります。"


@pytest.fixture
def reply(world: World) -> int:
    """Somebody answered the resident; the mail is still to be sent."""
    with world.write() as db:
        room = make.room(db)
        thread = make.post(db, room, "resident", title="ベンチ", created_at=world.now)
        made = make.post(db, room, "neighbour", thread, body=TEXT, created_at=world.now)
        tell_of_reply(db, made, world.now)
        return made.id


def test_the_text_is_there_for_plain_and_for_html(world: World, reply: int) -> None:
    world.drain()
    (mail,) = letters(world, "resident")
    assert "背もたれが" in mail.text
    assert "と助かります。" in mail.html
    assert "<b>ある" not in mail.html
    for body in (mail.text, mail.html):
        assert f"https://mihon.example/posts/{reply}" in body


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.HELD, PostState.WITHDRAWN])
def test_what_was_hidden_meanwhile_is_not_told(world: World, reply: int, state: PostState) -> None:
    with world.write() as db:
        db.get_one(Post, reply).state = state
    world.drain()
    assert letters(world, "resident") == []
    with world.read() as db:
        assert all(notice.mailed_at for notice in db.exec(select(Notice)).all())


def test_who_lost_the_right_to_see_gets_nothing(world: World, reply: int) -> None:
    with world.write() as db:
        db.get_one(Room, 1).state = RoomState.DRAFT
    world.drain()
    assert letters(world, "resident") == []


def test_in_an_election_period_only_the_link_leaves(world: World, reply: int) -> None:
    with world.write() as db:
        day = today(world.now)
        db.add(ElectionPeriod(name="市長選挙", notice_on=day, vote_on=day.replace(day=30)))
    world.drain()
    (mail,) = letters(world, "resident")
    assert "背もたれ" not in mail.text + mail.html
    assert "選挙の期間中は" in mail.text
    assert f"https://mihon.example/posts/{reply}" in mail.text


def test_what_is_rather_a_document_is_cut_and_read_on_there(world: World, reply: int) -> None:
    with world.write() as db:
        db.get_one(Post, reply).html = "<p>はじめの段落です。</p><p>" + "長い話です。" * 400 + "</p><p>おわり</p>"
    world.drain()
    (mail,) = letters(world, "resident")
    assert "はじめの段落です。\n長い話です。" in mail.text.replace("\r", "")
    assert "おわり" not in mail.text
    assert "つづきを読む：" in mail.text
    assert "はじめの段落です。<br>長い話です。" in mail.html


def test_a_muted_thread_sends_no_mail_of_its_replies(world: World, reply: int) -> None:
    form = {"kind": "thread", "target": str(reply - 1), "choice": "mute"}
    assert world.browser("resident").post("/follow", form).status_code == 303
    world.drain()
    assert letters(world, "resident") == []
    assert "返信がありました" in world.browser("resident").get("/notices").text
