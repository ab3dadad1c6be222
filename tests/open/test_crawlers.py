"""Crawlable addresses: the map of the site, robots.txt, and how fast a crawler may read."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from civic.library.models import DocumentVersion, VersionState
from civic.open import places
from civic.rooms.models import PostState
from civic.rooms.states import RoomState
from civic.web import pace
from tests import make
from tests.world import Browser, World

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BOT = {"user-agent": "Mozilla/5.0 (compatible; Examplebot/2.1; +https://example.org)"}


@pytest.fixture(autouse=True)
def _unread() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


def locations(answer: object) -> list[str]:
    assert answer.status_code == 200  # type: ignore[attr-defined]
    root = ElementTree.fromstring(answer.text)  # type: ignore[attr-defined]
    return [one.text or "" for one in root.iter(f"{SPACE}loc")]


def everything(browser: Browser, base: str) -> set[str]:
    found: set[str] = set()
    for part in locations(browser.get("/sitemap.xml")):
        found |= set(locations(browser.get(part.removeprefix(base))))
    return {one.removeprefix(base) for one in found}


def test_the_map_names_what_everybody_reads_and_nothing_else(world: World) -> None:
    with world.write() as db:
        room, draft = make.room(db), make.room(db, state=RoomState.DRAFT)
        shown, hidden = make.post(db, room), make.post(db, room, state=PostState.HIDDEN)
        reply = make.post(db, room, parent=shown)
        secret = make.post(db, draft, once="secret")
        make.document(db, "plan-1", ("一つ目", "二つ目"))
        closed = make.document(db, "plan-2")
        db.get_one(DocumentVersion, closed.current_version_id).state = VersionState.CLOSED
        ids = [one.id for one in (room, draft, shown, hidden, reply, secret)]
    base = world.site.address("")
    found = everything(world.browser(), base)
    assert {"/documents/plan-1", "/documents/plan-1/1", "/documents/plan-1/2", f"/rooms/{ids[0]}"} <= found
    assert f"/threads/{ids[2]}" in found
    assert not {f"/rooms/{ids[1]}", f"/threads/{ids[3]}", f"/threads/{ids[4]}", f"/threads/{ids[5]}"} & found
    assert not [one for one in found if "plan-2" in one or one.endswith("/original")]


def test_every_address_of_the_map_opens(world: World) -> None:
    with world.write() as db:
        make.post(db, make.room(db))
        make.document(db, "条例-1", ("一つ目",))
    base = world.site.address("")
    for path in everything(world.browser(), base):
        assert world.browser().get(path).status_code == 200, path


def test_a_part_is_read_in_batches_and_never_longer_than_the_standard_allows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PART", 40)
    monkeypatch.setattr(places, "BATCH", 7)
    with world.write() as db:
        make.document(db, "plan-1", tuple(f"{n}番" for n in range(100)))
    browser, base = world.browser(), world.site.address("")
    parts = [p.removeprefix(base) for p in locations(browser.get("/sitemap.xml")) if "/units-" in p]
    found = [locations(browser.get(part)) for part in parts]
    assert len(parts) >= 3
    assert max(map(len, found)) <= 40
    assert sum(map(len, found)) == len({one for some in found for one in some}) == 100
    assert browser.get("/sitemaps/units-9.xml").status_code == 404
    assert browser.get("/sitemaps/people-0.xml").status_code == 404


def test_robots_are_kept_from_searches_and_pages_for_one_person(world: World) -> None:
    text = world.browser().get("/robots.txt").text
    assert {"Disallow: /search", "Disallow: /account", "Disallow: /staff/"} <= set(text.splitlines())
    assert f"Sitemap: {world.site.address('/sitemap.xml')}" in text
    assert "GPTBot" not in text


def test_a_city_turns_ai_crawlers_away_in_the_browser(world: World) -> None:
    world.browser("city_manager").post("/staff/settings/open.welcomes_ai", {"value": "0"})
    text = world.browser().get("/robots.txt").text
    own = text.split("User-agent: AI2Bot")[1]
    assert "User-agent: GPTBot" in own
    assert "Disallow: /\n" in own


def test_a_crawler_waits_when_it_reads_too_fast_and_people_do_not(world: World) -> None:
    world.browser("city_manager").post("/staff/settings/open.crawler_pace", {"value": "3"})
    browser = world.browser()
    answers = [browser.client.get("/search", headers=BOT) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert browser.client.get("/robots.txt", headers=BOT).status_code == 200
    assert browser.get("/search").status_code == 200


def test_a_shared_address_is_given_twenty_times_as_much(world: World) -> None:
    manager = world.browser("city_manager")
    manager.post("/staff/settings/open.crawler_pace", {"value": "1"})
    manager.post("/staff/settings/network.shared", {"value": "192.0.2.0/24"})
    browser = world.browser()
    browser.client._transport.client = ("192.0.2.7", 50000)  # type: ignore[attr-defined]
    answers = [browser.client.get("/search", headers=BOT).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_no_limit_when_the_city_sets_none(world: World) -> None:
    world.browser("city_manager").post("/staff/settings/open.crawler_pace", {"value": "0"})
    browser = world.browser()
    assert {browser.client.get("/search", headers=BOT).status_code for _ in range(130)} == {200}
