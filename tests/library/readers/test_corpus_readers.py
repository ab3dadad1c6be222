"""The readers over real documents: counts, words kept, nothing raised. Skipped where the corpus is not present."""

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from civic.library.readers import Kind, ReadDocument, read
from civic.library.readers.child import read_in_child

CORPUS = Path(os.environ.get("CIVIC_CORPUS") or Path(__file__).resolve().parents[4] / "shared" / "corpus")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus: set CIVIC_CORPUS to its folder")


def one(path: Path) -> ReadDocument:
    (document,) = read(path)
    return document


@pytest.mark.parametrize(
    ("name", "documents", "units", "kind"),
    [
        ("minutes/minutes-shinagawa-r08", 68, 8_450, "minutes"),
        ("ordinances/ordinances-misato", 450, 9_153, "ordinance"),
        ("ordinances/ordinances-nankoku-pdf-text", 16, 42, "ordinance"),
        ("budgets/budgets-nankoku-pdf-text", 10, 294, "budget"),
        ("plans/plans-nankoku-pdf-text", 6, 55, "plan"),
        ("voices/pubcom-yamaguchi", 78, 382 + 78, "public_comment"),
    ],
)
def test_every_passage_of_a_set_is_read(name: str, documents: int, units: int, kind: str) -> None:
    read_documents = list(read_in_child(CORPUS / f"{name}.jsonl.gz"))
    assert (len(read_documents), sum(len(document.units) for document in read_documents)) == (documents, units)
    # rules and guidelines are kinds of ordinances; a few of the city's texts are neither
    assert {document.kind for document in read_documents} <= {kind, "other"}
    assert {note.why for document in read_documents for note in document.notes} <= {"no_text", "not_a_day"}


def test_speeches_are_word_for_word() -> None:
    path = CORPUS / "minutes/minutes-shinagawa-r08.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for document, line in zip(read(path), lines, strict=True):
            record = json.loads(line)
            assert document.key == record["id"]
            assert [(unit.seq, unit.speaker, unit.role, unit.text) for unit in document.units] == [
                (passage["seq"], passage["speaker"], passage["role"], passage["text"]) for passage in record["passages"]
            ]


def test_petitions_lead_to_the_sittings_that_examined_them() -> None:
    petitions = list(read(CORPUS / "voices/petitions-shinagawa.jsonl.gz"))
    sittings = {unit.refers_to for document in petitions for unit in document.units if unit.refers_to}
    keys = {document.key for document in read(CORPUS / "minutes/minutes-shinagawa-r08.jsonl.gz")}
    assert len(petitions) == 736
    assert len(sittings & keys) > 10


def test_groups_have_names_and_descriptions() -> None:
    groups = list(read(CORPUS / "groups/groups-shinagawa-chokai.jsonl.gz"))
    assert len(groups) == 201
    assert all(document.title and document.units for document in groups)


def test_every_revision_of_every_law_keeps_every_sentence() -> None:
    revisions: Counter[str] = Counter()
    for path in sorted((CORPUS / "originals/ordinances").glob("*.xml")):
        document = next(read(path, name=path.name.removeprefix("egov-")))
        tree = etree.parse(str(path))
        for reading in tree.iter("Rt"):
            reading.text = ""
        printed = "".join("".join(map(str, part.itertext())) for part in tree.iter("Sentence", "EnactStatement"))
        assert re.sub(r"\s", "", "".join(unit.text for unit in document.units)) == re.sub(r"\s", "", printed), path.name
        assert len({unit.path for unit in document.units}) == len(document.units)
        assert document.effective_from is not None
        assert document.date is not None
        assert document.key in path.name
        assert {note.why for note in document.notes} <= {"figure", "number_gap"}
        revisions[document.key] += 1
    assert (revisions.total(), len(revisions)) == (23, 8)


def test_an_article_keeps_its_address_from_one_revision_to_the_next() -> None:
    folder = CORPUS / "originals/ordinances"
    older, newer = (
        {unit.path: unit.text for unit in one(folder / f"egov-330AC1000000186_{day}_505AC0000000044.xml").units}
        for day in ("20230607", "20250606")
    )
    same = [path for path in older if newer.get(path) == older[path]]
    assert len(same) > 0.9 * len(older)
    assert any(path.startswith("S.H24L47") for path in same)


@pytest.mark.parametrize(
    ("name", "speeches", "body"),
    [
        ("aomori-dbsearch-doc-one-frame", 122, "青森市議会"),
        ("sendai-dbsearch-document-id", 50, "仙台市議会"),
        ("otofuke-dbsearch-template-view", 198, "音更町議会"),
    ],
)
def test_every_speech_of_a_sitting_has_its_speaker(name: str, speeches: int, body: str) -> None:
    document = one(CORPUS / f"originals/minutes/{name}.html")
    spoken = [unit for unit in document.units if unit.level == "speech"]
    assert (len(spoken), document.body) == (speeches, body)
    assert all(unit.speaker and unit.role and unit.text for unit in spoken)
    assert {note.why for note in document.notes} <= {"not_printed"}


def test_every_pdf_is_read_and_its_words_are_whole() -> None:
    paths = sorted((CORPUS / "originals").glob("*/*.pdf"))
    documents = {path.stem: next(read_in_child(path)) for path in paths}
    units = [unit for document in documents.values() for unit in document.units]
    qualities = Counter(unit.quality for unit in units)
    assert len(documents) == 32
    assert (len(units), qualities["D"]) == (383, 3)  # 391 pages, 8 of them empty, 3 only pictures
    assert qualities["B"] > 0.85 * len(units)
    text = "".join(unit.text for unit in units)
    letters = len(re.findall("[ぁ-んァ-ヶ一-龠]", text))
    gaps = len(re.findall("(?<=[ぁ-んァ-ヶ一-龠]) (?=[ぁ-んァ-ヶ一-龠])", text))
    assert letters > 100_000
    assert gaps < 0.03 * letters  # a third of them as the pages have it
    assert "議案第１５号" in documents["nankoku-446-gian-15-shizei-jorei"].units[0].text
    assert "第４４６回南国市議会定例会が開かれます" in documents["nankoku-446-shisei-hoshin"].units[0].text


def test_every_original_is_read() -> None:
    """The whole table of originals: what is not read, and lines that fit no rule, may only become fewer."""
    kinds: dict[str, Kind] = {"minutes": "minutes", "ordinances": "ordinance", "budgets": "budget", "plans": "plan"}
    notes: Counter[str] = Counter()
    units = files = 0
    for path in sorted((CORPUS / "originals").glob("*/*.*")):
        kind = None if path.suffix == ".xml" else kinds.get(path.parent.name)
        documents = list(read(path, kind))
        assert documents, path.name
        files += 1
        units += sum(len(document.units) for document in documents)
        notes.update(note.why for document in documents for note in document.notes)
    assert files == 82
    assert units > 6_000
    assert notes["unparsed_line"] + notes["unparsed_speaker"] <= 3
    assert notes["sum_differs"] <= 3


def test_threads_of_a_council_s_questions() -> None:
    document = one(CORPUS / "originals/minutes/meguro-kensakusystem-sapphire-statements.txt")
    threads: dict[int, list[tuple[str, str]]] = {}
    for unit in document.units:
        if unit.thread:
            threads.setdefault(unit.thread, []).append((unit.stance, unit.speaker_name))
    assert len(threads) == 2
    assert threads[1][:3] == [("question", "鈴木まさし"), ("answer", "青木英二"), ("answer", "関根義孝")]
    assert {unit.section for unit in document.units if unit.thread} == {"代表質問"}


def test_the_founding_document_is_read_with_its_damage_shown() -> None:
    folder = CORPUS.parent / "founding-document"
    if not folder.is_dir():
        pytest.skip("the founding document is not beside the corpus")
    (path,) = folder.glob("*.txt")
    document = one(path)
    first = document.units[0]
    assert (first.label, first.quality, document.quality) == ("第１ はじめに", "B", "C")
    assert "元気・安心・感動・便利" in first.text
    footnotes = {unit.label: unit.text for unit in document.units if unit.level == "footnote"}
    assert footnotes["※２"].startswith("住民基本台帳ネットワークシステム")
    second = next(unit for unit in document.units if unit.label == "第２ 提言の意図")
    assert "（以下「住基ネット」という。）を活用した" in second.text
    words = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
    read_words = re.sub(r"\s", "", "".join(unit.label + unit.text for unit in document.units))
    assert len(words) - len(read_words) < 10  # page numbers
    assert any(unit.quality == "C" for unit in document.units if "第６" in unit.label)
