"""civic site add and list, civic user add, civic migrate: setting up a city."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import col, select

from civic import migrations
from civic.accounts.models import Person, RoleGrant
from civic.config import config
from civic.ledger import LedgerEntry
from civic.sites import Sites
from tests.cli.conftest import City, Run


def test_a_city_is_added_and_listed(empty_home: Path, run: Run) -> None:
    answer = run("site", "add", "tameshi", "--name", "ためし市", "--url", "https://tameshi.example", "--code", "999989")
    assert answer.exit_code == 0, answer.stderr
    assert "civic user add" in answer.stdout
    site = Sites(empty_home).get("tameshi")
    assert migrations.is_current(site)
    assert json.loads(run("site", "list", "--json").stdout) == {
        "slug": "tameshi", "name": "ためし市", "code": "999989", "url": "https://tameshi.example",
    }  # fmt: skip
    assert "ためし市" in run("site", "list").stdout


@pytest.mark.parametrize(
    ("slug", "url", "database", "said"),
    [
        ("Tameshi", "https://t.example", "sqlite", "短い名前"),
        ("../evil", "https://t.example", "sqlite", "短い名前"),
        ("mihon", "https://t.example", "sqlite", "mihon"),
        ("tameshi", "t.example", "sqlite", "https://"),
        ("tameshi", "https://[broken", "sqlite", "https://"),
        ("tameshi", "javascript://t.example", "sqlite", "https://"),
        ("tameshi", "https://mihon.example", "sqlite", "used by mihon"),
        ("tameshi", "https://t.example", "mysql://x", "--database"),
        ("tameshi", "https://t.example", "postgresql://nobody@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_a_city_that_cannot_be_is_refused_and_leaves_nothing(
    home: Path, run: Run, slug: str, url: str, database: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8" if "短" in said else "C")
    answer = run("site", "add", slug, "--name", "ためし市", "--url", url, "--database", database)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.output
    assert sorted(path.name for path in (home / "sites").iterdir()) == ["mihon"]


def test_a_japanese_terminal_is_spoken_to_in_japanese(
    empty_home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No city" in run("doctor", "--site", "").stderr + run("jobs", "list").stderr
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "まだ市がありません" in run("jobs", "list").stderr


def test_a_folder_that_is_no_city_is_a_sentence(home: Path, run: Run) -> None:
    (home / "sites" / "mihon" / "site.json").write_text("{", "utf-8")
    answer = run("site", "list")
    assert answer.exit_code == 1
    assert "cannot be read" in answer.stderr


def test_a_setting_that_is_no_number_is_a_sentence(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    config.cache_clear()
    answer = run("site", "list")
    assert answer.exit_code == 1
    assert "eighty" in answer.stderr


def test_the_first_person_gets_roles_and_a_link(city: City, run: Run) -> None:
    answer = run("user", "add", "aoki@mihon.example", "--handle", "青木", "--role", "city_manager", "--role", "auditor")
    assert answer.exit_code == 0, answer.stderr
    assert "https://mihon.example/reset/" in answer.stdout
    with city.reading() as db:
        person = db.exec(select(Person).where(col(Person.email) == "aoki@mihon.example")).one()
        grants = db.exec(select(RoleGrant.role).where(col(RoleGrant.person_id) == person.id)).all()
        verbs = db.exec(select(LedgerEntry.verb)).all()
    assert person.handle == "青木"
    assert sorted(role.value for role in grants) == ["auditor", "city_manager"]
    assert verbs == ["accounts.grant_role", "accounts.grant_role"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("resident@mihon.example",), "resident@mihon.example"),
        (("no-address",), "mail address"),
        (("a@mihon.example", "--role", "king"), "city_manager"),
        (("a@mihon.example", "--handle", "市長"), ""),
        (("a@mihon.example", "--site", "nowhere"), "nowhere"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused(city: City, run: Run, words: tuple[str, ...], said: str) -> None:
    answer = run("user", "add", *words)
    assert answer.exit_code == 1
    assert answer.stderr.strip()
    assert said in answer.stderr or "resident" in said
    with city.reading() as db:
        assert db.exec(select(LedgerEntry)).all() == []


def test_migrate_brings_an_empty_database_up_to_date_once(home: Path, run: Run) -> None:
    (home / "sites" / "mihon" / "civic.sqlite").unlink()
    assert re.fullmatch(r"mihon: empty -> \d{4}\n", run("migrate").stdout)
    assert "up to date" in run("migrate", "--site", "mihon").stdout


def test_a_database_of_a_newer_version_is_left_alone(home: Path, run: Run) -> None:
    with sqlite3.connect(home / "sites" / "mihon" / "civic.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    answer = run("migrate")
    assert answer.exit_code == 1
    assert "9999" in answer.stderr
    assert "unchanged" in answer.stderr
