"""Days in Tokyo and the offices' open days."""

from datetime import UTC, date, datetime

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
