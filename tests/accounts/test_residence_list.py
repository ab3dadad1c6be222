"""Residence checked by list: out, back, a dry run with every mistake, confirmed at once; nothing of the list is kept."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import col, select

from civic.accounts.models import IdentityProof, LetterRequest
from civic.ledger import LedgerEntry
from tests import cast
from tests.accounts.test_identity import LETTER, level
from tests.world import World

HEAD = "受付番号,お名前,住所,結果\n"
PEOPLE = {"resident": "見本 太郎", "neighbour": "手本 花子", "facilitator": "例示 次郎"}


@pytest.fixture
def numbers(world: World) -> dict[str, int]:
    """Three requests that wait: person -> number."""
    for who, name in PEOPLE.items():
        assert world.browser(who).post("/account/identity/letter", LETTER | {"name": name}).status_code == 303
    with world.read() as db:
        rows = db.exec(select(LetterRequest)).all()
    return {who: next(one.id for one in rows if one.person_id == cast.IDS[who]) for who in PEOPLE}


def check(world: World, data: str | bytes, who: str | None = "drafter", name: str = "list.csv") -> Any:
    sent = data.encode() if isinstance(data, str) else data
    return world.browser(who).post("/staff/identity/check", files={"file": (name, sent, "text/csv")})


def found(page: str) -> str:
    ids = re.search(r'name="letters" value="([\d,]+)"', page)
    return ids[1] if ids else ""


def test_the_list_goes_out_comes_back_and_is_confirmed(world: World, numbers: dict[str, int]) -> None:
    out = world.browser("drafter").post("/staff/identity/list")
    rows = list(csv.reader(io.StringIO(out.content.decode("utf-8-sig"))))
    assert rows[1] == [str(numbers["resident"]), "見本 太郎", LETTER["address"], ""]
    for row, answer in zip(rows[1:], ("○", "×", ""), strict=True):
        row[3] = answer
    page = check(world, "\n".join(",".join(row) for row in rows)).text
    assert "3行のうち、確かめられるのは1人、間違いのある行は0行" in page
    assert "見本 太郎" not in page
    assert level(world, "resident") == 1
    for _ in range(2):
        assert world.browser("drafter").post("/staff/identity/confirm", {"letters": found(page)}).status_code == 303
    assert [level(world, who) for who in PEOPLE] == [2, 1, 1]
    with world.read() as db:
        assert db.exec(select(IdentityProof.method)).all() == ["list"]
        acts = db.exec(select(LedgerEntry).where(col(LedgerEntry.verb).like("accounts.%list"))).all()
    assert [(one.verb, one.actor_id) for one in acts] == [
        ("accounts.take_list", cast.IDS["drafter"]), ("accounts.confirm_by_list", cast.IDS["drafter"])
    ]  # fmt: skip
    assert acts[0].data == {"requests": 3}


def test_nothing_of_the_list_is_kept(world: World, numbers: dict[str, int]) -> None:
    page = check(world, f"{HEAD}{numbers['resident']},見本 太郎,SECRET-PLACE,○\n9999,SECRET-NAME,,○\n").text
    world.browser("drafter").post("/staff/identity/confirm", {"letters": found(page)})
    assert "SECRET" not in page
    for path in world.site.folder.rglob("*"):
        assert not path.is_file() or b"SECRET-" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9999,見本 太郎,,○", "この申し込みは待っていません"), ("{n},別の 人,,○", "受付番号とお名前が"), ("{n},見本 太郎,,たぶん", "○ か × で"),
        ("{n},見本太郎,,一致\n{n},,,○", "上の行にもあります"),
    ],
)  # fmt: skip
def test_every_mistake_is_listed_with_its_line(world: World, numbers: dict[str, int], line: str, said: str) -> None:
    page = check(world, HEAD + line.replace("{n}", str(numbers["resident"]))).text
    assert said in page
    assert f"{1 + len(line.splitlines())}行目" in page


def test_a_list_without_numbers_goes_by_name_and_address(world: World, numbers: dict[str, int]) -> None:
    book = Workbook()
    for row in (
        ["照合の結果"],
        ["氏名", "現住所", "照合結果"],
        ["手本　花子", "東京都みほん市中央１丁目２番３号", "一致"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page = check(world, out.getvalue(), name="answers.xlsx").text
    assert found(page) == str(numbers["neighbour"])
    with world.write() as db:
        row = db.get_one(LetterRequest, numbers["resident"])
        row.name = "手本 花子"
        db.add(row)
    assert "2つ以上あります" in check(world, out.getvalue(), name="answers.xlsx").text


@pytest.mark.parametrize("data", ["", "受付番号,お名前\n1,見本\n", "お名前,結果\n見本,○\n", b"\xff\xfe\x00"])
def test_what_is_no_such_list_is_refused(world: World, numbers: dict[str, int], data: str | bytes) -> None:
    assert check(world, data).status_code == 422
    assert world.browser("drafter").post("/staff/identity/check").status_code == 422


@pytest.mark.parametrize("letters", ["", "1,", "x", "1 2", "9" * 12])
def test_numbers_that_are_none_are_refused(world: World, letters: str) -> None:
    assert world.browser("drafter").post("/staff/identity/confirm", {"letters": letters}).status_code == 422


def test_nobody_confirms_themselves_and_only_the_counter_may(world: World, numbers: dict[str, int]) -> None:
    world.browser("drafter").post("/account/identity/letter", LETTER | {"name": "自分"})
    assert "自分" not in world.browser("drafter").post("/staff/identity/list").content.decode()
    with world.read() as db:
        own = db.exec(select(LetterRequest.id).where(col(LetterRequest.person_id) == cast.IDS["drafter"])).one()
    assert "この申し込みは待っていません" in check(world, f"{HEAD}{own},自分,,○\n").text
    both = {"letters": f"{numbers['resident']},{own}"}
    assert world.browser("drafter").post("/staff/identity/confirm", both).status_code == 403
    assert level(world, "resident") == 1
    for who in ("resident", "facilitator", "auditor"):
        assert world.browser(who).post("/staff/identity/list").status_code == 403
        assert check(world, HEAD + "1,a,,○", who).status_code == 403
        assert world.browser(who).post("/staff/identity/confirm", both).status_code == 403
