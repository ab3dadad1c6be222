"""Two cities in one deployment: what opens something in one opens nothing in the other."""

from sqlmodel import Session, select

from civic import sites as site_module
from civic.notifications.stopping import stop_path
from civic.rooms.models import Post
from civic.sites import Site
from civic.web import sessions
from tests import cast, make
from tests.world import Browser, World

SECRET = "よそ市だけの言葉"


def other_city(world: World) -> Site:
    """With the same people under the same numbers, and a room and a draft of its own."""
    site_module.add(world.sites.home, "other", "よそ市", "999998", "https://other.example")
    world.sites.reload()
    site = world.sites.get("other")
    with Session(world.sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        db.flush()
        make.post(db, make.room(db, title="よそ市の会議室"), body=f"{SECRET}です。")
    return site


def test_invariant_22_nothing_of_one_city_opens_anything_of_another(world: World) -> None:
    there = other_city(world)
    here = world.browser("moderator")
    token = here.client.cookies.get(sessions.cookie_name(world.site, "session"))
    assert token is not None
    assert here.get("/desk").status_code == 200
    stranger = Browser(there, world.app, token)
    stranger.client.cookies.set(sessions.cookie_name(world.site, "session"), token)
    for path in ("/desk", "/account", "/account/data", "/notices", "/staff/people", "/staff/settings"):
        answer = stranger.get(path)
        assert answer.status_code == 303, path
        assert "/sign-in" in answer.headers["location"]
    # A form of this city is no form of the other.
    once = {"once": "once-for-two-cities", "title": "題", "body": "よそから書きます。", "acknowledge": "yes"}
    assert stranger.post("/rooms/1/posts", once).status_code in (303, 403)
    with Session(world.sites.engines(there)[0]) as db:
        assert len(db.exec(select(Post)).all()) == 1
    # A signed address of this city is none there.
    assert stranger.get(stop_path(cast.IDS["resident"], "all", world.site)).status_code == 404
    # Each finds its own alone.
    for path in (f"/search?q={SECRET}", "/rooms", "/", "/feeds/city.json", "/sitemap.xml", "/api/v1/rooms"):
        text = world.browser("city_manager").get(path).text.replace(f'value="{SECRET}"', "")
        assert "よそ市" not in text.replace(SECRET, ""), path
    assert SECRET not in world.browser("city_manager").get("/rooms").text
    assert world.browser("city_manager").get("/rooms/1").status_code == 404
