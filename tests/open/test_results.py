"""Questions often asked and results of public comments, to take away; what was withheld stays out of every road."""

import csv
import io
import json
import zipfile
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, select

from civic.index import store
from civic.library.models import Unit
from civic.open.bundle.writing import write_bundle
from civic.open.reads import results
from civic.open.reads.asking import City
from civic.responses.faq_models import FaqItem
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.web import pace
from tests.library.files import bring, minutes, written
from tests.responses import answering
from tests.submissions import commenting
from tests.world import World

NAME = "例示花子"
QUESTION = "遊具はいつ新しくなりますか。"


@pytest.fixture(autouse=True)
def _unread() -> None:
    pace.forget()


def city_of(world: World) -> City:
    return City(world.site.code, world.site.name, world.site.address(""), world.now)


def bundle_of(world: World, folder: Path) -> dict[str, str]:
    path = folder / "out.zip"
    write_bundle(partial(Session, world.sites.engines(world.site)[0]), city_of(world), "", path, lambda counts: None)
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name).decode() for name in made.namelist()}


def asked(world: World) -> int:
    _post, response_id = answering.published(world)
    form = {"question": QUESTION, "answer": "来年度に新しくします。", "topic_id": ""}
    assert world.browser("drafter").post(f"/answers/{response_id}/faq", form).status_code == 303
    with world.read() as db:
        faq_id: int = db.exec(select(FaqItem.id)).one()
    world.browser("approver").post(f"/staff/faq/{faq_id}/publish", {"rev": 1})
    return faq_id


def test_a_question_often_asked_is_in_the_files_the_api_and_the_bundle(world: World, tmp_path: Path) -> None:
    faq_id = asked(world)
    (one,) = world.browser().get("/api/v1/faq").json()["items"]
    assert (one["question"], one["url"]) == (QUESTION, world.site.address(f"/faq#faq-{faq_id}"))
    assert json.loads(world.browser().get("/open-data/faq.jsonl").text) == one
    bundle = bundle_of(world, tmp_path)
    assert QUESTION in bundle["faq.html"]
    assert 'href="faq.html"' in bundle["index.html"]
    assert world.browser("drafter").post(f"/staff/faq/{faq_id}/retire", {"rev": 2}).status_code == 303
    assert world.browser().get("/api/v1/faq").json()["items"] == []
    assert "faq.html" not in bundle_of(world, tmp_path)


def test_opinions_of_a_published_result_are_in_the_files_the_api_and_the_sitemap(world: World) -> None:
    room_id = commenting.published(world)
    rows = world.browser().get("/api/v1/opinions").json()["items"]
    assert [(one["position"], one["count"], one["room"]) for one in rows] == [(1, 2, room_id), (2, 1, room_id)]
    assert rows[0]["answer"] == "ご意見のとおり木を増やします。"
    assert rows[0]["submissions"] == 3
    table = world.browser().get("/open-data/opinions.csv").content.decode("utf-8-sig")
    assert [row["opinion"] for row in csv.DictReader(io.StringIO(table))][1] == "'=式から始まる意見"
    assert f"/rooms/{room_id}/result" in world.browser().get("/sitemaps/results-0.xml").text
    assert "results-0.xml" in world.browser().get("/sitemap.xml").text
    with world.read() as db:
        city = city_of(world)
        first = results.opinions(db, city, "", 1)
        rest = results.opinions(db, city, first.after, 5)
    assert [one.position for one in (*first.records, *rest.records)] == [1, 2]
    assert rest.after == ""


def test_a_result_that_is_not_public_leaves_by_no_road(world: World) -> None:
    room_id = commenting.published(world)
    with world.write() as db:
        db.get_one(Room, room_id).state = RoomState.DRAFT
    assert world.browser().get("/api/v1/opinions").json()["items"] == []
    assert world.browser().get("/open-data/opinions.jsonl").text == ""
    assert "results-0.xml" not in world.browser().get("/sitemap.xml").text


def test_words_that_were_withheld_leave_by_no_road(world: World, tmp_path: Path) -> None:
    """Pages, older versions, API, files of every form, the bundle, search, feeds, the page of what cites it."""
    said = [{"seq": 1, "speaker": "議長", "text": f"陳情者の{NAME}さんから説明します。"}]
    for text in (f"陳情者の{NAME}さんです。", f"陳情者の{NAME}さんから説明します。"):
        made = minutes("m-1", passages=[{**said[0], "text": text}])
        (version_id,) = bring(world, written(tmp_path, made)).version_ids
        assert world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish").status_code == 303
    world.drain()
    with world.read() as db:
        unit_id = max(db.exec(select(Unit.id)).all())
    roads = (
        "/documents/m-1", "/documents/m-1/1", "/documents/m-1/text", "/documents/m-1?v=1", "/documents/m-1/1?v=1",
        "/documents/m-1/compare?from=1&to=2", "/api/v1/documents/m-1/units", "/api/v1/documents/m-1/units?v=1",
        "/api/v1/documents/m-1/units/1", "/open-data/units-minutes.csv", "/open-data/units-minutes.json",
        "/open-data/units-minutes.jsonl", "/open-data/documents/m-1.csv?v=1", "/open-data/documents/m-1.jsonl",
        "/search?q=陳情者", "/api/v1/search?q=陳情者", f"/discuss?unit={unit_id}", "/feeds/documents.atom",
    )  # fmt: skip
    browser, stranger = world.browser("resident"), world.browser()
    seen = [path for path in roads if NAME in stranger.get(path).text]
    assert seen, "pages kept in memory for everybody hold it too"
    before = [path for path in roads if NAME in browser.get(path).text]
    assert len(before) >= len(roads) - 4, "the roads do carry it until it is withheld"
    assert any(NAME in text for text in bundle_of(world, tmp_path).values())
    form = {"words": NAME, "ground": "personal_data"}
    assert world.browser("approver").post(f"/staff/documents/units/{unit_id}/redact", form).status_code == 303
    world.drain()
    for path in (*roads, f"/search?q={NAME}"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        for text in (answer.text, stranger.get(path).text):
            assert NAME not in text.replace(f'value="{NAME}"', "").replace(f"「{NAME}」", ""), path
    assert not [name for name, text in bundle_of(world, tmp_path).items() if NAME in text]
    assert world.browser().get("/documents/m-1/original").status_code == 404
    assert world.browser().get("/api/v1/search", params={"q": NAME}).json()["total"] == 0
    store.forget(world.site)
