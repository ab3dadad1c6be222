"""The query language: what is wanted, what is excluded, what else is searched; and that anything at all is a query."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text.query import MOST_CHARACTERS, MOST_WORDS, FormKind, Query, Word, parse_query
from civic.text.synonyms import NO_SYNONYMS


def plain(text: str) -> Query:
    return parse_query(text, synonyms=NO_SYNONYMS, has_spellings=False)


def shape(query: Query) -> tuple[list[list[str]], list[str]]:
    """Clauses and exclusions as typed."""
    return [[word.typed for word in clause] for clause in query.clauses], [word.typed for word in query.excluded]


def forms(word: Word, kind: FormKind) -> set[str]:
    return {form.folded for form in word.forms if form.kind is kind}


@pytest.mark.parametrize(
    ("text", "clauses", "excluded"),
    [
        ("予算", [["予算"]], []),
        ("電子会議室 掲示板", [["電子会議室"], ["掲示板"]], []),
        ("電子会議室　掲示板", [["電子会議室"], ["掲示板"]], []),
        ("電子会議室 -掲示板", [["電子会議室"]], ["掲示板"]),
        ("電子会議室 －掲示板", [["電子会議室"]], ["掲示板"]),
        ("電子会議室 −「掲示板 案」", [["電子会議室"]], ["掲示板 案"]),
        ("-掲示板", [], ["掲示板"]),
        ("税 OR 料金 減免", [["税", "料金"], ["減免"]], []),
        ("税 ＯＲ 料金", [["税", "料金"]], []),
        ("税 or 料金", [["税"], ["or"], ["料金"]], []),
        ("税 OR OR 料金", [["税", "料金"]], []),
        ("OR 税 OR", [["税"]], []),
        ("税 OR % 料金", [["税"], ["料金"]], []),
        ("税 OR -料金", [["税"]], ["料金"]),
        ("OR", [["OR"]], []),
        ('"個人情報 保護"', [["個人情報 保護"]], []),
        ("「個人情報」の保護", [["個人情報"], ["の保護"]], []),
        ("議会『基本条例』", [["議会"], ["基本条例"]], []),
        ("“個人情報”", [["個人情報"]], []),
        ('"OR" 税', [["OR"], ["税"]], []),
        ('"未完', [['"未完']], []),
        ("e-Tax 2-3", [["e-Tax"], ["2-3"]], []),
        ("- 税", [["税"]], []),
        ("--税", [], ["-税"]),
        ("[一 TO 龠]", [["[一"], ["TO"], ["龠]"]], []),
    ],
)
def test_what_is_wanted_and_what_is_not(text: str, clauses: list[list[str]], excluded: list[str]) -> None:
    assert shape(plain(text)) == (clauses, excluded)


@pytest.mark.parametrize(
    "text", ["", " 　\n", "%", '"', "(", "*", '""', "「」", "-", "😀", "、。！", "- -", "\\", "\x00"]
)
def test_nothing_to_search_for_is_no_error(text: str) -> None:
    query = parse_query(text)
    assert query.is_empty
    assert query.words == ()
    assert query.used_synonyms == ()


@given(st.text(max_size=700))
def test_any_input_is_a_query_of_bounded_size(text: str) -> None:
    query = parse_query(text, is_name=True)
    assert len(query.words) + len(query.excluded) <= MOST_WORDS
    for word in (*query.words, *query.excluded):
        assert word.forms[0].phrase
        assert len(word.forms) == len({form.phrase or form.folded for form in word.forms})


@given(st.text(st.sampled_from(string.punctuation + "「」『』“” -－ORor取扱いごみ平成15年第条の"), max_size=500))
def test_any_punctuation_is_safe(text: str) -> None:
    parse_query(text)


@pytest.mark.parametrize(
    "hostile",
    ["の" * 500, "[一 TO 龠] " * 60, "子ども " * 150, "取り扱い引き継ぎ届け出" * 45, "2003年平成15年" * 45, "((((" * 200, '"' * 500, "「" * 500, "A-" * 250,
     "あ OR " * 120, "-a " * 160, "１" * 500, "地自法地教行法" * 60],
)  # fmt: skip
def test_hostile_queries_are_read_at_once(hostile: str) -> None:
    parse_query("温め")  # lists are read once
    began = time.process_time()
    parse_query(hostile, is_name=True)
    assert time.process_time() - began < 0.5


def test_a_query_too_long_is_cut_and_says_so() -> None:
    assert parse_query("予算 " + "あ" * MOST_CHARACTERS).was_cut
    assert parse_query("予 " * (MOST_WORDS + 1)).was_cut
    assert not parse_query("予算").was_cut


def test_a_word_with_its_synonyms_shown() -> None:
    query = parse_query("ごみ 減量")
    assert query.used_synonyms == (("ごみ", ("廃棄物", "塵芥")),)
    assert forms(query.words[0], FormKind.SYNONYM) == {"廃棄物", "塵芥"}
    assert parse_query("ごみ", synonyms=NO_SYNONYMS).used_synonyms == ()


def test_a_quoted_word_is_taken_exactly() -> None:
    (word,) = parse_query("「取扱い」").words
    assert word.is_quoted
    assert [form.kind for form in word.forms] == [FormKind.TYPED]


def test_an_excluded_word_excludes_its_spellings_but_not_its_synonyms() -> None:
    (word,) = parse_query("-取扱い").excluded
    assert forms(word, FormKind.SPELLING) == {"取リ扱イ", "取扱"}
    (word,) = parse_query("-ごみ").excluded
    assert forms(word, FormKind.SYNONYM) == set()


@pytest.mark.parametrize("typed", ["平成16年度", "2004年度", "H16年度", "平成十六年度"])
def test_a_number_by_itself_is_searched_by_what_it_means(typed: str) -> None:
    (word,) = parse_query(typed).words
    assert forms(word, FormKind.NUMBER) == {"fy:2004"}
    assert word.forms[0].kind is FormKind.TYPED


def test_a_number_inside_a_word_is_spelled_in_other_ways() -> None:
    (word,) = parse_query("平成16年度予算").words
    assert "2004年度予算" in forms(word, FormKind.SPELLING)
    assert forms(word, FormKind.NUMBER) == set()


def test_a_word_in_kana_says_so() -> None:
    assert parse_query("わたなべ").words[0].is_kana
    assert not parse_query("渡辺").words[0].is_kana


def test_later_words_of_a_long_query_keep_the_typed_form_only() -> None:
    query = parse_query(" ".join(["取扱い2003年"] * MOST_WORDS))
    assert len(query.words[0].forms) > 1
    assert len(query.words[-1].forms) == 1
