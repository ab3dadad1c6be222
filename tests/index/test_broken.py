"""An index that is damaged, of another make, or replaced while it is open."""

import gc
import json
from pathlib import Path

import pytest

from civic.index.engine import IndexBroken
from civic.index.store import ENGINES
from tests.index.city import CARDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_another_index_put_in_its_place_is_noticed(kind: str, folder: Path, tmp_path: Path) -> None:
    engine = ENGINES[kind](folder)
    engine.put(CARDS)
    engine.commit()
    assert engine.count() == len(CARDS)
    fresh = ENGINES[kind](tmp_path / "new")
    fresh.put(CARDS[:3])
    fresh.commit()
    fresh.close()
    folder.rename(tmp_path / "old")
    with pytest.raises(IndexBroken, match="civic reindex"):
        engine.count()
    (tmp_path / "new").rename(folder)
    assert engine.count() == 3
    engine.close()


def test_a_folder_of_something_else_is_not_touched(kind: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("大切な手紙", encoding="utf-8")
    with pytest.raises(IndexBroken, match="civic reindex"):
        ENGINES[kind](folder)
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "{",
        "[]",
        json.dumps({"engine": "other", "format": 1}),
        json.dumps({"engine": "whoosh", "format": 0}),
        json.dumps({"engine": "tantivy", "format": 0}),
    ],
)
def test_an_index_of_another_make_is_broken(kind: str, folder: Path, marker: str) -> None:
    ENGINES[kind](folder).close()
    (folder / "civic-index.json").write_text(marker, encoding="utf-8")
    with pytest.raises(IndexBroken, match="civic reindex"):
        ENGINES[kind](folder)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's
@pytest.mark.parametrize("number", range(4))
def test_damaged_files_are_told(kind: str, folder: Path, number: int) -> None:
    patterns = {"whoosh": ["*.toc", "*.trm", "*.pst", "*.col"], "tantivy": ["meta.json", "*.term", "*.idx", "*.fast"]}
    pattern = patterns[kind][number]
    engine = ENGINES[kind](folder)
    engine.put(CARDS)
    engine.commit()
    engine.close()
    for file in folder.glob(pattern):
        file.unlink() if pattern not in ("*.toc", "meta.json") else file.write_bytes(b"not a table of contents")
    with pytest.raises(IndexBroken, match="civic reindex"):
        ENGINES[kind](folder)
    gc.collect()
