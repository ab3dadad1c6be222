"""Reading rule sets and city files: the default is sound, and every mistake is named with its key."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from moderation.city import City
from moderation.plain_data import PolicyError
from moderation.policy import RULE_CODES, Policy, default_policy_data
from tests.moderation.drafts import CITY, fold, found


def test_the_default_rules_hold_the_fourteen_articles() -> None:
    policy = Policy.parse(default_policy_data())
    assert sorted(policy.articles) == list(range(1, 15))
    assert policy.articles[11].code == "personal_data"
    assert all(article.text and article.plain_text and article.allowed_actions for article in policy.articles.values())
    assert set(policy.responses) == set(RULE_CODES)
    # Criticism is no ground, and the article on abuse says so; off topic is moved, never hidden.
    assert "批判" in policy.articles[4].text
    assert "hide" not in policy.articles[13].allowed_actions
    assert policy.city == City()


def test_the_default_data_is_a_fresh_copy() -> None:
    default_policy_data()["articles"].clear()
    assert len(default_policy_data()["articles"]) == 14


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = copy.deepcopy(default_policy_data())
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        (lambda data: data.pop("version"), "version", "missing"),
        (lambda data: data.update(version=" "), "version", "not empty"),
        (lambda data: data.update(rule=1), "rule", "not a known key"),
        (lambda data: data.update(articles={}), "articles", "list"),
        (lambda data: data.update(articles=[]), "articles", "at least one"),
        (lambda data: data["articles"][0].update(no=2), "articles[1].no", "used once"),
        (lambda data: data["articles"][0].update(no=0), "articles[0].no", "whole number"),
        (lambda data: data["articles"][0].update(no=1.5), "articles[0].no", "whole number"),
        (lambda data: data["articles"][0].update(no="1"), "articles[0].no", "number"),
        (lambda data: data["articles"][0].update(titel="x"), "articles[0].titel", "not a known key"),
        (lambda data: data["articles"][0].update(appealable="yes"), "articles[0].appealable", "true or false"),
        (lambda data: data["articles"][0].update(allowed_actions=["ban"]), "articles[0].allowed_actions[0]", "one of"),
        (lambda data: data["articles"].insert(0, "第1条"), "articles[0]", "object"),
        (lambda data: data["words"][0].update(word="あ"), "words[0].word", "two letters"),
        (lambda data: data["words"][0].update(action="publish"), "words[0].action", "one of"),
        (lambda data: data["words"][0].update(article=99), "words[0].article", "article of this rule set"),
        (lambda data: data["words"][0].update(article="4"), "words[0].article", "article of this rule set"),
        (lambda data: data["words"][0].update(exceptions="x"), "words[0].exceptions", "list"),
        (lambda data: data["responses"].pop("topic.off_topic"), "responses.topic.off_topic", "missing"),
        (lambda data: data["responses"].update({"topic.x": {}}), "responses.topic.x", "not a known key"),
        (lambda data: data["responses"].update({1: {}}), "responses", "text keys"),
        (
            lambda data: data["responses"]["personal_data.phone"].update(probable="refuse"),
            "responses.personal_data.phone",
            "must not refuse",
        ),
        (
            lambda data: data["responses"]["topic.off_topic"].update(possible="hold"),
            "responses.topic.off_topic",
            "must not refuse",
        ),
        (
            lambda data: data["responses"]["personal_data.my_number"].update(certain="none"),
            "responses.personal_data.my_number",
            "law forbids",
        ),
        (lambda data: data["thresholds"].update(max_links=-1), "thresholds.max_links", "number"),
        (lambda data: data["thresholds"].update(max_links=True), "thresholds.max_links", "number"),
        (lambda data: data["thresholds"].pop("max_links"), "thresholds.max_links", "missing"),
        (lambda data: data["topic_words"].update(防災=[1]), "topic_words.防災[0]", "text"),
    ],
)
def test_a_mistake_is_named(change: Callable[[dict[str, Any]], object], key: str, why: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        Policy.parse(changed(change))
    assert wrong.value.key == key
    assert why in wrong.value.why
    assert str(wrong.value).startswith(f"{key}: ")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ([], "city"),
        ({"phones": []}, "city.phones"),
        ({"own_phones": "0422"}, "city.own_phones"),
        ({"own_phones": [""]}, "city.own_phones[0]"),
        ({"watch_list": ["名前"]}, "city.watch_list[0]"),
        ({"watch_list": [{"kana": "なまえ"}]}, "city.watch_list[0].name"),
        ({"watch_list": [{"name": "名前", "kana": 1}]}, "city.watch_list[0].kana"),
        ({"watch_list": [{"name": "名前", "age": 1}]}, "city.watch_list[0].age"),
    ],
)
def test_a_mistake_in_the_city_file_is_named(facts: object, key: str) -> None:
    with pytest.raises(PolicyError) as wrong:
        Policy.parse(default_policy_data(), city=facts)
    assert wrong.value.key == key


def test_the_city_file_is_folded() -> None:
    city = City.parse(CITY, fold)
    assert city.own_phones == {"0422001151", "0355551111"}
    assert city.watch_list[0].name == "渡辺見太郎"
    assert city.watch_list[0].kana == "ワタナベケンタロウ"
    assert city.own_addresses == ("東京都ミホン市野崎1-1-1",)


def test_numbers_and_domains_are_taken_as_they_are_printed() -> None:
    city = City.parse(
        {"own_phones": ["0422-00-1151（内線2131）"], "own_domains": ["https://www.mihon.example.jp/"]}, fold
    )
    assert city.own_phones == {"0422001151"}
    assert city.own_domains == ("mihon.example.jp",)


def test_a_version_adopted_before_a_rule_existed_is_silent_about_it() -> None:
    data = default_policy_data()
    del data["responses"]["personal_data.handle"]
    assert found("LINE ID: hanako_77", policy=Policy.parse(data, fold=fold)) == []


def test_keys_of_the_city_may_be_null() -> None:
    facts = dict.fromkeys(CITY)
    assert City.parse(facts, fold) == City()
    assert City.parse({"watch_list": [{"name": "見本", "kana": None}]}, fold).watch_list[0].kana == ""


def test_a_city_can_switch_a_rule_off_or_make_it_milder() -> None:
    data = default_policy_data()
    data["responses"]["personal_data.phone"]["certain"] = "warn"
    data["responses"]["personal_data.email"]["certain"] = "none"
    policy = Policy.parse(data, fold=fold)
    assert [action for _, action, _ in found("03-1234-5678 taro@example.com", policy=policy)] == ["warn"]
