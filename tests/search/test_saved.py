"""A search kept: followed from its page, with a feed of the same fields, and a mail for what is new in it."""

from urllib.parse import parse_qsl, urlsplit

import feedparser
from lxml import html as lxml_html
from sqlmodel import col, select

from civic.jobs import later
from civic.notifications.models import Follow
from civic.rooms.models import PostState, Room
from tests import make
from tests.notifications.mailbox import letters, rounds
from tests.world import World

QUERY = "q=公園&kind=post&since=R8&room=1&group=doc"


def write(world: World, body: str, state: PostState = PostState.PUBLISHED) -> int:
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.rev += 1
        made = make.post(db, room, "neighbour", body=body, title="新しい話", created_at=world.now, state=state)
        later(db, "rooms.index_post", made.id)
        return made.id


def next_morning(world: World) -> None:
    world.advance(days=1)
    world.now = world.now.replace(hour=22, minute=0)
    rounds(world)


def links(world: World, query: str = QUERY) -> dict[str, str]:
    page = lxml_html.fromstring(world.browser().get("/search?" + query).text)
    found = page.xpath("//p[@class='subscribe']/a")
    return {link.text: link.get("href") for link in found}


def test_the_feed_has_the_fields_of_the_page(record: World) -> None:
    address = links(record)["更新を購読（フィード）"]
    assert dict(parse_qsl(urlsplit(address).query)) == {"q": "公園", "kind": "post", "since": "R8", "room": "1"}
    feed = feedparser.parse(record.browser().get(address).content)
    assert {entry.link for entry in feed.entries} == {f"https://mihon.example/posts/{n}" for n in (1, 2)}
    for narrower in ("since=R9", "year=1999", "topic=none"):
        assert not feedparser.parse(record.browser().get(f"/feeds/search.atom?q=公園&{narrower}").content).entries
    only = record.browser().get("/feeds/search.json?q=公園&doc=m-1").json()["items"]
    assert [item["url"] for item in only] == ["https://mihon.example/documents/m-1/2"]


def test_who_follows_a_search_is_told_of_new_hits_once_and_of_nothing_else(record: World) -> None:
    write(record, "水道は前から止まっています。")
    record.drain()
    target = dict(
        parse_qsl(urlsplit(links(record, "q=水道&kind=post&since=R8&sort=old")["追う（お知らせを受け取る）"]).query)
    )["target"]
    browser = record.browser("resident")
    assert "検索「水道」" in browser.get("/follow", params={"kind": "search", "target": target}).text
    rounds(record)
    browser.post("/follow", {"kind": "search", "target": target, "choice": "daily"})
    with record.read() as db:
        (follow,) = db.execute(select(Follow).where(col(Follow.kind) == "search")).scalars()
        assert follow.query == {"q": "水道", "kind": "post", "since": "R8"}
    next_morning(record)
    assert letters(record, "resident") == []  # what was there already is no news
    write(record, "公園の水道が直りました。")
    write(record, "図書館の話です。")
    write(record, "水道の秘密の話です。", PostState.HELD)
    next_morning(record)
    (mail,) = letters(record, "resident")
    assert "公園の水道が" in mail.text
    assert "検索「水道」" in mail.text
    assert "図書館" not in mail.text
    assert "秘密" not in mail.text
    assert "前から" not in mail.text
    next_morning(record)
    assert len(letters(record, "resident")) == 1
