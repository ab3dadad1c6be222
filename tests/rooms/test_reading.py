"""Reading rooms: order, pages, permalinks, tombstones, caches, and the fixed budget of statements."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from civic.markup import render
from civic.rooms.actions import raise_context, set_status
from civic.rooms.models import Citation, Phase, Post, PostState, PostType, Room
from civic.rooms.states import RoomState
from civic.rooms.tree import reply_key, thread_key
from tests import cast, make
from tests.world import World

NUMBERS = re.compile(r'id="post-(\d+)"')


def fill(db: Session, room: Room, count: int, chain: bool = False) -> list[int]:
    """`count` posts by real order keys: threads of ten, or one chain of replies."""
    keys: list[tuple[int, str, int]] = []
    for number in range(1, count + 1):
        if number == 1 or (not chain and number % 10 == 1):
            key, parent, depth, thread = thread_key(number), None, 1, None
        else:
            thread_at = 1 if chain else (number - 1) // 10 * 10 + 1
            parent, above, depth_above = keys[-1]
            key, depth, thread = reply_key(above, number), depth_above + 1, keys[thread_at - 1][0]
        body = f"{number}番目の投稿です。"
        post = Post(
            room_id=room.id, thread_id=thread, parent_id=parent, order_key=key, depth=depth, author_id=cast.person("neighbour"),
            title="" if parent else f"話題{number}", display_name="となりさん", type=PostType.OPINION,
            state=PostState.PUBLISHED, body=body, html=render(body), salt="s", digest="d", rule_version=1,
            once=f"fill-{room.id}-{number}", created_at=cast.NOW,
        )  # fmt: skip
        db.add(post)
        db.flush()
        if parent is None:
            post.thread_id = post.id
        keys.append((post.id, key, depth))
    room.post_count = room.last_number = count
    db.add(room)
    db.flush()
    return [key[0] for key in keys]


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Every statement the driver is given, prepared ones too."""
    seen: list[str] = []
    engine = world.sites.engines(world.site)[0]

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    def watch(raw: Any, *_rest: object) -> None:
        raw.set_trace_callback(note)

    def leave(raw: Any, *_rest: object) -> None:
        raw.set_trace_callback(None)

    event.listen(engine, "checkout", watch)
    event.listen(engine, "checkin", leave)
    yield seen
    event.remove(engine, "checkout", watch)
    event.remove(engine, "checkin", leave)


def test_threads_come_newest_first_and_replies_in_their_order(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        ids = fill(db, room, 20)
    page = world.browser().get(f"/rooms/{room.id}").text
    assert [int(one) for one in NUMBERS.findall(page)] == ids[10:] + ids[:10]
    assert f'href="/posts/{ids[12]}"' in page.split(f'id="post-{ids[13]}"')[1]
    assert "返信先：" in page


def test_pages_lose_and_repeat_nothing_both_ways(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        ids = fill(db, room, 130)
    browser = world.browser()
    path, seen, pages = f"/rooms/{room.id}", list[int](), 0
    while path:
        text = browser.get(path).text
        seen += [int(one) for one in NUMBERS.findall(text)]
        pages += 1
        follow = re.search(r'rel="next" href="([^"]+)"', text)
        last, path = path, follow[1].replace("&amp;", "&") if follow else ""
    assert (pages, len(seen), set(seen)) == (3, 130, set(ids))
    back = re.search(r'rel="prev" href="([^"]+)"', browser.get(last).text)
    assert back is not None
    before = [int(one) for one in NUMBERS.findall(browser.get(back[1]).text)]
    assert before == seen[50:100]


def test_the_permalink_lands_on_the_page_that_holds_the_post(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        ids = fill(db, room, 130)
    browser = world.browser()
    for post_id in (ids[0], ids[64], ids[-1]):
        place = browser.get(f"/posts/{post_id}").headers["location"]
        assert place.endswith(f"#post-{post_id}")
        assert f'id="post-{post_id}"' in browser.get(place.split("#")[0]).text


def test_a_chain_of_replies_hundreds_deep_is_one_flat_list(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        ids = fill(db, room, 400, chain=True)
    browser = world.browser()
    assert browser.get(f"/rooms/{room.id}").text.count("post--d3") == 48
    assert browser.get(f"/posts/{ids[-1]}").status_code == 303
    assert browser.get(f"/threads/{ids[0]}").status_code == 200
    assert browser.get(f"/threads/{ids[9]}").headers["location"] == f"/threads/{ids[0]}#post-{ids[9]}"


@pytest.mark.parametrize(("who", "most"), [(None, 5), ("resident", 8)])
def test_the_room_page_costs_the_same_at_20_and_at_1000_posts(world: World, who: str | None, most: int) -> None:
    with world.write() as db:
        small, large = make.room(db), make.room(db)
        fill(db, small, 20)
        fill(db, large, 1000)
    browser = world.browser(who)
    costs = []
    for room in (small, large):
        for query in ("", "?after="):  # the second page is the first with its pieces kept
            with counted(world) as seen:
                assert browser.get(f"/rooms/{room.id}{query}").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= most, seen


def test_a_cached_page_asks_nothing_and_a_new_post_shows_at_once(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        make.post(db, room)
    stranger = world.browser()
    etag = stranger.get(f"/rooms/{room.id}").headers["etag"]
    with counted(world) as seen:
        again = stranger.get(f"/rooms/{room.id}", htmx=False)
    assert (again.headers["etag"], seen) == (etag, [])
    assert stranger.client.get(f"/rooms/{room.id}", headers={"If-None-Match": etag}).status_code == 304
    body = {"once": "cache-test-once", "title": "新しい話題", "body": "すぐに見えますか。", "acknowledge": "yes"}
    world.browser("resident").post(f"/rooms/{room.id}/posts", body)
    assert "すぐに見えますか。" in stranger.get(f"/rooms/{room.id}").text


def test_the_cached_page_ends_at_the_second_the_room_closes(world: World) -> None:
    with world.write() as db:
        room = make.room(db, closes_at=cast.NOW + timedelta(minutes=5))
        db.add(
            Phase(room_id=room.id, position=1, name="課題出し", prompt="困りごとは。",
                  starts_at=cast.NOW - timedelta(days=1), ends_at=cast.NOW + timedelta(minutes=2))
        )  # fmt: skip
    browser = world.browser()
    first = browser.get(f"/rooms/{room.id}").text
    assert "新しい話題を書く" in first
    assert "困りごとは。" in first
    world.advance(minutes=2)
    assert "困りごとは。" not in browser.get(f"/rooms/{room.id}").text
    world.advance(minutes=3)
    closed = browser.get(f"/rooms/{room.id}").text
    assert "新しい話題を書く" not in closed
    assert "とりまとめ中" in closed


def test_a_hidden_post_leaves_every_page_and_cache_at_once(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, body="秘密の文です。")
        quoting = make.post(db, room, "neighbour", title="引用する話題", once="quoting")
        db.add(Citation(post_id=quoting.id, quoted_post_id=post.id))
    readers = [world.browser(name) for name in (None, "resident", "neighbour", "moderator", "auditor")]
    for reader in readers:
        assert reader.get(f"/rooms/{room.id}").text.count("秘密の文です。") == 2
    with world.write() as db:
        set_status(db, db.get_one(Post, post.id), PostState.HIDDEN, 4, cast.NOW)
    for reader in readers:
        for path in (f"/rooms/{room.id}", f"/threads/{post.id}", f"/posts/{post.id}/actions"):
            assert "秘密の文です。" not in reader.get(path).text
        page = reader.get(f"/rooms/{room.id}").text
        assert "2026年11月24日（火）に、ルール第4条により非表示にしました" in page
        assert "ルール第4条により非表示になりました" in page
    with world.write() as db:
        set_status(db, db.get_one(Post, post.id), PostState.PUBLISHED, None, cast.NOW)
        assert db.get_one(Room, room.id).post_count == 2
    assert readers[0].get(f"/rooms/{room.id}").text.count("秘密の文です。") == 2


def test_purging_destroys_the_text(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, body="法律で残せない文です。")
        set_status(db, post, PostState.PURGED, 11, cast.NOW)
    with world.read() as db:
        found = db.get_one(Post, post.id)
        assert (found.body, found.html, found.title) == ("", "", "")
        assert found.digest
    assert "法律にもとづいて消去しました" in world.browser().get(f"/rooms/{room.id}").text


def test_strips_of_other_wings_follow_their_revision(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from civic.rooms import context

    words = ["市の回答はまだです。"]
    monkeypatch.setattr(context, "_strips", [lambda _db, _viewer, ids: dict.fromkeys(ids, f"<p>{words[0]}</p>")])
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room)
    browser = world.browser()
    assert "市の回答はまだです。" in browser.get(f"/rooms/{room.id}").text
    words[0] = "市が回答しました。"
    with world.write() as db:
        raise_context(db, db.get_one(Post, post.id))
    assert "市が回答しました。" in browser.get(f"/rooms/{room.id}").text


@pytest.mark.parametrize(
    "path",
    ["/rooms/0", "/rooms/99999999999", "/rooms/404", "/posts/404", "/posts/99999999999", "/threads/404",
     "/posts/404/history", "/posts/404/actions", "/discuss", "/discuss?unit=x", "/discuss?unit=9"],
)  # fmt: skip
def test_what_is_not_there_says_so(world: World, path: str) -> None:
    answer = world.browser().get(path)
    assert answer.status_code == 404
    assert "見つかりませんでした" in answer.text


@pytest.mark.parametrize("query", ["after=zzz", "before=%27--", "after=%EF%BC%91", "after=1&before=2", "before=0"])
def test_nonsense_in_the_address_is_harmless(world: World, query: str) -> None:
    with world.write() as db:
        room = make.room(db)
        fill(db, room, 3)
    assert world.browser().get(f"/rooms/{room.id}?{query}").status_code == 200


def test_the_list_of_rooms_goes_by_the_clock(world: World) -> None:
    with world.write() as db:
        make.room(db, title="これから開く部屋", opens_at=cast.NOW + timedelta(hours=1))
        make.room(db, title="いま開いている部屋")
        make.room(db, title="終わった部屋", closes_at=cast.NOW)
        make.room(db, title="案の部屋", state=RoomState.DRAFT)
        make.room(db, title="止まった部屋", state=RoomState.SUSPENDED)
    browser = world.browser()

    names = ("これから開く部屋", "いま開いている部屋", "終わった部屋", "案の部屋", "止まった部屋")

    def titles(query: str) -> set[str]:
        text = browser.get(f"/rooms?{query}").text
        return {name for name in names if name in text}

    assert titles("") == {"これから開く部屋", "いま開いている部屋", "終わった部屋", "止まった部屋"}
    assert titles("state=open") == {"いま開いている部屋"}
    assert titles("state=soon") == {"これから開く部屋"}
    assert titles("state=working") == {"終わった部屋"}
    assert titles("state=ended") == {"止まった部屋"}
    assert titles("kind=board") == set()
    assert titles("state=nonsense&kind=nonsense&topic=nonsense") == titles("")
    world.advance(hours=1)
    assert titles("state=open") == {"これから開く部屋", "いま開いている部屋"}


def test_discuss_leads_to_open_rooms_with_the_passage(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        make.room(db, title="閉じた部屋", state=RoomState.ARCHIVED)
        document = make.document(db)
        from civic.library.models import Unit

        unit = db.exec(select(Unit).where(Unit.document_id == document.id)).one().id
    page = world.browser().get(f"/discuss?unit={unit}").text
    assert f"/rooms/{room.id}/new?cite={unit}" in page
    assert "閉じた部屋" not in page
    form = world.browser("resident").get(f"/rooms/{room.id}/new?cite={unit}").text
    assert "公園の整備を進めます。" in form
    assert f'name="cites" value="{unit}"' in form


def test_actions_offer_what_may_be_done(world: World) -> None:
    with world.write() as db:
        post_id = make.post(db, make.room(db)).id
    own = world.browser("resident").get(f"/posts/{post_id}/actions", htmx=True).text
    assert own.lstrip().startswith("<div")
    assert f"/posts/{post_id}/withdraw" in own
    other = world.browser("neighbour").get(f"/posts/{post_id}/actions").text
    assert "<h1>" in other
    assert f"/posts/{post_id}/withdraw" not in other
    assert f"quotes={post_id}" in other
    assert "/sign-in" in world.browser().get(f"/posts/{post_id}/actions").text


def test_anonymous_pages_hold_no_posting_form(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room)
    for path in ("/rooms", f"/rooms/{room.id}", f"/threads/{post.id}"):
        text = world.browser().get(path).text
        assert 'method="post"' not in text
        assert "csrf" not in text.casefold()


def test_the_first_page_of_a_large_room_is_as_quick_as_of_a_small_one(world: World) -> None:
    with world.write() as db:
        small, large = make.room(db), make.room(db)
        fill(db, small, 60)
        fill(db, large, 1500)
    browser = world.browser("resident")

    def quickest(path: str) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            browser.get(path)
            times.append(time.process_time() - start)
        return min(times)

    assert quickest(f"/rooms/{large.id}") < 2 * quickest(f"/rooms/{small.id}")
