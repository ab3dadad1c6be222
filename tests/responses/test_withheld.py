"""A passage withheld after it was cited can be read nowhere: not on a page, in an archive, an export, a report or a mail."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from civic.index import store
from civic.library.models import Unit
from civic.responses.models import Response, ResponseVersion
from civic.rooms.models import Citation, Post
from civic.submissions.models import CommentResult
from tests import cast, make
from tests.notifications.mailbox import letters, rounds
from tests.responses import summing
from tests.responses.test_archive_room import minute, press
from tests.responses.test_release_answers import answer_item
from tests.submissions import commenting
from tests.world import World

NAME = "例示花子"


@pytest.fixture
def city(world: World) -> Iterator[World]:
    yield world
    store.forget(world.site)


def cited(world: World) -> tuple[int, list[int], int]:
    """(room, posts, unit): a room that went all the way; a post and an answer of category A cite the passage."""
    room_id, posts = summing.submitted(world)
    with world.write() as db:
        make.document(db, "plan-1", texts=(f"木陰を増やします。担当は{NAME}です。", "池を直します。"), title="公園計画")
        unit_id = db.exec(select(Unit.id).order_by(Unit.id)).first()  # type: ignore[arg-type]
        db.add(Citation(post_id=posts[2], unit_id=unit_id))
    for item in summing.items(world, room_id):
        answer_item(world, item.id)
    with world.write() as db:
        version = db.exec(select(ResponseVersion)).first()
        assert version is not None
        version.category, version.evidence_unit_id = "A", unit_id
        version.before_text, version.after_text = f"担当は{NAME}です。", f"担当は{NAME}と別の一人です。"
        db.add(version)
    assert press(world, room_id, "answered").status_code == 303
    assert press(world, room_id, "archive").status_code == 303
    world.drain()
    minute(world)
    assert isinstance(unit_id, int)
    return room_id, posts, unit_id


def everywhere(world: World, room_id: int, posts: list[int]) -> dict[str, str]:
    """What anybody is served of the room, by address."""
    with world.read() as db:
        answers = [one.id for one in db.exec(select(Response)).all()]
        threads = {db.get_one(Post, one).thread_id for one in posts}
    paths = [
        f"/rooms/{room_id}", f"/rooms/{room_id}/summary", f"/rooms/{room_id}/changes", f"/rooms/{room_id}/report",
        f"/rooms/{room_id}/report.csv", f"/rooms/{room_id}/record", f"/rooms/{room_id}/notice",
        f"/rooms/{room_id}/proposals/1", "/answers", "/follow-ups", "/documents/plan-1", "/documents/plan-1/1",
        f"/feeds/rooms/{room_id}.atom", f"/feeds/rooms/{room_id}.json", "/feeds/answers.atom", "/feeds/documents.atom",
        f"/open-data/rooms/{room_id}.json", f"/open-data/rooms/{room_id}.csv", "/open-data/answers.json",
        "/open-data/documents/plan-1.json", f"/api/v1/rooms/{room_id}", f"/api/v1/rooms/{room_id}/posts",
        "/api/v1/answers", "/search?q=木陰", f"/search?q={NAME}",
        *(f"/threads/{one}" for one in threads), *(f"/posts/{one}/history" for one in posts),
        *(f"/answers/{one}" for one in answers), *(f"/answers/{one}/notice" for one in answers),
    ]  # fmt: skip
    found = {path: world.browser().get(path).text for path in paths}
    archive = world.browser().get(f"/rooms/{room_id}/record.zip")
    if archive.status_code == 200:
        with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
            found["record.zip"] = "".join(opened.read(name).decode() for name in opened.namelist())
    return found


def said_in(found: dict[str, str]) -> set[str]:
    """What was asked for is said again in the field of a search, which is no leak."""
    return {path for path, text in found.items() if NAME in text and not path.startswith("/search?q=" + NAME)}


def redact(world: World, unit_id: int) -> Any:
    form = {"words": NAME, "ground": "personal_data"}
    return world.browser("approver").post(f"/staff/documents/units/{unit_id}/redact", form)


def test_redacted_words_are_gone_from_everything_that_cites_them(city: World) -> None:
    room_id, posts, unit_id = cited(city)
    before = said_in(everywhere(city, room_id, posts))
    assert {f"/rooms/{room_id}", "record.zip", "/documents/plan-1"} <= before
    assert any(path.startswith("/answers/") for path in before)
    assert redact(city, unit_id).status_code == 303
    assert said_in(everywhere(city, room_id, posts)) == set(), "at once, before the worker ran"
    assert city.browser().get(f"/rooms/{room_id}/record.zip").status_code == 404, "withdrawn until it is made again"
    city.drain()
    minute(city)
    found = everywhere(city, room_id, posts)
    assert said_in(found) == set()
    assert "〔非公開〕" in found["record.zip"]
    hits = city.browser().get(f"/search?q={NAME}").text
    assert "plan-1" not in hits


def test_a_closed_version_is_gone_from_everything_that_cites_it(city: World) -> None:
    room_id, posts, unit_id = cited(city)
    with city.read() as db:
        version_id = db.get_one(Unit, unit_id).version_id
    ask = f"/staff/documents/versions/{version_id}"
    assert city.browser("city_manager").post(f"{ask}/ask-to-close", {"ground": "court_order"}).status_code == 303
    assert city.browser("approver").post(f"{ask}/close").status_code == 303
    assert said_in(everywhere(city, room_id, posts)) == set()
    city.drain()
    minute(city)
    found = everywhere(city, room_id, posts)
    assert said_in(found) == set()
    assert "担当は" not in found["record.zip"]


def test_no_mail_holds_words_that_were_withheld_before_it_left(city: World) -> None:
    rounds(city)
    browser = city.browser("resident")
    query = {"kind": "search", "target": "q=木陰", "choice": "daily"}
    assert browser.post("/follow", query).status_code == 303
    _room, _posts, unit_id = cited(city)
    assert browser.post("/follow", {"kind": "document", "target": "plan-1", "choice": "daily"}).status_code == 303
    rounds(city)
    assert redact(city, unit_id).status_code == 303
    for _day in range(2):
        city.advance(days=1)
        city.now = city.now.replace(hour=22, minute=0)
        rounds(city)
    assert letters(city) != []
    assert NAME not in "".join(one.subject + one.text + one.html for one in letters(city))


def test_the_result_of_a_public_comment_loses_them_too(city: World) -> None:
    room_id = commenting.comment_room(city)
    commenting.send(city, room_id)
    commenting.close(city)
    table = {
        "title": "公園計画（案）", "draft": "公園計画（案）", "draft_on": "", "opens_on": "", "closes_on": "", "period_reason": "",
        "eligibility": "", "submissions": 1, "submitters": 1, "wordings": 1, "different": 1, "adopted": 1, "channels": [],
        "outside": [], "rows": [{
            "opinion_id": 1, "position": 1, "place": "", "summary": "木を増やす", "count": 1, "answer": "増やします。",
            "category": "A", "ground": "", "next_on": "", "before_text": f"担当は{NAME}です。", "after_text": "担当を決めます。",
            "source": "",
        }],
    }  # fmt: skip
    with city.write() as db:
        unit = db.exec(select(Unit)).first()
        assert unit is not None
        unit.text = f"担当は{NAME}です。"
        unit_id = unit.id
        db.add_all([
            unit,
            CommentResult(
                room_id=room_id, number=1, decision="changed", state="published", drafted_by=cast.IDS["drafter"],
                drafter_ids=[], frozen=json.loads(json.dumps(table)), published_at=city.now, approved_by=cast.IDS["approver"],
            ),
        ])  # fmt: skip
    paths = [f"/rooms/{room_id}/result", f"/rooms/{room_id}/result/1", f"/rooms/{room_id}/result/1/csv"]
    assert all(NAME in city.browser().get(path).text for path in paths)
    assert redact(city, unit_id).status_code == 303
    for path in paths:
        text = city.browser().get(path).text
        assert NAME not in text
        assert "〔非公開〕" in text
