"""Publishing: by a second person, in the ledger, into the index; old versions stay; discarding what was never public."""

from pathlib import Path

import pytest
from sqlmodel import select

from civic.index import store
from civic.ledger import LedgerEntry
from civic.library.models import Document, DocumentVersion, Unit, VersionState
from civic.text.query import parse_query
from tests import cast
from tests.library.files import bring, minutes, ordinance, written
from tests.world import World


@pytest.fixture
def version_id(world: World, tmp_path: Path) -> int:
    return bring(world, written(tmp_path, minutes("a-1"))).version_ids[0]


def publish(world: World, version_id: int, name: str = "approver", htmx: bool = False):  # type: ignore[no-untyped-def]
    return world.browser(name).post(f"/staff/documents/versions/{version_id}/publish", htmx=htmx)


def found(world: World, words: str) -> list[str]:
    world.drain()
    return [hit.id for hit in store.engine_for(world.site).search(parse_query(words)).hits]


def test_a_second_person_publishes(world: World, version_id: int) -> None:
    assert world.browser().get("/documents/a-1").status_code == 404
    answer = publish(world, version_id)
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents/a-1")
    assert "開会します。" in world.browser().get("/documents/a-1").text
    with world.read() as db:
        version = db.get_one(DocumentVersion, version_id)
        entry = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()
        document = db.get_one(Document, version.document_id)
    assert (version.state, version.approved_by) == (VersionState.PUBLISHED, cast.person("approver"))
    assert document.current_version_id == version_id
    assert entry is not None
    assert (entry.verb, entry.target) == ("library.publish_version", f"document:{document.id}")
    assert "開会" not in str(entry.data)


def test_with_htmx_the_browser_is_led_there(world: World, version_id: int) -> None:
    answer = publish(world, version_id, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/documents/a-1")


def test_it_is_found_once_the_worker_ran(world: World, version_id: int) -> None:
    assert found(world, "お答えします") == []
    publish(world, version_id)
    assert len(found(world, "お答えします")) == 1


def test_a_new_version_replaces_the_old_one_in_search(world: World, version_id: int, tmp_path: Path) -> None:
    publish(world, version_id)
    found(world, "開会")
    newer = bring(world, written(tmp_path, minutes("a-1", passages=[{"seq": 1, "text": "延会します。"}]))).version_ids[
        0
    ]
    assert len(found(world, "お答えします")) == 1, "what waits changes nothing"
    publish(world, newer)
    assert found(world, "お答えします") == []
    assert len(found(world, "延会")) == 1
    reader = world.browser()
    assert "お答えします。" not in reader.get("/documents/a-1").text
    old = reader.get("/documents/a-1?v=1")
    assert "お答えします。" in old.text
    assert "古い版です" in old.text
    assert reader.get("/documents/a-1/2").status_code == 404
    assert reader.get("/documents/a-1/2?v=1").status_code == 200


@pytest.mark.parametrize("name", ["resident", "drafter", "city_manager", "registry_officer", "moderator", "auditor"])
def test_others_may_not(world: World, version_id: int, name: str) -> None:
    assert publish(world, version_id, name).status_code == 403
    with world.read() as db:
        assert db.get_one(DocumentVersion, version_id).state is VersionState.READY


def test_a_stranger_is_led_to_sign_in(world: World, version_id: int) -> None:
    answer = world.browser().post(f"/staff/documents/versions/{version_id}/publish")
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


def test_nobody_publishes_what_they_brought_in(world: World, tmp_path: Path) -> None:
    own = bring(world, written(tmp_path, minutes("a-9")), actor_id=cast.person("approver")).version_ids[0]
    assert publish(world, own).status_code == 403
    assert publish(world, own, "other_approver").status_code == 303


def test_twice_is_told(world: World, version_id: int) -> None:
    publish(world, version_id)
    again = publish(world, version_id, "other_approver")
    assert again.status_code == 409
    assert "すでに公開されています" in again.text


def test_an_older_version_is_not_published_after_a_newer_one(world: World, version_id: int, tmp_path: Path) -> None:
    newer = bring(world, written(tmp_path, minutes("a-1", passages=[{"seq": 1, "text": "延会します。"}]))).version_ids[
        0
    ]
    publish(world, newer)
    answer = publish(world, version_id)
    assert answer.status_code == 422
    assert "第2版" in answer.text


def test_an_earlier_wording_of_a_law_stays_beside_the_one_in_force(world: World, tmp_path: Path) -> None:
    made = []
    for year, words in ((2024, "新しい条文です。"), (2015, "むかしの条文です。")):
        text = ordinance(words)
        made += bring(world, written(tmp_path, text, f"325AC0000000001_{year}0401_000000000000000.xml")).version_ids
    for version_id in made:
        assert publish(world, version_id).status_code == 303
    reader = world.browser()
    assert "新しい条文です。" in reader.get("/documents/325AC0000000001").text
    assert "むかしの条文です。" in reader.get("/documents/325AC0000000001?v=2").text


def test_a_whole_file_is_published_at_once(world: World, tmp_path: Path) -> None:
    report = bring(world, written(tmp_path, minutes("b-1", "b-2", "b-3")))
    answer = world.browser("approver").post(f"/staff/documents/imports/{report.import_id}")
    assert answer.status_code == 303
    assert len(found(world, "お答えします")) == 3
    again = world.browser("approver").post(f"/staff/documents/imports/{report.import_id}")
    assert again.status_code == 409


@pytest.mark.parametrize(("name", "status"), [("drafter", 403), ("resident", 403), (None, 303)])
def test_a_whole_file_is_not_published_by_others(world: World, tmp_path: Path, name: str | None, status: int) -> None:
    report = bring(world, written(tmp_path, minutes("b-1")))
    assert world.browser(name).post(f"/staff/documents/imports/{report.import_id}").status_code == status
    assert world.browser().get("/documents/b-1").status_code == 404


def test_a_draft_is_discarded_with_its_text(world: World, version_id: int) -> None:
    answer = world.browser("drafter").post(f"/staff/documents/versions/{version_id}/discard")
    assert answer.status_code == 303
    with world.read() as db:
        assert db.get_one(DocumentVersion, version_id).state is VersionState.DROPPED
        assert db.exec(select(Unit)).all() == []
    assert publish(world, version_id).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("resident", 403), ("approver", 403), (None, 303)])
def test_a_draft_is_not_discarded_by_others(world: World, version_id: int, name: str | None, status: int) -> None:
    assert world.browser(name).post(f"/staff/documents/versions/{version_id}/discard").status_code == status


def test_what_is_public_is_not_discarded(world: World, version_id: int) -> None:
    publish(world, version_id)
    assert world.browser("drafter").post(f"/staff/documents/versions/{version_id}/discard").status_code == 409
    assert world.browser().get("/documents/a-1").status_code == 200


def test_who_brought_it_in_gives_it_a_name_and_another_person_publishes(world: World, version_id: int) -> None:
    path = f"/staff/documents/versions/{version_id}/name"
    form = {"title": "令和6年度 予算の概要", "dated_on": "2024-03-01"}
    assert "令和6年度" not in world.browser("drafter").get(f"/staff/documents/versions/{version_id}").text
    for who in ("approver", "resident", "moderator", None):
        assert world.browser(who).post(path, form).status_code in (303, 403, 404)
    kept = world.browser("drafter").post(path, form | {"title": "", "dated_on": "2024-02-30"})
    assert (kept.status_code, 'value="2024-02-30"' in kept.text) == (422, True)
    assert world.browser("drafter").post(path, form).status_code == 303
    assert publish(world, version_id, "drafter").status_code == 403
    assert publish(world, version_id).status_code == 303
    text = world.browser().get("/documents/a-1").text
    assert "<h1>令和6年度 予算の概要</h1>" in text
    assert "2024年3月1日" in text
    assert world.browser("drafter").post(path, form).status_code == 409
    with world.read() as db:
        verbs = [entry.verb for entry in db.exec(select(LedgerEntry)).all()]
    assert "library.name_version" in verbs
