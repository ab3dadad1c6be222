"""An index that is damaged, of another make, or replaced while it is open."""

import gc
import json
from pathlib import Path

import pytest

from civic.index.engine import IndexBroken
from civic.index.whoosh_engine import WhooshEngine
from tests.index.city import CARDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_another_index_put_in_its_place_is_noticed(folder: Path, tmp_path: Path) -> None:
    engine = WhooshEngine(folder)
    engine.put(CARDS)
    engine.commit()
    assert engine.count() == len(CARDS)
    fresh = WhooshEngine(tmp_path / "new")
    fresh.put(CARDS[:3])
    fresh.commit()
    fresh.close()
    folder.rename(tmp_path / "old")
    with pytest.raises(IndexBroken, match="civic reindex"):
        engine.count()
    (tmp_path / "new").rename(folder)
    assert engine.count() == 3
    engine.close()


def test_a_folder_of_something_else_is_not_touched(folder: Path) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("大切な手紙", encoding="utf-8")
    with pytest.raises(IndexBroken, match="civic reindex"):
        WhooshEngine(folder)
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "marker",
    ["", "{", "[]", json.dumps({"engine": "other", "format": 1}), json.dumps({"engine": "whoosh", "format": 0})],
)
def test_an_index_of_another_make_is_broken(folder: Path, marker: str) -> None:
    WhooshEngine(folder).close()
    (folder / "civic-index.json").write_text(marker, encoding="utf-8")
    with pytest.raises(IndexBroken, match="civic reindex"):
        WhooshEngine(folder)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's
@pytest.mark.parametrize("pattern", ["*.toc", "*.trm", "*.pst", "*.col"])
def test_damaged_files_are_told(folder: Path, pattern: str) -> None:
    engine = WhooshEngine(folder)
    engine.put(CARDS)
    engine.commit()
    engine.close()
    for file in folder.glob(pattern):
        file.unlink() if pattern != "*.toc" else file.write_bytes(b"not a table of contents")
    with pytest.raises(IndexBroken, match="civic reindex"):
        WhooshEngine(folder)
    gc.collect()
