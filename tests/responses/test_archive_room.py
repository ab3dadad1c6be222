"""A closed room as a public record: one archive, checked file by file; nothing hidden in it, nobody named."""

import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from civic import worker
from civic.library.actions.originals import original_path
from civic.markup import render
from civic.responses import queries
from civic.responses.actions.recording import kept_until
from civic.responses.record_models import RecordEdition, RoomRecord
from civic.rooms.actions import set_status
from civic.rooms.models import Citation, Post, PostState, Room
from civic.rooms.states import RoomState
from tests import cast, make
from tests.responses import summing
from tests.responses.test_release_answers import answer_item
from tests.review.cases import verbs
from tests.world import World


def closed(world: World) -> tuple[int, list[int]]:
    """A room that went all the way: summed up, answered, archived; its third post cites a passage."""
    room_id, posts = summing.submitted(world)
    with world.write() as db:
        make.document(db, texts=("公園の木陰を増やします。",))
        db.add(Citation(post_id=posts[2], unit_id=1))
        db.add(Citation(post_id=posts[1], quoted_post_id=posts[0]))
        hidden = db.get_one(Post, posts[3])
        hidden.body, hidden.html = "隠された言葉です。", render("隠された言葉です。")
        set_status(db, hidden, PostState.HIDDEN, 4, world.now)
    for item in summing.items(world, room_id):
        answer_item(world, item.id)
    assert press(world, room_id, "answered").status_code == 303
    assert press(world, room_id, "archive").status_code == 303
    return room_id, posts


def press(world: World, room_id: int, door: str) -> Any:
    return world.browser("room_manager").post(f"/staff/rooms/{room_id}/{door}")


def minute(world: World) -> None:
    """What the worker does once a minute."""
    worker.plan_rounds(world.sites, world.site, is_new_day=False)
    world.drain()


def archive(world: World, room_id: int) -> zipfile.ZipFile:
    answer = world.browser().get(f"/rooms/{room_id}/record.zip")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def texts(found: zipfile.ZipFile) -> dict[str, str]:
    return {name: found.read(name).decode() for name in found.namelist()}


def test_the_archive_holds_every_text_and_its_manifest_is_true(world: World) -> None:
    room_id, posts = closed(world)
    assert "準備しています" in world.browser().get(f"/rooms/{room_id}/record").text
    world.drain()
    page = world.browser().get(f"/rooms/{room_id}/record").text
    found = archive(world, room_id)
    assert found.testzip() is None
    with world.read() as db:
        edition = db.exec(select(RecordEdition)).one()
        shown = db.exec(select(Post).where(Post.room_id == room_id, Post.state == PostState.PUBLISHED)).all()
        assert edition.sha256 in page
        assert edition.file_count == len(found.namelist())
        assert original_path(world.site, edition.sha256).stat().st_size == edition.bytes
        assert verbs(db)[-1] == "responses.make_record"
    files = texts(found)
    for line in files["SHA256SUMS.txt"].splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found.read(name)).hexdigest() == digest, name
    assert {line.split("  ")[1] for line in files["SHA256SUMS.txt"].splitlines()} == set(files) - {"SHA256SUMS.txt"}
    for post in shown:
        assert post.body in files["posts.html"]
        assert post.body in files["data/posts.json"]
    for item in summing.items(world, room_id):
        assert item.public_text in files["answers.html"]
    assert "市の仕事ではないため。" in files["data/items.json"]
    assert "公園の木陰を増やします。" in files["passages.html"]
    assert 'href="passages.html#passage-1"' in files["posts.html"]
    assert f'href="#post-{posts[0]}"' in files["posts.html"], "a quoted post is a link inside the record"
    answers = json.loads(files["data/answers.json"])
    assert [one["item"] for one in answers] == [2, 1]
    assert all(one["html"] in files["answers.html"] for one in answers)
    assert json.loads(files["data/proposals.json"])[0]["checksum"] in files["answers.html"]


def test_nothing_hidden_and_nobody_named_stands_in_it(world: World) -> None:
    room_id, posts = closed(world)
    world.drain()
    files = texts(archive(world, room_id))
    whole = "".join(files.values())
    assert "隠された言葉" not in whole
    assert f"{posts[3]}番の書き込みは" in files["posts.html"]
    tombstone = next(one for one in json.loads(files["data/posts.json"]) if one["id"] == posts[3])
    assert set(tombstone) == {"id", "thread", "reply_to", "level", "state", "article", "since"}
    for name in cast.PEOPLE:
        assert f"{name}さん" not in whole
        assert f"{name}@" not in whole
    assert "author_id" not in whole
    assert "市民1" in files["posts.html"]
    assert "市民2" in files["posts.html"]
    assert "<script" not in whole
    assert 'href="/' not in whole


def test_what_is_hidden_later_leaves_the_archive_at_once_and_for_good(world: World) -> None:
    room_id, posts = closed(world)
    world.drain()
    first = world.browser().get(f"/rooms/{room_id}/record.zip").content
    with world.write() as db:
        set_status(db, db.get_one(Post, posts[0]), PostState.HIDDEN, 4, world.now)
    assert world.browser().get(f"/rooms/{room_id}/record.zip").status_code == 404, "withdrawn before it is made again"
    world.advance(seconds=59)
    minute(world)
    files = texts(archive(world, room_id))
    # The other post says nearly the same and stays.
    assert f'id="post-{posts[0]}"' in files["posts.html"]
    assert summing.SAYINGS[0] not in "".join(files.values())
    page = world.browser().get(f"/rooms/{room_id}/record").text
    old = hashlib.sha256(first).hexdigest()
    assert old in page, "the checksum of the first edition stays"
    assert not original_path(world.site, old).exists()
    with world.read() as db:
        assert [one.number for one in queries.editions(db, room_id)] == [2, 1]


def test_a_change_that_is_not_read_in_it_makes_no_new_edition(world: World) -> None:
    room_id, _posts = closed(world)
    world.drain()
    with world.write() as db:
        db.get_one(Room, room_id).rev += 1
    minute(world)
    with world.read() as db:
        assert len(queries.editions(db, room_id)) == 1
    assert world.browser().get(f"/rooms/{room_id}/record.zip").status_code == 200


def test_only_a_finished_room_is_archived(world: World) -> None:
    room_id, _posts = summing.submitted(world)
    assert press(world, room_id, "archive").status_code == 422
    assert world.browser("drafter").post(f"/staff/rooms/{room_id}/archive").status_code == 403
    assert world.browser().get(f"/rooms/{room_id}/record").status_code == 404


def test_it_is_archived_only_once(world: World) -> None:
    room_id, _posts = closed(world)
    assert press(world, room_id, "archive").status_code == 422
    with world.read() as db:
        assert len(db.exec(select(RoomRecord)).all()) == 1
        assert db.get_one(Room, room_id).state is RoomState.ARCHIVED


def test_a_closed_room_is_frozen_and_links_to_its_record(world: World) -> None:
    room_id, posts = closed(world)
    assert f"/rooms/{room_id}/record" in world.browser().get(f"/rooms/{room_id}").text
    form = {"once": "once-archive-1", "title": "遅れた話", "body": "終わったあとの書き込み。", "acknowledge": "true"}
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", form)
    assert answer.status_code == 422
    form = {"revision": "1", "addition": "あとから足す言葉です。"}
    assert world.browser("resident").post(f"/posts/{posts[0]}/edit", form).status_code == 422
    assert summing.group(world, room_id, posts[:1]).status_code == 422
    with world.read() as db:
        assert "あとから足す" not in db.get_one(Post, posts[0]).body


@pytest.mark.parametrize(
    ("day", "years", "until"),
    [("2027-03-31", 10, "2037-03-31"), ("2027-04-01", 10, "2038-03-31"), ("2026-11-24", 0, "")],
)
def test_retention_counts_from_the_next_fiscal_year(day: str, years: int, until: str) -> None:
    found = kept_until(date.fromisoformat(day), years)
    assert (found.isoformat() if found else "") == until
