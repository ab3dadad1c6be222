"""The auditor's pages: what was done, narrowed and paged; nobody else's."""

from civic import ledger
from civic.city.actions import change_setting
from civic.permissions import Actor, Grant, Role
from tests import cast
from tests.world import World

MANAGER = Actor(cast.IDS["city_manager"], "x", frozenset({Grant(Role.CITY_MANAGER)}))


def test_acts_are_listed_narrowed_and_paged(world: World) -> None:
    with world.write() as db:
        change_setting(db, MANAGER, "post.max_length", 123, world.now)
        for number in range(60):
            ledger.append(db, None, "rooms.pass_state", f"room:{number}", at=world.now, state="open")
    browser = world.browser("auditor")
    page = browser.get("/audit").text
    assert "room:59" in page
    assert "room:9<" not in page
    assert "自動" in page
    assert "room:9<" in browser.get("/audit?before=12").text
    narrowed = browser.get("/audit?verb=city.").text
    assert "city_managerさん" in narrowed
    assert "room:" not in narrowed.split("<tbody>")[1]
    assert "あてはまる記録はありません" in browser.get("/audit?target=post:%25").text


def test_nobody_else(world: World) -> None:
    for path in ("/audit", "/audit/readings"):
        assert world.browser().get(path).headers["location"].startswith("/sign-in")
        assert world.browser("auditor", second_factor=False).get(path).headers["location"].startswith("/second-factor")
        for name in ("resident", "city_manager"):
            assert world.browser(name).get(path).status_code == 403
