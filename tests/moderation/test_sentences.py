"""Whole sentences without a listed word: what is said is found, what is told, feared or done by animals is not stopped."""

import pytest

from moderation.policy import Policy, default_policy_data
from tests.moderation.drafts import CITY, fold, found, judged


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        ("お前を殺す", "words.threat", "hold"),
        ("明日、駅前で人を刺します", "words.threat", "hold"),
        ("学校に火をつけてやる", "words.threat", "hold"),
        ("しね！しね！", "words.death_wish", "hold"),
        ("死んでくれ、迷惑だ", "words.death_wish", "hold"),
        ("生きていても仕方がない", "words.self_harm", "warn"),
        ("子どもと一緒に死のうと思っています", "words.self_harm", "warn"),
        ("外国人は来るな", "words.discrimination", "hold"),
        ("闇バイト日給10万円 運ぶだけ", "words.spam", "hold"),
        ("信者になれば救われます", "words.religion", "hold"),
    ],
)
def test_what_is_said(text: str, code: str, verdict: str) -> None:
    assert [one[0] for one in found(text)] == [code] * len(found(text)) != []
    assert judged(text).verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "外国人は来るなという張り紙を見た。差別だ",
        "障害者は家から出るなと言わんばかりの段差だ",
        "老人は死ねと言うのか",
        "誰でも稼げるという広告に注意",
    ],
)
def test_what_is_told_is_shown_to_a_moderator_and_published(text: str) -> None:
    assert {one[1] for one in found(text)} == {"flag"}


@pytest.mark.parametrize(
    "text",
    [
        "スズメバチが人を刺します。駆除を",
        "クマが人を襲います",
        "市長は市民を殺す気か",
        "市役所を爆破するという予告電話があったそうです",
        "カジノで稼ぐまちはいらない",
        "闇バイト対策の講座を",
        "副業で月3万円までの職員",
        "飛び降り防止の柵を付けて",
        "街の灯りが消える",
        # Of a real speech: 入れるなり is no 入れるな.
        "人材派遣の人を入れるなり委託するなり",
        "外国人が来るなら案内を増やして",
        "難民を追い出せない",
    ],
)
def test_what_a_city_talks_about_is_not_stopped(text: str) -> None:
    assert judged(text).verdict in ("publish", "warn")


def test_a_kind_the_city_does_not_list_is_not_looked_for() -> None:
    data = default_policy_data()
    data["words"] = [word for word in data["words"] if word["kind"] != "threat"]
    policy = Policy.parse(data, city=CITY, fold=fold)
    assert judged("お前を殺す", policy=policy).verdict == "publish"
    # A kind that is only shown is only shown.
    for word in data["words"]:
        word["action"] = "flag"
    assert judged("外国人は来るな", policy=Policy.parse(data, city=CITY, fold=fold)).verdict == "warn"
