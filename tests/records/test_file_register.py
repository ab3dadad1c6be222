"""The file register (75条), the purpose notices, the report of erasures and the auditor's export."""

import csv
import io
import json
import re
from datetime import datetime
from html import unescape

from civic import clock, ledger
from civic.accounts.actions import record_connection
from civic.accounts.actions.retention import erase_ended
from civic.accounts.purpose import NOTICE_VERSION
from civic.letters.models import Letter, LetterSender
from civic.records.file_register import FILES, HEAD, LEGAL_LEAST
from civic.records.purposes import NOTICES, current
from tests import cast
from tests.world import World


def test_page_and_table_say_the_same(world: World) -> None:
    page = unescape(world.browser().get("/privacy/files").text)
    answer = world.browser().get("/privacy/files.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    head, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(head) == HEAD
    assert [row[0] for row in rows] == [one.name for one in FILES]
    for row in rows:
        assert len(row) == len(HEAD)
        assert all(cell in page for cell in row if cell)
        assert all(row[HEAD.index(name)] for name in HEAD if name != "備考")


def test_senders_of_letters_and_of_opinions_are_people_of_a_file(world: World) -> None:
    with world.write() as db:
        for number in range(LEGAL_LEAST):
            letter = Letter(
                channel="web", title="バスの時刻", body="朝のバスをふやしてください。", wants_publication=False,
                wants_answer=True, received_on=clock.today(world.now), due_on=clock.today(world.now),
                created_at=world.now, once=f"letter-{number}",
            )  # fmt: skip
            db.add(letter)
            db.flush()
            db.add(LetterSender(letter_id=letter.id, name=f"見本 {number}"))
    answer = world.browser().get("/privacy/files.csv").content.decode("utf-8-sig")
    found = {row[HEAD[0]]: row for row in csv.DictReader(io.StringIO(answer))}
    letters = found["市長への手紙ファイル"]
    assert letters["人数の区分"] == "1,000件以上"
    assert "電話番号" in letters["記録項目"]
    assert letters["経常的提供先"] == "なし"
    assert found["パブリックコメント提出者ファイル"]["人数の区分"].startswith("1,000件未満")
    assert "見本 1" not in answer


def test_the_notice_shown_is_the_notice_kept(world: World) -> None:
    """Whoever changes the words of the template adds a version here and raises NOTICE_VERSION."""
    shown = world.browser().get("/sign-up").text
    block = shown[shown.index('class="purpose') :]
    words = re.sub(r"<a .*?</a>|<[^>]+>|\s", "", block[: block.index("</div>")].split(">", 1)[1])
    assert current("accounts") == NOTICE_VERSION
    assert "".join(NOTICES["accounts"][NOTICE_VERSION].text).replace(" ", "") == words
    page = world.browser().get("/privacy/purposes").text
    assert all(line in page for versions in NOTICES.values() for one in versions.values() for line in one.text)


def test_what_was_erased_is_reported_by_kind_and_number(world: World) -> None:
    with world.write() as db:
        for number in range(3):
            record_connection(db, "post", cast.IDS["resident"], f"post:{number}", "192.0.2.7", 1, world.now)
    world.advance(days=91)
    with world.write() as db:
        erase_ended(db, world.now)
        erase_ended(db, world.now)
    page = world.browser("auditor").get("/audit/erasures").text
    assert "<code>connection_record</code> 3" in page
    assert page.count("accounts.erase_ended") == 1
    assert "192.0.2.7" not in page
    for who in ("resident", "city_manager"):
        assert world.browser(who).get("/audit/erasures").status_code == 403
        assert world.browser(who).get("/audit/ledger.jsonl").status_code == 403


def test_the_export_can_be_checked_elsewhere(world: World) -> None:
    with world.write() as db:
        ledger.append(db, None, "rooms.pass_state", "room:1", at=world.now, state="open")
        ledger.append(db, 1, "rooms.pass_state", "room:2", at=world.now, state="open")
    entries = [json.loads(line) for line in world.browser("auditor").get("/audit/ledger.jsonl").text.splitlines()]
    assert [one["seq"] for one in entries] == [1, 2]
    previous = ledger.GENESIS
    for one in entries:
        at = datetime.fromisoformat(one["at"])
        made = ledger.entry_hash(one["seq"], at, one["actor_id"], one["verb"], one["target"], one["data"], previous)
        assert made == one["hash"]
        previous = made
