"""A year of real minutes and the revisions of a law through the whole import: every character kept, versions told apart."""

import gzip
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from civic.library.models import Document, DocumentVersion, Unit
from tests.library.files import bring
from tests.world import World

CORPUS = Path(os.environ.get("CIVIC_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
MINUTES = CORPUS / "minutes" / "minutes-shinagawa-r08.jsonl.gz"
LAWS = CORPUS / "originals" / "ordinances"

pytestmark = pytest.mark.skipif(not MINUTES.is_file(), reason=f"the corpus is not at {CORPUS} (set CIVIC_CORPUS)")


def test_a_year_of_minutes_comes_in_whole_and_only_once(world: World) -> None:
    with gzip.open(MINUTES, "rt", encoding="utf-8") as lines:
        sittings = [json.loads(line) for line in lines]
    spoken = sum(len(passage["text"]) for sitting in sittings for passage in sitting["passages"])
    report = bring(world, MINUTES)
    assert not report.has_failed
    assert report.counts["documents_new"] == len(sittings)
    with world.read() as db:
        assert db.execute(select(func.sum(func.length(col(Unit.text))))).scalar_one() == spoken
        assert {sitting["id"] for sitting in sittings} == set(db.execute(select(col(Document.key))).scalars())
    again = bring(world, MINUTES)
    assert (again.counts["documents_unchanged"], again.version_ids) == (len(sittings), [])


def test_revisions_of_a_law_become_versions_of_one_document(world: World) -> None:
    revisions = sorted(LAWS.glob("egov-417AC0000000048_202*.xml"))
    assert len(revisions) > 1
    changed = [bring(world, path).counts["changed"] for path in revisions]
    with world.read() as db:
        versions = db.execute(select(DocumentVersion).order_by(col(DocumentVersion.number))).scalars().all()
        assert len(db.execute(select(col(Document.id))).all()) == 1
    assert [version.number for version in versions] == list(range(1, len(revisions) + 1))
    assert all(version.effective_from and version.is_alone for version in versions)
    assert versions[1].changes["unchanged"] > versions[1].changes["created"] + sum(changed[1:])
