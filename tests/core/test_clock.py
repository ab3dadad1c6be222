"""Days in Tokyo and the offices' open days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic import clock


def test_the_day_changes_at_midnight_in_tokyo() -> None:
    assert clock.today(datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert clock.today(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert clock.end_of(date(2026, 11, 23)) == clock.start_of(date(2026, 11, 24))


def test_open_days_skip_weekends_holidays_and_the_turn_of_the_year() -> None:
    # 28 December 2026 is a Monday; 29 December to 3 January are closed; 4 January 2027 is a Monday.
    assert clock.add_open_days(date(2026, 12, 25), 1) == date(2026, 12, 28)
    assert clock.add_open_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    # 3 May 2026 is a Sunday and a holiday: 6 May is its substitute (振替休日).
    assert not clock.is_open_day(date(2026, 5, 6))
    assert clock.add_open_days(date(2026, 5, 1), 1) == date(2026, 5, 7)
    # 22 September 2026 lies between two holidays: 国民の休日.
    assert not clock.is_open_day(date(2026, 9, 22))


def test_a_city_may_close_on_other_days() -> None:
    assert clock.is_open_day(date(2026, 12, 29), closed=())
    assert not clock.is_open_day(date(2026, 10, 1), closed=((10, 1),))


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 40))
def test_the_nth_open_day_is_open_and_has_n_open_days_up_to_it(day: date, count: int) -> None:
    end = clock.add_open_days(day, count)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert clock.is_open_day(end)
    assert sum(clock.is_open_day(d) for d in between) == count


def test_fiscal_years_begin_in_april() -> None:
    assert clock.fiscal_year(date(2027, 3, 31)) == 2026
    assert clock.fiscal_year(date(2027, 4, 1)) == 2027


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # 28 December 2026 is a Monday, 4 January 2027 a Monday, the 11th 成人の日.
        ("2026-12-25", 1, "2026-12-28"), ("2026-12-28", 1, "2027-01-04"), ("2026-12-31", 1, "2027-01-04"),
        ("2027-01-03", 1, "2027-01-04"), ("2026-12-28", 5, "2027-01-08"), ("2026-12-28", 6, "2027-01-12"),
        # 21 March 2027 is a Sunday and 春分の日: the 22nd is its substitute (振替休日).
        ("2027-03-19", 1, "2027-03-23"),
        # Three holidays in a row, the first on a Sunday: the substitute comes after the last of them.
        ("2026-05-01", 1, "2026-05-07"), ("2026-05-03", 2, "2026-05-08"),
        # Between two holidays: 国民の休日 of 2026 and of 2032.
        ("2026-09-18", 1, "2026-09-24"), ("2032-09-17", 1, "2032-09-23"),
        # The fiscal year turns on an open day like any other.
        ("2027-03-31", 1, "2027-04-01"), ("2026-03-31", 10, "2026-04-14"),
        # A leap day is a day.
        ("2028-02-28", 1, "2028-02-29"),
    ],
)  # fmt: skip
def test_invariant_12_business_days(start: str, count: int, end: str) -> None:
    assert clock.add_open_days(date.fromisoformat(start), count) == date.fromisoformat(end)
    assert clock.open_days_until(date.fromisoformat(start), date.fromisoformat(end)) == count


def test_no_open_day_is_left_on_the_day_itself_or_after_it() -> None:
    assert clock.open_days_until(date(2026, 12, 28), date(2026, 12, 28)) == 0
    assert clock.open_days_until(date(2026, 12, 28), date(2027, 1, 3)) == 0
    assert clock.open_days_until(date(2027, 1, 5), date(2027, 1, 4)) == 0
