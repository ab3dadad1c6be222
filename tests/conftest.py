"""Fixtures: one application for the run, one copied city per test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from civic import sites as site_module
from civic.accounts.queries import who_is
from civic.app import make_app
from civic.city.queries import site_facts
from civic.sites import Sites
from civic.web.hooks import Hooks, set_hooks
from tests import cast
from tests.world import World, copy_site

os.environ.setdefault("CIVIC_ENV", "production")


@pytest.fixture(scope="session")
def template_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one filled city, copied for every test that wants a world."""
    home = tmp_path_factory.mktemp("template")
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    sites = Sites(home)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
    sites.close()
    return home


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sites, Starlette]:
    sites = Sites(tmp_path_factory.mktemp("none"))
    return sites, make_app(sites)


@pytest.fixture
def world(served: tuple[Sites, Starlette], template_home: Path, tmp_path: Path) -> Iterator[World]:
    """The cast's city, fresh for this test."""
    sites, app = served
    copy_site(template_home, tmp_path)
    sites.home = tmp_path
    sites.reload()
    # Another test may have made an application of its own since (civic serve, civic demo).
    set_hooks(Hooks(sites, who_is, site_facts))
    made = World(sites.get("mihon"), sites, app)
    yield made
    made.close()
