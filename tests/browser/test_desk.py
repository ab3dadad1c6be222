"""The moderators' desk in a real Chromium: 300 waiting cases worked through by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from civic import clock
from civic.markup import render
from civic.rooms.models import Post, PostState, PostType, Room
from civic.rooms.tree import thread_key
from tests.browser.sample_site import Served
from tests.browser.test_pages import PARK, WIDTHS, Open, browser, city, need_usable, picture, tab

__all__ = ["browser", "city", "tab"]

pytestmark = pytest.mark.skipif(
    "not __import__('tests.browser.test_pages', fromlist=['x']).CHROMIUM", reason="no Chromium"
)
CASES = 300
REASON = "話題にそった意見で、ルールに反していないため公開します。"


@pytest.fixture
def room_id(city: Served) -> int:
    """A room with 300 held posts."""
    found = int(city.path(PARK).rsplit("/", 1)[1])
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        room = db.get_one(Room, found)
        for number in range(CASES):
            room.last_number += 1
            body = f"{number + 1}番目の意見です。木かげを増やしてください。"
            post = Post(
                room_id=found, order_key=thread_key(room.last_number), title=f"待つ意見 {number + 1}", author_id=None,
                display_name="となり", type=PostType.OPINION, state=PostState.HELD, body=body, html=render(body),
                salt="s", digest="d", rule_version=room.rule_version or 1, once=f"waiting-{number}",
                created_at=clock.now(),
            )  # fmt: skip
            db.add(post)
            db.flush()
            post.thread_id = post.id
        db.add(room)
    return found


def waiting(city: Served) -> int:
    with Session(city.sites.engines(city.site)[0]) as db:
        query = select(Post.id).where(Post.state == PostState.HELD, col(Post.once).startswith("waiting-"))
        return len(db.exec(query).all())


def tab_to(page: Page, selector: str) -> None:
    """Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the Tab key never comes to {selector} on {page.url}")


def decide_one(page: Page) -> None:
    """On a case: to the decisions, the reason, publish, and on to the next case."""
    page.keyboard.press("Alt+d")
    tab_to(page, "#decide-publish-held textarea")
    page.keyboard.type(REASON)
    tab_to(page, "#decide-publish-held button[value=next]")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != before)


def test_three_hundred_cases_by_keyboard_alone(city: Served, tab: Open, room_id: int) -> None:
    page = tab("moderator")
    page.goto(f"/desk?kind=held&room={room_id}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        need_usable(page)
        picture(page, "desk-300", width)
    tab_to(page, ".thread__title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/*")
    for left in (CASES - 1, CASES - 2, CASES - 3):
        decide_one(page)
        expect(page.locator("#decide-publish-held")).to_be_visible()
        assert waiting(city) == left
    # The rest alike, a page at a time, with one ground.
    while waiting(city):
        page.goto(f"/desk?kind=held&room={room_id}")
        rows = page.locator(".queue__row input[name=cases]").count()
        for _ in range(rows):
            tab_to(page, ".queue__row input[name=cases]")
            page.keyboard.press("Space")
        tab_to(page, "input[name=act]")
        page.keyboard.press("Space")
        tab_to(page, "textarea[name=reason]")
        page.keyboard.type(REASON)
        tab_to(page, "form[action^='/desk/decide'] button[type=submit]")
        before_count = waiting(city)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert waiting(city) < before_count
    page.goto(f"/desk?kind=held&room={room_id}")
    expect(page.locator(".queue__row")).to_have_count(0)
