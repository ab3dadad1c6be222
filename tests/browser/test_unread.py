"""An open room in a real Chromium: what is new is marked, the news are said without moving anything, reading is recorded."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from civic import clock
from civic.markup import render
from civic.rooms.models import Post, PostState, PostType, ReadingPosition, Room
from civic.rooms.tree import thread_key
from tests.browser.sample_site import Served
from tests.browser.test_pages import PARK, Open, browser, city, need_usable, picture, tab

__all__ = ["browser", "city", "tab"]

pytestmark = pytest.mark.skipif(
    "not __import__('tests.browser.test_pages', fromlist=['x']).CHROMIUM", reason="no Chromium"
)


def writing(city: Served, room_id: int, title: str) -> int:
    """Somebody else writes, without the forms."""
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        room = db.get_one(Room, room_id)
        room.last_number += 1
        post = Post(
            room_id=room_id, order_key=thread_key(room.last_number), title=title, author_id=None, display_name="となり",
            type=PostType.OPINION, state=PostState.PUBLISHED, body="新しい考えです。", html=render("新しい考えです。"),
            salt="s", digest="d", rule_version=room.rule_version or 1, once=f"unread-{title}", created_at=clock.now(),
        )  # fmt: skip
        db.add(post)
        db.flush()
        post.thread_id = post.id
        room.rev += 1
        db.add(room)
        return post.id


def positions(city: Served, room_id: int) -> list[int]:
    with Session(city.sites.engines(city.site)[0]) as db:
        return list(db.exec(select(ReadingPosition.post_id).where(col(ReadingPosition.room_id) == room_id)))


@pytest.fixture
def room_id(city: Served) -> Iterator[int]:
    found = int(city.path(PARK).rsplit("/", 1)[1])
    yield found
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        for row in db.exec(select(ReadingPosition)):
            db.delete(row)


def scroll(page: Page) -> Any:
    return page.evaluate("[window.scrollY, document.getElementById('posts').getBoundingClientRect().top]")


def test_reading_is_recorded_and_what_comes_later_is_marked_and_said(city: Served, tab: Open, room_id: int) -> None:
    page = tab("resident")
    page.clock.install()
    page.goto(city.path(PARK))
    assert positions(city, room_id) == []
    with page.expect_response(lambda answer: answer.url.endswith("/read")) as recorded:
        page.clock.run_for(2_500)
    assert recorded.value.status == 204
    assert len(positions(city, room_id)) == 1
    page.evaluate("window.scrollTo(0, 600)")
    stood = scroll(page)
    with page.expect_response(lambda answer: "/news" in answer.url) as nothing:
        page.clock.run_for(31_000)
    assert nothing.value.status == 204
    expect(page.locator("#live")).to_be_empty()
    first = writing(city, room_id, "一つめの知らせ")
    writing(city, room_id, "二つめの知らせ")
    page.clock.run_for(31_000)
    expect(page.locator("#live")).to_have_text("新しい書き込みが2件あります：表示する")
    assert scroll(page) == stood
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        need_usable(page)
        page.screenshot(path=f"artefacts/screens/room-news-{width}.png")
    with page.expect_response(lambda answer: "/news" in answer.url) as same:
        page.clock.run_for(31_000)
    assert same.value.status == 304
    # However long the pictures take, what is new stays new until the list was looked at.
    page.route(f"**/rooms/{room_id}/read", lambda route: route.fulfill(status=204))
    page.get_by_role("link", name="表示する").click()
    expect(page).to_have_url(f"{city.base}/rooms/{room_id}#post-{first}")
    expect(page.locator(".badge--new")).to_have_count(2)
    page.set_viewport_size({"width": 320, "height": 800})
    need_usable(page)
    page.screenshot(path="artefacts/screens/room-unread-320.png")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/rooms")
    expect(page.get_by_role("link", name="未読 2件")).to_be_visible()
    need_usable(page)
    picture(page, "rooms-unread", 1280)
    page.get_by_role("link", name="未読 2件").click()
    expect(page).to_have_url(f"{city.base}/rooms/{room_id}#post-{first}")


def test_nobody_at_the_page_asks_nothing_until_they_are_back(city: Served, tab: Open, room_id: int) -> None:
    page = tab("resident")
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    page.goto(f"/rooms/{room_id}")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.clock.run_for(3_000)  # what was seen is recorded; a minute would run out while that is on its way
    for _minute in range(15):
        page.clock.run_for(60_000)
        page.wait_for_timeout(20)
    before = len(asked)
    assert before > 0
    page.clock.run_for(600_000)
    page.wait_for_timeout(50)
    assert len(asked) == before
    with page.expect_response(lambda answer: "/news" in answer.url):
        page.keyboard.press("Shift")
        page.clock.run_for(2_000)


def test_a_stranger_and_a_page_without_script_ask_nothing(city: Served, tab: Open, room_id: int) -> None:
    page = tab("resident", java_script_enabled=False)
    page.goto(city.path(PARK))
    page.get_by_role("button", name="ここまで読んだ").click()
    expect(page.get_by_text("ここまで読んだことを記録しました。")).to_be_visible()
    assert len(positions(city, room_id)) == 1
    need_link = tab()
    asked: list[str] = []
    need_link.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    need_link.goto(city.path(PARK))
    expect(need_link.get_by_role("link", name="更新を購読（フィード）")).to_be_visible()
    assert asked == []
