"""Several cities searched together: documents only, of those that joined, whoever asks; late and broken ones named."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html as lxml_html
from sqlmodel import Session

from civic import sites as site_module
from civic.city.actions import put_setting
from civic.index import store
from civic.library.models import DocumentKind, DocumentVersion, VersionState
from civic.rooms.models import Room
from civic.search import cities, queries
from civic.search.jobs import all_cards
from civic.sites import Site
from tests import cast, make
from tests.world import World

CITIES = (("kitano", "きたの市"), ("minami", "みなみ市"), ("nishino", "にしの市"))


def join(db: Session, *, joined: bool = True) -> None:
    put_setting(db, "search.joins_cities", int(joined), None, cast.NOW)


def fill(world: World, site: Site, *, joined: bool = True) -> None:
    """Two passages that name the bridge in public, and it in everything that must not cross the border."""
    with Session(world.sites.engines(site)[1]) as db, db.begin():
        if site is not world.site:
            cast.fill(db)
        make.document(db, "bridge", (f"{site.name}の橋を直します。", "橋の予算です。"), title=f"{site.name}橋の計画")
        hidden = make.document(db, "secret", ("秘密の橋です。",), title="秘密")
        hidden_version = db.get_one(DocumentVersion, hidden.current_version_id)
        hidden_version.state = VersionState.CLOSED
        ordinance = make.document(
            db, "rule", ("橋の管理に関し必要な事項を定める。",), title="橋りょう条例", kind=DocumentKind.ORDINANCE
        )
        assert ordinance.id
        room = make.room(db, title="橋の会議室")
        make.post(db, room, body="橋が古いです。", title="橋")
        join(db, joined=joined)
    with Session(world.sites.engines(site)[0]) as db:
        store.rebuild(site, all_cards(db))


@pytest.fixture
def together(world: World) -> Iterator[World]:
    """みほん市 with きたの市 and みなみ市; にしの市 is served here too and has not joined."""
    for number, (slug, name) in enumerate(CITIES):
        site_module.add(world.sites.home, slug, name, f"00000{number}", f"https://{slug}.example")
    world.sites.reload()
    world.site = world.sites.get("mihon")
    for site in world.sites.all.values():
        fill(world, site, joined=site.slug != "nishino")
    yield world
    for site in world.sites.all.values():
        store.forget(site)


def page(world: World, query: str, who: str | None = None) -> lxml_html.HtmlElement:
    answer = world.browser(who).get("/search/cities?" + query)
    assert answer.status_code == 200, answer.text
    return lxml_html.fromstring(answer.text)


def found(shown: lxml_html.HtmlElement) -> list[str]:
    return list(shown.xpath("//ol[@class='results']//h3/a/@href"))


def counted(shown: lxml_html.HtmlElement) -> dict[str, int]:
    lines = shown.xpath("//nav[contains(@class, 'found__facets')]//a")
    return {line.text.strip(): int(line.find("span").text) for line in lines}


def test_cities_that_joined_stand_in_turn_with_their_counts(together: World) -> None:
    shown = page(together, "q=橋")
    assert counted(shown) == {"きたの市": 3, "みなみ市": 3, "みほん市": 3}
    hosts = [address.split("/")[2] for address in found(shown)]
    assert len(hosts) == 9
    for level in (0, 3, 6):
        assert set(hosts[level : level + 3]) == {"mihon.example", "kitano.example", "minami.example"}
    assert "https://kitano.example/documents/bridge/1" in found(shown)
    assert shown.xpath("//nav[contains(@class, 'found__facets')]//a/@href")[0].startswith(
        "https://kitano.example/search?q="
    )


def test_only_public_documents_of_cities_that_joined(together: World) -> None:
    for query in ("q=橋", "q=秘密", "q=橋&kind=post", "q=橋&kind=room", "q=古い", "q=橋&room=1"):
        text = page(together, query).text_content()
        assert "秘密の橋" not in text
        assert "橋が古い" not in text
        assert "にしの市" not in text
    assert counted(page(together, "q=橋&kind=post")) == {"きたの市": 0, "みなみ市": 0, "みほん市": 0}
    assert counted(page(together, "q=橋&kind=ordinance")) == {"きたの市": 1, "みなみ市": 1, "みほん市": 1}


def test_whoever_asks_sees_what_a_stranger_sees(together: World) -> None:
    """Staff of this city, and people of another one on its own pages."""
    stranger = page(together, "q=橋 OR 秘密")
    for slug, who in (
        ("mihon", "city_manager"),
        ("mihon", "moderator"),
        ("kitano", "resident"),
        ("kitano", "city_manager"),
    ):
        together.site = together.sites.get(slug)
        shown = page(together, "q=橋 OR 秘密", who)
        assert shown.xpath("//form[@action='/sign-out']")
        assert found(shown) == found(stranger)
        assert counted(shown) == counted(stranger)


def test_no_city_is_told_who_asks(together: World, monkeypatch: pytest.MonkeyPatch) -> None:
    viewers: list[Any] = []
    search = queries.search

    def noted(db: Session, site: Site, viewer: Any, text: str, **options: Any) -> Any:
        viewers.append(viewer)
        return search(db, site, viewer, text, **options)

    monkeypatch.setattr(queries, "search", noted)
    page(together, "q=橋", "city_manager")
    assert viewers == [None, None, None]


def test_a_city_that_has_not_joined_has_no_such_page(together: World) -> None:
    with together.write() as db:
        join(db, joined=False)
    assert together.browser().get("/search/cities?q=橋").status_code == 404
    assert "/search/cities" not in together.browser().get("/search?q=橋").text


def test_a_late_city_is_named_and_the_others_are_shown(together: World, monkeypatch: pytest.MonkeyPatch) -> None:
    search, goes_on = queries.search, threading.Event()

    def slow(db: Session, site: Site, *rest: Any, **options: Any) -> Any:
        if site.slug == "kitano":
            goes_on.wait(30)
        return search(db, site, *rest, **options)

    monkeypatch.setattr(queries, "search", slow)
    for _ in range(cities.MOST_AT_ONCE + 1):
        began = time.monotonic()
        shown = page(together, "q=橋&since=2020")
        assert time.monotonic() - began < 3
        assert counted(shown) == {"みなみ市": 3, "みほん市": 3}
        assert "きたの市は、時間内に答えがありませんでした。" in shown.text_content()
        link = shown.xpath("//a[.='きたの市の検索を開く']/@href")[0]
        assert link == f"https://kitano.example/search?q={quote('橋')}&since=2020"
    goes_on.set()
    while any(cities._running.values()):
        time.sleep(0.01)
    assert "きたの市" in counted(page(together, "q=橋"))


def test_a_broken_city_is_named_and_the_others_are_shown(together: World) -> None:
    broken = together.sites.get("minami")
    store.forget(broken)
    for file in broken.index_folder.iterdir():
        file.write_bytes(b"broken")
    shown = page(together, "q=橋")
    assert counted(shown) == {"きたの市": 3, "みほん市": 3}
    assert "みなみ市は、いま検索できません。" in shown.text_content()


def test_a_city_that_did_not_join_is_not_named_when_it_is_late(
    together: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = cities.has_joined

    def slow(db: Session) -> bool:
        is_joined = asked(db)
        if not is_joined:
            time.sleep(0.5)
        return is_joined

    monkeypatch.setattr(cities, "LIMIT_SECONDS", 0.2)
    monkeypatch.setattr(cities, "has_joined", slow)
    assert "にしの市" not in page(together, "q=橋").text_content()


def test_a_room_made_public_meanwhile_stays_at_home(together: World) -> None:
    """The kinds are asked of the index, whatever else it holds."""
    with together.read() as db:
        assert db.get_one(Room, 1).title == "橋の会議室"
    assert not [link for link in found(page(together, "q=会議室")) if "/rooms/" in link]


def test_by_date_the_newest_of_all_cities_comes_first(together: World) -> None:
    with Session(together.sites.engines(together.sites.get("minami"))[1]) as db, db.begin():
        make.document(db, "new", ("新しい橋です。",), title="新しい計画", dated_on=date(2026, 11, 1))
    with Session(together.sites.engines(together.sites.get("minami"))[0]) as db:
        store.rebuild(together.sites.get("minami"), all_cards(db))
    assert found(page(together, "q=橋&sort=new"))[0] == "https://minami.example/documents/new/1"
    assert found(page(together, "q=橋&sort=old"))[-1] == "https://minami.example/documents/new/1"


def test_the_next_page_holds_the_next_of_every_city(together: World) -> None:
    for slug in ("kitano", "mihon"):
        site = together.sites.get(slug)
        with Session(together.sites.engines(site)[1]) as db, db.begin():
            make.document(db, "long", tuple(f"渡し船の便の第{number}便です。" for number in range(12)), title="渡し船")
        with Session(together.sites.engines(site)[0]) as db:
            store.rebuild(site, all_cards(db))
    first, second = page(together, "q=渡し船の便"), page(together, "q=渡し船の便&page=2")
    assert (len(found(first)), len(found(second))) == (20, 4)
    assert not set(found(first)) & set(found(second))
    assert first.xpath("//nav[@class='pager']//a/@rel") == ["next"]
    assert second.xpath("//nav[@class='pager']//a/@rel") == ["prev"]
    assert "page=2" in first.xpath("//a[@rel='next']/@href")[0]
    assert found(page(together, "q=渡し船の便&page=3")) == []
