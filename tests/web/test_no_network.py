"""A city hall's network lets nothing out: pages, verbs and the worker need no other computer, and pages load nothing."""

import re
import socket
from typing import Any

import pytest

from civic import worker
from tests import make
from tests.browser.pages import PUBLIC
from tests.world import World

LOADED = re.compile(
    r"<(?:script|img|iframe|source|audio|video|embed|input)\b[^>]*\bsrc=[\"']?(?:https?:)?//"
    r"|<link\b[^>]*rel=[\"'](?:stylesheet|icon|preload|manifest)[\"'][^>]*href=[\"'](?:https?:)?//",
    re.I,
)


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every try to reach another computer, or to ask for its address, is refused and noted."""
    tried: list[Any] = []

    def refuse(*args: Any, **_more: Any) -> None:
        tried.append(args[-1] if args else None)
        raise OSError("blocked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


def plain_paths() -> list[str]:
    """Those that need no row of the sample city."""
    return [one.path for one in PUBLIC if "{" not in one.path]


def test_invariant_33_pages_and_worker_need_no_network(world: World, blocked: list[Any]) -> None:
    with world.write() as db:
        make.document(db, "plan-1", ("木陰を増やします。",), title="公園計画")
        make.post(db, make.room(db), title="木陰について")
    form = {
        "once": "once-without-network", "title": "池", "body": "池を直してほしいです。", "acknowledge": "yes",
        "type": "opinion",
    }  # fmt: skip
    assert world.browser("resident").post("/rooms/1/posts", form).status_code == 303
    worker.plan_rounds(world.sites, world.site, is_new_day=True)
    world.drain()
    for path in ("/", "/rooms/1", "/threads/1", "/documents/plan-1", "/search?q=木陰", *plain_paths()):
        assert world.browser().get(path).status_code < 500, path
    for path in ("/notices", "/account", "/desk", "/staff/answers"):
        assert world.browser("moderator").get(path).status_code < 500, path
    assert blocked == []


def test_invariant_33_pages_load_nothing_from_elsewhere(world: World) -> None:
    with world.write() as db:
        make.post(db, make.room(db), title="木陰について")
    for path in ("/", "/rooms/1", "/threads/1", *plain_paths()):
        found = LOADED.search(world.browser().get(path).text)
        assert found is None, f"{path}: {found and found[0]}"
