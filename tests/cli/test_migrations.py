"""Migrations: from empty on both databases, the same tables as the models, a second time nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, inspect
from sqlmodel import Session, SQLModel

from civic import migrations
from civic import sites as site_module
from civic.ledger import LedgerHead
from civic.migrations import write
from civic.sites import Site, Sites
from tests import cast
from tests.journeys.conftest import postgres as postgres

PREFIXES = {"pk_", "fk_", "uq_", "ck_", "ix_"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A city whose database is empty."""
    url = "sqlite"
    if request.param == "postgres":
        make: Callable[[str], str] = request.getfixturevalue("postgres")
        url = make(f"migrated_{abs(hash(request.node.name)) % 10**9}")
    return site_module.add(tmp_path, "mihon", "みほん市", "999999", "https://mihon.example", url)


@pytest.fixture
def sites(site: Site, tmp_path: Path) -> Iterator[Sites]:
    opened = Sites(tmp_path)
    yield opened
    opened.close()


def test_an_empty_database_gets_every_table_once(site: Site, sites: Sites) -> None:
    assert not migrations.is_current(site)
    before, after = migrations.upgrade(site)
    assert before is None
    assert after is not None
    assert migrations.is_current(site)
    migrations.check(site)
    assert migrations.upgrade(site) == (after, after)
    found = inspect(sites.engines(site)[0])
    assert set(found.get_table_names()) == set(SQLModel.metadata.tables) | {"alembic_version"}


def test_the_migrated_checks_are_the_models_own(site: Site, sites: Sites) -> None:
    """Alembic compares no CHECK constraints, so a widened list of states would be refused only by a city's database."""
    if site.database != "sqlite":
        pytest.skip("PostgreSQL rewrites the wording of its checks; the cast below is stored there too")
    migrations.upgrade(site)
    made = create_engine("sqlite://")
    SQLModel.metadata.create_all(made)
    wanted, found = inspect(made), inspect(sites.engines(site)[0])
    for table in SQLModel.metadata.tables:
        checks = [{(c["name"], c["sqltext"]) for c in of.get_check_constraints(table)} for of in (wanted, found)]
        assert checks[1] == checks[0], table
    made.dispose()


def test_the_cast_lives_in_migrated_tables(site: Site, sites: Sites) -> None:
    """The models' own rows go in and come out, constraints and all."""
    migrations.upgrade(site)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
    with Session(sites.engines(site)[0]) as db:
        assert db.get_one(LedgerHead, 1).seq == 0


def test_constraints_are_those_of_the_models_by_name(site: Site, sites: Sites) -> None:
    """`check` does not compare CHECKs and names; later migrations find a constraint by its name."""
    migrations.upgrade(site)
    looked = inspect(sites.engines(site)[0])
    for table in SQLModel.metadata.tables.values():
        named = {c["name"] for c in looked.get_check_constraints(table.name)}
        named |= {c["name"] for c in looked.get_unique_constraints(table.name)}
        named |= {c["name"] for c in looked.get_foreign_keys(table.name)}
        named |= {looked.get_pk_constraint(table.name)["name"]}
        expected = {str(c.name) for c in table.constraints}
        assert named == expected, table.name
        indexes = {i["name"] for i in looked.get_indexes(table.name) if not i.get("duplicates_constraint")}
        assert indexes == {str(i.name) for i in table.indexes}
        assert {str(name)[:3] for name in named | indexes} <= PREFIXES, table.name


def test_a_failing_migration_leaves_no_trace(site: Site, sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def half(config: object, revision: str) -> None:
        real(config, revision)  # type: ignore[arg-type]
        raise CommandError("the second half")

    monkeypatch.setattr(command, "upgrade", half)
    with pytest.raises(migrations.CannotMigrate, match="second half"):
        migrations.upgrade(site)
    assert inspect(sites.engines(site)[0]).get_table_names() == []


def test_a_migration_that_would_orphan_rows_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_module.add(tmp_path, "mihon", "みほん市", "999999", "https://mihon.example")
    migrations.upgrade(site)

    def orphan(config: object, _revision: str) -> None:
        connection: Connection = config.attributes["connection"]  # type: ignore[attr-defined]
        connection.exec_driver_sql("INSERT INTO room_topic (room_id, topic_id) VALUES (77, 78)")

    monkeypatch.setattr(command, "upgrade", orphan)
    with pytest.raises(migrations.CannotMigrate, match="room_topic"):
        migrations.upgrade(site)
    with sqlite3.connect(site.folder / "civic.sqlite") as database:
        assert database.execute("SELECT count(*) FROM room_topic").fetchone() == (0,)
    database.close()


def test_migrations_import_no_models() -> None:
    """A migration must still run when the models have moved on."""
    for path in Path(migrations.__file__).parent.glob("versions/*.py"):
        assert "civic" not in path.read_text("utf-8"), path.name


def test_the_next_migration_gets_the_next_number(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(command, "revision", lambda _config, message, **facts: written.append((message, facts)))
    write.main("nothing changes")
    count = len(list(Path(migrations.__file__).parent.glob("versions/[0-9]*.py")))
    assert written == [("nothing changes", {"autogenerate": True, "rev_id": f"{count + 1:04d}"})]
