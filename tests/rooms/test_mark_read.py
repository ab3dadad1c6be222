"""What is unread: where it is marked, how far a page may record, the way to the first, and the news of an open page."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from sqlmodel import select

from civic.rooms.actions import set_status
from civic.rooms.models import Post, PostState, ReadingPosition, Room
from civic.rooms.queries import Unread
from civic.rooms.states import RoomState
from tests import cast, make
from tests.rooms.test_reading import counted, fill
from tests.world import Browser, World


def position(world: World, room_id: int, who: str = "resident") -> int | None:
    with world.read() as db:
        found = db.get(ReadingPosition, (cast.person(who), room_id))
        return found.post_id if found else None


def read(browser: Browser, room_id: int, until: object, **more: object) -> int:
    return int(browser.post(f"/rooms/{room_id}/read", {"until": until, **more}, htmx=True).status_code)


def room_with(world: World, count: int) -> tuple[int, list[int]]:
    with world.write() as db:
        room = make.room(db)
        return room.id, fill(db, room, count)


def more_posts(world: World, room_id: int, count: int) -> list[int]:
    """By the neighbour, each a thread of its own: the newest stands first on the first page."""
    with world.write() as db:
        room = db.get_one(Room, room_id)
        start = room.last_number
        made = []
        for number in range(start + 1, start + count + 1):
            post = make.post(db, room, "neighbour", order_key=f"{999_999_999 - number:09d}", once=f"more-{number}")
            made.append(post.id)
        room.last_number += count
        return made


def marked(page: str) -> list[int]:
    """Ids of the posts that carry 新着."""
    found = lxml_html.fromstring(page).xpath("//article[.//span[contains(@class, 'badge--new')]]")
    return [int(one.get("id").removeprefix("post-")) for one in found]


def recordable(page: str) -> int | None:
    """What the page may record by itself."""
    found = lxml_html.fromstring(page).xpath("//form[@data-seen]//input[@name='until']/@value")
    return int(found[0]) if found else None


def test_a_first_visit_marks_nothing_and_begins_to_count(world: World) -> None:
    room_id, ids = room_with(world, 20)
    browser = world.browser("resident")
    page = browser.get(f"/rooms/{room_id}").text
    assert marked(page) == []
    assert recordable(page) == ids[-1]
    assert position(world, room_id) is None
    assert read(browser, room_id, ids[-1]) == 204
    assert position(world, room_id) == ids[-1]
    again = browser.get(f"/rooms/{room_id}").text
    assert (marked(again), recordable(again), "ここまで読んだ" in again) == ([], None, False)


def test_what_came_since_is_marked_in_words_and_counted_in_the_list(world: World) -> None:
    room_id, ids = room_with(world, 20)
    browser = world.browser("resident")
    read(browser, room_id, ids[-1])
    new = more_posts(world, room_id, 3)
    page = browser.get(f"/rooms/{room_id}").text
    assert sorted(marked(page)) == new
    assert "最初の未読へ（3件）" in page
    assert "未読 3件" in browser.get("/rooms").text
    thread = browser.get(f"/threads/{new[1]}").text
    assert marked(thread) == [new[1]]
    for other in (world.browser("neighbour"), world.browser()):
        assert "新着</span>" not in other.get(f"/rooms/{room_id}").text
        assert "未読" not in other.get("/rooms").text
    read(browser, room_id, recordable(page))
    assert marked(browser.get(f"/rooms/{room_id}").text) == []
    assert "未読" not in browser.get("/rooms").text


def test_only_others_posts_that_can_be_read_count(world: World) -> None:
    room_id, ids = room_with(world, 5)
    browser = world.browser("resident")
    read(browser, room_id, ids[-1])
    hidden, held, kept = more_posts(world, room_id, 3)
    with world.write() as db:
        set_status(db, db.get_one(Post, hidden), PostState.HIDDEN, 4, cast.NOW)
        waiting = db.get_one(Post, held)
        waiting.state = PostState.HELD
        db.add(waiting)
        make.post(db, db.get_one(Room, room_id), "resident", once="my-own")
    page = browser.get(f"/rooms/{room_id}").text
    assert marked(page) == [kept]
    assert "未読 1件" in browser.get("/rooms").text


def test_a_page_records_no_further_than_what_it_shows(world: World) -> None:
    """Sixty threads are two pages: reading the first leaves the second, older one unread."""
    room_id, ids = room_with(world, 10)
    browser = world.browser("resident")
    read(browser, room_id, ids[-1])
    new = more_posts(world, room_id, 60)
    first = browser.get(f"/rooms/{room_id}").text
    assert len(marked(first)) == 50
    assert recordable(first) is None
    place = browser.get(f"/rooms/{room_id}/unread").headers["location"]
    assert place.endswith(f"#post-{new[0]}")
    second = browser.get(place.split("#")[0]).text
    assert new[0] in marked(second)
    until = recordable(second)
    assert until is not None
    assert set(new[: until - new[0] + 1]) <= set(marked(second))
    read(browser, room_id, until)
    assert "最初の未読へ（50件）" in browser.get(f"/rooms/{room_id}").text
    assert recordable(browser.get(f"/rooms/{room_id}").text) == new[-1]


def test_the_way_to_the_first_unread_ends_at_the_room_when_all_is_read(world: World) -> None:
    room_id, ids = room_with(world, 5)
    browser = world.browser("resident")
    assert browser.get(f"/rooms/{room_id}/unread").headers["location"] == f"/rooms/{room_id}"
    read(browser, room_id, ids[2])
    assert browser.get(f"/rooms/{room_id}/unread").headers["location"] == f"/rooms/{room_id}#post-{ids[3]}"
    assert "/sign-in" in world.browser().get(f"/rooms/{room_id}/unread").headers["location"]


def test_the_button_works_without_script_and_leads_back(world: World) -> None:
    room_id, ids = room_with(world, 5)
    browser = world.browser("resident")
    form = lxml_html.fromstring(browser.get(f"/threads/{ids[0]}").text).xpath(
        "//form[contains(@class, 'read-so-far')]"
    )[0]
    assert form.xpath(".//button")[0].text == "ここまで読んだ"
    data = {name: value for name, value in form.form_values() if name != "csrf"}
    answer = browser.post(form.get("action"), data)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/threads/{ids[0]}")
    assert position(world, room_id) == ids[-1]
    assert "ここまで読んだことを記録しました。" in browser.get(f"/threads/{ids[0]}").text


def test_the_mark_only_moves_forward_and_never_past_the_room(world: World) -> None:
    room_id, ids = room_with(world, 5)
    more_room, _ = room_with(world, 5)
    browser = world.browser("resident")
    for until, stands in ((ids[3], ids[3]), (ids[1], ids[3]), (0, ids[3]), (2**31 - 1, ids[-1]), (ids[-1], ids[-1])):
        assert read(browser, room_id, until) == 204
        assert position(world, room_id) == stands
    assert position(world, more_room) is None
    with world.read() as db:
        assert len(db.exec(select(ReadingPosition)).all()) == 1


@pytest.mark.parametrize("until", ["", "x", "-1", "99999999999", "1.5"])
def test_nonsense_is_refused_and_changes_nothing(world: World, until: str) -> None:
    room_id, _ids = room_with(world, 3)
    assert read(world.browser("resident"), room_id, until) == 422
    assert position(world, room_id) is None


def test_who_cannot_see_a_room_has_no_place_in_it(world: World) -> None:
    with world.write() as db:
        draft = make.room(db, state=RoomState.DRAFT).id
        open_ = make.room(db).id
    resident, stranger = world.browser("resident"), world.browser()
    for path in (f"/rooms/{draft}/unread", f"/rooms/{draft}/news", "/rooms/404/unread", "/rooms/404/news"):
        assert resident.get(path).status_code == 404
    assert read(resident, draft, 1) == read(resident, 404, 1) == 404
    answer = stranger.post(f"/rooms/{open_}/read", {"until": 1})
    assert "/sign-in" in answer.headers["location"]
    assert "/sign-in" in stranger.get(f"/rooms/{open_}/news?after=0").headers["location"]
    assert position(world, open_) is None


def test_an_empty_room_can_be_read(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    browser = world.browser("resident")
    assert browser.get(f"/rooms/{room_id}").status_code == 200
    assert read(browser, room_id, 0) == 204
    more_posts(world, room_id, 1)
    assert "最初の未読へ（1件）" in browser.get(f"/rooms/{room_id}").text


def test_reading_a_page_writes_nothing(world: World) -> None:
    room_id, _ids = room_with(world, 20)
    browser = world.browser("resident")
    with counted(world) as seen:
        for path in (f"/rooms/{room_id}", "/rooms", f"/rooms/{room_id}/unread", f"/rooms/{room_id}/news?after=0"):
            browser.get(path)
    assert [one for one in seen if not one.lstrip().upper().startswith(("SELECT", "WITH"))] == []


def test_news_tells_how_many_came_and_then_304(world: World) -> None:
    room_id, ids = room_with(world, 20)
    browser = world.browser("resident")
    page = browser.get(f"/rooms/{room_id}").text
    asks = re.search(r'data-news="([^"]+)"', page)
    assert asks is not None
    path = asks[1].replace("&amp;", "&")
    assert browser.get(path).status_code == 204
    new = more_posts(world, room_id, 3)
    found = browser.get(path)
    assert found.status_code == 200
    assert "新しい書き込みが3件あります：" in found.text
    assert f'href="/posts/{new[0]}"' in found.text
    assert found.headers["cache-control"] == "private, no-cache"
    same = browser.client.get(path, headers={"If-None-Match": found.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    more_posts(world, room_id, 1)
    assert browser.client.get(path, headers={"If-None-Match": found.headers["etag"]}).status_code == 200
    with world.write() as db:
        for number in (*new, new[-1] + 1):
            set_status(db, db.get_one(Post, number), PostState.HIDDEN, 4, cast.NOW)
    assert browser.get(path).status_code == 204
    assert ids


def test_the_news_of_a_thread_are_its_own(world: World) -> None:
    room_id, ids = room_with(world, 20)
    browser = world.browser("resident")
    asks = re.search(r'data-news="([^"]+)"', browser.get(f"/threads/{ids[0]}").text)
    assert asks is not None
    path = asks[1].replace("&amp;", "&")
    more_posts(world, room_id, 2)
    assert browser.get(path).status_code == 204
    with world.write() as db:
        make.post(db, db.get_one(Room, room_id), "neighbour", db.get_one(Post, ids[0]), once="reply-news")
    assert "1件" in browser.get(path).text


@pytest.mark.parametrize("query", ["", "?after=x", "?after=99999999999", "?after=-1&thread=x"])
def test_nonsense_in_the_question_is_harmless(world: World, query: str) -> None:
    room_id, _ids = room_with(world, 3)
    assert world.browser("resident").get(f"/rooms/{room_id}/news{query}").status_code in (200, 204)


def test_news_cost_one_statement_beside_who_is_asking(world: World) -> None:
    room_id, _ids = room_with(world, 200)
    browser = world.browser("resident")
    with counted(world) as seen:
        browser.get(f"/rooms/{room_id}/news?after=0")
    assert len([one for one in seen if "FROM post" in one]) == 1
    with world.read() as db:
        plan = db.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*) FROM post WHERE room_id = 1 AND id > 5 AND state IN ('published')"
        )
        assert "ix_post_room_id_id" in str(plan.all())


def test_strangers_pages_ask_for_no_news(world: World) -> None:
    room_id, _ids = room_with(world, 3)
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "data-news" not in page
    assert "news.js" not in page


@given(st.lists(st.integers(1, 60), unique=True).map(sorted), st.sets(st.integers(1, 60)))
def test_nothing_unseen_is_ever_recorded_as_read(ids: Sequence[int], seen: set[int]) -> None:
    newest = 60
    until = Unread(newest, 0, tuple(ids), False).read_until(seen)
    assert all(one in seen for one in ids if one <= until)
    assert until == newest or (until + 1 in ids and until + 1 not in seen)
