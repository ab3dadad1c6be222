"""Handing mail to a real SMTP server: whole, once, with patience for 4xx and without it for 5xx."""

import logging
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import select

from civic import mail
from civic.accounts.models import Person
from civic.config import Config
from civic.index import store
from civic.notifications.models import Mail, Recipient
from civic.rooms.models import Room
from tests import cast, make
from tests.notifications.mailbox import rounds
from tests.world import World


@dataclass
class Server:
    """Takes mails, unless `answer` says otherwise for a recipient."""

    answer: Callable[[str], str] = lambda address: "250 ok"
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answer(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        said = self.answer("data")
        if said.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        return said


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, world: World) -> Iterator[Server]:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    made = Server()
    port = free_port()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    setting = Config(home=world.sites.home, mail=f"smtp://127.0.0.1:{port}")
    monkeypatch.setattr(mail, "config", lambda: setting)
    yield made
    controller.stop()
    store.forget(world.site)


@pytest.fixture
def city(world: World, server: Server) -> World:
    """Three people follow one room, in which somebody else wrote; all want mail at once."""
    with world.write() as db:
        make.room(db)
    rounds(world)
    for who in ("resident", "moderator", "drafter"):
        world.browser(who).post("/follow", {"kind": "room", "target": "1", "choice": "at_once"})
    return world


def news(world: World) -> None:
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.rev += 1
        make.post(db, room, "neighbour", created_at=world.now)
    rounds(world)


def to(server: Server) -> Counter[str]:
    return Counter(str(one["To"]) for one in server.taken if "新しいこと" in str(one["Subject"]))


PEOPLE = Counter(f"{who}@mihon.example" for who in ("resident", "moderator", "drafter"))


def states(world: World) -> Counter[str]:
    with world.read() as db:
        return Counter(str(one.value) for one in db.exec(select(Mail.state).where(Mail.kind == "at_once")).all())


def test_many_mails_go_whole_over_one_connection(city: World, server: Server) -> None:
    server.connections = 0
    news(city)
    assert to(server) == PEOPLE
    assert states(city) == Counter(sent=3)
    assert server.connections <= 2
    one = next(message for message in server.taken if "新しいこと" in str(message["Subject"]))
    plain, html = one.get_body(("plain",)), one.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "遊具を新しくしてほしいです。" in plain.get_content()
    assert "遊具を新しくしてほしいです。" in html.get_content()


def test_a_server_that_is_busy_is_asked_again_later(city: World, server: Server) -> None:
    server.answer = lambda address: "451 try later" if address.startswith("resident") else "250 ok"
    news(city)
    assert states(city) == Counter(sent=2, waiting=1)
    server.answer = lambda address: "250 ok"
    city.advance(seconds=2)
    rounds(city)
    assert states(city) == Counter(sent=2, waiting=1)
    city.advance(seconds=4)
    rounds(city)
    assert to(server) == PEOPLE


def test_an_unknown_address_is_not_tried_again_and_stops(city: World, server: Server) -> None:
    server.answer = lambda address: "550 5.1.1 no such user" if address.startswith("resident") else "250 ok"
    news(city)
    assert states(city) == Counter(sent=2, failed=1)
    with city.read() as db:
        row = db.get_one(Recipient, cast.IDS["resident"])
        assert row.bounced_email == "resident@mihon.example"
        assert "no such user" in row.bounce_status
    city.advance(hours=1)
    server.answer = lambda address: "250 ok"
    news(city)
    assert to(server)["resident@mihon.example"] == 0


def test_a_mail_the_server_refuses_is_no_fault_of_the_address(city: World, server: Server) -> None:
    server.answer = lambda address: "554 5.7.1 looks like spam" if address == "data" else "250 ok"
    news(city)
    assert states(city) == Counter(failed=3)
    with city.read() as db:
        assert db.get_one(Recipient, cast.IDS["resident"]).bounced_email is None


def test_without_a_server_nothing_is_lost_and_one_try_stands_for_all(
    city: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = mail.config()
    tries = []

    def refused(setting: str) -> None:
        tries.append(setting)
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(mail, "_connect", refused)
        news(city)
    assert len(tries) == 1
    assert states(city) == Counter(waiting=3)
    assert there is mail.config()
    city.advance(seconds=6)
    rounds(city)
    assert to(server) == PEOPLE


def test_at_the_end_it_is_given_up_and_staff_see_it(city: World, server: Server) -> None:
    server.answer = lambda address: "451 never" if address.startswith("resident") else "250 ok"
    news(city)
    for _try in range(7):
        city.now += timedelta(hours=6)
        rounds(city)
    assert states(city)["failed"] == 1
    assert "渡せなかったメールが" in city.browser("city_manager").get("/staff/bounced-mail").text


def test_an_old_carrier_address_arrives(city: World, server: Server) -> None:
    with city.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.email = person.email_folded = "a..b.@keitai.example"
        db.add(person)
    news(city)
    assert to(server)["a..b.@keitai.example"] == 1
