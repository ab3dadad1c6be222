"""Our own fault is told in the language the visitor chose, or else asks for."""

import asyncio

import pytest
from starlette.requests import Request

from civic.app import broken
from civic.web import sessions
from tests.world import World


@pytest.mark.parametrize(
    ("chosen", "asked", "lang"),
    [("", "", "ja"), ("", "en-GB,en;q=0.9", "en"), ("", "fr", "ja"), ("ja", "en", "ja"), ("en", "ja", "en")],
)
def test_500_speaks_the_language_of_the_visitor(world: World, chosen: str, asked: str, lang: str) -> None:
    headers = [(b"accept-language", asked.encode())] if asked else []
    if chosen:
        headers.append((b"cookie", f"{sessions.cookie_name(world.site, 'lang')}={chosen}".encode()))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "state": {"site": world.site}}
    page = bytes(asyncio.run(broken(Request(scope), RuntimeError())).body).decode()
    assert f'lang="{lang}"' in page
    assert ("It is not your doing" in page) == (lang == "en")


def test_500_needs_no_site() -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    assert b'lang="ja"' in asyncio.run(broken(Request(scope), RuntimeError())).body
