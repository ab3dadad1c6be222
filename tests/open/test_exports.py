"""Files of the open data: complete, the same as the API, safe for spreadsheets, and explained field by field."""

import csv
import io
import json

import pytest

from civic.open import datasets
from civic.open.formats import cell
from civic.web import pace
from tests import make
from tests.world import World


@pytest.fixture(autouse=True)
def _unread() -> None:
    pace.forget()


def test_a_file_holds_everything_over_many_batches_in_every_form(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "BATCH", 3)
    with world.write() as db:
        make.document(db, "plan-1", tuple(f"{n}番目" for n in range(8)))
    browser = world.browser()
    lines = [json.loads(line) for line in browser.get("/open-data/units-plan.jsonl").text.splitlines()]
    whole = browser.get("/open-data/units-plan.json").json()
    table = browser.get("/open-data/units-plan.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [one["text"] for one in lines] == [f"{n}番目" for n in range(8)]
    assert whole == lines
    assert [row["text"] for row in rows] == [one["text"] for one in lines]
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in table.headers["content-disposition"]
    assert rows[0]["city_code"] == world.site.code
    assert rows[0]["url"] == world.site.address("/documents/plan-1/1")


def test_one_document_and_one_room_alone(world: World) -> None:
    with world.write() as db:
        make.document(db, "plan.v1", ("一つ目",))
        make.document(db, "plan-2", ("二つ目",))
        room, other = make.room(db), make.room(db)
        make.post(db, room, body="こちら")
        make.post(db, other, body="あちら", once="other")
        room_id = room.id
    browser = world.browser()
    alone = browser.get("/open-data/documents/plan.v1.jsonl").text
    assert ("一つ目" in alone, "二つ目" in alone) == (True, False)
    said = browser.get(f"/open-data/rooms/{room_id}.csv").text
    assert ("こちら" in said, "あちら" in said) == (True, False)
    assert browser.get("/open-data/documents/none.csv").status_code == 404
    assert browser.get("/open-data/documents/plan-2.exe").status_code == 404
    assert browser.get("/open-data/people.csv").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == "'" + text


def test_cells_of_every_kind() -> None:
    assert [cell(v) for v in (None, True, False, -5, ["a", "b"], {"円": 1})] == ["", "1", "0", "-5", "a;b", '{"円": 1}']


def test_an_empty_set_is_a_file_all_the_same(world: World) -> None:
    browser = world.browser()
    assert browser.get("/open-data/posts.json").json() == []
    assert browser.get("/open-data/posts.jsonl").text == ""
    assert browser.get("/open-data/posts.csv").text.count("\r\n") == 1


def test_the_page_lists_every_set_and_every_field(world: World) -> None:
    text = world.browser().get("/open-data").text
    for name, one in datasets.DATASETS.items():
        assert f"/open-data/{name}.csv" in text
        for field in one.record.model_fields:
            assert f"<code>{field}</code>" in text


def test_every_file_of_the_page_opens(world: World) -> None:
    browser = world.browser()
    for name in datasets.DATASETS:
        for form in ("csv", "json", "jsonl"):
            assert browser.get(f"/open-data/{name}.{form}").status_code == 200


def test_the_licence_is_the_citys_word(world: World) -> None:
    assert "市におたずねください" in world.browser().get("/open-data").text
    manager = world.browser("city_manager")
    manager.post("/staff/settings/open.licence", {"value": "CC BY 4.0"})
    manager.post("/staff/settings/open.licence_url", {"value": "https://creativecommons.org/licenses/by/4.0/deed.ja"})
    text = world.browser().get("/open-data").text
    assert 'rel="license">CC BY 4.0</a>' in text
    assert world.browser().get("/api/v1/rooms").json()["licence"] == "CC BY 4.0"
