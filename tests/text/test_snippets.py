"""Snippets: the place where the words stand, marked at the characters of the original."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.text.query import parse_query
from civic.text.snippets import Part, highlight, snippet
from civic.text.synonyms import NO_SYNONYMS

TEXT = (
    "本日の会議を開きます。㈱みほん電子会議室では、平成１５\n\n年度から市民電子会議室を開いた。"
    "ＩＴの活用が進む。五㌔メートルの道。葛\U000e0100飾の人。か\u3099くしゅう。渡邉議員。ごみを減らす。"
)


def hits(parts: list[Part]) -> list[str]:
    return [text for text, is_hit in parts if is_hit]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("電子会議室", ["電子会議室", "電子会議室"]),
        ("株", ["㈱"]),
        ("キロ", ["㌔"]),
        ("葛飾", ["葛\U000e0100飾"]),
        ("がくしゅう", ["か\u3099くしゅう"]),
        ("渡辺", ["渡邉"]),
        ("2003年度", ["平成１５\n\n年度"]),
        ("平成15", ["平成１５"]),
        ("it", ["ＩＴ"]),
        ("I", []),
        ("5年度", []),
        ("廃棄物", ["ごみ"]),
        ("会議 電子", ["会議", "電子会議", "電子会議"]),
        ("-電子", []),
        ("", []),
    ],
)
def test_hits_are_marked_at_the_original_characters(query: str, marked: list[str]) -> None:
    parts = highlight(TEXT, parse_query(query))
    assert "".join(text for text, _ in parts) == TEXT
    assert hits(parts) == marked


def test_punctuation_between_the_parts_of_a_word_may_differ() -> None:
    assert hits(highlight("「e‐Japan」戦略", parse_query("e-Japan戦略"))) == ["e‐Japan」戦略"]


def test_a_snippet_shows_the_sentence_with_most_words() -> None:
    text = "ごみの話。" + "別の話をする。" * 40 + "ごみの減量を進める。" + "また別の話。" * 40
    parts = snippet(text, parse_query("ごみ 減量", synonyms=NO_SYNONYMS), 40)
    assert hits(parts) == ["ごみ", "減量"]
    assert parts[0] == ("…", False)
    assert parts[-1] == ("…", False)
    assert len("".join(part for part, _ in parts)) <= 42


def test_a_hit_late_in_a_long_sentence_is_brought_into_view() -> None:
    text = "あ" * 1000 + "電子会議室" + "い" * 1000
    parts = snippet(text, parse_query("電子会議室"), 60)
    assert hits(parts) == ["電子会議室"]
    assert parts[1][0] == "あ" * 20


def test_only_the_number_asked_for_is_marked() -> None:
    assert hits(highlight("平成16年度と平成17年度と二〇〇四年度", parse_query("2004年度"))) == [
        "平成16年度",
        "二〇〇四年度",
    ]


def test_hits_outside_the_stretch_shown_are_left_out() -> None:
    assert hits(snippet("予算" + "あ" * 100 + "予算", parse_query("予算"), 40)) == ["予算"]


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert snippet(TEXT, parse_query("無関係"), 10) == [("本日の会議を開きます", False), ("…", False)]
    assert snippet("短い文", parse_query("無関係"), 100) == [("短い文", False)]
    assert snippet("", parse_query("予算"), 100) == []


@settings(deadline=None)  # the first example loads the dictionary
@given(
    st.text(st.sampled_from("予算会議。\n ㈱㌔か\u3099ーaＡ1１、"), max_size=200),
    st.sampled_from(["予算", "会議 予算", "(株)", "ガ", "a1", "1"]),
)
def test_a_snippet_is_always_a_stretch_of_the_text(text: str, typed: str) -> None:
    query = parse_query(typed)
    parts = snippet(text, query, 30)
    shown = "".join(part for part, _ in parts).removeprefix("…").removesuffix("…")
    assert shown in text
    assert len(shown) <= 30
    assert "".join(part for part, _ in highlight(text, query)) == text


def test_a_long_speech_takes_a_moment_only() -> None:
    text = "本日は予算の審議を行います。委員会の皆様、よろしくお願いいたします。" * 400
    query = parse_query("予算 審議 令和8年度")
    began = time.process_time()
    snippet(text, query)
    assert time.process_time() - began < 0.5


def test_of_a_text_without_the_word_its_parts_are_shown_wherever_it_is_said_to_be_partial() -> None:
    text = "初めの文です。" * 400 + "遊具の点検は年に二回です。"
    query = parse_query("公園遊具点検")
    assert hits(snippet(text, query, is_partial=True)) == ["遊具", "点検"]
    assert snippet(text, query, is_partial=True) == snippet(text, query)


def test_a_hit_late_in_a_long_table_is_shown_without_folding_the_table() -> None:
    table = "款　項　目　金額　" * 3_000 + "児童手当　扶助費　五百円　" + "款　項　目　金額　" * 3_000
    parts = snippet(table, parse_query("児童手当"), 60)
    assert hits(parts) == ["児童手当"]
    assert parts[0] == parts[-1] == ("…", False)


@pytest.mark.parametrize("typed", ["保健所・医療機関の体制", "デリバリー配達員"])
def test_a_word_with_signs_that_folding_drops_is_shown_whole_far_into_a_text(typed: str) -> None:
    text = "前置きの文です。" * 400 + "次に、保健所・医療機関の体制と、デリバリー配達員についてです。"
    assert hits(snippet(text, parse_query(typed, synonyms=NO_SYNONYMS), 60)) == [typed]
