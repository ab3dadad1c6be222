"""Numerals, dates and names as Japanese laws print them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.library.readers.law_words import era_date, is_municipal, kanji, number_of, supplement_code


@given(st.integers(min_value=1, max_value=9999))
def test_kanji_numerals_come_back(number: int) -> None:
    assert number_of(kanji(number)) == number
    assert number_of(str(number)) == number


@pytest.mark.parametrize(
    ("printed", "value"),
    [("一〇二", 102), ("百二", 102), ("元", 1), ("２０", 20), ("", None), ("第一", None), ("9" * 20, None)],
)
def test_numbers_as_laws_print_them(printed: str, value: int | None) -> None:
    assert number_of(printed) == value


@pytest.mark.parametrize(
    ("amending", "code"),
    [
        ("平成一一年七月一六日法律第一〇二号", "H11L102"),
        ("昭和四十六年政令第二百六十四号", "S46O264"),
        ("平成二一年一月一日内閣府令第三号", "H21X3"),
        ("令和元年みほん町条例第１号", "R1X1"),
        ("", None),
        ("不明", None),
    ],
)
def test_codes_of_amending_laws(amending: str, code: str | None) -> None:
    assert supplement_code(amending) == code


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("令和8年みほん市条例第1号", True),
        ("令和3年みほん市告示第58号", True),
        ("昭和五十年大阪府規則第三号", True),
        ("昭和二十二年法律第六十七号", False),
        ("平成十九年国家公安委員会規則第五号", False),
        ("昭和三十年総理府告示第一号", False),
        ("", False),
    ],
)
def test_a_town_s_own_rules_are_told_from_national_law(number: str, expected: bool) -> None:
    assert is_municipal(number) is expected


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("Heisei", "19", "03", "09"), dt.date(2007, 3, 9)),
        (("令和", "1", "5", "1"), dt.date(2019, 5, 1)),
        (("Reiwa", "5", "2", "30"), None),
        (("Reiwa", "", "2", "3"), None),
        (("Edo", "5", "2", "3"), None),
        (("Showa", "9" * 40, "1", "1"), None),
    ],
)
def test_days_in_eras(parts: tuple[str, str, str, str], day: dt.date | None) -> None:
    assert era_date(*parts) == day


def test_numbers_beyond_the_numerals_are_written_digit_by_digit() -> None:
    assert (kanji(10_203), kanji(199), kanji(0)) == ("一〇二〇三", "百九十九", "〇")
