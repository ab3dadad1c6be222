"""Bringing files in: versions nobody sees, the same bytes twice, changes counted, interruptions, what cannot be read."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import func, select

from civic.ledger import LedgerEntry
from civic.library.actions import importing
from civic.library.models import Document, DocumentImport, DocumentVersion, ImportState, Unit, VersionState
from tests import cast
from tests.library.files import bring, minutes, ordinance, written
from tests.world import World


def count(world: World, table: Any) -> int:
    with world.read() as db:
        return db.exec(select(func.count()).select_from(table)).one()


def test_a_file_becomes_versions_that_wait(world: World, tmp_path: Path) -> None:
    seen: list[int] = []
    report = bring(
        world, written(tmp_path, minutes("a-1", "a-2")), progress=lambda r: seen.append(r.counts["documents"])
    )
    assert (report.counts["documents"], report.counts["documents_new"], report.counts["units"]) == (2, 2, 4)
    assert seen == [1, 2]
    assert not report.has_failed
    with world.read() as db:
        document = db.exec(select(Document).where(Document.key == "a-1")).one()
        version = db.exec(select(DocumentVersion).where(DocumentVersion.document_id == document.id)).one()
        units = db.exec(select(Unit).where(Unit.version_id == version.id).order_by(Unit.seq)).all()
        brought = db.exec(select(DocumentImport)).one()
        acts = [e.verb for e in db.exec(select(LedgerEntry))]
    assert document.current_version_id is None
    assert version.state is VersionState.READY
    assert version.drafted_by == cast.person("drafter")
    assert version.facts["title"] == "みほん町議会 第1回定例会"
    assert [(u.seq, u.path, u.speaker) for u in units] == [
        (1, "1", "議長（見本太郎君）"),
        (2, "2", "町長（例示花子君）"),
    ]
    assert brought.state is ImportState.DONE
    assert brought.counts["documents"] == 2
    assert acts == ["library.import_file"]
    assert (world.site.files / report.sha256).read_text("utf-8").startswith("{")


def test_the_same_bytes_change_nothing(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, minutes("a-1"))
    bring(world, path)
    before = count(world, Unit)
    again = bring(world, path)
    assert again.counts["documents_unchanged"] == 1
    assert again.version_ids == []
    assert count(world, Unit) == before
    assert count(world, DocumentVersion) == 1


def test_units_are_counted_against_the_version_before(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, minutes("a-1")))
    passages = [{"seq": 1, "text": "開会いたします。"}, {"seq": 3, "text": "閉会します。"}]
    report = bring(world, written(tmp_path, minutes("a-1", passages=passages)))
    counts = {name: report.counts[name] for name in ("created", "changed", "unchanged", "removed")}
    assert counts == {"created": 1, "changed": 1, "unchanged": 0, "removed": 1}
    assert report.counts["documents_changed"] == 1
    with world.read() as db:
        assert [v.number for v in db.exec(select(DocumentVersion).order_by(DocumentVersion.number))] == [1, 2]


def test_a_dry_run_writes_nothing(world: World, tmp_path: Path) -> None:
    report = bring(world, written(tmp_path, minutes("a-1")), dry_run=True)
    assert report.counts["documents_new"] == 1
    assert report.import_id is None
    assert [count(world, table) for table in (Document, DocumentImport, Unit, LedgerEntry)] == [0, 0, 0, 0]
    assert list(world.site.files.iterdir()) == []


def test_an_interrupted_import_is_run_again(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes between two batches: the half version is invisible and is dropped by the next run."""
    path = written(tmp_path, minutes("a-1"))
    monkeypatch.setattr(importing, "BATCH", 1)
    whole, calls = importing.insert, []

    def failing(table: Any) -> Any:
        calls.append(table)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return whole(table)

    monkeypatch.setattr(importing, "insert", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        bring(world, path)
    with world.read() as db:
        assert db.exec(select(DocumentVersion.state)).all() == [VersionState.IMPORTING]
    monkeypatch.setattr(importing, "insert", whole)
    report = bring(world, path)
    assert report.counts["documents_changed"] + report.counts["documents_new"] == 1
    with world.read() as db:
        assert db.exec(select(DocumentVersion.state)).all() == [VersionState.READY]
        assert len(db.exec(select(Unit)).all()) == 2


def test_what_cannot_be_read_is_listed(world: World, tmp_path: Path) -> None:
    report = bring(world, written(tmp_path, minutes("a-1") + "{not json}\n" + minutes("a-2")))
    assert report.counts["documents"] == 2
    assert [(note["where"], note["why"]) for note in report.unread] == [("line 2", "not_json")]
    with world.read() as db:
        assert db.exec(select(DocumentImport)).one().unread[0]["why"] == "not_json"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.bin", b"\x00\x01\x02", "unknown_format"),
        ("x.pdf", b"%PDF-1.7 nothing more", "broken"),
        ("x.xml", b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Law>&b;</Law>', "entities"),
    ],
)
def test_a_bad_file_is_told_in_the_report(world: World, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    report = bring(world, written(tmp_path, content, name))
    assert report.failure_code == code
    assert report.version_ids == []
    with world.read() as db:
        brought = db.exec(select(DocumentImport)).one()
    assert (brought.state, brought.failure_code) == (ImportState.FAILED, code)


def test_an_odd_key_becomes_an_address_of_its_own(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, minutes("令和七年／第一回", "令和七年／第二回", "../../etc/passwd")))
    with world.read() as db:
        keys = db.exec(select(Document.key)).all()
    assert len(set(keys)) == 3
    assert all(key.isascii() and "/" not in key and not key.startswith(".") for key in keys)


def test_two_passages_in_one_place_are_listed_not_guessed(world: World, tmp_path: Path) -> None:
    passages = [{"seq": 1, "text": "一"}, {"seq": 1, "text": "二"}, {"seq": 2**40, "text": "三"}]
    report = bring(world, written(tmp_path, minutes("a-1", passages=passages)))
    assert count(world, Unit) == 1
    assert report.counts["unread"] >= 1


def test_a_document_without_passages_is_listed(world: World, tmp_path: Path) -> None:
    report = bring(world, written(tmp_path, minutes("a-1", passages=[])))
    assert report.unread[0]["why"] == "no_units"
    assert count(world, Document) == 0


def test_only_a_file_of_one_document_may_be_handed_out(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, ordinance(), "hiroba.xml"))
    bring(world, written(tmp_path, minutes("a-1")))
    with world.read() as db:
        found = {v.method: v.is_alone for v in db.exec(select(DocumentVersion))}
    assert found == {"law_xml": True, "corpus_jsonl": False}


def test_a_table_is_read_although_a_kept_file_is_called_by_its_checksum(world: World, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("名称", "住所"), ("中央公民館", "本町1-1"), ("東公民館", "東町2-2")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "list.xlsx")
    report = bring(world, tmp_path / "list.xlsx")
    assert (report.failure_code, report.counts["units"]) == ("", 2)
