"""What passages name: articles, bills, codes of plans; found, resolved, shown both ways."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.library.references import references_in
from tests.library.files import bring, minutes, ordinance, written
from tests.world import World

TITLES = {"広場条例": "広場条例", "地方自治法": "地方自治法"}


def found(text: str, *, is_law: bool = False) -> list[tuple[str, str]]:
    return [(one.wanted, one.path) for one in references_in(text, TITLES, is_law=is_law)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("広場条例第３条第２項による", [("広場条例", "A3-P2")]),
        ("広場条例（平成六年みほん市条例第三十号）第二十条の三第一項第二号", [("広場条例", "A20_3-P1-I2")]),
        ("地方自治法第百九十九条", [("地方自治法", "A199")]),
        ("議案第７号について", [("議案第7号", "")]),
        ("施策1-2-3を進める", [("plan:1-2-3", "1-2-3")]),
        ("核燃料の規制に関する法律（昭和三十二年法律第百六十六号）第四十三条", [("規制に関する法律", "A43")]),
        ("その方法第3条", []),
        ("第3条に定める", []),
    ],
)
def test_what_a_text_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_law_s_own_articles_are_its_own() -> None:
    assert found("第3条に定める", is_law=True) == [("", "A3")]
    assert found("同法第3条に定める", is_law=True) == []


@given(st.text(alphabet="第条項号の0123一二十百千法条例議案（）施策-－ ", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for wanted, path in found(text, is_law=True):
        assert len(wanted) <= 120
        assert len(path) <= 80


def published(world: World, path: Path) -> None:
    (version_id,) = bring(world, path).version_ids
    assert world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish").status_code == 303
    world.drain()


def test_minutes_and_ordinance_lead_to_each_other_whichever_came_first(world: World, tmp_path: Path) -> None:
    law = written(tmp_path, ordinance(), "325AC0000000001_20200401_000000000000000.xml")
    with_title = law.read_text().split("<LawTitle", 1)[1].split(">", 1)[1].split("</LawTitle>")[0]
    said = minutes("m-1", passages=[{"seq": 1, "text": f"{with_title}第2条のとおりです。"}])
    published(world, written(tmp_path, said))
    published(world, law)
    speech = world.browser().get("/documents/m-1/1").text
    assert 'href="/documents/325AC0000000001/A2' in speech
    article = world.browser().get("/documents/325AC0000000001/A2-P1").text
    assert "この部分にふれている資料" in article
    assert "/documents/m-1/1" in article
