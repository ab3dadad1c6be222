"""Addresses nobody serves, and hosts no city has."""

from tests.world import World


def test_a_host_without_a_city_is_told_so(world: World) -> None:
    answer = world.browser().client.get("/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 404
    assert "No city is served" in answer.text
