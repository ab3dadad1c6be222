"""Plans as trees: codes are addresses, what stands above is named, indicators follow their node."""

from pathlib import Path
from typing import Any

from civic.library.readers import read
from tests.library.readers.samples import jsonl, record

NODES: list[dict[str, Any]] = [
    {"code": "1", "level": "政策", "caption": "安心して暮らす", "text": "暮らしを守ります。"},
    {
        "code": "1-2",
        "level": "施策",
        "caption": "公園",
        "text": "公園を直します。",
        "indicators": [
            {
                "name": "点検した遊具",
                "unit": "％",
                "baseline": {"year": 2023, "value": 80},
                "targets": [{"year": 2032, "value": 100}],
                "actuals": [{"year": 2025, "value": "88.5"}],
            },
            "こわれた指標",
        ],
    },
]


def plan(tmp_path: Path, *nodes: dict[str, Any]) -> Any:
    path = tmp_path / "plan.jsonl"
    path.write_bytes(jsonl(record(kind="plan", passages=[*NODES, *nodes])))
    (document,) = read(path)
    return document


def test_nodes_keep_their_code_and_name_what_stands_above(tmp_path: Path) -> None:
    top, node, indicator = plan(tmp_path).units
    assert (top.path, top.label, top.section) == ("1", "政策 1", "")
    assert (node.path, node.caption, node.section) == ("1-2", "公園", "安心して暮らす")
    assert (indicator.path, indicator.caption) == ("1-2-i1", "点検した遊具")
    assert indicator.text.split("\n") == ["基準 2023年 80％", "目標 2032年 100％", "実績 2025年 88.5％"]


def test_what_fits_no_place_is_told(tmp_path: Path) -> None:
    document = plan(
        tmp_path, {"code": "1-2", "text": "二度目"}, {"code": "ア", "text": "番号なし"}, {"text": "何もなし"}
    )
    assert [unit.path for unit in document.units] == ["1", "1-2", "1-2-i1"]
    assert sorted(note.why for note in document.notes) == ["duplicate_number", "no_seq", "no_seq", "not_an_object"]


def test_a_plan_without_codes_is_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    path.write_bytes(jsonl(record(kind="plan", passages=[{"seq": 1, "text": "序論"}])))
    (document,) = read(path)
    assert [(unit.path, unit.level) for unit in document.units] == [("1", "article")]
