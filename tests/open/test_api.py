"""The API: its document is valid and true, every path answers as it says, and nothing hidden ever leaves."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from civic.index import store
from civic.library.models import Document, DocumentVersion, VersionState
from civic.rooms.models import PostState
from civic.rooms.states import RoomState
from civic.web import pace
from tests import cast, make
from tests.responses.answering import published
from tests.world import Browser, World


@pytest.fixture(autouse=True)
def _unread(world: World) -> Iterator[None]:
    pace.forget()
    yield
    store.forget(world.site)


def document(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = browser.get("/api/v1/openapi.json").json()
    return found


def validator(spec: dict[str, Any], name: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:api", Resource.from_contents(spec, default_specification=DRAFT202012))
    return Draft202012Validator({"$ref": f"urn:api#/components/schemas/{name}"}, registry=registry)


def told(browser: Browser, path: str) -> Any:
    answer = browser.get(f"/api/v1{path}")
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def test_the_document_is_openapi_3_1(world: World) -> None:
    spec = document(world.browser())
    assert spec["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(spec).validate()


def test_every_path_answers_as_its_schema_says(world: World) -> None:
    """Ids of path parameters are taken from the lists the API itself gives."""
    with world.write() as db:
        room = make.room(db)
        make.post(db, room)
        make.document(db, "plan-1", ("公園の整備を進めます。", "図書館"))
    published(world)
    world.drain()
    browser = world.browser()
    spec = document(browser)
    room_id, post = told(browser, "/rooms")["items"][0]["id"], told(browser, "/rooms/1/posts")["items"][0]["id"]
    values = {
        "key": "plan-1", "path": "1", "room_id": room_id, "post_id": post,
        "response_id": told(browser, "/answers")["items"][0]["id"], "entry_id": "1",
    }  # fmt: skip
    walked = 0
    for path, item in spec["paths"].items():
        if path.startswith("/registry/{"):
            continue  # an entry is walked in test_registry
        address = re.sub(r"{(\w+)}", lambda m: values[m[1]], path)
        answer = browser.get(f"/api/v1{address}" + ("?q=公園" if path == "/search" else ""))
        assert answer.status_code == 200, (path, answer.text)
        content = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        validator(spec, content.rsplit("/", 1)[1]).validate(answer.json())
        walked += 1
    assert walked == len(spec["paths"]) - 1


def test_what_is_hidden_closed_or_not_public_never_leaves(world: World) -> None:
    with world.write() as db:
        room, draft = make.room(db), make.room(db, state=RoomState.DRAFT)
        hidden = make.post(db, room, state=PostState.HIDDEN, body="HIDDENWORDS", title="HIDDENWORDS")
        make.post(db, room, state=PostState.HELD, body="HELDWORDS")
        secret = make.post(db, draft, body="DRAFTWORDS", once="secret")
        closed = make.document(db, "plan-2", ("CLOSEDWORDS",), title="CLOSEDWORDS")
        db.get_one(DocumentVersion, closed.current_version_id).state = VersionState.CLOSED
        waiting = make.document(db, "plan-3", ("READYWORDS",))
        db.get_one(DocumentVersion, waiting.current_version_id).state = VersionState.READY
        ids = room.id, draft.id, hidden.id, secret.id
    for who in (None, "moderator", "city_manager"):
        browser = world.browser(who)
        tombstone = told(browser, f"/posts/{ids[2]}")
        assert (tombstone["state"], tombstone["text"], tombstone["name"]) == ("hidden", "", "")
        everything = "".join(
            browser.get(path).text
            for path in (
                "/api/v1/documents", "/api/v1/rooms", f"/api/v1/rooms/{ids[0]}/posts", "/open-data/posts.jsonl",
                "/open-data/documents.csv", "/open-data/units-plan.jsonl", "/open-data/rooms.json",
                f"/open-data/rooms/{ids[0]}.csv", "/api/v1/documents/plan-2/versions",
            )
        )  # fmt: skip
        assert "plan-2/1" not in everything
        assert not re.search("(HIDDEN|HELD|DRAFT|CLOSED|READY)WORDS", everything)
        for path in (
            f"/rooms/{ids[1]}", f"/rooms/{ids[1]}/posts", f"/posts/{ids[3]}", "/documents/plan-2/units",
            "/documents/plan-3/units", "/documents/plan-3", "/documents/plan-2/units/1",
        ):  # fmt: skip
            assert browser.get(f"/api/v1{path}").status_code == 404, path


def test_lists_go_on_by_key_to_the_end_once_each(world: World) -> None:
    with world.write() as db:
        make.document(db, "plan-1", tuple(f"{n}番目" for n in range(7)))
    browser, seen, path = world.browser(), [], "/api/v1/documents/plan-1/units?limit=3"
    while path:
        answer = browser.get(path)
        seen += [one["seq"] for one in answer.json()["items"]]
        following = answer.json()["next"]
        assert ('rel="next"' in answer.headers.get("link", "")) == bool(following)
        path = following.removeprefix(world.site.address("")) if following else ""
    assert seen == list(range(1, 8))


def test_the_law_as_of_a_day(world: World) -> None:
    from datetime import date

    with world.write() as db:
        made = make.document(db, "jorei-1", ("旧",))
        first = db.get_one(DocumentVersion, made.current_version_id)
        first.effective_from = date(2020, 4, 1)
        second = DocumentVersion(
            **first.model_dump(exclude={"id", "number", "effective_from"}), number=2, effective_from=date(2024, 4, 1)
        )
        db.add(second)
        db.flush()
        from civic.library.models import Unit

        db.add(Unit(document_id=made.id, version_id=second.id, seq=1, path="1", text="新"))
        db.get_one(Document, made.id).current_version_id = second.id
    browser = world.browser()
    old = told(browser, "/documents/jorei-1/units/1?at=2021-01-01")
    assert (old["text"], old["effective_to"], old["version"]) == ("旧", "2024-03-31", 1)
    assert told(browser, "/documents/jorei-1/units/1")["text"] == "新"
    assert told(browser, "/documents/jorei-1/units/1?v=1")["url"].endswith("?v=1")
    assert browser.get("/api/v1/documents/jorei-1/units/1?at=2019-01-01").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents?limit=many", 400), ("/documents?kind=song", 400), ("/documents/x/units?at=yesterday", 400),
        ("/documents?published_since=soon", 400), ("/documents/none", 404), ("/nothing", 404), ("/posts/99999999999", 400),
    ],
)  # fmt: skip
def test_a_problem_says_what_is_wrong_in_both_languages(world: World, path: str, status: int) -> None:
    answer = world.browser().get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    problem = answer.json()
    validator(document(world.browser()), "Problem").validate(problem)
    assert problem["status"] == status
    assert re.search("[ぁ-ん]", problem["detail"])
    assert re.search("[a-z]", problem["detail_en"])


def test_who_asks_again_gets_it_only_when_it_changed(world: World) -> None:
    browser = world.browser()
    first = browser.get("/api/v1/rooms")
    tag = first.headers["etag"]
    assert browser.client.get("/api/v1/rooms", headers={"if-none-match": tag}).status_code == 304
    with world.write() as db:
        make.room(db)
    assert browser.client.get("/api/v1/rooms", headers={"if-none-match": tag}).status_code == 200


def test_who_asks_too_fast_waits(world: World) -> None:
    world.browser("city_manager").post("/staff/settings/open.api_pace", {"value": "2"})
    browser = world.browser()
    answers = [browser.get("/api/v1/rooms") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) >= 1
    assert answers[2].headers["content-type"] == "application/problem+json"


def test_any_origin_reads_and_nobody_writes(world: World) -> None:
    browser = world.browser("city_manager")
    assert browser.get("/api/v1/rooms").headers["access-control-allow-origin"] == "*"
    assert browser.client.post("/api/v1/rooms", json={}).status_code == 405


def test_the_search_of_the_page_is_the_search_of_the_api(world: World) -> None:
    with world.write() as db:
        make.document(db, "plan-1", tuple(f"公園の整備その{n}" for n in range(25)))
    from civic.search.jobs import all_cards

    with world.read() as db:
        store.rebuild(world.site, all_cards(db))
    first = told(world.browser(), "/search?q=公園の整備")
    assert (first["total"], len(first["items"])) == (25, 20)
    second = told(world.browser(), first["next"].split("/api/v1")[1])
    assert (len(second["items"]), second["next"]) == (5, None)


def test_the_page_for_people_names_every_path(world: World) -> None:
    browser = world.browser()
    text = browser.get("/api").text
    assert all(f"/api/v1{path}<" in text for path in document(browser)["paths"])


def test_numbers_of_the_city_stand_in_every_record(world: World) -> None:
    with world.write() as db:
        make.room(db)
    one = told(world.browser(), "/rooms")["items"][0]
    assert (one["city_code"], one["city"]) == (world.site.code, world.site.name)
    assert one["url"].startswith(world.site.address("/rooms/"))
    assert json.dumps(one)
    assert cast.PARKS
