"""The city's facts for the rules, edited as a file or line by line, and the rules tried on a text."""

import json

import pytest

from civic.city.queries import setting
from tests.world import World

FACTS = {
    "own_phones": ["0422-51-5131"],
    "own_domains": ["city.mihon.example.jp"],
    "watch_list": [{"name": "渡邊健太郎", "kana": "わたなべけんたろう"}],
}
TEXT = "渡辺健太郎さんに0422-51-5131から電話、自宅は090-1234-5678"


def sent(facts: object) -> dict[str, str]:
    return {"facts": facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)}


def test_only_those_who_change_settings_come_in(world: World) -> None:
    for path in ("/staff/moderation", "/staff/moderation/city.json"):
        assert world.browser("city_manager").get(path).status_code == 200
        assert world.browser("moderator").get(path).status_code == 403
        assert world.browser().get(path).headers["location"].startswith("/sign-in")
    for path, data in (("/staff/moderation/city", sent(FACTS)), ("/staff/moderation/try", {"text": TEXT})):
        assert world.browser("moderator").post(path, data).status_code == 403
        assert world.browser().post(path, data).headers["location"].startswith("/sign-in")
    with world.read() as db:
        assert setting(db, "city.facts") == {}


def test_the_file_is_saved_shown_and_downloaded(world: World) -> None:
    browser = world.browser("city_manager")
    answer = browser.post("/staff/moderation/city", sent({**FACTS, "handles_in_room": ["みどり"], "own_mail": None}))
    assert answer.headers["location"] == "/staff/moderation"
    assert browser.get("/staff/moderation/city.json").json() == FACTS
    assert "0422-51-5131" in browser.get("/staff/moderation").text
    assert "0422-51-5131" in browser.get("/staff/settings/city.facts").text
    # A second click changes nothing, nor does the history grow.
    browser.post("/staff/moderation/city", sent(FACTS))
    assert browser.get("/staff/settings/city.facts").text.count("timeline__state") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('{"own_phones": [}', "1行目の17文字目"),
        ("[]", "ファイル全体を"),
        ("[" * 50_000, "ファイル全体を"),
        ({"own_phones": "0422"}, "[ と ] で囲んだ一覧"),
        ({"own_phones": ["0422-51-5131", "51-5131"]}, "2件目「51-5131」は、市外局番から"),
        ({"own_phones": ["0"] * 501}, "500行以内"),
        ({"own_mail": ["koho"]}, "1件目「koho」は、@ の前と後"),
        ({"own_domains": ["みほん市"]}, "1件目「みほん市」は、city.example.jp"),
        ({"own_addresses": ["みほん市"]}, "番地まで"),
        ({"public_short_numbers": ["1"]}, "3けた以上"),
        ({"office_holders": ["見"]}, "2文字以上"),
        ({"watch_list": [{"kana": "わたなべ"}]}, "書いてはいけない名前の1件目"),
        ({"watch_list": [{"name": "渡辺", "kana": "渡辺"}]}, "ひらがなかカタカナ"),
        ({"phones": ["0422-51-5131"]}, "「city.phones」は使えない項目"),
        ({"office_holders": ["渡辺太郎"], "watch_list": [{"name": "渡邊太郎"}]}, "両方にあります"),
    ],
)
def test_what_cannot_be_meant_is_named_and_kept(world: World, typed: object, said: str) -> None:
    browser = world.browser("city_manager")
    answer = browser.post("/staff/moderation/city", sent(typed))
    assert answer.status_code == 422
    assert said in answer.text
    with world.read() as db:
        assert setting(db, "city.facts") == {}


def test_the_lists_name_the_line_too(world: World) -> None:
    lists = {"own_phones": "0422-51-5131\n51-5131", "watch_list": "渡邊健太郎/わたなべ"}
    answer = world.browser("city_manager").post("/staff/settings/city.facts", lists)
    assert answer.status_code == 422
    assert "2件目「51-5131」は、市外局番から" in answer.text
    assert "渡邊健太郎/わたなべ" in answer.text


def test_a_text_is_tried_with_the_citys_facts(world: World) -> None:
    browser = world.browser("city_manager")
    browser.post("/staff/moderation/city", sent(FACTS))
    answer = browser.post("/staff/moderation/try", {"text": TEXT})
    assert answer.status_code == 200
    assert "判断：直すまで送れない" in answer.text
    assert "<q>渡辺健太郎</q>" in answer.text
    assert "<q>090-1234-5678</q>" in answer.text
    assert "<q>0422-51-5131</q>" not in answer.text
    assert "判断：そのまま公開" in browser.post("/staff/moderation/try", {"text": "賛成です"}).text
    assert browser.post("/staff/moderation/try", {"text": " "}).status_code == 422


def test_a_number_that_may_not_be_kept_is_not_repeated(world: World) -> None:
    answer = world.browser("city_manager").post("/staff/moderation/try", {"text": "マイナンバー 1234-5678-9018"})
    assert "personal_data.my_number" in answer.text
    assert "<q>" not in answer.text
