"""The city's own synonyms and abbreviations: changed in the browser, wrong lines named, tried, and at work in search."""

import pytest
from sqlmodel import select

from civic.city.models import Setting
from civic.text.synonyms import Synonyms, municipal
from civic.text.word_lists import rows
from tests.world import World

PLACE = "/staff/search-words"


def test_a_city_adds_words_and_search_uses_and_shows_them(record: World) -> None:
    manager = record.browser("city_manager")
    assert "0</strong>" in record.browser().get("/search?q=のびのび広場").text
    answer = manager.post(f"{PLACE}/synonyms", {"synonyms": "のびのび広場、公園\nこども園 → 保育園"})
    assert answer.status_code == 303
    shown = record.browser().get("/search?q=のびのび広場").text
    assert "「のびのび広場」に、「公園」 も含めて探しました。" in shown
    assert "0</strong>" not in shown
    manager.post(f"{PLACE}/abbreviations", {"abbreviations": "総計 → 総合計画"})
    page = manager.get(f"{PLACE}?try=総計").text
    assert "「総計」に、「総合計画」 も含めて探しました。" in page
    assert "（入力したことばだけなら0件）" in page
    assert "のびのび広場、公園" in page
    with record.read() as db:
        assert [row.value for row in db.exec(select(Setting).where(Setting.name == "search.abbreviations"))] == [
            ["総計 → 総合計画"]
        ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ごみ", "1行目「ごみ」：ことばを2つ以上"),
        ("よい、わるい\n税", "2行目「税」：ことばを2つ以上"),
        ("税、料金", "1行目「税、料金」：1文字のことばからは広げられません。"),
        ("、".join(f"語{n}番" for n in range(11)), "ことばは1行に10個まで"),
        ("→ 廃棄物", "ことばを2つ以上"),
        ("長" * 61 + "、短い", "1つ60字まで"),
        ("\n".join(f"言葉{n}、語句{n}" for n in range(301)), "書けるのは300行までです。"),
    ],
)
@pytest.mark.parametrize("place", [f"{PLACE}/synonyms", "/staff/settings/search.synonyms"])
def test_a_line_that_cannot_be_used_is_named_and_what_was_typed_stays(
    world: World, place: str, typed: str, said: str
) -> None:
    field = "synonyms" if place.startswith(PLACE) else "value"
    answer = world.browser("city_manager").post(place, {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert typed.splitlines()[0] in answer.text
    with world.read() as db:
        assert db.exec(select(Setting).where(Setting.name == "search.synonyms")).first() is None


def test_only_who_may_change_settings(world: World) -> None:
    for who in ("resident", "moderator", "drafter"):
        assert world.browser(who).get(PLACE).status_code == 403
        assert world.browser(who).post(f"{PLACE}/synonyms", {"synonyms": "ごみ、塵"}).status_code == 403
    assert world.browser().get(PLACE).status_code == 303
    assert world.browser("city_manager").post(f"{PLACE}/evil", {"evil": "ごみ、塵"}).status_code == 404


def test_the_list_that_comes_with_civic_can_be_read(world: World) -> None:
    assert "地自法 → 地方自治法" in world.browser("system_manager").get(PLACE).text
    assert len(municipal().groups) > 200


def test_groups_as_a_reader_sees_them() -> None:
    assert Synonyms(rows(["ごみ、廃棄物", "地自法 → 地方自治法"])).groups == [
        (["ごみ", "廃棄物"], []),
        (["地自法"], ["地方自治法"]),
    ]
