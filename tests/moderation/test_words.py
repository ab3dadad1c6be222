"""The word list and the watch list: found through disguises, not inside harmless words, told apart from reports."""

import pytest

from moderation.policy import Policy, default_policy_data
from tests.moderation.drafts import CITY, fold, found, judged


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("お前なんか死ね", "words.death_wish", "死ね"),
        ("死・ね！", "words.death_wish", "死・ね"),
        ("死 ネ", "words.death_wish", "死 ネ"),
        ("タ\u200bヒね", "words.death_wish", "タ\u200bヒね"),
        ("タ匕ね", "words.death_wish", "タ匕ね"),
        ("バ力野郎め", "words.insult", "バ力野郎"),
        ("ば*か*や*ろ*う", "words.insult", "ば*か*や*ろ*う"),
        ("お前は馬鹿か", "words.insult", "お前は馬鹿"),
        ("外国人は出ていけ", "words.discrimination", "外国人は出て"),
        ("コロスゾ", "words.threat", "コロスゾ"),
        ("家に火をつけてやる", "words.threat", "火をつけてやる"),
        ("副業で稼げます", "words.spam", "副業で稼"),
    ],
)
def test_a_listed_word_is_held(text: str, code: str, place: str) -> None:
    assert (code, "hold", place) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "死ねない",
        "シネマコンプレックス",
        "努力スル",
        "ばかりでなく",
        "相殺すべきだ",
        "国に帰ればよい",
        "死後の話だ。ね、そうでしょう",
        "死. . . . ね",
    ],
)
def test_a_harmless_word_is_nothing(text: str) -> None:
    assert found(text) == []


def test_an_exception_excuses_only_its_own_occurrence() -> None:
    assert found("死ねない。死ね") == [("words.death_wish", "hold", "死ね")]


@pytest.mark.parametrize(
    "text",
    [
        "「保育園落ちた日本死ね」という言葉が広がった",
        "『死ね』、『消えろ』などと書かれた",
        "死ねと言われた子がいる",
        "「殺すぞ」などの紙片",
    ],
)
def test_words_that_are_reported_are_published_and_told_to_moderators(text: str) -> None:
    judgement = judged(text)
    assert judgement.verdict == "warn"
    assert {finding.action for finding in judgement.findings} == {"flag"}


@pytest.mark.parametrize(
    "text",
    ["市長は売国奴だ", "無能な議員は消えろ", "見本市蔵の顔も見たくない", "都市計画課は役立たずは消えろと言いたい"],
)
def test_hard_words_for_those_in_office_are_shown_not_stopped(text: str) -> None:
    judgement = judged(text)
    assert judgement.verdict == "warn"
    assert {finding.action for finding in judgement.findings} == {"flag"}


@pytest.mark.parametrize(
    "text",
    [
        "市長を支持するお前は売国奴だ",
        "市長は死ね",
        "議員を殺すぞ",
        "みどりの風さんと市長は売国奴",
        "売国奴だ。市長もだ",
    ],
)
def test_an_office_in_the_sentence_excuses_neither_threats_nor_words_to_a_person(text: str) -> None:
    assert judged(text).verdict == "hold"


@pytest.mark.parametrize("text", ["き●がいめ", "このクズ野○が", "くたば×"])
def test_a_letter_behind_a_sign_is_read(text: str) -> None:
    assert judged(text).verdict == "hold"


@pytest.mark.parametrize("text", ["○○課の説明", "第○回の会議", "●えない", "×ネ", "○" * 5000])
def test_signs_alone_are_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["「市長」死ね", "「市長、死ね。", "「死ね」"])
def test_a_quotation_mark_alone_does_not_excuse(text: str) -> None:
    assert judged(text).verdict == "hold"


def test_a_notice_of_suicide_is_flagged_for_help() -> None:
    assert found("もう死にたい") == [("words.self_harm", "flag", "死にたい")]


def test_a_citys_own_word_and_action() -> None:
    data = default_policy_data()
    data["words"] = [{"word": "ヒミツの 語", "action": "refuse", "article": 9}]
    policy = Policy.parse(data, fold=fold)
    assert found("秘密ではなくひみつの語だ", policy=policy) == [("words.listed", "refuse", "ひみつの語")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("渡辺見太郎は許せない", "渡辺見太郎"),
        ("渡邉　見太郎さん", "渡邉　見太郎"),
        ("渡 邊 見 太 郎", "渡 邊 見 太 郎"),
        ("わたなべけんたろうって人", "わたなべけんたろう"),
        ("ワタナベ・ケンタロウ", "ワタナベ・ケンタロウ"),
        ("隣の原田さん", "原田"),
        ("原田氏", "原田"),
        ("あの はらでん は", "はらでん"),
        ("はらでんさんは", "はらでん"),
    ],
)
def test_a_watched_name_is_held(text: str, name: str) -> None:
    assert found(text) == [("personal_data.name", "hold", name)]


@pytest.mark.parametrize(
    "text", ["小笠原田園地帯", "原田園", "はらでんき", "かはらでん", "渡辺さん", "見本市蔵市長", "渡る辺りを見た"]
)
def test_other_names_and_office_holders_are_nothing(text: str) -> None:
    assert found(text) == []


def test_variants_the_folding_keeps_apart_are_one_name() -> None:
    policy = Policy.parse(default_policy_data(), city=CITY | {"watch_list": [{"name": "齋藤 嶋子"}]}, fold=fold)
    assert found("斉藤島子", policy=policy) == [("personal_data.name", "hold", "斉藤島子")]
