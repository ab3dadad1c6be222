"""Mail that comes back: stops mail to that address, is shown to the person and to staff, and can be mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from civic.accounts.models import Person
from civic.cli import mails as command
from civic.config import config
from civic.notifications.actions import take_bounce, tell
from civic.notifications.bounces import read_bounce
from civic.notifications.models import Recipient
from civic.rooms.models import Post
from tests import cast, make
from tests.notifications.mailbox import letters
from tests.world import World

RESIDENT = cast.IDS["resident"]

REPORT = """\
From: MAILER-DAEMON@carrier.example
To: no-reply@mihon.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

I could not deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; carrier.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
--b
Content-Type: text/rfc822-headers

From: no-reply@mihon.example
To: {address}
Message-ID: {message_id}
Subject: =?utf-8?b?44GK55+l44KJ44Gb?=
--b--
"""


def told(world: World, cause: str = "c") -> None:
    with world.write() as db:
        if db.get(Post, 1) is None:
            make.post(db, make.room(db), "neighbour", created_at=world.now)
        tell(db, [RESIDENT], "post_replied", cause=cause, target="post:1", path="/posts/1", now=world.now)
    world.drain()


def report(world: World, **changes: str) -> bytes:
    facts = {
        "address": "resident@mihon.example", "action": "failed", "status": "5.1.1",
        "said": "550 5.1.1 User unknown", "message_id": letters(world, "resident")[0].header("Message-ID"),
    }  # fmt: skip
    return REPORT.format(**(facts | changes)).encode()


@pytest.fixture
def city(world: World) -> World:
    told(world)
    return world


def taken(world: World, raw: bytes) -> bool:
    bounce = read_bounce(world.site, raw)
    if bounce is None:
        return False
    with world.write() as db:
        return take_bounce(db, bounce, world.now)


def bounced(world: World) -> str | None:
    with world.read() as db:
        row = db.get(Recipient, RESIDENT)
        return row.bounced_email if row else None


def test_a_dead_address_gets_no_more_mail_and_the_person_can_mend_it(city: World) -> None:
    assert taken(city, report(city))
    assert taken(city, report(city))
    told(city, "later")
    assert len(letters(city, "resident")) == 1
    browser = city.browser("resident")
    for path in ("/notices", "/notices/following"):
        page = browser.get(path).text
        assert "メールが届いていません" in page
        assert "User unknown" in page
    assert "メールが届いていません" not in city.browser("neighbour").get("/notices").text
    assert browser.post("/notices/mail-again").headers["location"] == "/notices"
    assert "メールが届いていません" not in browser.get("/notices/following").text
    told(city, "mended")
    assert len(letters(city, "resident")) == 2


def test_another_address_is_mailed_to(city: World) -> None:
    taken(city, report(city))
    with city.write() as db:
        person = db.get_one(Person, RESIDENT)
        person.email = person.email_folded = "new@mihon.example"
        db.add(person)
    told(city, "later")
    assert [mail.to for mail in letters(city)] == ["resident@mihon.example", "new@mihon.example"]
    assert not taken(city, report(city))


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.7", "said": "timed out"},
        {"status": "4.2.2", "said": "452 4.2.2 Mailbox full"},
        {"action": "delivered", "status": "2.0.0", "said": "250 ok"},
        {"action": "delayed", "status": "5.0.0", "said": "still trying"},
        {"message_id": "<notice-1@mihon.example>"},
        {"message_id": "<notice-1.0123456789abcdef@mihon.example>"},
        {"address": "somebody-else@mihon.example"},
    ],
)
def test_what_passes_or_is_forged_stops_nothing(city: World, changes: dict[str, str]) -> None:
    assert not taken(city, report(city, **changes))
    assert bounced(city) is None


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=x\n\n--x", b"A" * 9999]
)
def test_rubbish_is_passed_over(city: World, raw: bytes) -> None:
    assert not taken(city, raw)


def test_an_old_servers_plain_report_is_understood(city: World) -> None:
    headers = report(city).decode().partition("text/rfc822-headers")[2].partition("--b--")[0]
    plain = f"From: MAILER-DAEMON\nContent-Type: text/plain\n\nSorry, 550 no such user here.\n\n--- below\n{headers}"
    assert taken(city, plain.encode())


def test_staff_see_whose_mail_comes_back_but_not_the_address(city: World) -> None:
    taken(city, report(city, status="5.7.1", said="550 5.7.1 blocked by filter"))
    page = city.browser("city_manager").get("/staff/bounced-mail").text
    assert "residentさん" in page
    assert "blocked by filter" in page
    assert "resident@mihon.example" not in page
    for who in ("resident", "moderator", "drafter"):
        assert city.browser(who).get("/staff/bounced-mail").status_code == 403
    assert city.browser().get("/staff/bounced-mail").status_code == 303


@pytest.fixture
def run(city: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("CIVIC_HOME", str(city.sites.home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    config.cache_clear()
    yield CliRunner()
    config.cache_clear()


def test_the_command_reads_a_folder_a_file_and_what_is_piped_in(city: World, run: CliRunner, tmp_path: Path) -> None:
    app = typer.Typer()
    command.register(app)
    box = tmp_path / "box" / "new"
    box.mkdir(parents=True)
    (box / "1.M").write_bytes(report(city))
    (box / "2.M").write_bytes(b"hello")
    answer = run.invoke(app, ["mail", "bounces", str(box.parent), "--json"])
    assert (answer.exit_code, answer.stdout.strip()) == (0, '{"read": 2, "stopped": 1}')
    assert bounced(city) == "resident@mihon.example"
    assert (
        run.invoke(app, ["mail", "bounces", str(box / "2.M"), "--json"]).stdout.strip() == '{"read": 1, "stopped": 0}'
    )
    piped = run.invoke(app, ["mail", "bounces", "-"], input=report(city))
    assert "stopped writing to 1" in piped.stdout
    missing = run.invoke(app, ["mail", "bounces", str(tmp_path / "none")])
    assert missing.exit_code != 0
    assert "was not found" in missing.stderr
