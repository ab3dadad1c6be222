"""Topics and rooms show who in town knows about this: only entries that agreed, only while they are listed."""

import pytest
from sqlmodel import select

from civic.registry.models import Consent, Entry
from civic.registry.queries.knowing import words_of
from tests import make
from tests.registry.forms import listed
from tests.world import World

NAME = "公園の落ち葉博士"
KNOWS = {"display_name": NAME, "skills": "公園の落ち葉、花壇の手入れ", "is_offered_in_rooms": "yes"}


@pytest.fixture
def room(world: World) -> str:
    with world.write() as db:
        made = make.room(db, title="中央公園の使い方を考える")
        return f"/rooms/{made.id}/people"


def test_a_room_names_who_agreed_and_says_why(world: World, room: str) -> None:
    made = listed(world, **KNOWS)
    listed(world, **(KNOWS | {"display_name": "だまっている人", "is_offered_in_rooms": ""}))
    listed(world, display_name="将棋の先生", skills="将棋", is_offered_in_rooms="yes")
    page = world.browser().get(room).text
    assert f'href="/registry/{made}"' in page
    assert "合うことば：公園" in page
    assert "だまっている人" not in page
    assert "将棋の先生" not in page
    assert room in world.browser().get(room.removesuffix("/people")).text
    with world.read() as db:
        agreed = [c.fields.get("is_offered_in_rooms") for c in db.exec(select(Consent).order_by(Consent.id))]  # type: ignore[arg-type]
    assert agreed == ["public", None, "public"]


def test_a_topic_names_them_too_and_a_kept_page_is_not_shown_again(world: World) -> None:
    made = listed(world, **KNOWS)
    first = world.browser().get("/topics/parks")
    assert NAME in first.text
    assert world.browser("resident").post(f"/registry/{made}/withdraw").status_code == 303
    again = world.browser().client.get("/topics/parks", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert NAME not in again.text


def test_gone_from_there_with_its_last_day(world: World, room: str) -> None:
    made = listed(world, **KNOWS)
    assert NAME in world.browser().get(room).text
    with world.write() as db:
        row = db.get_one(Entry, made)
        row.expires_on = world.now.date()
        db.add(row)
    world.advance(days=1)
    assert NAME not in world.browser().get(room).text


def test_agreement_is_taken_back_by_changing_the_entry(world: World, room: str) -> None:
    made = listed(world, **KNOWS)
    form = world.browser("resident").get(f"/registry/{made}/edit").text
    box = form.split('name="is_offered_in_rooms"')[1].split(">")[0]
    assert "checked" in box


def test_a_room_nobody_may_see_names_nobody(world: World) -> None:
    with world.write() as db:
        number = make.room(db, state="draft", announced_at=None).id
    assert world.browser().get(f"/rooms/{number}/people").status_code == 404
    assert world.browser().get("/rooms/999/people").status_code == 404


def test_a_room_without_anybody_says_so(world: World, room: str) -> None:
    assert "合う登録は、まだありません。" in world.browser().get(room).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中央公園の使い方を考える", ["公園"]), ("ごみ・環境", ["ごみ", "環境"]), ("", []),
        ("みほん中央公園への市民参加", ["公園"]), ("みほん市の公園", ["公園"]),
    ],
)  # fmt: skip
def test_the_words_of_a_subject(text: str, words: list[str]) -> None:
    assert words_of(text, city="みほん市") == words
