"""A day or month as people typed it, said as it is said here."""

import pytest

from civic.i18n import speaking
from civic.web.show import typed_day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2011-04", "2011年4月（平成23年）"), ("2009-04-18", "2009年4月18日（平成21年）"), ("２０１１／４／１", "2011年4月1日（平成23年）"),
        ("2019.5", "2019年5月（令和元年）"), ("1989-01-07", "1989年1月7日（昭和64年）"), ("1920-03-01", "1920年3月1日"),
        ("2011年4月", "2011年4月（平成23年）"),
    ],
)  # fmt: skip
def test_what_is_a_day_is_said_with_its_era(typed: str, said: str) -> None:
    assert typed_day(typed) == said


@pytest.mark.parametrize(
    "typed", ["", "平成23年4月", "昭和50年ごろ", "2011", "2011-13", "2011-02-30", "12-34", "2011-04-18に発足"]
)
def test_other_words_stay(typed: str) -> None:
    assert typed_day(typed) == typed


def test_in_english() -> None:
    with speaking("en"):
        assert (typed_day("2011-04"), typed_day("2009-04-18")) == ("Apr 2011", "18 Apr 2009")
