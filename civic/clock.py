"""Time: now, Tokyo's days and the offices' open days (開庁日)."""

from collections.abc import Callable, Iterable
from datetime import UTC as UTC
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

TOKYO = ZoneInfo("Asia/Tokyo")

# Default of the setting `city.closed_days`: 29 December to 3 January (month, day), besides weekends and holidays.
YEAR_END = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731  (replaced by set_source)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the clock (tests, the sample city's story); None restores the real one."""
    global _source
    _source = source or (lambda: datetime.now(UTC))


def tokyo(moment: datetime) -> datetime:
    return moment.astimezone(TOKYO)


def today(moment: datetime | None = None) -> date:
    """The calendar day in Asia/Tokyo."""
    return tokyo(moment or now()).date()


def start_of(day: date) -> datetime:
    """0:00 of that day in Asia/Tokyo, as UTC."""
    return datetime.combine(day, time(), TOKYO).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of that day: the first moment that no longer belongs to it."""
    return start_of(day + timedelta(days=1))


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year, language="ja"))


def is_open_day(day: date, closed: Iterable[tuple[int, int]] = YEAR_END) -> bool:
    """開庁日: not a weekend, not a national or substitute holiday, not one of the city's closing days."""
    return day.weekday() < 5 and day not in _holidays(day.year) and (day.month, day.day) not in set(closed)


def add_open_days(day: date, count: int, closed: Iterable[tuple[int, int]] = YEAR_END) -> date:
    """The `count`-th open day after `day` (the first day is not counted: Civil Code art. 140)."""
    closed = tuple(closed)
    while count > 0:
        day += timedelta(days=1)
        count -= is_open_day(day, closed)
    return day


def open_days_until(day: date, end: date, closed: Iterable[tuple[int, int]] = YEAR_END) -> int:
    """How many open days are left after `day`, `end` included; 0 when it is today or past."""
    closed = tuple(closed)
    return sum(is_open_day(date.fromordinal(one), closed) for one in range(day.toordinal() + 1, end.toordinal() + 1))


def fiscal_year(day: date) -> int:
    """年度: 1 April to 31 March, named by the year it begins in."""
    return day.year if day.month >= 4 else day.year - 1
