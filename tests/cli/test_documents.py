"""civic library import, civic reindex, civic search."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from civic import clock, i18n
from civic.city.actions import put_setting
from civic.index import store
from civic.jobs import Job, later
from civic.library.models import Document, DocumentImport, DocumentVersion, Unit, VersionState
from civic.library.readers.failures import FAILURE_CODES, UNREAD_CODES
from civic.sites import Sites
from tests.cli.conftest import City, Run
from tests.library.files import minutes, ordinance, written

BY = ("--by", "drafter@mihon.example")
APPROVED = (*BY, "--approved-by", "approver@mihon.example")


def counts(city: City) -> tuple[int, int, int]:
    """Documents, published versions, jobs that wait."""
    with city.reading() as db:
        published = select(DocumentVersion).where(col(DocumentVersion.state) == VersionState.PUBLISHED)
        return tuple(len(db.exec(query).all()) for query in (select(Document), published, select(Job)))  # type: ignore[return-value]


def lines(answer: Any) -> list[dict[str, Any]]:
    assert answer.exit_code == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_documents_are_brought_in_published_and_found(city: City, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, ordinance(), "hiroba.xml")
    answer = run("library", "import", file, "--kind", "ordinance", *APPROVED)
    assert answer.exit_code == 0, answer.stderr
    assert "hiroba.xml: Documents 1" in answer.stdout
    assert "Published 1 documents" in answer.stderr
    assert counts(city) == (1, 1, 0)
    (first, *_rest) = lines(run("search", "広場", "--json", "--limit", "5"))
    assert set(first) == {"doc", "seq", "kind", "title", "score"}
    assert first["kind"] == "ordinance"
    assert "広場" in run("search", "憩いの場").stdout or first["doc"] in run("search", "憩いの場").stdout


def test_what_nobody_approved_is_not_public(city: City, run: Run, tmp_path: Path) -> None:
    answer = run("library", "import", written(tmp_path, minutes("m1", "m2")), *BY, "--json")
    (report,) = lines(answer)
    assert (report["documents"], report["failed"]) == (2, None)
    assert counts(city)[1:] == (0, 0)
    with city.reading() as db:
        assert db.exec(select(DocumentImport)).one().drafted_by is not None
    assert "Nothing was found" in run("search", "会議").stdout


def test_the_same_bytes_again_change_nothing(city: City, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, minutes("m1", "m2"))
    run("library", "import", file, *APPROVED)
    before = counts(city)
    (report,) = lines(run("library", "import", file, *APPROVED, "--json"))
    assert report["documents_unchanged"] == 2
    assert counts(city) == before


def test_a_dry_run_changes_nothing(city: City, run: Run, tmp_path: Path) -> None:
    (report,) = lines(run("library", "import", written(tmp_path, minutes("m1")), "--dry-run", "--json"))
    assert report["documents_new"] == 1
    assert counts(city) == (0, 0, 0)
    assert list(city.site.files.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{file}", "{folder}/none.pdf"), "Not a file"),
        (("{folder}/empty",), "No file that can be read"),
        (("{file}", "--approved-by", "approver@mihon.example"), "two people"),
        (("{file}", "--by", "nobody@mihon.example"), "nobody@mihon.example"),
        (("{file}", *BY, "--approved-by", "nobody@mihon.example"), "nobody@mihon.example"),
    ],
)
def test_a_wrong_call_reads_nothing(city: City, run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    file = written(tmp_path, minutes("m1"))
    (tmp_path / "empty").mkdir()
    answer = run("library", "import", *(word.format(file=file, folder=tmp_path) for word in words))
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert counts(city) == (0, 0, 0)


@pytest.mark.parametrize("approver", ["drafter@mihon.example", "resident@mihon.example"])
def test_who_may_not_approve_publishes_nothing(city: City, run: Run, tmp_path: Path, approver: str) -> None:
    file = written(tmp_path, minutes("m1"))
    answer = run("library", "import", file, *BY, "--approved-by", approver)
    assert answer.exit_code == 1
    assert counts(city)[:2] == (1, 0)
    assert run("library", "import", file, *APPROVED).exit_code == 0
    assert counts(city)[:2] == (1, 1)


def test_a_file_that_cannot_be_read_is_told_and_the_next_one_is_read(city: City, run: Run, tmp_path: Path) -> None:
    bad, good = written(tmp_path, b"%PDF-1.7 broken", "bad.pdf"), written(tmp_path, minutes("m1"))
    answer = run("library", "import", bad, good, *APPROVED)
    assert answer.exit_code == 1
    assert i18n.english()[i18n.codes()["library.failure.broken"]] in answer.stderr
    assert counts(city)[:2] == (1, 1)
    report = json.loads(run("library", "import", bad, "--json").stdout)
    assert report["failed"]["code"] == "broken"


def test_a_folder_brings_every_known_file_in_it_by_name(city: City, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    written(folder / "b", minutes("m2"), "2.jsonl")
    written(folder / "b", b"%PDF-1.7 broken", "3.pdf")
    written(folder, minutes("m1"), "a.jsonl")
    written(folder, b"\x89PNG\r\n", "picture.png")
    written(folder / ".hidden", minutes("m9"), "9.jsonl")
    answer = run("library", "import", folder, *APPROVED, "--json")
    assert answer.exit_code == 1
    assert [json.loads(line)["file"] for line in answer.stdout.splitlines()] == ["a.jsonl", "2.jsonl", "3.pdf"]
    assert "picture.png" in "".join(answer.stderr.split())
    assert counts(city)[:2] == (2, 2)


def test_what_could_not_be_read_is_listed(run: Run, city: City, tmp_path: Path) -> None:
    file = written(tmp_path, minutes("m1") + "{broken\n")
    answer = run("library", "import", file, "--dry-run")
    assert "not read:" in answer.stdout
    assert i18n.english()[i18n.codes()["library.why.not_json"]] in answer.stdout


def test_every_reader_s_code_has_its_sentence() -> None:
    codes, english = i18n.codes(), i18n.english()
    for code in [f"library.failure.{c}" for c in FAILURE_CODES] + [f"library.why.{c}" for c in UNREAD_CODES]:
        assert codes[code] in english, code


def test_an_import_killed_in_the_middle_is_run_again(city: City, run: Run, tmp_path: Path) -> None:
    """kill -9 while units are written; the second run ends with what one whole run would have given."""
    file = written(tmp_path, minutes(*(f"m{n}" for n in range(300))))
    command = [sys.executable, "-c", "from civic.cli import app; app()", "library", "import", str(file), *BY]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: counts(city)[0] >= 20, process)
    finally:
        process.kill()
        process.wait()
    assert 20 <= counts(city)[0] < 300
    answer = run("library", "import", file, *APPROVED)
    assert answer.exit_code == 0, answer.stderr
    assert counts(city) == (300, 300, 0)
    with city.reading() as db:
        assert len(db.exec(select(Unit.id)).all()) == 600
        half = select(DocumentVersion).where(col(DocumentVersion.state) == VersionState.IMPORTING)
        assert db.exec(half).all() == []
    assert store.engine_for(city.site).count() == 600
    store.forget(city.site)
    assert run("doctor").exit_code == 0


def wait_for(is_there: Any, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while not is_there():
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_index_is_built_again(city: City, run: Run, tmp_path: Path) -> None:
    run("library", "import", written(tmp_path, minutes("m1", "m2")), *APPROVED)
    for path in city.site.index_folder.iterdir():
        path.write_bytes(b"damaged")
    answer = run("search", "会議")
    assert answer.exit_code == 1
    assert "civic reindex" in answer.stderr
    answer = run("reindex")
    assert answer.exit_code == 0, answer.stderr
    assert "4 items" in answer.stdout
    assert run("doctor").exit_code == 0


def test_a_job_that_writes_while_the_index_is_built_is_not_lost(
    city: City, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document becomes public after reindex has read its place: its job comes when the writer is free."""
    from civic import worker
    from civic.cli import searching
    from civic.index import whoosh_engine

    monkeypatch.setattr(whoosh_engine, "_LOCK_SECONDS", 0.05)
    run("library", "import", written(tmp_path, minutes("m1")), *APPROVED)
    engine = whoosh_engine.WhooshEngine(city.site.index_folder)
    with city.reading() as db:
        document_id = db.exec(select(Document.id)).one()
    read = searching.all_cards

    def meanwhile(db: Session) -> Any:
        yield from read(db)
        with Session(city.sites.engines(city.site)[1]) as other, other.begin():
            later(other, "library.index_document", document_id)
        monkeypatch.setattr(store, "engine_for", lambda _site: engine)
        assert worker.drain(city.sites, city.site) == 1

    monkeypatch.setattr(searching, "all_cards", meanwhile)
    assert run("reindex").exit_code == 0
    with city.reading() as db:
        waiting = db.exec(select(Job)).one()
        assert (waiting.tries, waiting.last_error[:9]) == (0, "IndexBusy")
    engine.commit()
    assert engine.count() == 2
    engine.close()


def test_batches_answer_line_by_line(city: City, run: Run, tmp_path: Path) -> None:
    run("library", "import", written(tmp_path, ordinance(), "hiroba.xml"), *APPROVED)
    text = '{"qid": "q1", "query": "広場"}\n\n{"qid": 2, "query": ""}\n'
    first, second = lines(run("search", "--batch", "-", "--limit", "3", text=text))
    assert first["qid"] == "q1"
    assert first["results"][0]["kind"] == "ordinance"
    assert second["qid"] == 2
    for bad in ("{", '{"qid": 1}', '{"query": "x"}', '{"qid": 1, "query": 5}', "[1]"):
        answer = run("search", "--batch", "-", text='{"qid": "q1", "query": "広場"}\n' + bad)
        assert answer.exit_code == 1
        assert "Line 2" in answer.stderr
        assert len(answer.stdout.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("  ",), ("--batch", "/nowhere/queries.jsonl")])
def test_a_search_for_nothing_is_refused(city: City, run: Run, words: tuple[str, ...]) -> None:
    answer = run("search", *words)
    assert answer.exit_code == 1
    assert answer.stderr.strip()


@pytest.mark.parametrize("query", ["(((((", '"', "-", "\udce3", "*" * 5000, "OR AND NOT", "[bold]"])
def test_any_query_is_answered(city: City, run: Run, query: str) -> None:
    assert run("search", "--json", "--", query).exit_code == 0


def test_sites_are_kept_apart(city: City, run: Run, tmp_path: Path) -> None:
    run("site", "add", "tameshi", "--name", "ためし市", "--url", "https://tameshi.example")
    assert "several cities" in run("search", "広場").stderr
    assert run("search", "広場", "--site", "tameshi").exit_code == 0
    assert len(Sites(city.sites.home).all) == 2


def test_a_delivery_nobody_signed_is_refused(city: City, run: Run, tmp_path: Path) -> None:
    answer = run("library", "deliver", written(tmp_path, "a.b.c", "list.jws"), tmp_path, *BY)
    assert answer.exit_code == 1
    assert "documents.manifest_keys" in answer.stderr
    assert run("library", "deliver", tmp_path / "none.jws", tmp_path, *BY).exit_code == 1
    assert counts(city) == (0, 0, 0)


def test_a_large_import_gets_the_right_index_from_the_start_in_turns(
    city: City, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civic.library import jobs

    monkeypatch.setattr(store, "MOST_FOR_WHOOSH", 3)
    monkeypatch.setattr(store, "_BACK_BELOW", 2)
    monkeypatch.setattr(jobs, "CARDS_A_TURN", 1)
    monkeypatch.setattr(jobs, "LINKED_A_TURN", 1)
    file = written(tmp_path, minutes("m1", "m2"))
    answer = run("library", "import", file, *APPROVED)
    assert "4 items can be found (index: tantivy)" in answer.stderr
    assert "more than 3 items" in answer.stderr
    assert counts(city) == (2, 2, 0)
    assert len(lines(run("search", "定例会", "--json"))) == 4


def test_an_index_that_outgrows_its_engine_is_built_again_with_what_waits(
    city: City, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("library", "import", written(tmp_path, minutes("m1")), *APPROVED)
    monkeypatch.setattr(store, "MOST_FOR_WHOOSH", 3)
    answer = run("library", "import", written(tmp_path, minutes("m2"), "m2.jsonl"), *APPROVED)
    assert "index: tantivy" in answer.stderr
    assert "search engine" not in answer.stdout
    assert counts(city) == (2, 2, 0)
    assert len(lines(run("search", "定例会", "--json"))) == 4


def test_reindex_takes_the_engine_of_the_setting(city: City, run: Run, tmp_path: Path) -> None:
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        put_setting(db, "search.engine", "tantivy", None, clock.now())
    run("library", "import", written(tmp_path, minutes("m1")), *APPROVED)
    assert "index: tantivy" in run("reindex").stderr
