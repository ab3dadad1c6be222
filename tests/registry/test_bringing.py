"""Lists and recommendations: dry run with every error, all or nothing; nothing of a person without that person."""

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import func, select

from civic import clock
from civic.jobs import later
from civic.registry.models import Entry, Recommendation, RegisterImport
from tests import cast
from tests.registry.forms import listed
from tests.world import World

GOOD = "名称,名称_カナ,紹介,地域,URL\n見本一丁目町会,ミホンイッチョウメチョウカイ,川を毎月そうじしています。,一丁目,https://a.example/\n見本二丁目町会,,防災訓練をしています。,二丁目,\n"


def bring(world: World, data: bytes | str, name: str = "list.csv", who: str | None = "registry_officer") -> Any:
    data = data.encode() if isinstance(data, str) else data
    return world.browser(who).post("/staff/registry/import", files={"file": (name, data, "text/csv")})


def count(world: World) -> int:
    with world.read() as db:
        return db.exec(select(func.count()).select_from(Entry)).one()


def xlsx() -> bytes:
    book = Workbook()
    for row in (["団体名", "活動内容"], ["見本一丁目町会", "川のそうじ"], ["見本二丁目町会", 3]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"), [(GOOD.encode(), "a.csv"), (GOOD.encode("cp932"), "a.csv"), (xlsx(), "a.xlsx")]
)
def test_a_dry_run_changes_nothing_then_all_is_taken_in(world: World, data: bytes, name: str) -> None:
    answer = bring(world, data, name)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    text = world.browser("registry_officer").get(path).text
    assert "2行のうち、間違いのある行は0行" in text
    assert count(world) == 0
    for _ in range(2):
        assert world.browser("registry_officer").post(path).status_code == 303
    assert count(world) == 2
    assert "見本一丁目町会" in world.browser().get("/registry").text


OTHER_CITY = """市民活動サークル一覧,,,
令和8年4月1日現在,,,
番号,主な活動内容（目的）,サークル名,活動分野,会長氏名,ホームページ
1,合唱の練習,コーラス見本,音楽・文化,見本 花子,https://a.example/
2,公園の花の手入れ,花と緑の会,"環境、まちづくり",,
※ 敬称は略しています。,,,
"""


def test_another_citys_list_is_read_as_it_is(world: World) -> None:
    """Other names and order of columns, titles above, no readings, its own words for fields, Shift_JIS."""
    path = bring(world, OTHER_CITY.encode("cp932")).headers["location"]
    text = world.browser("registry_officer").get(path).text
    assert "2行のうち、間違いのある行は0行" in text
    sent = dict(re.findall(r'type="hidden" name="(map_\w+|otherwise)" value="([^"]*)"', text))
    assert world.browser("registry_officer").post(path, sent).status_code == 303
    with world.read() as db:
        found = {one.display_name: one for one in db.exec(select(Entry))}
    assert found["花と緑の会"].fields == ["まちづくり", "環境の保全"]
    assert found["コーラス見本"].introduction == "合唱の練習"
    page = world.browser().get(f"/registry/{found['コーラス見本'].id}").text
    assert "見本 花子" in page
    assert "コーラス見本" in world.browser().get("/registry/directory").text


def test_an_error_names_the_line_of_the_file(world: World) -> None:
    path = bring(world, OTHER_CITY.replace("花と緑の会", "")).headers["location"]
    assert "5行目" in world.browser("registry_officer").get(path).text


def test_columns_can_be_matched_by_hand(world: World) -> None:
    path = bring(world, "名称,その他\nちがう名,見本の会\n").headers["location"]
    assert "見本の会" in world.browser("registry_officer").get(f"{path}?map_display_name=1").text
    assert world.browser("registry_officer").post(path, {"map_display_name": "9"}).status_code == 422
    world.browser("registry_officer").post(path, {"map_display_name": "1"})
    assert "見本の会" in world.browser().get("/registry").text


def test_a_list_of_places_says_so_once(world: World) -> None:
    path = bring(world, "name,address\n見本集会所,みほん市中央1\n").headers["location"]
    assert "場所" in world.browser("registry_officer").get(f"{path}?map_display_name=0&otherwise=場所").text
    sent = {"map_display_name": "0", "map_areas": "1", "otherwise": "場所"}
    assert world.browser("registry_officer").post(path, sent).status_code == 303
    with world.read() as db:
        row = db.exec(select(Entry)).one()
    assert (row.kind.value, row.areas) == ("place", "みほん市中央1")
    again = bring(world, "name\n見本の会\n").headers["location"]
    world.browser("registry_officer").post(again, {"map_display_name": "0", "otherwise": "人"})
    with world.read() as db:
        assert {one.kind.value for one in db.exec(select(Entry))} == {"place", "group"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("見本の会,団体", "列の数が"), (",団体,環境の保全,,", "名称がありません"), ("見本 太郎,人,,,", "本人の申し込みでだけ"),
        ("見本の会,会社,,,", "「団体」か「場所」"), ("見本の会,団体,盆栽,,", "分野の名前"), ("見本の会,団体,,javascript:a,", "URLは"),
        ("折り紙のおじさん,団体,,,", "もう登録されている"), (f"{'長' * 101},団体,,,", "長すぎる"),
    ],
)  # fmt: skip
def test_every_error_is_listed_and_nothing_is_taken_in(world: World, line: str, said: str) -> None:
    listed(world)
    path = bring(world, f"名称,種別,分野,URL,ID\nよい会,団体,,,\n{line}\n").headers["location"]
    text = world.browser("registry_officer").get(path).text
    assert said in text
    assert "3行目" in text
    assert world.browser("registry_officer").post(path).status_code == 422
    assert count(world) == 1


def test_an_old_export_brings_nobody_back(world: World) -> None:
    gone = listed(world, kind="group", display_name="去った人の会", representative="代表 花子")
    old = world.browser().get("/registry/export.csv").content
    world.browser("resident").post(f"/registry/{gone}/withdraw")
    path = bring(world, old).headers["location"]
    assert "本人が取り下げた登録です" in world.browser("registry_officer").get(path).text
    assert world.browser("registry_officer").post(path).status_code == 422
    assert "去った人の会" not in world.browser().get("/registry").text


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.csv"), (b"\xff\xfe\x00\x81", "a.csv"), (b"PK\x03\x04 no", "a.xlsx"), ("名称\n".encode(), "a.csv"), (b"a" * 6_000_000, "a.csv")],
)  # fmt: skip
def test_what_is_no_list_is_refused(world: World, data: bytes, name: str) -> None:
    answer = bring(world, data, name)
    assert answer.status_code in (413, 422)
    assert count(world) == 0


@pytest.mark.parametrize("who", ["resident", "moderator", "auditor"])
def test_only_the_officer_brings_lists(world: World, who: str) -> None:
    assert bring(world, GOOD, who=who).status_code == 403


def test_a_list_not_taken_in_is_forgotten(world: World) -> None:
    bring(world, GOOD)
    each_day(world, 8)
    with world.read() as db:
        assert db.exec(select(RegisterImport)).all() == []


def each_day(world: World, days: int) -> None:
    world.advance(days=days)
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def recommend(world: World, **changes: str) -> Any:
    data = {
        "name": "すいせん 花子",
        "contact": "RECOMMENDED-CONTACT",
        "consent": "yes",
        "notice_version": "1",
        "once": "recommend-1",
    }
    return world.browser("neighbour").post("/registry/recommend", data | changes)


def test_a_recommended_person_is_a_name_and_a_contact_for_the_officer_alone(world: World) -> None:
    assert [recommend(world).status_code for _ in range(2)] == [303, 303]
    assert "RECOMMENDED-CONTACT" in world.browser("registry_officer").get("/staff/registry/recommended").text
    for name in (None, *(n for n in cast.PEOPLE if n != "registry_officer")):
        for path in ("/staff/registry/recommended", "/registry", "/registry/recommend", "/registry?q=すいせん"):
            assert "RECOMMENDED-CONTACT" not in world.browser(name).get(path).text
    with world.read() as db:
        assert set(db.exec(select(Recommendation)).one().model_dump()) == {
            "id", "recommender_id", "name", "contact", "notice_version", "at", "erase_on", "once",
        }  # fmt: skip


def test_it_is_erased_after_thirty_days(world: World) -> None:
    recommend(world)
    each_day(world, 30)
    assert "RECOMMENDED-CONTACT" in world.browser("registry_officer").get("/staff/registry/recommended").text
    each_day(world, 1)
    with world.read() as db:
        assert db.exec(select(Recommendation)).all() == []


def test_who_says_no_is_erased_at_once(world: World) -> None:
    recommend(world)
    with world.read() as db:
        number = db.exec(select(Recommendation.id)).one()
    path = f"/staff/registry/recommended/{number}/drop"
    assert world.browser("neighbour").post(path).status_code == 403
    assert world.browser("registry_officer").post(path).status_code == 303
    assert world.browser("registry_officer").post(path).status_code == 404


@pytest.mark.parametrize("changes", [{"name": ""}, {"contact": ""}, {"consent": ""}, {"notice_version": "0"}])
def test_a_bad_recommendation_is_given_back(world: World, changes: dict[str, str]) -> None:
    assert recommend(world, **changes).status_code == 422


def test_a_list_without_names_says_which_column_is_missing(world: World) -> None:
    path = bring(world, "電話,住所\n1,2\n").headers["location"]
    assert "「名称」の列が見つかりません" in world.browser("registry_officer").get(path).text
    assert world.browser("registry_officer").post(path).status_code == 422
    assert count(world) == 0
