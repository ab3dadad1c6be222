"""A real public comment goes through whole: nothing refused, nothing lost (needs the corpus beside the checkout)."""

from pathlib import Path

import pytest

from benchmarks import comment_table

FILE = Path(__file__).parents[3] / "shared/corpus/voices/pubcom-yamaguchi.jsonl.gz"


@pytest.mark.corpus
@pytest.mark.slow
def test_every_real_opinion_has_its_place_and_its_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not FILE.exists():
        pytest.skip("the corpus of real documents is not beside this checkout")
    comment_table.main(FILE, tmp_path)
    printed = capsys.readouterr().out
    assert "382 opinions in 78 groups" in printed
    assert "submissions=382" in printed
    assert "rows 78" in printed
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".xlsx", ".docx"}
