"""Who answers for which documents, what is covered, missing or due, and files nobody could read, for everybody to see."""

from datetime import date
from pathlib import Path

import pytest

from civic.library.models import DocumentKind
from tests import make
from tests.library.files import bring, minutes, written
from tests.world import World

FORM = {
    "kind": "minutes", "body": "みほん市議会", "controller": "みほん市議会事務局", "contact": "00-0000-0000",
    "due_days": "90", "missing": "委員会の記録は2020年から",
}  # fmt: skip


@pytest.fixture
def library(world: World) -> World:
    with world.write() as db:
        kind, day = DocumentKind.MINUTES, date(2025, 3, 14)
        make.document(db, "m-1", kind=kind, title="定例会", body="みほん市議会", dated_on=day)
    return world


def keep(world: World, name: str | None = "drafter", **form: str):  # type: ignore[no-untyped-def]
    return world.browser(name).post("/staff/documents/collections", {**FORM, **form})


def test_the_assembly_is_named_on_its_minutes_and_on_the_coverage(library: World) -> None:
    assert keep(library).status_code == 303
    for path in ("/documents/m-1", "/documents/m-1/1", "/coverage"):
        assert "みほん市議会事務局" in library.browser().get(path).text
    coverage = library.browser().get("/coverage").text
    assert "委員会の記録は2020年から" in coverage
    assert "公開予定を過ぎています" in coverage


def test_sent_again_it_is_changed(library: World) -> None:
    keep(library)
    keep(library, controller="議会図書室", due_days="")
    text = library.browser().get("/coverage").text
    assert "議会図書室" in text
    assert "みほん市議会事務局" not in text


@pytest.mark.parametrize(("name", "status"), [(None, 303), ("resident", 403), ("auditor", 403)])
def test_others_may_not(library: World, name: str | None, status: int) -> None:
    assert keep(library, name).status_code == status


@pytest.mark.parametrize("form", [{"controller": ""}, {"due_days": "0"}, {"due_days": "いつか"}, {"kind": "x"}])
def test_a_bad_form_keeps_what_was_typed(library: World, form: dict[str, str]) -> None:
    answer = keep(library, **form)
    assert answer.status_code == 422
    assert "00-0000-0000" in answer.text


def test_what_could_not_be_read_is_listed(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, b"%PDF-1.7 broken", "kowareta.pdf"), DocumentKind.PLAN)
    assert "kowareta.pdf" in world.browser().get("/coverage").text


def test_staff_see_references_that_lead_nowhere(world: World, tmp_path: Path) -> None:
    text = minutes("m-1", passages=[{"seq": 1, "text": "みほん市広場条例第3条によります。"}])
    (made,) = bring(world, written(tmp_path, text)).version_ids
    world.browser("approver").post(f"/staff/documents/versions/{made}/publish")
    world.drain()
    assert "みほん市広場条例" in world.browser("drafter").get("/staff/documents/references").text
    assert world.browser("resident").get("/staff/documents/references").status_code == 403
    assert "ここにはまだない資料です" in world.browser().get("/documents/m-1/1").text
