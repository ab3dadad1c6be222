"""Totals of real minutes and ordinances equal a scan, for cuts drawn at random; both engines."""

import os
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.search_counts import ACCEPTANCE, count, cuts, folded, holds
from benchmarks.search_quality import card, read
from civic.index.cards import Card
from civic.index.engine import Engine
from civic.index.store import ENGINES

CORPUS = Path(os.environ.get("CIVIC_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
FILES = (CORPUS / "minutes" / "minutes-shinagawa-r08.jsonl.gz", CORPUS / "ordinances" / "ordinances-misato.jsonl.gz")
CARDS_OF_EACH, CUTS = 400, 300

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES[0].is_file(), reason=f"the corpus is not at {CORPUS} (set CIVIC_CORPUS)"),
]


@pytest.fixture(scope="module")
def some() -> list[Card]:
    def cards(path: Path) -> Iterator[Card]:
        return (card(document, passage) for document in read(path) for passage in document["passages"])

    return [one for path in FILES for one in islice(cards(path), CARDS_OF_EACH)]


@pytest.fixture(scope="module")
def engine(kind: str, some: list[Card], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = ENGINES[kind](tmp_path_factory.mktemp("index"))
    opened.rebuild(some)
    yield opened
    opened.close()


def test_totals_equal_a_scan(engine: Engine, some: list[Card]) -> None:
    units = [folded(one) for one in some]
    words = [*cuts(units, CUTS, random.Random(7)), *ACCEPTANCE]
    totals = {word: count(engine, word) for word in words}
    assert totals == {word: sum(holds(unit, word) for unit in units) for word in words}
