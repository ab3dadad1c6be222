"""Every original as published: which reader takes it, how many passages, at what quality, and what is told as unread."""

import os
from pathlib import Path

import pytest

from benchmarks.originals import rows

CORPUS = Path(os.environ.get("CIVIC_CORPUS") or Path(__file__).resolve().parents[4] / "shared" / "corpus")
ORIGINALS = CORPUS / "originals"

pytestmark = pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the corpus is not at {CORPUS} (set CIVIC_CORPUS)")

# Passages of each council system's page: a change of a profile that loses or splits speeches shows here.
SPEECHES = {
    "aomori-dbsearch-doc-one-frame.html": 206,
    "otofuke-dbsearch-template-view.html": 298,
    "sendai-dbsearch-document-id.html": 53,
    "hakodate-discussnet-minute.json": 29,
    "sumida-discussnet-smart-minute.json": 33,
    "yokohama-discussnet-minute.json": 69,
    "gijiroku-com-asp-speech.html": 2,
    "kensakusystem-cgi-statements.txt": 45,
    "kensakusystem-index-html-statements.txt": 18,
    "meguro-kensakusystem-sapphire-statements.txt": 41,
}


def test_every_original_is_read() -> None:
    table = list(rows(ORIGINALS))
    assert len(table) == 82
    assert [row["file"] for row in table if row["failed"]] == []
    assert all(row["units"] for row in table)
    passages = {row["file"].split("/")[1]: row["units"] for row in table}
    assert {name: passages[name] for name in SPEECHES} == SPEECHES
    assert [row["file"] for row in table if "unparsed_speaker" in row["not_read"]] == []
    formats = {row["format"] for row in table}
    assert formats >= {"council_html", "discussnet", "gijiroku", "kensaku_text", "law_xml", "ordinance_html", "pdf"}
