"""A city added while server and worker run is served without a restart."""

from pathlib import Path

import pytest

from civic import sites as site_module
from civic.sites import LOOK_SECONDS, Sites


def test_a_new_city_is_found_by_its_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site_module.add(tmp_path, "one", "いち市", "130001", "https://one.example")
    served = Sites(tmp_path)
    moment = 1000.0
    monkeypatch.setattr("civic.sites.time.monotonic", lambda: moment)
    assert served.by_host("two.example") is None
    site_module.add(tmp_path, "two", "に市", "130002", "https://two.example")
    assert served.by_host("two.example") is None  # it has just looked
    moment += LOOK_SECONDS + 1
    found = served.by_host("two.example")
    assert found is not None
    assert found.name == "に市"
    served.close()


def test_the_worker_notices_new_and_changed_cities(tmp_path: Path) -> None:
    served = Sites(tmp_path)
    served.notice()
    assert served.all == {}
    site_module.add(tmp_path, "one", "いち市", "130001", "https://one.example")
    served.notice()
    assert list(served.all) == ["one"]
    kept = served.all["one"]
    served.notice()
    assert served.all["one"] is kept
