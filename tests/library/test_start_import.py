"""The upload form: staff only, kept whole, read by the worker, bad files told; progress shown."""

from typing import Any

import pytest
from sqlmodel import select

from civic.library.models import Document, DocumentImport, ImportState
from tests import cast
from tests.library.files import minutes, ordinance
from tests.world import World


def send(world: World, name: str | None, content: bytes, called: str = "set.jsonl", **data: Any) -> Any:
    return world.browser(name).post("/staff/documents", data, files={"file": (called, content)})


def test_a_file_is_kept_and_read_by_the_worker(world: World) -> None:
    answer = send(world, "drafter", minutes("a-1", "a-2").encode())
    assert answer.status_code == 303
    page = world.browser("drafter").get(answer.headers["location"])
    assert "順番を待っています" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    world.drain()
    page = world.browser("drafter").get(answer.headers["location"])
    assert "読み取りました" in page.text
    assert 'hx-trigger="every 2s"' not in page.text
    with world.read() as db:
        brought = db.exec(select(DocumentImport)).one()
    assert (brought.state, brought.drafted_by) == (ImportState.DONE, cast.person("drafter"))
    assert brought.counts["documents"] == 2


def test_htmx_gets_the_fragment_alone(world: World) -> None:
    path = send(world, "drafter", minutes("a-1").encode()).headers["location"]
    fragment = world.browser("drafter").get(path, htmx=True).text
    assert fragment.lstrip().startswith('<div id="import-report"')


def test_the_kind_can_be_said(world: World) -> None:
    send(world, "city_manager", "第1条 これは要綱です。\n".encode(), "yoko.txt", kind="ordinance")
    world.drain()
    with world.read() as db:
        assert db.exec(select(Document.kind)).all() == ["ordinance"]


@pytest.mark.parametrize(("name", "status"), [("resident", 403), ("approver", 403), ("moderator", 403), (None, 303)])
def test_others_may_not(world: World, name: str | None, status: int) -> None:
    assert send(world, name, minutes("a-1").encode()).status_code == status
    assert list(world.site.files.iterdir()) == []


@pytest.mark.parametrize("name", ["resident", "moderator", "registry_officer"])
def test_the_desk_is_for_staff_who_work_with_documents(world: World, name: str) -> None:
    assert world.browser(name).get("/staff/documents").status_code == 403


def test_without_a_file_the_form_comes_back(world: World) -> None:
    answer = world.browser("drafter").post("/staff/documents", {"kind": "law"})
    assert answer.status_code == 422
    assert "ファイルを選んでください" in answer.text
    assert '<option value="law" selected>' in answer.text


def test_an_empty_file_is_told(world: World) -> None:
    answer = send(world, "drafter", b"")
    assert answer.status_code == 422
    assert "ファイルが空です" in answer.text


def test_an_unknown_kind_is_told(world: World) -> None:
    answer = send(world, "drafter", minutes("a-1").encode(), kind="gossip")
    assert answer.status_code == 422
    assert "選択肢の中から" in answer.text


def test_a_file_beyond_the_limit_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from civic.library.actions import starting
    from civic.library.readers.child import Limits

    monkeypatch.setattr(starting, "DEFAULT_LIMITS", Limits(file_bytes=10))
    answer = send(world, "drafter", b"x" * 11)
    assert answer.status_code == 422
    assert "ファイルが大きすぎます" in answer.text
    assert list(world.site.files.iterdir()) == []


def test_a_full_disk_is_told_and_nothing_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from civic.library.actions import originals

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(originals.os, "fsync", full)
    answer = send(world, "drafter", minutes("a-1").encode())
    assert answer.status_code == 422
    assert "空き容量" in answer.text
    assert list(world.site.files.iterdir()) == []
    with world.read() as db:
        assert db.exec(select(DocumentImport)).all() == []


def test_a_broken_file_is_told_on_its_page(world: World) -> None:
    path = send(world, "drafter", b"%PDF-1.7 nothing", "plan.pdf").headers["location"]
    world.drain()
    assert "壊れている" in world.browser("drafter").get(path).text


def test_the_file_name_is_shown_never_used(world: World) -> None:
    path = send(world, "drafter", ordinance().encode(), "../../<script>alert(1)</script>.xml").headers["location"]
    page = world.browser("drafter").get(path).text
    assert "<script>alert(1)" not in page
    assert {p.name for p in world.site.files.iterdir()} == {
        p.name for p in world.site.files.iterdir() if len(p.name) == 64
    }
