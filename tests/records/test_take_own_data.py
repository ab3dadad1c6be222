"""One's own data: all of it and only it (DOMAIN §10, 20), with the password, as JSON and as a page."""

import io
import json
import zipfile
from typing import Any

from civic.accounts import passwords
from civic.accounts.actions import record_connection
from civic.accounts.models import Person
from civic.records.holdings import SECRET
from tests import cast, make
from tests.world import World

PATH = "/account/data"


def with_password(world: World, *names: str) -> None:
    with world.write() as db:
        for name in names:
            person = db.get_one(Person, cast.IDS[name])
            person.password_hash = passwords.hash_password(cast.PASSWORD)
            db.add(person)


def fill(world: World) -> None:
    with_password(world, "resident", "neighbour")
    with world.write() as db:
        room = make.room(db)
        make.post(db, room, body="わたしの意見です", author="resident")
        make.post(db, room, body="となりの人の意見です", author="neighbour")
        record_connection(db, "post", cast.IDS["resident"], "post:1", "192.0.2.7", 40000, world.now)
        record_connection(db, "post", cast.IDS["neighbour"], "post:2", "192.0.2.8", 40000, world.now)


def taken(world: World, name: str) -> tuple[dict[str, Any], str]:
    answer = world.browser(name).post(PATH, {"password": cast.PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["data.json", "index.html"]
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def test_all_and_only_ones_own(world: World) -> None:
    fill(world)
    data, page = taken(world, "resident")
    whole = json.dumps(data, ensure_ascii=False)
    for text in (whole, page):
        assert "わたしの意見です" in text
        assert "192.0.2.7" in text
        assert "resident@mihon.example" in text
        assert "となりの人" not in text
        assert "192.0.2.8" not in text
        assert "neighbour" not in text
    assert [row["id"] for row in data["data"]["person"]] == [cast.IDS["resident"]]
    for rows in data["data"].values():
        assert all(not SECRET & set(row) for row in rows)
    assert "$argon2" not in whole + page


def test_the_page_stands_alone_and_what_was_typed_cannot_run(world: World) -> None:
    fill(world)
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.name = "<script>alert(1)</script>"
        db.add(person)
    _data, page = taken(world, "resident")
    assert "<script" not in page
    assert "src=" not in page
    assert "&lt;script&gt;" in page


def test_the_password_is_needed(world: World) -> None:
    fill(world)
    for typed in ("", "wrong wrong wrong"):
        answer = world.browser("resident").post(PATH, {"password": typed})
        assert answer.status_code == 422
        assert "192.0.2.7" not in answer.text
    assert world.browser().post(PATH, {"password": "x"}).headers["location"].startswith("/sign-in")
    assert "投稿" in world.browser("resident").get(PATH).text
