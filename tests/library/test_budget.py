"""A budget's page: its lines, two years side by side, and the sums that do not agree."""

from typing import Any

import pytest
from sqlmodel import select

from civic.library.budgets import yen
from civic.library.models import DocumentKind, DocumentVersion, Unit
from tests import make
from tests.world import World

LINES: tuple[tuple[str, str, str, int], ...] = (
    ("E", "total", "歳出合計", 300_000_000), ("E-1", "kan", "総務費", 100_000_000),
    ("E-2", "kan", "民生費", 200_000_000), ("E-2-1", "kou", "児童福祉費", 200_000_000),
    ("E-2-1-1", "moku", "保育所費", 200_000_000),
)  # fmt: skip


def budget(db: Any, key: str, year: str, factor: int, unread: list[dict[str, str]]) -> None:
    made = make.document(
        db, key, tuple(name for _p, _l, name, _a in LINES), kind=DocumentKind.BUDGET, title=f"{year}予算"
    )
    version = db.get_one(DocumentVersion, made.current_version_id)
    version.facts = {"fiscal_year": year, "account": "一般会計", "stage": "当初"}
    version.unread = unread
    units = db.exec(select(Unit).where(Unit.document_id == made.id).order_by(Unit.seq)).all()
    for unit, (path, level, name, amount) in zip(units, LINES, strict=True):
        unit.path, unit.level, unit.caption, unit.label = path, level, name, ""
        unit.numbers = {"amount": amount * factor}
        db.add(unit)


@pytest.fixture
def library(world: World) -> World:
    wrong = {"where": "E-2", "why": "sum_differs", "sample": "民生費 金額 200,000,000 ≠ 200,000,001"}
    with world.write() as db:
        budget(db, "r8", "2026", 2, [wrong])
        budget(db, "r7", "2025", 1, [])
    return world


def test_lines_stand_beside_last_year_s(library: World) -> None:
    text = library.browser().get("/documents/r8/budget").text
    row = text[text.index('id="l-E-2"') :]
    row = row[: row.index("</tr>")]
    assert "400,000,000" in row
    assert "200,000,000" in row, "the other year, by name"
    assert "66.7%" in text
    assert "4億円" in text
    assert "保育所費" not in text, "目 open from their 項"
    assert "保育所費" in library.browser().get("/documents/r8/budget?under=E-2-1").text


def test_sums_that_fail_are_listed(library: World) -> None:
    assert "≠ 200,000,001" in library.browser().get("/documents/r8/budget").text
    assert "合計が合わない" not in library.browser().get("/documents/r7/budget").text


def test_what_is_no_budget_has_no_such_page(library: World) -> None:
    with library.write() as db:
        make.document(db, "plan-1")
    assert library.browser().get("/documents/plan-1/budget").status_code == 404
    assert library.browser().get("/documents/r8/budget?under=E-9").status_code == 404
    assert library.browser().get("/documents/r8/E-2").status_code == 200, "each line is an address"


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0円"), (1, "1円"), (123_000_000, "1億2,300万円"), (10_001, "1万1円"), (-50_000, "△5万円")],
)
def test_yen_as_people_say_it(amount: int, words: str) -> None:
    assert yen(amount) == words
