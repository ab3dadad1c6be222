"""A city's own words for terms of the interface: changed, cleared, hostile, and no other city's."""

import pytest

from civic import i18n
from civic.city.actions import put_setting
from civic.city.setting_values import parse, show
from civic.errors import Invalid
from tests.world import World

PLACE = "/staff/settings/city.terms"


def test_a_city_says_its_own_word_and_the_kept_page_follows(world: World) -> None:
    first = world.browser().get("/")
    assert "会議室" in first.text
    manager = world.browser("city_manager")
    manager.post(PLACE, {"value": "会議室 → 語り場\n進行役->まとめ役"})
    asked = {"If-None-Match": first.headers["etag"]}
    page = world.browser().client.get("/", headers=asked)
    assert page.status_code == 200
    assert "語り場" in page.text
    assert "会議室" not in page.text
    # The page of the setting itself still names the term, and the words of people stay.
    assert "会議室 → 語り場" in manager.get(PLACE).text
    manager.post(PLACE, {"value": ""})
    cleared = world.browser().get("/").text
    assert "会議室" in cleared
    assert "語り場" not in cleared


def test_english_pages_stay(world: World) -> None:
    world.browser("city_manager").post(PLACE, {"value": "会議室 → 語り場"})
    browser = world.browser()
    browser.get("/language?lang=en&next=/")
    assert "語り場" not in browser.get("/").text


@pytest.mark.parametrize(
    "typed",
    ["会議室", "会議室 → ", "会議室 → <b>x</b>", "会議室 → {name}", "会議室 → %s", "会議室 → a → b", "知らない語 → 部屋",
     "会議室 → " + "長" * 21, "会議室 → 部屋\n会議室 → 語り場"],
)  # fmt: skip
def test_what_cannot_stand_in_a_sentence_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse("city.terms", {"value": typed})


def test_what_was_typed_is_shown_again(world: World) -> None:
    value = parse("city.terms", {"value": "会議室 → 語り場\n\n市の回答 ⇒ 市からの返事"})
    assert value == {"会議室": "語り場", "市の回答": "市からの返事"}
    assert parse("city.terms", show("city.terms", value)) == value
    answer = world.browser("city_manager").post(PLACE, {"value": "会議室 → <b>"})
    assert answer.status_code == 422
    assert "記号は使えません" in answer.text
    assert "&lt;b&gt;" in answer.text


def test_a_hostile_word_that_got_into_the_database_is_never_said(world: World) -> None:
    with world.write() as db:
        hostile = {"会議室": "<script>alert(1)</script>", "進行役": "{x}", "ほか": "語"}
        put_setting(db, "city.terms", hostile, None, world.now)
    page = world.browser().get("/").text
    assert "alert(1)" not in page
    assert "会議室" in page
    assert i18n.terms_of(hostile) == ()


def test_another_city_in_the_same_process_keeps_its_words() -> None:
    with i18n.speaking("ja", (("会議室", "語り場"),)):
        assert i18n.gettext("会議室へ") == "語り場へ"
        with i18n.speaking("ja"):
            assert i18n.gettext("会議室へ") == "会議室へ"
    assert i18n.gettext("会議室へ") == "会議室へ"
