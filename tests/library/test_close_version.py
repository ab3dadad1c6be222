"""Closing a public version: two people, a legal ground; address, ground, date and checksum stay, the text does not."""

from pathlib import Path

import pytest
from sqlmodel import select

from civic.index import store
from civic.library.models import DocumentVersion, Unit
from civic.library.queries import unit_by_reference
from civic.library.units import units_by_id
from civic.text.query import parse_query
from tests.library.files import bring, ordinance, written
from tests.world import World


@pytest.fixture
def version_id(world: World, tmp_path: Path) -> int:
    made = bring(world, written(tmp_path, ordinance(), "hiroba.xml")).version_ids[0]
    world.browser("approver").post(f"/staff/documents/versions/{made}/publish")
    world.drain()
    return made


def key_of(world: World) -> str:
    with world.read() as db:
        from civic.library.models import Document

        return db.exec(select(Document.key)).one()


def ask(world: World, version_id: int, name: str | None = "city_manager", ground: str = "court_order"):  # type: ignore[no-untyped-def]
    return world.browser(name).post(f"/staff/documents/versions/{version_id}/ask-to-close", {"ground": ground})


def close(world: World, version_id: int, name: str | None = "approver"):  # type: ignore[no-untyped-def]
    return world.browser(name).post(f"/staff/documents/versions/{version_id}/close")


def test_two_people_close_a_version(world: World, version_id: int) -> None:
    key = key_of(world)
    with world.read() as db:
        unit_id = db.exec(select(Unit.id)).first()
    assert ask(world, version_id).status_code == 303
    assert "憩いの場" in world.browser().get(f"/documents/{key}").text, "still public until the second person"
    assert close(world, version_id).status_code == 303
    world.drain()
    for path in (f"/documents/{key}", f"/documents/{key}?v=1", f"/documents/{key}/A1-P1"):
        page = world.browser().get(path)
        assert page.status_code == 410
        assert "憩いの場" not in page.text
        assert "裁判所の命令" in page.text
    with world.read() as db:
        sha = db.get_one(DocumentVersion, version_id).sha256
        assert units_by_id(db, None, [unit_id]) == {}
        assert unit_by_reference(db, None, f"{key}#1") is None
    assert sha[:16] in world.browser().get(f"/documents/{key}").text
    assert world.browser("drafter").get(f"/documents/{key}/original").status_code == 404
    assert store.engine_for(world.site).search(parse_query("憩いの場")).total == 0
    assert key not in world.browser().get("/documents").text


def test_one_person_alone_does_not(world: World, version_id: int) -> None:
    ask(world, version_id, "approver")
    assert close(world, version_id, "approver").status_code == 403
    assert close(world, version_id, "city_manager").status_code == 303


def test_without_being_asked_it_is_refused(world: World, version_id: int) -> None:
    assert close(world, version_id).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("drafter", 403), ("resident", 403), ("moderator", 403), (None, 303)])
def test_others_neither_ask_nor_close(world: World, version_id: int, name: str | None, status: int) -> None:
    assert ask(world, version_id, name).status_code == status
    ask(world, version_id)
    assert close(world, version_id, name).status_code == status


def test_a_ground_outside_the_list_is_told(world: World, version_id: int) -> None:
    answer = ask(world, version_id, ground="criticism")
    assert answer.status_code == 422
    assert "選択肢の中から" in answer.text


def test_twice_is_told(world: World, version_id: int) -> None:
    ask(world, version_id)
    close(world, version_id)
    assert close(world, version_id).status_code == 409
    assert ask(world, version_id).status_code == 409
