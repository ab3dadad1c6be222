"""An entry kept right: notes of readers, the owner asked, confirmed between renewals, hidden in an election period."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from civic.city.models import ElectionPeriod
from civic.index import store
from civic.jobs import later
from civic.ledger import LedgerEntry
from civic.notifications.models import Notice
from civic.registry.models import Correction
from civic.text.query import parse_query
from tests import cast
from tests.registry.forms import entry, listed, typed
from tests.world import World

NOTE = {"text": "いまは日曜に活動しています。", "once": "note-token-1"}
ASK = "曜日が変わったと聞きました。確かめてください。"


@pytest.fixture
def made(world: World) -> int:
    return listed(world)


def told(world: World, name: str) -> list[str]:
    with world.read() as db:
        return [n.kind for n in db.exec(select(Notice).where(Notice.person_id == cast.IDS[name]))]


def desk(world: World, made: int, what: str, who: str = "registry_officer", **data: Any) -> Any:
    return world.browser(who).post(f"/staff/registry/{made}/{what}", {"seen": str(entry(world, made).rev)} | data)


def test_a_note_goes_to_the_officer_and_never_says_from_whom(world: World, made: int) -> None:
    for _ in range(2):
        assert world.browser("neighbour").post(f"/registry/{made}/outdated", NOTE).status_code == 303
    with world.read() as db:
        assert len(db.exec(select(Correction)).all()) == 1
    assert told(world, "registry_officer").count("entry_noted") == 1
    page = world.browser("registry_officer").get(f"/staff/registry/{made}").text
    assert NOTE["text"] in page
    assert "neighbourさん" not in page
    assert f"/staff/registry/{made}" in world.browser("registry_officer").get("/staff/registry").text
    assert NOTE["text"] not in world.browser("resident").get(f"/registry/{made}").text


def test_the_owner_is_asked_and_says_that_it_holds(world: World, made: int) -> None:
    world.browser("neighbour").post(f"/registry/{made}/outdated", NOTE)
    assert desk(world, made, "update", text=ASK).status_code == 303
    assert "entry_update_asked" in told(world, "resident")
    assert ASK in world.browser("resident").get(f"/registry/{made}").text
    assert ASK not in world.browser("neighbour").get(f"/registry/{made}").text
    assert NOTE["text"] not in world.browser("registry_officer").get(f"/staff/registry/{made}").text
    world.advance(days=3)
    last = entry(world, made).expires_on
    for _ in range(2):
        assert world.browser("resident").post(f"/registry/{made}/confirm").status_code == 303
    row = entry(world, made)
    assert (row.confirmed_on, row.expires_on, row.update_asked) == (date(2026, 11, 27), last, "")


def test_a_change_answers_the_question_too(world: World, made: int) -> None:
    desk(world, made, "update", text=ASK)
    world.browser("resident").post(f"/registry/{made}/edit", typed(days="日曜"))
    assert entry(world, made).update_asked == ""


def test_notes_are_closed_without_asking(world: World, made: int) -> None:
    world.browser("neighbour").post(f"/registry/{made}/outdated", NOTE)
    for _ in range(2):
        assert desk(world, made, "notes").status_code == 303
    with world.read() as db:
        verbs = [row.verb for row in db.exec(select(LedgerEntry)).all()]
    assert verbs.count("registry.close_notes") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"text": "古い"}, "5文字"), ({"text": ""}, "入力"), ({"text": "個人番号 123456789018 です"}, "マイナンバー")],
)
def test_a_bad_note_is_given_back(world: World, made: int, changes: dict[str, str], said: str) -> None:
    answer = world.browser("neighbour").post(f"/registry/{made}/outdated", NOTE | changes)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("who", ["resident", "neighbour", "auditor", "city_manager"])
@pytest.mark.parametrize("what", ["update", "notes", "hide", "show"])
def test_only_the_officer_does_the_officers_work(world: World, made: int, who: str, what: str) -> None:
    assert desk(world, made, what, who, text=ASK, period="1").status_code == 403


def test_nobody_notes_their_own_or_as_a_stranger(world: World, made: int) -> None:
    assert world.browser("resident").post(f"/registry/{made}/outdated", NOTE).status_code == 403
    assert world.browser().post(f"/registry/{made}/outdated", NOTE).status_code in (303, 403)
    assert world.browser("neighbour").post(f"/registry/{made}/confirm").status_code == 403


@pytest.fixture
def election(world: World) -> str:
    with world.write() as db:
        one = ElectionPeriod(name="みほん市長選挙", notice_on=date(2026, 11, 29), vote_on=date(2026, 12, 6))
        db.add(one)
        db.flush()
        return str(one.id)


def each_day(world: World) -> int:
    with world.write() as db:
        later(db, "registry.each_day", world.now.date().isoformat())
    world.drain()
    return store.engine_for(world.site).search(parse_query("折り紙")).total


def test_a_candidate_is_hidden_in_the_period_and_comes_back(world: World, made: int, election: str) -> None:
    assert desk(world, made, "hide", period=election).status_code == 303
    assert "entry_hidden" in told(world, "resident")
    seen = {}
    for day in (28, 29, 36, 37):
        world.now = cast.NOW.replace(day=1, month=11) if day < 31 else cast.NOW.replace(day=1, month=12)
        world.advance(days=day - 1 if day < 31 else day - 31)
        found = each_day(world)
        seen[day] = (world.browser().get(f"/registry/{made}").status_code, found)
    assert seen == {28: (200, 1), 29: (404, 0), 36: (404, 0), 37: (200, 1)}


def test_in_the_period_only_the_owner_and_the_officer_see_it(world: World, made: int, election: str) -> None:
    desk(world, made, "hide", period=election)
    world.advance(days=6)
    assert "選挙のため" in world.browser("resident").get(f"/registry/{made}").text
    for who in (None, "neighbour", "auditor"):
        assert world.browser(who).get(f"/registry/{made}").status_code == 404
        for path in ("/registry", "/registry/export.csv", "/registry/directory", "/registry/hsds.json"):
            assert "折り紙のおじさん" not in world.browser(who).get(path).text
    assert desk(world, made, "show").status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 200


def test_an_election_that_is_over_hides_nobody(world: World, made: int, election: str) -> None:
    world.advance(days=30)
    assert desk(world, made, "hide", period=election).status_code == 422
    assert desk(world, made, "hide", period="999").status_code == 422


def test_two_officers_at_once_are_one(world: World, made: int, election: str) -> None:
    first = {"seen": str(entry(world, made).rev), "period": election}
    assert world.browser("registry_officer").post(f"/staff/registry/{made}/hide", first).status_code == 303
    assert world.browser("registry_officer").post(f"/staff/registry/{made}/hide", first).status_code == 409
