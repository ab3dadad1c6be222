"""Finding: by area, day, fee, language, accessibility and readings; the directory and the exports hold public data alone."""

import csv
import io

import pytest

from civic.registry import queries
from civic.registry.queries import Filters
from tests import cast
from tests.registry.forms import SECRETS, apply, listed
from tests.world import World


def names(world: World, **filters: object) -> list[str]:
    with world.read() as db:
        return [e.display_name for e in queries.entries(db, Filters(**filters), cast.NOW.date())]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "typed"), [("渡邊", "渡辺"), ("渡辺", "渡邉"), ("斎藤", "斉藤"), ("髙橋", "高橋"), ("山﨑", "山崎")]
)
def test_a_name_is_found_in_any_spelling(world: World, written: str, typed: str) -> None:
    listed(world, display_name=f"{written}道場")
    assert names(world, words=typed) == [f"{written}道場"]


def test_found_by_reading(world: World) -> None:
    listed(world, display_name="渡邊道場", kana="わたなべどうじょう")
    for typed in ("わたなべ", "ワタナベ", "ﾜﾀﾅﾍﾞ"):
        assert names(world, words=typed) == ["渡邊道場"]


def test_narrowed_by_what_people_ask(world: World) -> None:
    listed(
        world,
        display_name="甲",
        areas="中央、川端",
        days="土・日の午前",
        fee="free",
        languages="日本語、英語",
        accessibility="",
    )
    listed(
        world, display_name="乙", areas="汐見", days="毎月第1月曜", fee="paid", languages="", accessibility="手話あり"
    )
    listed(world, display_name="丙", areas="市内全域", days="平日の夜", fee="free", languages="", accessibility="")
    for filters, found in [
        ({"area": "川端"}, ["丙", "甲"]), ({"area": "汐見"}, ["丙", "乙"]), ({"day": "日"}, ["甲"]), ({"day": "土"}, ["甲"]),
        ({"day": "月"}, ["丙", "乙"]), ({"day": "水"}, ["丙"]), ({"fee": "paid"}, ["乙"]), ({"language": "英語"}, ["甲"]),
        ({"has_accessibility": True}, ["乙"]), ({"area": "%"}, ["丙"]),
    ]:  # fmt: skip
        assert names(world, **filters) == found, filters


def test_the_page_keeps_what_was_chosen(world: World) -> None:
    listed(world, areas="川端")
    text = world.browser().get("/registry?area=川端&day=x&fee=x&accessibility=x").text
    assert 'value="川端"' in text
    assert "折り紙のおじさん" in text
    assert "川端" in world.browser().get("/registry/areas").text


@pytest.mark.parametrize("path", ["/registry/directory", "/registry/export.csv", "/registry/hsds.json"])
def test_exports_hold_what_everybody_reads_and_nobody_who_left(world: World, path: str) -> None:
    """DOMAIN §10, 16 and 17: also for the officer, whose export is the same."""
    kept, gone = (
        listed(world, kind="group", representative="代表 花子"),
        listed(world, kind="group", display_name="去った人の会", representative="代表 花子"),
    )
    apply(world, display_name="まだ確認中の人")
    assert "去った人の会" in world.browser().get(path).text
    world.browser("resident").post(f"/registry/{gone}/withdraw")
    for name in (None, "neighbour", "registry_officer"):
        text = world.browser(name).get(path).text
        assert "折り紙のおじさん" in text
        assert [
            v for v in ("去った人の会", "まだ確認中の人", *SECRETS.values()) if v in text.replace(str(kept), "")
        ] == []


def test_the_csv_begins_with_the_code_and_runs_no_formula(world: World) -> None:
    listed(world, skills="=HYPERLINK(1)")
    text = world.browser().get("/registry/export.csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["全国地方公共団体コード"] == world.site.code
    assert row["できること"] == "'=HYPERLINK(1)"


def test_hsds_names_organisations_and_keeps_its_ids(world: World) -> None:
    listed(world)
    listed(
        world,
        kind="group",
        display_name="みほん川を見る会",
        representative="代表 花子",
        website="https://kawa.example/",
    )
    first, second = (world.browser().get("/registry/hsds.json").json() for _ in range(2))
    assert first == second
    (service,) = first["contents"]
    assert service["organization"]["name"] == "みほん川を見る会"
    assert service["organization"]["website"] == "https://kawa.example/"
    assert service["assured_date"] == cast.NOW.date().isoformat()
