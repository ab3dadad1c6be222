"""Eras: boundaries to the day, and every spelling a person types."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text.eras import era_of, fiscal_year, format_era, kanji_number, number, parse_era_date


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1867, 12, 1), "1867年12月1日"),
    ],
)
def test_dates_as_an_office_writes_them(on: date, written: str) -> None:
    assert format_era(on) == written


@pytest.mark.parametrize(
    "typed",
    ["令和8年11月23日", "令和八年十一月二十三日", "R8.11.23", "Ｒ８．１１．２３", "r8/11/23", "令8.11.23", "2026-11-23", "2026/11/23",
     "２０２６年１１月２３日", "二〇二六年十一月二十三日", " 令和 8年 11月 23日 ", "令和8年11月23日(月)", "令和8年11月23日（月曜日）", "㋿8年11月23日"],
)  # fmt: skip
def test_one_day_in_every_spelling(typed: str) -> None:
    assert parse_era_date(typed) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("H31.4.30", date(2019, 4, 30)),
        ("令和1年5月1日", date(2019, 5, 1)),
    ],
)
def test_last_and_first_days(typed: str, on: date) -> None:
    assert parse_era_date(typed) == on


@pytest.mark.parametrize(
    "typed",
    ["", "令和", "平成31年5月1日", "昭和64年1月8日", "令和元年4月30日", "2026年2月30日", "2026年13月1日", "令和8年11月", "11月23日", "R8.11/23", "平成二三十年1月1日",
     "令和〇年一月一日", "9999999年1月1日", "2026年11月23日に開く", "あ" * 10_000],
)  # fmt: skip
def test_what_is_not_one_day_of_that_era(typed: str) -> None:
    assert parse_era_date(typed) is None


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2100, 12, 31)))
def test_every_written_date_is_read_back(on: date) -> None:
    assert parse_era_date(format_era(on)) == on
    era = era_of(on)
    assert era is not None
    assert era.first_on <= on


def test_fiscal_years_begin_in_april() -> None:
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 3, 31) + timedelta(days=1)) == 2026


@pytest.mark.parametrize(
    ("text", "value"),
    [("元", 1), ("15", 15), ("十五", 15), ("二〇〇三", 2003), ("二千三", 2003), ("百", 100), ("五百七", 507), ("三億二千万", 320_000_000), ("一兆", 10**12), ("〇", 0),
     ("", None), ("二三十", None), ("abc", None), ("1.5", None), ("十x", None), ("9" * 30, None)],
)  # fmt: skip
def test_numerals(text: str, value: int | None) -> None:
    assert number(text) == value


@given(st.integers(1, 9999))
def test_kanji_numerals_are_read_back(value: int) -> None:
    assert number(kanji_number(value)) == value
