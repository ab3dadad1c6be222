"""Stopping mail from a mail: one press without signing in, as a person and as a mail program (RFC 8058) do it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from civic import sites as site_module
from civic.index import store
from civic.notifications.models import Follow, Recipient, Rhythm
from civic.notifications.stopping import read_stop, stop_path
from civic.rooms.models import Room
from tests import cast, make
from tests.notifications.mailbox import Letter, letters, rounds
from tests.world import World

RESIDENT = cast.IDS["resident"]


@pytest.fixture
def city(world: World) -> Iterator[World]:
    with world.write() as db:
        make.room(db)
    rounds(world)
    world.browser("resident").post("/follow", {"kind": "room", "target": "1", "choice": "at_once"})
    yield world
    store.forget(world.site)


def news(world: World) -> None:
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.rev += 1
        make.post(db, room, "neighbour", created_at=world.now)
    rounds(world)
    world.advance(minutes=20)


def first_mail(world: World) -> Letter:
    news(world)
    return letters(world, "resident")[0]


def press(world: World, address: str) -> int:
    """As a mail program does: no cookie, no Origin, no form token."""
    client = world.browser().client
    data = {"List-Unsubscribe": "One-Click"}
    return int(client.post(urlsplit(address).path, data=data).status_code)


def test_one_press_of_a_mail_program_stops_the_mail(city: World) -> None:
    mail = first_mail(city)
    assert mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    address = mail.header("List-Unsubscribe").strip("<>")
    assert address.startswith("https://mihon.example/mail/stop/")
    assert press(city, address) == 200
    assert press(city, address) == 200
    news(city)
    assert len(letters(city, "resident")) == 1
    assert "止めてあります" in city.browser("resident").get("/notices/following").text


def test_a_long_address_stays_in_one_piece(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoded word there would be an address nobody can press."""
    long = f"https://{'kyodo-kaigi.' * 8}mihon.example"
    monkeypatch.setattr(city.sites, "all", {"mihon": replace(city.site, base_url=long)})
    city.site = city.sites.get("mihon")
    mail = first_mail(city)
    assert f"List-Unsubscribe: <{long}/mail/stop/".encode() in raw_of(city)
    assert b"Message-ID: <mail-" in raw_of(city)
    assert mail.header("List-Unsubscribe").startswith(f"<{long}")


def raw_of(world: World) -> bytes:
    (path,) = world.site.mail_folder.glob("mail-*.eml")
    return path.read_bytes()


def test_opening_the_address_changes_nothing_and_the_button_does(city: World) -> None:
    path = urlsplit(first_mail(city).header("List-Unsubscribe").strip("<>")).path
    page = city.browser().get(path)
    assert page.status_code == 200
    assert "すべて止めます" in page.text
    with city.read() as db:
        assert db.get_one(Recipient, RESIDENT).stopped_at is None
    assert "もう届きません" in city.browser().client.post(path).text
    assert "もう届きません" in city.browser().get(path).text


def test_one_thing_is_stopped_by_its_own_address(city: World) -> None:
    mail = first_mail(city)
    found = list(re.findall(r"https://mihon\.example(/mail/stop/\S+)", mail.text))
    thread = next(path for path in found if (read_stop(city.site, path.rpartition("/")[2]) or (0, ""))[1] == "thread:1")
    assert "遊具について" in city.browser().get(thread).text
    assert press(city, thread) == 200
    with city.read() as db:
        muted = db.exec(select(Follow).where(Follow.kind == "thread", Follow.person_id == RESIDENT)).one()
        assert (muted.target, muted.is_muted) == ("1", True)
    news(city)
    assert len(letters(city, "resident")) == 2


def test_choosing_mail_again_starts_it_again(city: World) -> None:
    press(city, first_mail(city).header("List-Unsubscribe").strip("<>"))
    form = {"own_rhythm": "at_once", "follow_rhythm": "daily", "hour": "7", "weekday": "0"}
    city.browser("resident").post("/notices/mail", form)
    news(city)
    assert len(letters(city, "resident")) == 2


def test_own_notices_stop_too_but_never_a_decision_about_ones_post(city: World) -> None:
    from civic.notifications.actions import tell

    def told(kind: str, **data: object) -> None:
        with city.write() as db:
            tell(db, [RESIDENT], kind, cause=kind, target="post:1", path="/posts/1", now=city.now, **data)
        city.drain()

    with city.write() as db:
        make.post(db, db.get_one(Room, 1), "neighbour", created_at=city.now)
    told("post_replied")
    mail = letters(city, "resident")[0]
    assert press(city, mail.header("List-Unsubscribe").strip("<>")) == 200
    with city.read() as db:
        assert db.get_one(Recipient, RESIDENT).own_rhythm is Rhythm.NEVER
    told("response_published", section="公園みどり課")
    assert len(letters(city, "resident")) == 1
    told("post_hide", article=3, reason="個人の番号があるため", days=14)
    last = letters(city, "resident")[-1]
    assert "非表示" in last.subject
    assert last.header("List-Unsubscribe") == ""


@pytest.mark.parametrize("token", ["x", "WzEsImFsbCJd.bad", "%00", "a" * 5000])
def test_an_address_nobody_signed_stops_nothing(city: World, token: str) -> None:
    assert city.browser().get(f"/mail/stop/{token}").status_code == 404
    assert press(city, f"/mail/stop/{token}") == 404
    with city.read() as db:
        assert db.get_one(Recipient, RESIDENT).stopped_at is None


def test_an_address_of_another_city_is_worthless(city: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = site_module.add(tmp_path_factory.mktemp("o"), "other", "よそ市", "999998", "https://other.example")
    assert press(city, stop_path(RESIDENT, "all", other)) == 404
