"""Japanese eras: from a date to 令和8年11月23日 and back, and what a year of an era is in western reckoning."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from civic.text.normalise import normalise_text


@dataclass(frozen=True, slots=True)
class Era:
    """An era with its one-kanji and one-letter abbreviations (folded); `last_on` is None while it lasts."""

    name: str
    kanji: str
    letter: str
    first_on: date
    last_on: date | None

    def western(self, year: int) -> int:
        """The western year of a year of this era. Plans print years an era did not reach (平成32年度): these count on."""
        return self.first_on.year - 1 + year


# The last day of 明治 and 大正 is also the first of the next era; since 昭和 eras change at midnight.
ERAS = (
    Era("明治", "明", "m", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "大", "t", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "昭", "s", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "平", "h", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "令", "r", date(2019, 5, 1), None),
)
BY_NAME = {name: era for era in ERAS for name in (era.name, era.kanji, era.letter)}

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GREAT_UNITS = {"万": 10**4, "億": 10**8, "兆": 10**12}

_LONGEST_NUMERAL = 24  # 九千九百九十九兆九千九百九十九億… is 31, but no budget needs it

_NUMBER = "[0-9]{1,4}|[〇一二三四五六七八九十百]{1,6}"
_RANGE = re.compile(
    f"(?:(?P<era>{'|'.join(BY_NAME)})(?P<era_year>元|{_NUMBER})|(?P<year>[0-9]{{4}}|[一二][〇一二三四五六七八九]{{3}}))"
    f"(?:年(?:(?P<fiscal>度)|(?P<month>{_NUMBER})月)?|[./-](?P<month2>[0-9]{{1,2}}))?"
)
_DATE = re.compile(
    f"(?:(?P<era>{'|'.join(BY_NAME)})(?P<era_year>元|{_NUMBER})|(?P<year>[0-9]{{4}}|[一二][〇一二三四五六七八九]{{3}}))"
    f"(?:年(?P<month>{_NUMBER})月(?P<day>{_NUMBER})日|(?P<sep>[./-])(?P<month2>[0-9]{{1,2}})(?P=sep)(?P<day2>[0-9]{{1,2}}))"
    r"(?:\([月火水木金土日](?:曜日?)?\))?"
)


def number(text: str) -> int | None:
    """The value of an arabic or kanji numeral: 二十三, 二三, 千五百, 三億二千万; 元 is 1; None for anything else."""
    if text == "元":
        return 1
    if len(text) > _LONGEST_NUMERAL:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = 0
    pending: int | None = None
    for character in text:
        if character in _DIGITS:
            if pending is not None:
                return None  # 二三十 is no number
            pending = _DIGITS[character]
        elif character in _UNITS:
            section += (1 if pending is None else pending) * _UNITS[character]
            pending = None
        elif character in _GREAT_UNITS:
            total += (section + (pending or 0)) * _GREAT_UNITS[character]
            section, pending = 0, None
        else:
            return None
    return total + section + (pending or 0)


def kanji_number(value: int) -> str:
    """A number from 1 to 9999 in kanji as a law writes it: 23 → 二十三."""
    written = ""
    for unit, factor in (("千", 1000), ("百", 100), ("十", 10)):
        digit, value = divmod(value, factor)
        if digit:
            written += ("" if digit == 1 else "〇一二三四五六七八九"[digit]) + unit
    return written + ("〇一二三四五六七八九"[value] if value else "")


def era_of(on: date) -> Era | None:
    """The era of a day; the first day of an era belongs to it. None before 明治."""
    return next((era for era in reversed(ERAS) if era.first_on <= on), None)


def format_era(on: date) -> str:
    """A date as a Japanese office writes it: 令和8年11月23日, 令和元年5月1日; western years before 明治."""
    era = era_of(on)
    if era is None:
        return f"{on.year}年{on.month}月{on.day}日"
    year = on.year - era.first_on.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{on.month}月{on.day}日"


def fiscal_year(on: date) -> int:
    """年度: 1 April to 31 March, named after the year it begins in."""
    return on.year if on.month >= 4 else on.year - 1


def parse_era_date(text: str) -> date | None:
    """A date typed by a person, era or western, digits or kanji, any width: R8.11.23, 令和八年十一月二十三日, 2026/11/23.

    None when it is not one date, or the day does not exist in that era (平成31年5月1日, 昭和64年1月8日).
    """
    found = _DATE.fullmatch(normalise_text(text).replace(" ", ""))
    if found is None:
        return None
    era = BY_NAME[found["era"]] if found["era"] else None
    year = number(found["era_year"] or found["year"])
    month, day = number(found["month"] or found["month2"]), number(found["day"] or found["day2"])
    if year is None or month is None or day is None:
        return None
    try:
        on = date(era.western(year) if era else year, month, day)
    except ValueError:
        return None
    if era and not era.first_on <= on <= (era.last_on or date.max):
        return None
    return on


def parse_era_range(text: str) -> tuple[date, date] | None:
    """First and last day of what a person typed: a day, or a month, year or fiscal year in either reckoning (令和5年4月,
    2023, H15年度). None when it is none of these."""
    day = parse_era_date(text)
    if day is not None:
        return day, day
    found = _RANGE.fullmatch(normalise_text(text).replace(" ", ""))
    if found is None:
        return None
    year = number(found["era_year"] or found["year"])
    if year is None or not year:
        return None
    western = BY_NAME[found["era"]].western(year) if found["era"] else year
    month = number(found["month"] or found["month2"] or "0")
    if not date.min.year <= western < date.max.year or month is None or month > 12:
        return None
    if found["fiscal"]:
        return date(western, 4, 1), date(western + 1, 3, 31)
    if not month:
        return date(western, 1, 1), date(western, 12, 31)
    after = date(western + month // 12, month % 12 + 1, 1)
    return date(western, month, 1), after - timedelta(days=1)
