"""The acceptance set of search on the founding document: PDF text with torn lines, odd widths and footnotes."""

import functools
import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.index.cards import Card
from civic.index.engine import Engine
from civic.index.store import ENGINES
from civic.text.normalise import normalise_text
from civic.text.query import parse_query
from civic.text.snippets import snippet
from civic.text.synonyms import NO_SYNONYMS
from civic.text.tokens import runs

CORPUS = Path(os.environ.get("CIVIC_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))
DOCUMENTS = sorted((CORPUS.parent / "founding-document").glob("*.txt"))
LINES_A_UNIT = 40

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="no founding document beside the corpus (set CIVIC_CORPUS)")


@pytest.fixture(scope="module")
def units() -> dict[str, str]:
    """The document in stretches of lines; a word torn by a stretch's edge is torn for the scan as well."""
    lines = DOCUMENTS[0].read_text(encoding="utf-8").splitlines()
    return {
        f"unit:{start}": "\n".join(lines[start : start + LINES_A_UNIT]) for start in range(0, len(lines), LINES_A_UNIT)
    }


@pytest.fixture(scope="module")
def engine(kind: str, units: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = ENGINES[kind](tmp_path_factory.mktemp("index"))
    opened.put(
        Card(id=id_, kind="plan", doc="founding", seq=n, text=text) for n, (id_, text) in enumerate(units.items())
    )
    opened.commit()
    yield opened
    opened.close()


def exactly(engine: Engine, text: str) -> set[str]:
    hits = engine.search(parse_query(text, synonyms=NO_SYNONYMS, has_spellings=False), limit=1000)
    assert hits.total == len(hits.hits)
    return {hit.id for hit in hits.hits}


def loosely(engine: Engine, text: str) -> set[str]:
    return {hit.id for hit in engine.search(parse_query(text), limit=1000).hits}


def scan(units: dict[str, str], word: str) -> set[str]:
    """Every unit with the runs of the word side by side, letters and digits whole."""
    parts = runs(normalise_text(word))
    before = "(?<![0-9])" if parts[0].isdigit() else "(?<![a-z])" if parts[0].isascii() else ""
    after = "(?![0-9])" if parts[-1].isdigit() else "(?![a-z])" if parts[-1].isascii() else ""
    pattern = re.compile(before + r"[\W_]*".join(map(re.escape, parts)) + after)
    return {id_ for id_, text in units.items() if pattern.search(folded(text))}


folded = functools.cache(normalise_text)


@pytest.mark.parametrize(
    "word",
    ["予算", "税", "窓", "個人情報", "電子会議室", "掲示板", "住基ネット", "e-Japan戦略", "ｅ－Ｊａｐａｎ戦略Ⅱ", "平成16年度", "２６市", "5,813億円", "取扱", "取組み", "議事録",
     "コンピュータ", "デジタルデバイド", "セキュリティポリシー", "情報セキュリティポリシー", "霞が関", "ＩＴ", "LGWAN", "市長会", "の", "Local Government"],
)  # fmt: skip
def test_totals_equal_a_scan(engine: Engine, units: dict[str, str], word: str) -> None:
    expected = scan(units, word)
    assert exactly(engine, f'"{word}"') == expected
    assert expected


def test_totals_of_random_cuts_equal_a_scan(engine: Engine, units: dict[str, str]) -> None:
    """Inside runs of kana and kanji, and whole runs of letters or digits, of the normalised text."""
    chance = random.Random(20031108)
    found = [run for text in units.values() for run in runs(normalise_text(text))]
    for _ in range(400):
        run = chance.choice(found)
        if not run.isascii():
            start = chance.randrange(len(run))
            run = run[start : start + chance.randint(1, 8)]
        if not run.startswith("ー"):  # folded again without what it follows, it is a hyphen
            assert exactly(engine, f'"{run}"') == scan(units, run), run


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ｅ－Ｊａｐａｎ戦略Ⅱ", ["e-Japan戦略II", "eJapan戦略2"]),
        ("平成16年度", ["2004年度", "H16年度", "平成十六年度"]),
        ("26市", ["二十六市"]),
        ("5,813億円", ["5813億円", "５８１３億円", "581,300百万円"]),
        ("取り扱い", ["取扱い", "取扱"]),
        ("議事録", ["会議録"]),
        ("コンピュータ", ["コンピューター", "ｺﾝﾋﾟｭｰﾀｰ"]),
        ("デジタルデバイド", ["情報格差"]),
        ("個人情報", ["⼈個情報 OR 個⼈情報"]),
        ("霞が関", ["霞ヶ関"]),
    ],
)
def test_spellings_find_the_same(engine: Engine, typed: str, same: list[str]) -> None:
    expected = loosely(engine, typed)
    assert expected
    for other in same:
        assert loosely(engine, other) == expected, other


def test_and_and_not(engine: Engine, units: dict[str, str]) -> None:
    rooms, boards = scan(units, "電子会議室"), scan(units, "掲示板")
    assert exactly(engine, "電子会議室 掲示板") == rooms & boards
    assert exactly(engine, "電子会議室 -掲示板") == rooms - boards


def test_the_passage_stands_first_and_shows_itself(engine: Engine, units: dict[str, str]) -> None:
    query = parse_query("電子会議室 掲示板")
    first = engine.search(query).hits[0]
    shown = [text for text, is_hit in snippet(units[first.id], query) if is_hit]
    assert "電子会議室" in shown
    assert "掲示板" in shown


# The names and the radical of the acceptance set do not all stand in the document, so a page with them is put beside it.
NAMES = "渡辺委員、渡邊課長、渡邉氏、山崎部長、山﨑主査の出席。戸籍の届出について。"


@pytest.fixture(scope="module")
def with_names(kind: str, units: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = ENGINES[kind](tmp_path_factory.mktemp("names"))
    texts = {**units, "unit:names": NAMES}
    opened.put(
        Card(id=id_, kind="plan", doc="founding", seq=n, text=text) for n, (id_, text) in enumerate(texts.items())
    )
    opened.commit()
    yield opened
    opened.close()


@pytest.mark.parametrize("typed", ["渡辺", "渡邊", "渡邉", "山崎", "山﨑", "戸籍", "⼾籍", "戶籍"])
def test_old_forms_and_radicals_find_the_page_in_the_top_ten(
    with_names: Engine, units: dict[str, str], typed: str
) -> None:
    hits = with_names.search(parse_query(typed), limit=10)
    assert "unit:names" in [hit.id for hit in hits.hits]
    assert exactly(with_names, f'"{typed}"') == scan({**units, "unit:names": NAMES}, typed)


@pytest.mark.parametrize(
    "typed",
    ["予算", "税", "窓", "個人情報", '"電子会議室"', "電子会議室 掲示板", "電子会議室 -掲示板", "住基ネット", "eJapan戦略2", "H16年度", "二十六市", "5,813億円", "取り扱い", "会議録",
     "コンピューター", "情報格差", "セキュリティポリシー"],
)  # fmt: skip
def test_a_page_with_the_words_is_in_the_top_ten_and_shows_them(
    engine: Engine, units: dict[str, str], typed: str
) -> None:
    query = parse_query(typed)
    hits = engine.search(query, limit=10).hits
    assert hits
    assert all(any(is_hit for _, is_hit in snippet(units[hit.id], query)) for hit in hits)


@pytest.mark.parametrize(
    "typed", ["%", '"', "(", "*", "NEAR", "NEAR/3", "公園" * 250, "😀", "の* の", "[一 TO 龠]", "\x00", "\u202e予算"]
)
def test_any_input_is_answered_at_once(engine: Engine, typed: str) -> None:
    began = time.process_time()
    hits = engine.search(parse_query(typed), facets=("kind", "year"))
    assert hits.total >= 0
    assert time.process_time() - began < 0.25


def test_a_changed_page_is_found_within_a_second(with_names: Engine) -> None:
    began = time.perf_counter()
    with_names.put([Card(id="unit:names", kind="plan", doc="founding", text=NAMES + "蛇腹折り")])
    with_names.commit()
    assert exactly(with_names, "蛇腹折り") == {"unit:names"}
    assert time.perf_counter() - began < 1
