"""Withholding words: out of every version, page, search and file, and out of readings still to come."""

from pathlib import Path

import pytest
from sqlmodel import select

from civic.index import store
from civic.ledger import LedgerEntry
from civic.library.models import Unit
from civic.text.query import parse_query
from tests.library.files import bring, minutes, written
from tests.world import World

NAME = "例示花子"


@pytest.fixture
def unit_id(world: World, tmp_path: Path) -> int:
    text = minutes("m-1", passages=[{"seq": 1, "speaker": "議長", "text": f"陳情者の{NAME}さんから説明します。"}])
    (made,) = bring(world, written(tmp_path, text)).version_ids
    world.browser("approver").post(f"/staff/documents/versions/{made}/publish")
    world.drain()
    with world.read() as db:
        return db.exec(select(Unit.id)).one()


def redact(world: World, unit_id: int, name: str | None = "approver", **form: str):  # type: ignore[no-untyped-def]
    given = {"words": NAME, "ground": "personal_data", **form}
    return world.browser(name).post(f"/staff/documents/units/{unit_id}/redact", given)


def hits(world: World, words: str) -> int:
    world.drain()
    return len(store.engine_for(world.site).search(parse_query(words)).hits)


def test_the_words_go_everywhere_with_a_mark(world: World, unit_id: int, tmp_path: Path) -> None:
    assert hits(world, NAME) == 1
    assert redact(world, unit_id).status_code == 303
    for path in ("/documents/m-1", "/documents/m-1/1", "/documents/m-1/text", "/documents/m-1?v=1"):
        text = world.browser().get(path).text
        assert NAME not in text
        assert "〔非公開〕" in text
    assert hits(world, NAME) == 0
    assert world.browser().get("/documents/m-1/original").status_code == 404
    with world.read() as db:
        entry = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()
    assert entry is not None
    assert entry.verb == "library.redact_unit"
    assert NAME not in str(entry.data)


def test_the_next_version_loses_them_too(world: World, unit_id: int, tmp_path: Path) -> None:
    redact(world, unit_id)
    text = minutes("m-1", passages=[{"seq": 1, "speaker": "議長", "text": f"訂正：{NAME}さんから説明します。"}])
    (made,) = bring(world, written(tmp_path, text)).version_ids
    world.browser("approver").post(f"/staff/documents/versions/{made}/publish")
    page = world.browser().get("/documents/m-1").text
    assert "訂正：〔非公開〕さん" in page


def test_a_whole_passage(world: World, unit_id: int) -> None:
    assert redact(world, unit_id, words="", is_whole="true").status_code == 303
    assert "説明します" not in world.browser().get("/documents/m-1").text


@pytest.mark.parametrize(("name", "status"), [(None, 303), ("resident", 403), ("drafter", 403), ("auditor", 403)])
def test_others_may_not(world: World, unit_id: int, name: str | None, status: int) -> None:
    assert redact(world, unit_id, name).status_code == status
    assert NAME in world.browser().get("/documents/m-1").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"words": "そこにない言葉"}, "この資料の中にありません"),
        ({"words": "例"}, "2文字以上"),
        ({"ground": "because"}, ""),
        ({"ground": ""}, ""),
    ],
)
def test_a_bad_form_is_told_and_kept(world: World, unit_id: int, form: dict[str, str], sentence: str) -> None:
    answer = redact(world, unit_id, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert form.get("words", NAME) in answer.text
    assert NAME in world.browser().get("/documents/m-1").text


def test_twice_finds_nothing_more(world: World, unit_id: int) -> None:
    redact(world, unit_id)
    assert redact(world, unit_id).status_code == 422


def test_a_passage_that_is_not_there(world: World, unit_id: int) -> None:
    assert redact(world, unit_id + 99).status_code == 404
    assert world.browser("approver").get(f"/staff/documents/units/{unit_id}/redact").status_code == 200
    assert world.browser("resident").get(f"/staff/documents/units/{unit_id}/redact").status_code == 403
