"""Waiting answers out and drafted ones back: the same verbs and approval; hostile files are refused whole."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from civic.responses.models import ResponseVersion
from civic.responses.states import ResponseState
from tests.responses import answering
from tests.world import World


def waiting(world: World) -> Any:
    answer = world.browser("drafter").get("/staff/office/waiting.xlsx")
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def filled(world: World, **cells: str) -> bytes:
    book = waiting(world)
    row = {"G": "C", "H": "表で書いた回答です。", "I": "設計します。", "J": "2027-03-01"} | cells
    for column, value in row.items():
        book.active[f"{column}2"] = value
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(world: World, data: bytes, by: str = "drafter", **form: str) -> Any:
    return world.browser(by).post("/staff/office/sheet", form, files={"file": ("answers.xlsx", data)})


def test_out_and_back_is_a_draft_and_then_goes_for_approval(world: World) -> None:
    _post, response_id = answering.assigned(world)
    book = waiting(world)
    assert book.active["F2"].value.startswith("遊具について")
    assert send(world, filled(world)).status_code == 303
    assert answering.state(world, response_id) is ResponseState.DRAFTING
    assert send(world, filled(world, H="書き直しました。"), is_submitted="true").status_code == 303
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL
    answering.publish(world, response_id)
    assert "書き直しました。" in world.browser().get("/rooms/1").text


def test_what_residents_wrote_is_never_a_formula(world: World) -> None:
    from tests import make

    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, title='=HYPERLINK("x")', body="+1\x0b")
        post_id = post.id
    world.browser("city_manager").post(f"/posts/{post_id}/assign", {"section_id": 1})
    cell = waiting(world).active["F2"]
    assert cell.data_type == "s"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (45 * 1024 * 1024))
    return out.getvalue()


def with_part(data: bytes, name: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make_it", "says"),
    [
        (lambda _world: b"not a sheet", "読めませんでした"), (lambda _world: bomb(), "大きすぎます"),
        (lambda world: with_part(filled(world), "xl/vbaProject.bin"), "マクロ"),
        (lambda world: filled(world, H="=1+1"), "計算式"), (lambda world: filled(world, A="999"), "検査値が合いません"),
        (lambda world: filled(world, B="x.y"), "検査値が合いません"), (lambda world: filled(world, G="Z"), "読めません"),
        (lambda world: filled(world, J="来年"), "読めません"), (lambda world: filled(world, H="あ" * 8001), "長すぎる欄"),
        (lambda _world: saved(Workbook()), "列の並び"), (lambda world: saved(waiting(world)), "本文を書いた行"),
    ],
)  # fmt: skip
def test_hostile_and_broken_sheets_change_nothing(world: World, make_it: Any, says: str) -> None:
    _post, response_id = answering.assigned(world)
    answer = send(world, make_it(world))
    assert answer.status_code == 422
    assert says in answer.text
    assert answering.state(world, response_id) is ResponseState.ASSIGNED


def test_a_sheet_older_than_the_draft_is_refused(world: World) -> None:
    _post, response_id = answering.assigned(world)
    old = filled(world)
    world.browser("drafter").post(f"/responses/{response_id}/draft", answering.draft_form(world, response_id))
    answer = send(world, old)
    assert answer.status_code == 422
    assert "書き直されています" in answer.text


def test_all_or_nothing(world: World) -> None:
    _post, first = answering.assigned(world)
    _post, second = answering.assigned(world)
    book = waiting(world)
    for row in (2, 3):
        for column, value in {"G": "C", "H": "回答です。", "I": "設計します。", "J": "2027-03-01"}.items():
            book.active[f"{column}{row}"] = value
    book.active["I3"] = ""
    answer = send(world, saved(book), is_submitted="true")
    assert answer.status_code == 422
    assert "次に行うこと" in answer.text
    with world.read() as db:
        assert db.exec(select(ResponseVersion)).all() == []
    assert {answering.state(world, one) for one in (first, second)} == {ResponseState.ASSIGNED}


@pytest.mark.parametrize(("who", "status"), [(None, 303), ("resident", 403), ("approver", 403)])
def test_only_drafters_bring_sheets_back(world: World, who: str | None, status: int) -> None:
    answering.assigned(world)
    assert send(world, filled(world), by=who).status_code == status  # type: ignore[arg-type]
    assert world.browser(who).get("/staff/office/waiting.xlsx").status_code == (200 if who == "approver" else status)
