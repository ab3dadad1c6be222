"""The API and the files over the sample city: every path with ids it gives itself, every answer as its schema says."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from civic.app import make_app
from civic.index import store
from civic.open.datasets import DATASETS
from civic.sample.load import load_sample
from civic.sites import Sites
from civic.web import cache, pace
from tests.open.test_api import validator


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = load_sample(tmp_path_factory.mktemp("sample"), "http://localhost:8000")
    sites = Sites(made.folder.parent.parent)
    pace.forget()
    yield TestClient(make_app(sites), base_url="http://localhost:8000")
    store.forget(made)
    cache.close()
    sites.close()


def test_every_path_is_as_the_document_says(client: TestClient) -> None:
    spec = client.get("/api/v1/openapi.json").json()
    values = {"key": "mihon-koen-jorei", "path": "A5-P1"}
    for name, path in (("room_id", "rooms"), ("response_id", "answers"), ("entry_id", "registry")):
        values[name] = client.get(f"/api/v1/{path}").json()["items"][0]["id"]
    values["post_id"] = client.get(f"/api/v1/rooms/{values['room_id']}/posts").json()["items"][0]["id"]
    for path, item in spec["paths"].items():
        address = re.sub(r"{(\w+)}", lambda m: values[m[1]], path)
        answer = client.get(f"/api/v1{address}" + ("?q=公園" if path == "/search" else ""))
        assert answer.status_code == 200, (path, answer.text)
        content = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        validator(spec, content.rsplit("/", 1)[1]).validate(answer.json())
        if "items" in answer.json():
            assert answer.json()["items"], path


@pytest.mark.parametrize("name", ["documents", "units-ordinance", "rooms", "posts", "answers", "registry", "events"])
def test_a_file_and_the_lists_of_the_api_agree(client: TestClient, name: str) -> None:
    lines = client.get(f"/open-data/{name}.jsonl").text.splitlines()
    table = client.get(f"/open-data/{name}.csv").text
    assert lines
    assert table.split("\r\n")[0].lstrip("\ufeff").split(",") == list(DATASETS[name].record.model_fields)


def test_every_address_of_the_map_opens(client: TestClient) -> None:
    """All but the passages, which are many and alike: every twentieth of those."""
    found: list[str] = []
    for part in re.findall("<loc>([^<]+)</loc>", client.get("/sitemap.xml").text):
        places = re.findall("<loc>([^<]+)</loc>", client.get(part).text)
        found += places[::20] if "/units-" in part else places
    assert len(found) > 100
    assert [path for path in found if client.get(path).status_code != 200] == []
