"""Cities are told apart by host; each has its own folder and key."""

from pathlib import Path

import pytest

from civic import sites
from civic.errors import NotFound, Refused
from civic.sites import Sites


@pytest.fixture
def home(tmp_path: Path) -> Path:
    sites.add(tmp_path, "mihon", "みほん市", "999997", "https://hiroba.mihon.example")
    sites.add(tmp_path, "tameshi", "ためし市", "999989", "https://hiroba.tameshi.example:8443")
    return tmp_path


def test_a_host_picks_its_city_whatever_its_port_and_case(home: Path) -> None:
    found = Sites(home)
    assert found.by_host("HIROBA.mihon.example:80") is found.all["mihon"]
    assert found.by_host("hiroba.tameshi.example") is found.all["tameshi"]
    for host in ("", "localhost", "evil.test", "mihon.example", "[::1]:80"):
        assert found.by_host(host) is None


def test_keys_differ_and_are_readable_by_the_owner_only(home: Path) -> None:
    found = Sites(home)
    assert found.all["mihon"].key != found.all["tameshi"].key
    assert (home / "sites" / "mihon" / "key").stat().st_mode & 0o077 == 0
    assert found.all["mihon"].key.hex()[:8] not in repr(found.all["mihon"])
    assert "key=" not in repr(found.all["mihon"])


def test_bad_names_are_refused_and_nothing_is_made(home: Path) -> None:
    for slug in ("../x", "Mihon", "", "a" * 40, "mihon"):
        with pytest.raises(Refused):
            sites.add(home, slug, "x", "", "https://x.example")
    with pytest.raises(Refused):
        sites.add(home, "other", "x", "", "not-an-address")
    assert not (home / "sites" / "other").exists()
    with pytest.raises(NotFound):
        Sites(home).get("nowhere")


def test_absolute_addresses_come_from_the_setting_alone(home: Path) -> None:
    assert Sites(home).all["mihon"].address("/posts/1") == "https://hiroba.mihon.example/posts/1"
