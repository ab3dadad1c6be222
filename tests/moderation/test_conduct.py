"""Rules about conduct: pace, repetition, links, topic, posing as the city, unmasking, election campaigns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.facts import Author, Previous, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.rules import duplicates, unmasking
from moderation.verdict import judge
from tests.moderation.drafts import NOW, POLICY, RESIDENT, around, fold, found, judged, make_draft

STAFF = Author("1", 50, is_staff=True)


def own(*minutes: float, text: str = "べつの話") -> tuple[Previous, ...]:
    return tuple(Previous(minute, fold(text), True) for minute in minutes)


def test_slow_mode_counts_the_authors_own_posts_to_the_minute() -> None:
    slow = RoomPolicy(slow_mode_minutes=10)
    assert found("次", around(room=slow, previous=own(9.9))) == [("pace.too_fast", "refuse", "")]
    assert found("次", around(room=slow, previous=own(10))) == []
    assert found("次", around(room=slow, previous=(Previous(1, "アイウ", False),))) == []
    assert found("次", around(STAFF, slow, own(1))) == []


def test_a_burst_of_posts_is_stopped_anywhere() -> None:
    assert found("次", around(previous=own(0.5, 1, 2, 3, 4.9))) == [("pace.too_fast", "refuse", "")]
    assert found("次", around(previous=own(0.5, 1, 2, 3, 5))) == []
    assert found("次", around(STAFF, previous=own(0.5, 1, 2, 3, 4))) == []
    others = tuple(Previous(1, "アイウ", False) for _ in range(9))
    assert found("次", around(previous=others)) == []
    data = default_policy_data()
    del data["thresholds"]["burst_posts"]
    assert found("次", around(previous=own(0, 1, 2, 3, 4)), Policy.parse(data, fold=fold)) == []


def test_the_pace_is_no_matter_of_an_edit() -> None:
    room = RoomPolicy(slow_mode_minutes=10, per_day_limit=1)
    edited = Surroundings(RESIDENT, room, own(1, 1, 1, 1, 1), is_edit=True)
    assert found("直した文", edited) == []


def test_the_daily_limit() -> None:
    limited = RoomPolicy(per_day_limit=2)
    assert found("次", around(room=limited, previous=own(60, 1439))) == [("pace.daily_limit", "refuse", "")]
    assert found("次", around(room=limited, previous=own(60, 1440))) == []
    assert found("次", around(previous=own(1, 2, 3, 4))) == []


OPINION = "中央図書館の開館時間を夜九時まで延ばしてほしい。仕事帰りに寄れるようになる。"


def test_the_same_text_by_the_same_author_is_refused() -> None:
    again = own(30, text=OPINION)
    assert found(OPINION, around(previous=again)) == [("duplicates.exact", "refuse", "")]
    assert found(OPINION.replace("。", "！ "), around(previous=again)) == [("duplicates.exact", "refuse", "")]


def test_nearly_the_same_text_is_held() -> None:
    near = OPINION.replace("夜九時", "夜十時")
    assert found(near, around(previous=own(30, text=OPINION))) == [("duplicates.near", "hold", "")]


def test_the_same_opinion_of_others_is_grouped_never_stopped() -> None:
    campaign = tuple(Previous(minute, fold(OPINION), False) for minute in range(40))
    judgement = judged(OPINION, around(previous=campaign))
    assert [(finding.code, finding.action) for finding in judgement.findings] == [("duplicates.grouped", "group")]
    assert judgement.verdict == "publish"


def test_other_texts_and_short_ones_are_no_repetition() -> None:
    other = "中央図書館の駐輪場に屋根をつけてほしい。雨の日に本がぬれてしまう。"
    assert found(other, around(previous=own(30, text=OPINION))) == []
    assert found("賛成です。", around(previous=own(30, text="賛成です。"))) == []
    assert found(OPINION, around(previous=own(30, text=OPINION * 3))) == []
    assert found(OPINION, around(previous=own(30, text=OPINION[::-1]))) == []
    assert found(OPINION, around(previous=own(30, text="図" * sum(map(str.isalnum, OPINION))))) == []


def test_links() -> None:
    six = " ".join(f"https://s{place}.example/a" for place in range(6))
    assert found(six) == [("links.too_many", "hold", "")]
    assert found(six.rsplit(" ", 1)[0]) == []
    newcomer = around(Author("9", 0))
    three = " ".join(f"https://s{place}.example/a" for place in range(3))
    assert found(three, newcomer) == [("links.too_many", "hold", "")]
    assert found(three, around(Author("9", 0, is_staff=True))) == []
    home = " ".join(f"https://www.city.mihon.example.jp/{place}" for place in range(9))
    assert found(home, newcomer) == []
    assert found("https://bit.ly/abc") == [("links.shortened", "warn", "https://bit.ly/abc")]
    assert found("hxxps://x.example/Setup.EXE") == [("links.program", "hold", "hxxps://x.example/Setup.EXE")]
    assert found("www.city[.]mihon.example.jp/a.exe") == []


def test_off_topic_suggests_a_move_on_evidence_only() -> None:
    buses = RoomPolicy(topics=("交通",))
    stray = "保育園に入れない子が多い。待機児童をなくし、学童も増やしてほしい。" * 3
    judgement = judged(stray, around(room=buses))
    assert [(finding.code, finding.action) for finding in judgement.findings] == [("topic.off_topic", "move")]
    assert judgement.verdict == "warn"
    assert found(stray, around(room=RoomPolicy(topics=("交通", fold("子育て"))))) == []
    assert found(stray + "バスも。", around(room=buses)) == []
    assert found("待機児童と保育と学童", around(room=buses)) == []
    assert found("うれしい話です。" * 30, around(room=buses)) == []
    assert found(stray) == []


def test_a_topic_is_also_looked_for_among_the_tokens() -> None:
    stray = "保育園に入れない子が多い。待機児童をなくし、学童も増やしてほしい。" * 3
    around_buses = around(room=RoomPolicy(topics=("交通",)))
    assert judge(make_draft(stray, tokens=("交通",)), POLICY, around_buses, NOW).findings == ()


@pytest.mark.parametrize(
    "text", ["市の公式回答です。", "市を代表して正式に回答します", "区としての公式見解をお伝えします"]
)
def test_an_official_answer_by_a_resident_is_held(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("impersonation.city", "hold")]
    assert found(text, around(STAFF)) == []


@pytest.mark.parametrize(
    "text",
    [
        "市役所の職員です。決まりました。",
        "こちらは見本市役所です",
        "私は市長です",
        "都市計画課の見本です。",
        "【市役所からのお知らせ】申請はこちら",
        "市長です。この件は決めました。",
        "みほん市長 見本市蔵です。皆さまへ",
        "みほん市広報課です。中止になりました。",
    ],
)
def test_a_claim_of_office_is_warned_about(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("impersonation.city", "warn")]


@pytest.mark.parametrize(
    "text",
    [
        "市の職員ですら知らない",
        "市の公式回答を求めます",
        "市として正式に回答してほしい",
        "私は市長に言いたい",
        "私は元市役所の職員です。",
        "市長の見本市蔵さんに会った",
        "次の課題の解決です。",
        "市役所からのお知らせが届かない",
    ],
)
def test_talking_about_the_city_is_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "みどりの風さんの正体は佐藤さんだ",
        "「みどりの風」って山田議員でしょ",
        "みどりの風＝佐藤",
        "みどりの風さん、あなた佐藤さんでしょ",
        "この投稿を書いたのは佐藤さんだと思う",
        "この投稿者は佐藤さんです",
        "この人の本名は佐藤次郎さんだと思う",
        "投稿者を特定しました",
        "みどりの風を特定しよう",
    ],
)
def test_guessing_at_who_is_behind_a_handle_is_held(text: str) -> None:
    assert {(code, action) for code, action, _ in found(text)} == {("unmasking.guess", "hold")}


@pytest.mark.parametrize(
    "text",
    [
        "みどりの風さんに賛成です",
        "みどりの風さんは公園の話をしている",
        "原因を特定しました",
        "個人を特定できない形で",
        "本名は書かないで",
    ],
)
def test_speaking_to_a_handle_is_nothing(text: str) -> None:
    assert found(text) == []


PERIOD = around(room=RoomPolicy(is_election_period=True))


@pytest.mark.parametrize(
    "text",
    [
        "山田候補に清き一票を",
        "市議選では山田太郎さんに投票してください",
        "比例は見本党へ",
        "佐藤氏を必ず当選させましょう",
        "現職を落選させよう",
        "見本一郎に一票を",
        "見本一郎に投票しましょう",
        "佐藤さんを市長に！",
        "佐藤候補の街頭演説に来てください",
        "佐藤候補にだけは入れないで",
    ],
)
def test_campaigning_is_held_in_an_election_period_only(text: str) -> None:
    assert {(code, action) for code, action, _ in found(text, PERIOD)} == {("election.campaign", "hold")}
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "投票率を上げるには",
        "この提案に一票を入れたい",
        "期日前に投票しましょう",
        "塾に入れるなり",
        "期日前投票所を増やして",
        "住民投票を実施してほしい",
        "選挙に行きましょう",
    ],
)
def test_talking_about_elections_is_nothing(text: str) -> None:
    assert found(text, PERIOD) == []


def test_a_frozen_room_takes_nothing() -> None:
    assert found("こんにちは", around(RESIDENT, RoomPolicy(election_frozen=True))) == [
        ("election.frozen", "refuse", "")
    ]


def test_nothing_is_off_topic_where_the_words_of_the_room_are_unknown() -> None:
    stray = "保育園に入れない子が多い。待機児童をなくし、学童も増やしてほしい。" * 3
    assert found(stray, around(room=RoomPolicy(topics=("交通", "動物")))) == []


@given(st.from_regex(unmasking._ABOUT_HANDLE, fullmatch=True))
def test_no_wording_about_a_handle_goes_unasked(wording: str) -> None:
    assert unmasking._MAY_BE_ABOUT.search(wording)


@given(st.text("あいう", max_size=60), st.text("あいう", max_size=60), st.sampled_from((0.5, 0.8, 0.95)))
def test_nearness_is_the_share_of_the_shingles(one: str, other: str, least: float) -> None:
    first, second = duplicates._measure(one), duplicates._measure(other)
    lengths = sorted((len(one), len(other))), sorted((len(first.shingles), len(second.shingles)))
    union = len(first.shingles | second.shingles)
    is_near = all(short >= least * long for short, long in lengths)
    is_near = is_near and len(first.shingles & second.shingles) >= least * union
    assert duplicates._are_near(first, second, least) is is_near


@pytest.mark.parametrize(
    "text", ["みどりの風の家、見つけました", "みどりの風の職場が判明", "上の投稿の人、誰だか分かりました"]
)
def test_a_house_or_a_job_found_is_naming_somebody(text: str) -> None:
    assert [one[:2] for one in found(text)] == [("unmasking.guess", "hold")]


@pytest.mark.parametrize(
    "text", ["みどりの風さんの家の近くの公園", "上の方のご意見に賛成", "みどりの風さんは職員の話をしました"]
)
def test_a_house_nobody_looked_for_is_nothing(text: str) -> None:
    assert judged(text).verdict == "publish"
