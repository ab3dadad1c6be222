"""kill -9 of the worker in the middle of 1,000 mails: none is lost; the folder holds none twice, and SMTP at most the
one that was in hand, with the same Message-ID (docs/decisions/0007)."""

import logging
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlmodel import Session, col, func, select, update

from civic import clock
from civic import sites as site_module
from civic.accounts.models import Person
from civic.notifications.models import Follow, FollowKind, Mail, MailState, Recipient, Rhythm
from civic.sites import Site, Sites
from tests import cast, make

PEOPLE = 1000
KILLS = 3
FIRST = 1000


@dataclass
class Taker:
    """An SMTP server that remembers to whom, under which Message-ID."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.taken.append((str(message["To"]), str(message["Message-ID"])))
        return "250 ok"


@pytest.fixture
def city(tmp_path: Path, served: object) -> Site:
    """1,000 people whose daily mail is due, about one post (`served` has loaded every wing with its tables)."""
    site = site_module.add(tmp_path, "mihon", "みほん市", "999999", "https://mihon.example")
    now = datetime.now(UTC)
    with closing(Sites(tmp_path)) as sites, Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        room = make.room(db, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
        make.post(db, room, created_at=now)
        yesterday = clock.today(now) - timedelta(days=1)
        for number in range(FIRST, FIRST + PEOPLE):
            mail = f"p{number}@mihon.example"
            db.add(Person(id=number, handle=f"人{number}", handle_folded=f"人{number}", email=mail, created_at=now))
            db.flush()
            db.add(Recipient(person_id=number, hour=0, at_once_after=now, daily_on=yesterday, weekly_on=yesterday))
            db.add(
                Follow(
                    person_id=number, kind=FollowKind.ROOM, target="1", rhythm=Rhythm.DAILY,
                    created_at=now - timedelta(hours=1),
                )
            )  # fmt: skip
    return site


def start(site: Site, mail: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "CIVIC_HOME": str(site.folder.parent.parent), "CIVIC_LOG_LEVEL": "ERROR", "CIVIC_MAIL": mail
    }  # fmt: skip
    # The worker itself, without the question of `civic work` whether migrations are up to date: tables are the models'.
    program = "from civic.config import config; from civic.sites import Sites; from civic.worker import Worker; "
    command = [sys.executable, "-c", program + "Worker(Sites(config().home)).start()"]
    with (site.folder / "worker.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def sent(site: Site) -> int:
    with closing(Sites(site.folder.parent.parent)) as sites, Session(sites.engines(site)[0]) as db:
        query = select(func.count()).select_from(Mail)
        return db.exec(query.where(col(Mail.state) == MailState.SENT, col(Mail.person_id) >= FIRST)).one()


def release(site: Site) -> None:
    """What the dead worker had in hand is taken up now, not after the five minutes of its lease."""
    with closing(Sites(site.folder.parent.parent)) as sites, Session(sites.engines(site)[1]) as db, db.begin():
        db.execute(update(Mail).where(col(Mail.state) == MailState.CLAIMED).values(run_at=datetime.now(UTC)))


def send_all(site: Site, mail: str) -> None:
    """Killed a few times on the way, without a word."""
    for turn in range(1, KILLS + 2):
        worker = start(site, mail)
        try:
            wait_until(lambda turn=turn: sent(site) >= turn * PEOPLE // (KILLS + 1), 90)
        finally:
            worker.kill()
            worker.wait()
        release(site)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_folder_holds_each_mail_once(city: Site) -> None:
    send_all(city, "folder")
    found = Counter(
        str(message_from_bytes(path.read_bytes(), policy=policy.default)["To"])
        for path in city.mail_folder.glob("*.eml")
    )
    assert len([to for to in found if to.startswith("p")]) == PEOPLE
    assert set(found.values()) == {1}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_smtp_gets_every_mail_and_at_most_the_one_in_hand_again(city: Site) -> None:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    taker = Taker()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(taker, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        send_all(city, f"smtp://127.0.0.1:{port}")
    finally:
        controller.stop()
    to = Counter(address for address, _id in taker.taken if address.startswith("p"))
    assert len(to) == PEOPLE
    assert sum(to.values()) <= PEOPLE + KILLS
    assert len(set(taker.taken)) == len({address for address, _id in taker.taken})
