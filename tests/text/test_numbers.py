"""Hidden tokens: one number or date, however it is written; and words that only look like numbers."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text.normalise import normalise_text
from civic.text.numbers import kind_of, number_tokens, value_pattern


def tokens(text: str, on: date | None = None) -> set[str]:
    return {found.token for found in number_tokens(normalise_text(text), on)}


@pytest.mark.parametrize(
    ("spellings", "token"),
    [
        (
            [
                "平成15年",
                "平成十五年",
                "H15",
                "Ｈ１５",
                "平15",
                "㍻15年",
                "2003年",
                "二〇〇三年",
                "平成 15 年",
                "H15年",
            ],
            "y:2003",
        ),
        (["平成15年度", "2003年度", "H15年度", "平成十五年度", "二〇〇三年度"], "fy:2003"),
        (["平成31年度", "令和元年度", "令和1年度", "R1年度", "2019年度"], "fy:2019"),
        (["平成32年度", "令和2年度"], "fy:2020"),
        (["平成15年4月", "2003年4月1日"], "m:2003-04"),
        (["令和5年3月15日", "R5.3.15", "2023/03/15", "2023-3-15", "令和五年三月十五日", "令5.3.15"], "d:2023-03-15"),
        (["昭和64年1月7日"], "d:1989-01-07"),
        (["大正15年", "大15年"], "y:1926"),
        (["明治元年"], "y:1868"),
        (["第二十三条の三", "第23条の3", "第２３条の３", "23条の3", "第23条の3第1項"], "a:23_3"),
        (["第三条の一部を改正", "第3条", "第３条第２項"], "a:3"),
        (["平成十五年五月三十日法律第五十七号", "平成15年法律第57号", "平15法律57"], "l:2003法律57"),
        (["(昭40規則4・一部改正)", "昭和40年規則第4号"], "l:1965規則4"),
        (["5,813億円", "５ ,８１３億円", "581300百万円", "5813億円"], "yen:581300000000"),
        (["1億2,500万円", "12,500万円", "一億二千五百万円", "125百万円", "1.25億円"], "yen:125000000"),
        (["1,234千円", "123万4,000円"], "yen:1234000"),
        (["百万円"], "yen:1000000"),
        (["二十六市"], "n:26市"),
        (["十二箇所"], "n:12箇所"),
    ],
)
def test_every_spelling_has_the_token(spellings: list[str], token: str) -> None:
    for spelling in spellings:
        assert token in tokens(spelling), spelling


@pytest.mark.parametrize(
    "text",
    ["一般会計", "三鷹市", "八王子市", "四日市市", "五日市", "六本木", "千葉市", "万一", "十分", "一番", "一時", "公平15", "M2", "T5", "2003", "ah15", "条例第5号", "平成二三十年",
     "20条例", "第条", "円", "9999", "第〇条", "平成15", "〇円", "法律第〇号"],
)  # fmt: skip
def test_words_that_are_no_such_number(text: str) -> None:
    assert tokens(text) <= {"y:2003"}
    assert tokens(text) == set() or text == "平成15"


def test_a_year_is_not_its_fiscal_year() -> None:
    assert tokens("平成15年度") == {"fy:2003"}
    assert tokens("平成15年") == {"y:2003"}


def test_a_law_without_a_number_leaves_the_year() -> None:
    assert tokens("平成15年法律第〇号") == {"y:2003"}


def test_impossible_months_and_days_leave_the_year() -> None:
    assert tokens("2023年13月1日") == {"y:2023"}
    assert tokens("2023年12月45日") == {"y:2023", "m:2023-12"}


@pytest.mark.parametrize(
    ("text", "on", "years"),
    [
        ("平成15年度から16年度まで", None, {"fy:2003", "fy:2004"}),
        ("平成30年度、令和元年度、2年度", None, {"fy:2018", "fy:2019", "fy:2020"}),
        ("16年度の予算", None, set()),
        ("16年度の予算", date(2004, 6, 1), {"fy:2004"}),
        ("30年度決算", date(2019, 6, 1), {"fy:2018"}),
        ("元年度決算", date(2020, 6, 1), {"fy:2019"}),
        ("七年度の予算", date(2026, 3, 1), {"fy:2025", "n:7年度"}),
        ("3年度目", date(2026, 3, 1), set()),
        ("第5年度", date(2026, 3, 1), set()),
        ("平成 15年度", None, {"fy:2003"}),
    ],
)
def test_the_era_of_a_bare_fiscal_year_comes_from_its_surroundings(text: str, on: date | None, years: set[str]) -> None:
    assert tokens(text, on) == years


def test_spans_cover_the_number_only() -> None:
    folded = normalise_text("去る令和5年3月15日に")
    spans = {found.token: folded[found.start : found.end] for found in number_tokens(folded)}
    assert spans == {"y:2023": "令和5年", "m:2023-03": "令和5年3月", "d:2023-03-15": "令和5年3月15日"}


@given(st.text(st.sampled_from("平成令和元年度月日第条の一二十百千万億円市0123456789.,/hr年 "), max_size=80))
def test_any_mixture_is_safe_and_spans_stay_inside(text: str) -> None:
    folded = normalise_text(text)
    for found in number_tokens(folded, date(2026, 1, 1)):
        assert 0 <= found.start < found.end <= len(folded)


@pytest.mark.parametrize(
    "hostile",
    ["平成" * 20_000, "1" * 40_000, "1億" * 20_000, "第1条" + "の1" * 20_000, "一" * 40_000, "2003" * 10_000, "h1" * 20_000,
     "平成1年" + "法" * 40_000, "平成1年1月1日" * 5_000, "一般1人二十人" * 5_000, "15年度" * 10_000],
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    folded = normalise_text(hostile)

    def seconds() -> float:
        began = time.process_time()
        number_tokens(folded, date(2026, 1, 1))
        return time.process_time() - began

    # The least of several runs: on a shared machine a single one may be slowed by its neighbours.
    assert min(seconds() for _ in range(3)) < 1


@pytest.mark.parametrize("text", ["平成十二年政令第三十三号", "平成12年政令第33号", "平成十二年政令第三三号"])
def test_a_text_without_the_value_holds_no_token(text: str) -> None:
    tokens = [found.token for found in number_tokens(text, kinds={"l"})]
    assert tokens == ["l:2000政令33"]
    value = value_pattern(tokens)
    assert value is not None
    assert value.search(text)
    assert not value.search("平成12年政令第331号")


def test_years_and_amounts_have_too_many_ways_to_be_looked_for_by_value() -> None:
    assert value_pattern(["d:2020-02-07", "y:2020"]) is None
    assert value_pattern([]) is None
    assert kind_of("l:2000政令33") == "l"
