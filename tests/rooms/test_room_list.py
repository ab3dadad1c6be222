"""The order of the list of rooms: what one can take part in first, what is over last, page by page."""

import re
from datetime import timedelta

from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World

FOUND = re.compile(r'<h2 class="card__title"><a href="/rooms/(\d+)"')


def test_open_rooms_stand_above_cancelled_ones_whichever_came_later(world: World) -> None:
    with world.write() as db:
        open_, soon = make.room(db), make.room(db, opens_at=cast.NOW + timedelta(days=1))
        working = make.room(db, closes_at=cast.NOW)
        answered = make.room(db, state=RoomState.ANSWERED)
        cancelled = make.room(db, state=RoomState.CANCELLED)
        later = make.room(db)
    page = world.browser().get("/rooms").text
    wanted = [later.id, open_.id, soon.id, working.id, answered.id, cancelled.id]
    assert [int(one) for one in FOUND.findall(page)] == wanted


def test_pages_of_the_list_lose_and_repeat_nothing(world: World) -> None:
    with world.write() as db:
        states = (RoomState.CANCELLED, RoomState.ANNOUNCED, RoomState.ARCHIVED, RoomState.ANSWERED)
        ids = {make.room(db, state=states[number % 4]).id for number in range(120)}
    browser, path, seen, pages = world.browser(), "/rooms", list[int](), 0
    while path:
        page = browser.get(path).text
        seen += [int(one) for one in FOUND.findall(page)]
        follow = re.search(r'rel="next" href="([^"]+)"', page)
        path, pages = follow[1].replace("&amp;", "&") if follow else "", pages + 1
    assert (pages, len(seen), set(seen)) == (3, 120, ids)


def test_nonsense_for_a_page_is_the_first_page(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
    for after in ("x", "1", "1.x", "-1.5", "٣.٣", "99999999.99999999", "."):
        page = world.browser().get("/rooms", params={"after": after})
        assert page.status_code == 200
        assert after.startswith("999") or f'href="/rooms/{room.id}"' in page.text
