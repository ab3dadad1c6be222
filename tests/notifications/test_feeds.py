"""Feeds: valid, absolute, the same for everybody, and never a word that the public may not read."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from sqlmodel import col, select

from civic import clock
from civic.library.models import DocumentVersion, VersionState
from civic.notifications.feeds import Feed, Item, atom, json_feed
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState
from civic.review.models import Act, ActKind
from civic.rooms.actions import set_status
from civic.rooms.models import Post, PostState, Room, RoomTopic
from civic.rooms.states import PUBLIC, RoomState
from tests import cast, make
from tests.world import Browser, World

ENDINGS = ("atom", "json")
ALWAYS = ("/feeds/city", "/feeds/answers", "/feeds/log", "/feeds/documents", "/feeds/topics/parks",
          "/feeds/sections/parks", "/feeds/documents/plan")  # fmt: skip


def answered(db: Any, post: Post, text: str = "遊具は来年度に入れ替えます。") -> Response:
    """A published answer of the parks section to the post."""
    made = Response(room_id=post.room_id, post_id=post.id, section_id=cast.PARKS, state=ResponseState.PUBLISHED,
                    assigned_at=cast.NOW, due_on=clock.today(cast.NOW), published_version=1)  # fmt: skip
    db.add(made)
    db.flush()
    db.add(
        ResponseVersion(
            response_id=made.id, number=1, category="A", ground="", body=text, html=f"<p>{text}</p>", salt="s",
            digest="d", section_name="公園みどり課", drafted_by=8, drafted_at=cast.NOW, approved_by=9,
            published_at=cast.NOW + timedelta(minutes=5),
        )
    )  # fmt: skip
    db.flush()
    return made


def filled(world: World) -> dict[str, int]:
    """A room under a topic with a thread, a reply, an answer, a document and an act."""
    with world.write() as db:
        room = make.room(db, title="公園 <b>&", purpose="使い方を考えます。")
        db.add(RoomTopic(room_id=room.id, topic_id=2))
        post = make.post(db, room, body="木かげがほしい。[ルール](/rules)")
        make.post(db, room, "neighbour", post, body="賛成です。")
        answer = answered(db, post)
        make.document(db)
        db.add(Act(post_id=post.id, kind=ActKind.KEEP, article=0, rule_version=1, reason="理由の文です。", salt="s",
                   digest="d", decided_by=5, decided_at=cast.NOW, state_before=PostState.PUBLISHED,
                   state_after=PostState.PUBLISHED))  # fmt: skip
        return {"room": room.id, "post": post.id, "answer": answer.id}


def parsed(browser: Browser, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    found = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not found.bozo, (path, found.get("bozo_exception"))
    assert found.version == "atom10"
    return found


def need_json_feed(data: Any) -> None:
    """The shape that jsonfeed.org/version/1.1 asks for."""
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["title"]
    assert isinstance(data["items"], list)
    for item in data["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"] or item["title"]
        assert item["url"].startswith("https://mihon.example/")
        assert "T" in item["date_published"]
        assert all(author["name"] for author in item.get("authors", ()))
    assert len({item["id"] for item in data["items"]}) == len(data["items"])


def test_every_feed_is_valid_with_and_without_things_in_it(world: World) -> None:
    browser = world.browser()
    for is_filled in (False, True):
        if is_filled:
            filled(world)
        for base in ALWAYS:
            found = parsed(browser, f"{base}.atom")
            assert found.feed.title.endswith("| みほん市")
            data = browser.get(f"{base}.json")
            assert data.headers["content-type"].startswith("application/feed+json")
            need_json_feed(data.json())
            assert [e.id for e in found.entries] == [i["id"] for i in data.json()["items"]]


def test_the_citys_feed_holds_everything_public_newest_first(world: World) -> None:
    ids = filled(world)
    found = parsed(world.browser(), "/feeds/city.atom")
    links = [entry.link for entry in found.entries]
    base = "https://mihon.example"
    assert links[0] == f"{base}/answers/{ids['answer']}"
    assert {f"{base}/rooms/{ids['room']}", f"{base}/posts/{ids['post']}", f"{base}/documents/plan-1"} < set(links)
    moments = [entry.updated_parsed for entry in found.entries]
    assert moments == sorted(moments, reverse=True)
    post = next(entry for entry in found.entries if entry.link.endswith(f"/posts/{ids['post']}"))
    assert post.title == "遊具について - 公園 <b>&"
    assert 'href="https://mihon.example/rules"' in post.content[0].value
    assert "木かげがほしい。" in post.content[0].value
    assert post.author == "residentさん"


def test_each_feed_holds_its_own(world: World) -> None:
    ids = filled(world)
    with world.write() as db:
        other = make.room(db, title="ほかの会議室", section_id=cast.SCHOOLS)
        make.post(db, other, body="別の話です。", once="other")
    browser = world.browser()

    def links(path: str) -> set[str]:
        return {entry.link.removeprefix("https://mihon.example") for entry in parsed(browser, path).entries}

    posts = {f"/posts/{ids['post']}", f"/posts/{ids['post'] + 1}"}
    answer = {f"/answers/{ids['answer']}"}
    assert links(f"/feeds/rooms/{ids['room']}.atom") == posts | answer
    assert links(f"/feeds/threads/{ids['post']}.atom") == posts | answer
    assert links("/feeds/answers.atom") == links("/feeds/sections/parks.atom") == answer
    assert links("/feeds/sections/schools.atom") == set()
    assert links("/feeds/documents.atom") == links("/feeds/documents/plan.atom") == {"/documents/plan-1"}
    assert links("/feeds/documents/minutes.atom") == set()
    assert links("/feeds/log.atom") == {"/acts/1"}
    assert links("/feeds/topics/parks.atom") == posts | answer | {f"/rooms/{ids['room']}"}
    assert links("/feeds/topics/town.atom") == links("/feeds/topics/parks.atom")
    assert "理由の文です。" not in browser.get("/feeds/log.json").text


def test_a_search_can_be_followed(world: World) -> None:
    ids = filled(world)
    with world.write() as db:
        from civic.jobs import later

        later(db, "rooms.index_post", ids["post"])
    world.drain()
    found = parsed(world.browser(), "/feeds/search.atom?q=木かげ")
    assert [entry.link for entry in found.entries] == [f"https://mihon.example/posts/{ids['post']}"]
    need_json_feed(world.browser().get("/feeds/search.json?q=木かげ&kind=post").json())
    assert parsed(world.browser(), "/feeds/search.atom?q=木かげ&kind=minutes").entries == []


@pytest.mark.parametrize(
    "path",
    ["/feeds/rooms/404.atom", "/feeds/rooms/99999999999.atom", "/feeds/rooms/1.rss", "/feeds/threads/404.json",
     "/feeds/topics/none.atom", "/feeds/sections/none.atom", "/feeds/documents/poems.atom", "/feeds/city.xml",
     "/feeds/search.atom", "/feeds/search.atom?q=%20", "/feeds/city"],
)  # fmt: skip
def test_what_is_not_there_says_so(world: World, path: str) -> None:
    assert world.browser().get(path).status_code == 404


def test_the_feed_of_a_reply_is_that_of_its_thread(world: World) -> None:
    ids = filled(world)
    assert world.browser().get(f"/feeds/threads/{ids['post'] + 1}.atom").status_code == 404


def test_an_unchanged_feed_is_not_sent_again(world: World) -> None:
    ids = filled(world)
    stranger = world.browser()
    for ending in ENDINGS:
        path = f"/feeds/rooms/{ids['room']}.{ending}"
        first = stranger.get(path)
        assert first.headers["cache-control"] == "public, max-age=60"
        assert "set-cookie" not in first.headers
        again = stranger.client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        with world.write() as db:
            make.post(db, db.get_one(Room, ids["room"]), title="新しい話題", once=f"new-{ending}")
        changed = stranger.client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200
        assert "新しい話題" in changed.text


def test_an_empty_feed_keeps_its_tag_through_the_day(world: World) -> None:
    first = world.browser().get("/feeds/answers.atom").headers["etag"]
    world.advance(hours=3)
    assert world.browser().get("/feeds/answers.atom").headers["etag"] == first


def test_what_is_hidden_leaves_every_feed_at_once(world: World) -> None:
    ids = filled(world)
    world.drain()
    stranger = world.browser()
    paths = ["/feeds/city", "/feeds/topics/parks", f"/feeds/rooms/{ids['room']}", f"/feeds/threads/{ids['post']}"]
    assert all("木かげがほしい。" in stranger.get(f"{path}.json").text for path in paths)
    with world.write() as db:
        set_status(db, db.get_one(Post, ids["post"]), PostState.HIDDEN, 4, cast.NOW)
    for path in paths:
        for ending in ENDINGS:
            text = stranger.get(f"{path}.{ending}").text
            assert "木かげがほしい。" not in text
            assert "遊具について" not in text
            assert "賛成です。" in text
    with world.write() as db:
        version = db.get_one(DocumentVersion, 1)
        version.state = VersionState.CLOSED
        db.add(version)
    assert "総合計画" not in stranger.get("/feeds/documents.json").text


@pytest.fixture
def secrets(world: World) -> dict[str, bool]:
    """A post in every state in a room of every state: its mark -> whether everybody may read it."""
    found = {}
    with world.write() as db:
        for room_state in RoomState:
            room = make.room(db, state=room_state, title=f"部屋{room_state}", opens_at=None, closes_at=None)
            db.add(RoomTopic(room_id=room.id, topic_id=2))
            for state in PostState:
                mark = f"mark-{room_state}-{state}-end"
                post = make.post(db, room, body=mark, title=f"title-{mark}", state=state, once=mark)
                make.post(db, room, "neighbour", post, body=f"reply-{mark}", once=f"reply-{mark}")
                found[mark] = room_state in PUBLIC and state in (PostState.PUBLISHED, PostState.MASKED)
    return found


@pytest.mark.parametrize("who", [None, "resident", "moderator", "city_manager"])
def test_no_feed_ever_holds_what_the_public_may_not_read(
    world: World, secrets: dict[str, bool], who: str | None
) -> None:
    """Every state of room and post, and every reader: a feed knows only the anonymous one."""
    browser = world.browser(who)
    with world.read() as db:
        rooms = [f"/feeds/rooms/{number}" for number in range(1, len(RoomState) + 1)]
        threads = [f"/feeds/threads/{p.id}" for p in db.exec(select(Post).where(col(Post.parent_id).is_(None)))]
    seen = ""
    for path in (*ALWAYS, *rooms, *threads):
        for ending in ENDINGS:
            answer = browser.get(f"{path}.{ending}")
            assert answer.status_code in (200, 404)
            seen += answer.text if answer.status_code == 200 else ""
            if who and answer.status_code == 200:
                assert answer.headers["cache-control"] == "no-store"
    assert {mark for mark in secrets if f">{mark}<" in seen or f"title-{mark}" in seen} == {
        mark for mark, is_public in secrets.items() if is_public
    }
    hidden_rooms = [state for state in RoomState if state not in PUBLIC]
    assert all(f"部屋{state}" not in seen and f"mark-{state}-" not in seen for state in hidden_rooms)


any_text = st.text(max_size=60)


@settings(deadline=None)  # the parser's first use loads its tables
@given(any_text, any_text, any_text)
def test_any_words_make_a_valid_feed(title: str, author: str, tag: str) -> None:
    item = Item("/posts/1", title, "<p>a</p>", cast.NOW, cast.NOW, author, (tag,) if tag else ())
    feed = Feed(title, "/", "/feeds/city.atom", [item], cast.NOW, "https://mihon.example", "みほん市")
    found = feedparser.parse(atom(feed))
    assert not found.bozo, found.get("bozo_exception")
    assert len(found.entries) == 1
    need_json_feed({**json.loads(json_feed(feed)), "title": "t"})


def test_the_page_of_feeds_leads_to_every_one_of_them(world: World) -> None:
    browser = world.browser()
    page = lxml_html.fromstring(browser.get("/feeds").text)
    places = {link for link in page.xpath("//a/@href") if link.startswith("/feeds/") or link.endswith(".ics")}
    assert len(places) > 20
    assert all(browser.get(place).status_code == 200 for place in places)


def advertised(text: str) -> Iterator[tuple[str, str]]:
    for link in lxml_html.fromstring(text).xpath("//head/link[@rel='alternate']"):
        yield link.get("type"), link.get("href")


def test_pages_name_their_feeds_in_head_and_in_sight(world: World) -> None:
    ids = filled(world)
    browser = world.browser()
    for path in ("/", "/topics/parks", f"/rooms/{ids['room']}", f"/threads/{ids['post']}", "/answers", "/log",
                 "/documents", "/documents?kind=plan", "/search?q=公園"):  # fmt: skip
        text = browser.get(path).text
        found = dict(advertised(text))
        assert set(found) == {"application/atom+xml", "application/feed+json"}, path
        assert all(browser.get(place).status_code == 200 for place in found.values())
        assert f'href="{found["application/atom+xml"].replace("&", "&amp;")}"' in text.split("</head>")[1]
        assert "更新を購読" in text


def test_pages_lead_to_following_what_they_are_about(world: World) -> None:
    ids = filled(world)
    stranger = world.browser()
    for path, kind, target in (
        (f"/rooms/{ids['room']}", "room", str(ids["room"])), (f"/threads/{ids['post']}", "thread", str(ids["post"])),
        ("/topics/parks", "topic", "parks"), ("/documents/plan-1", "document", "plan-1"),
        ("/documents?kind=plan", "collection", "plan"), ("/feeds", "section", str(cast.PARKS)),
        ("/search?q=木かげ&kind=post", "search", "kind=post&q=木かげ"),
    ):  # fmt: skip
        text = stranger.get(path).text
        links = lxml_html.fromstring(text).xpath("//a[starts-with(., '追う')]/@href")
        asked = [dict(parse_qsl(urlsplit(link).query)) for link in links]
        found = next(one for one in asked if one["kind"] == kind)
        if kind == "search":
            assert dict(parse_qsl(found["target"])) == dict(parse_qsl(target))
        else:
            assert target in {one["target"] for one in asked if one["kind"] == kind}
        assert 'method="post"' not in text
