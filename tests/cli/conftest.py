"""A migrated city in a temporary CIVIC_HOME and a runner that gives commands as a shell would."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from civic import clock, migrations
from civic import sites as site_module
from civic.cli import app
from civic.config import config
from civic.index import store
from civic.sites import Site, Sites
from tests import cast

Run = Callable[..., Any]


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One city with the cast, its tables made by the migrations."""
    home = tmp_path_factory.mktemp("migrated")
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    migrations.upgrade(site)
    sites = Sites(home)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
    sites.close()
    return home


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A CIVIC_HOME without a city; an English terminal; the cast's clock."""
    home = tmp_path / "home"
    monkeypatch.setenv("CIVIC_HOME", str(home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    config.cache_clear()
    clock.set_source(lambda: cast.NOW)
    yield home
    store.close_all()
    clock.set_source(None)
    config.cache_clear()


@pytest.fixture
def home(empty_home: Path, migrated_home: Path) -> Path:
    """A CIVIC_HOME with the cast's city."""
    shutil.copytree(migrated_home, empty_home, dirs_exist_ok=True)
    return empty_home


@pytest.fixture
def run() -> Run:
    """`run("site", "list")`: exit_code, stdout and stderr apart; anything but an exit is raised."""
    runner = CliRunner()

    def give(*words: object, text: str | None = None) -> Any:
        answer = runner.invoke(app, [str(word) for word in words], input=text)
        if answer.exception is not None and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return answer

    return give


class City:
    """The city of `home`, to look into and to write to between two commands."""

    def __init__(self, home: Path) -> None:
        self.sites = Sites(home)
        self.site: Site = self.sites.get("mihon")

    def reading(self) -> Session:
        return Session(self.sites.engines(self.site)[0])

    def write(self, *rows: Any) -> None:
        with Session(self.sites.engines(self.site)[1], expire_on_commit=False) as db, db.begin():
            db.add_all(rows)


@pytest.fixture
def city(home: Path) -> Iterator[City]:
    opened = City(home)
    yield opened
    store.close_all()
    opened.sites.close()
