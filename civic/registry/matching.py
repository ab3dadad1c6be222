"""Which entries suit an opportunity, and why: fields, areas, days and skills that both name. No ranking by judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civic.text.normalise import normalise_text
from civic.text.words import nouns

WEEKDAYS = "月火水木金土日"
# Words by which an entry says that any day is as good.
ANY_DAY = ("毎日", "いつでも", "随時", "全日")
# Words of an area that say nothing about the place.
EVERYWHERE = ("市内", "全域", "どこでも")
SEPARATORS = "、，,・ 　/／"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an opportunity looks for."""

    fields: Sequence[str]
    areas: str
    day: date
    skills: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What an entry offers."""

    fields: Sequence[str]
    areas: str
    days: str
    skills: str


@dataclass(frozen=True, slots=True)
class Reason:
    """`what` is field, area, day or skill; `value` is what both name."""

    what: str
    value: str


def reasons(wanted: Wanted, offered: Offered) -> list[Reason]:
    """Empty where neither a field nor a skill is common: area and day alone are no reason to ask somebody."""
    found = [Reason("field", field) for field in wanted.fields if field in offered.fields]
    found += [Reason("skill", word) for word in _common_words(wanted.skills, offered.skills)]
    if not found:
        return []
    if area := _area(wanted.areas, offered.areas):
        found.append(Reason("area", area))
    if day := _day(wanted.day, offered.days):
        found.append(Reason("day", day))
    return found


def _common_words(one: str, other: str) -> list[str]:
    text = normalise_text(other)
    return list(dict.fromkeys(word for word, _reading in nouns(one) if len(word) > 1 and normalise_text(word) in text))


def _pieces(text: str) -> list[str]:
    for mark in SEPARATORS:
        text = text.replace(mark, "\n")
    return [piece for piece in text.splitlines() if piece]


def _area(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if any(word in other for word in EVERYWHERE):
        return one
    return next((piece for piece in _pieces(one) if any(piece in o or o in piece for o in _pieces(other))), "")


def _day(day: date, days: str) -> str:
    name = WEEKDAYS[day.weekday()]
    folded = days.replace("土日", "土・日")
    if any(word in folded for word in ANY_DAY):
        return f"{name}曜"
    if "平日" in folded and day.weekday() < 5:
        return f"{name}曜"
    named = [name] if any(piece.startswith(name) for piece in _pieces(folded)) or f"{name}曜" in folded else []
    return f"{name}曜" if named else ""
