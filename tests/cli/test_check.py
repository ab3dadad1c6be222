"""civic ledger verify and civic doctor: what is wrong is found, located, and the command that mends it named."""

import json
import secrets
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from civic import ledger, migrations
from civic.cli import check
from civic.jobs import Job, JobState
from civic.records.actions import publish_head
from civic.records.jobs import HEADS_FILE, write_heads
from civic.responses.models import ResponseVersion
from civic.review.models import Act, ActKind
from civic.rooms.models import Post, PostRevision, Room
from tests import cast, make
from tests.cli.conftest import City, Run
from tests.library.files import ordinance, written


def one_of_each(db: Session) -> None:
    """A post with an earlier revision, an act and an answer, each with its entry as the verbs write it."""
    room: Room = make.room(db)
    post: Post = make.post(db, room, revision=2)
    old = PostRevision(
        post_id=post.id, number=1, body="前の文", salt="t", digest=ledger.digest("t", "", "前の文"), written_at=cast.NOW
    )
    act = Act(
        post_id=post.id, kind=ActKind.HIDE, article=3, rule_version=1, reason="根拠", salt="u",
        digest=ledger.digest("u", "根拠"), decided_by=5, decided_at=cast.NOW, state_before="published",
        state_after="hidden",
    )  # fmt: skip
    db.add_all([old, act])
    db.flush()
    target = f"post:{post.id}"
    ledger.append(db, 1, "rooms.publish_post", target, at=cast.NOW, revision=1, digest=old.digest)
    ledger.append(db, 1, "rooms.edit_post", target, at=cast.NOW, revision=2, digest=post.digest)
    ledger.append(db, 5, "review.hide_post", target, at=cast.NOW, act=act.id, article=3, digest=act.digest)
    _answer(db, room, post)


def _answer(db: Session, room: Room, post: Post) -> None:
    from civic.responses.models import Response

    duty = Response(
        room_id=room.id, post_id=post.id, section_id=cast.PARKS, assigned_at=cast.NOW, due_on=cast.NOW.date()
    )
    db.add(duty)
    db.flush()
    version = ResponseVersion(
        response_id=duty.id, number=1, body="答え", html="<p>答え</p>", salt="v", digest=ledger.digest("v", "答え"),
        section_name="公園みどり課", drafted_by=8, drafted_at=cast.NOW,
    )  # fmt: skip
    db.add(version)
    ledger.append(
        db, 8, "responses.draft_response", f"response:{duty.id}", at=cast.NOW, version=1, digest=version.digest
    )


@pytest.fixture
def lived(city: City) -> City:
    """The city after a day: texts, a published head and its copy outside the database."""
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        one_of_each(db)
        publish_head(db, cast.NOW.date())
    write_heads(city.site, city.reading())
    return city


def sql(city: City, *statements: str) -> None:
    """What somebody with the database file in hand could do."""
    with sqlite3.connect(city.site.folder / "civic.sqlite") as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def found(run: Run) -> list[tuple[str, str]]:
    answer = run("ledger", "verify", "--json")
    breaks = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.exit_code == (1 if breaks else 0)
    return [(one["code"], one["where"]) for one in breaks]


def test_a_ledger_that_holds(lived: City, run: Run) -> None:
    assert found(run) == []
    assert "The ledger holds" in run("ledger", "verify").stdout


@pytest.mark.parametrize(
    ("statement", "code", "where"),
    [
        ("UPDATE post SET body = body || '。'", "ledger.changed_text", "post:1/revision:2"),
        ("UPDATE post SET title = '別の題'", "ledger.changed_text", "post:1/revision:2"),
        ("UPDATE post_revision SET body = 'ほかの文'", "ledger.changed_text", "post:1/revision:1"),
        ("UPDATE act SET reason = '別の根拠'", "ledger.changed_text", "act:1"),
        ("UPDATE response_version SET body = '別の答え'", "ledger.changed_text", "response:1/version:1"),
        ("DELETE FROM act", "ledger.missing_row", "act:1"),
        ("DELETE FROM post_revision", "ledger.missing_row", "post:1/revision:1"),
        ("DELETE FROM response_version", "ledger.missing_row", "response:1/version:1"),
        ("UPDATE ledger_entry SET verb = 'rooms.publish_pest' WHERE seq = 1", "ledger.changed_entry", "ledger:1"),
        ("UPDATE ledger_entry SET data = replace(data, '3', '4') WHERE seq = 3", "ledger.changed_entry", "ledger:3"),
        ("DELETE FROM ledger_entry WHERE seq = 4", "ledger.missing_tail", "ledger:4"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "ledger.missing_entry", "ledger:2"),
    ],
)
def test_one_change_is_found_and_located(lived: City, run: Run, statement: str, code: str, where: str) -> None:
    sql(lived, statement)
    assert (code, where) in found(run)
    answer = run("ledger", "verify")
    assert answer.exit_code == 1
    assert where in answer.stdout


def test_a_text_changed_together_with_its_digest_is_found(lived: City, run: Run) -> None:
    digest = ledger.digest("s", "遊具について", "賛成です。")
    sql(lived, f"UPDATE post SET body = '賛成です。', digest = '{digest}'")
    assert found(run) == [("ledger.changed_text", "post:1/revision:2")]


def test_a_text_that_came_in_by_the_back_door_is_found(lived: City, run: Run) -> None:
    lived.write(
        PostRevision(post_id=1, number=0, body="x", salt="t", digest=ledger.digest("t", "", "x"), written_at=cast.NOW)
    )
    assert found(run) == [("ledger.unrecorded_text", "post:1/revision:0")]


def test_a_chain_rewritten_whole_differs_from_its_published_heads(lived: City, run: Run) -> None:
    sql(lived, "DELETE FROM ledger_published_head")
    with Session(lived.sites.engines(lived.site)[1]) as db, db.begin():
        previous = ledger.GENESIS
        for entry in db.exec(ledger.select(ledger.LedgerEntry).order_by(ledger.col(ledger.LedgerEntry.seq))).all():
            entry.at += timedelta(seconds=1)
            entry.previous = previous
            args = (entry.seq, entry.at, entry.actor_id, entry.verb, entry.target, entry.data, previous)
            previous = entry.hash = ledger.entry_hash(*args)
            db.add(entry)
        head = db.get_one(ledger.LedgerHead, 1)
        head.hash = previous
    assert found(run) == [("ledger.published_head_differs", "ledger:4")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "ledger.heads_file_missing"),
        ("{broken\n", "ledger.heads_file_broken"),
        ("[]\n", "ledger.heads_file_broken"),
        ('{"on": "2026-11-24", "seq": 4, "hash": "0"}\n', "ledger.published_head_differs"),
        ('{"on": "2026-11-24", "seq": 99, "hash": "0"}\n', "ledger.published_head_differs"),
    ],
)
def test_the_file_of_heads_is_compared(lived: City, run: Run, text: str | None, code: str) -> None:
    path = lived.site.folder / HEADS_FILE
    path.unlink() if text is None else path.write_text(text, "utf-8")
    assert [one for one, _where in found(run)] == [code]


def test_a_purged_post_is_no_break(lived: City, run: Run) -> None:
    sql(lived, "UPDATE post SET state = 'purged', body = '', html = '', title = ''", "DELETE FROM post_revision")
    assert found(run) == []


def no_database(city: City) -> None:
    city.sites.close()
    (city.site.folder / "civic.sqlite").write_bytes(secrets.token_bytes(5000))
    for name in ("civic.sqlite-wal", "civic.sqlite-shm"):
        (city.site.folder / name).unlink(missing_ok=True)


def not_migrated(city: City) -> None:
    sql(city, "DROP TABLE alembic_version")


def changed_byte(city: City) -> None:
    sql(city, "UPDATE post SET body = replace(body, '遊', '遂')")


def stale_index(city: City) -> None:
    sql(city, "DELETE FROM job")


def broken_index(city: City) -> None:
    (city.site.index_folder / "civic-index.json").write_text("{}", "utf-8")


def failed_job(city: City) -> None:
    city.write(
        Job(
            id=77, name="rooms.index_post", key="1", args={}, state=JobState.FAILED, run_at=cast.NOW, tries=7,
            last_error="OSError: full", created_at=cast.NOW,
        )
    )  # fmt: skip


def no_worker(city: City) -> None:
    hour_ago = cast.NOW - timedelta(hours=1)
    city.write(Job(name="accounts.mail_reset", key="1", args={}, run_at=hour_ago, created_at=hour_ago))


def parked_jobs(city: City) -> None:
    city.write(Job(name="a", key="1", args={}, state=JobState.PARKED, run_at=cast.NOW, created_at=cast.NOW))


@pytest.mark.parametrize(
    ("damage", "said", "mend"),
    [
        (no_database, "cannot be read", "civic restore"),
        (not_migrated, "not up to date", "civic migrate"),
        (changed_byte, "post:1/revision:2", "civic restore"),
        (stale_index, "holds 0 items", "civic reindex"),
        (broken_index, "cannot be read", "civic reindex"),
        (failed_job, "OSError: full", "civic jobs retry 77"),
        (no_worker, "no worker runs", "civic work"),
        (parked_jobs, "parked", "civic jobs release"),
    ],
)
def test_the_doctor_finds_it_and_says_what_mends_it(
    lived: City, run: Run, damage: Callable[[City], None], said: str, mend: str
) -> None:
    if damage is not stale_index:
        run("reindex")
    damage(lived)
    answer = run("doctor")
    assert answer.exit_code == 1
    assert said in answer.stdout
    assert f"-> {mend}" in answer.stdout
    (first, *more) = [json.loads(line) for line in run("doctor", "--json").stdout.splitlines()]
    assert mend in first["mend"]
    assert more == [] or damage is changed_byte


def test_the_doctor_has_nothing_to_say_of_a_healthy_city(lived: City, run: Run) -> None:
    run("reindex")
    answer = run("doctor")
    assert answer.exit_code == 0
    assert "All is well" in answer.stdout
    assert run("doctor", "--json").stdout == ""


def test_while_index_jobs_wait_the_index_may_be_behind(lived: City, run: Run) -> None:
    lived.write(Job(name="rooms.index_post", key="1", args={}, run_at=cast.NOW, created_at=cast.NOW))
    assert run("doctor").exit_code == 0


@pytest.mark.parametrize("is_cut", [False, True])
def test_an_original_that_is_gone_or_cut_is_named(lived: City, run: Run, tmp_path: Path, is_cut: bool) -> None:
    file = written(tmp_path, ordinance(), "hiroba.xml")
    run("library", "import", file, "--by", "drafter@mihon.example", "--approved-by", "approver@mihon.example")
    run("reindex")
    assert run("doctor").exit_code == 0
    (original,) = lived.site.files.iterdir()
    if is_cut:
        original.write_bytes(b"cut")
    else:
        original.unlink()
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "hiroba.xml" in answer.stdout
    assert "civic library import" in answer.stdout
    original.unlink(missing_ok=True)
    run("library", "import", file, "--by", "drafter@mihon.example")
    assert run("doctor").exit_code == 0


def test_of_several_cities_the_command_names_its_city(lived: City, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("site", "add", "tameshi", "--name", "ためし市", "--url", "https://tameshi.example")
    answer = run("doctor")
    assert "mihon: " in answer.stdout
    assert "-> civic reindex --site mihon" in answer.stdout
    assert run("doctor", "--site", "tameshi").exit_code == 0
    assert "nowhere" in run("doctor", "--site", "nowhere").stderr


def test_a_full_disk_is_told(lived: City, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("reindex")

    class Usage:
        free = 1000

    monkeypatch.setattr(check.shutil, "disk_usage", lambda _folder: Usage)
    answer: Any = run("doctor")
    assert answer.exit_code == 1
    assert "1 GB" in answer.stdout
    assert migrations.is_current(lived.site)
