"""Addresses nobody serves, and hosts no city has."""

from tests.world import World


def test_a_host_without_a_city_is_told_so(world: World) -> None:
    answer = world.browser().client.get("/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 404
    assert "No city is served" in answer.text


def test_every_way_begins_with_its_part(world: World) -> None:
    client = world.browser().client
    assert client.get("/rooms").status_code == 200
    assert client.get("/rooms/", follow_redirects=False).headers["location"].endswith("/rooms")
    for path in ("/no-such-part", "/rooms/1/no-such-page", "/static/no-such-file"):
        assert client.get(path).status_code == 404, path
    assert client.post("/search").status_code == 405
