"""The template environment and its filters: dates, eras, sentences of codes."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from civic import clock, i18n
from civic.config import ROOT, config
from civic.markup import excerpt, ruby, squeezed
from civic.web.urls import asset, build, url

# Western year in which year 1 of the era begins, and its first day.
ERAS = ((date(2019, 5, 1), 2018, "令和"), (date(1989, 1, 8), 1988, "平成"), (date(1926, 12, 25), 1925, "昭和"))


def _day(value: date | datetime) -> date:
    return clock.tokyo(value).date() if isinstance(value, datetime) else value


def jdate(value: date | datetime | None) -> str:
    """2026年11月23日（月）, or Mon 23 Nov 2026."""
    return "" if value is None else i18n.day_words(_day(value))


def jdatetime(value: datetime | None) -> str:
    if value is None:
        return ""
    return f"{jdate(value)} {clock.tokyo(value):%-H:%M}"


def era(value: date | datetime | None) -> str:
    """令和8年11月23日; a date before 昭和 keeps its western year."""
    if value is None:
        return ""
    day = _day(value)
    for first, base, name in ERAS:
        if day >= first:
            year = day.year - base
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


_TYPED_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)")


def typed_day(text: str) -> str:
    """A day or month as people typed it, as it is said here: 2011-04 is 2011年4月（平成23年）; other words stay as they are."""
    found = _TYPED_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        day = date(int(found[1]), int(found[2]), int(found[3] or 28)) if found else None
    except ValueError:
        day = None
    if day is None or found is None:
        return text
    if i18n.language.get() == "en":
        return day.strftime("%-d %b %Y" if found[3] else "%b %Y")
    year = era(day).partition("年")[0]
    said = f"{day.year}年{day.month}月" + (f"{day.day}日" if found[3] else "")
    return said if year.isdigit() else f"{said}（{year}年）"


def iso(value: date | datetime | None) -> str:
    """For <time datetime=…>."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def ago(value: datetime, now: datetime) -> str:
    """5分前, 3時間前, 2日前; older than a week: the date."""
    seconds = (now - value).total_seconds()
    is_english = i18n.language.get() == "en"
    for size, japanese, english in ((86400, "日前", "d ago"), (3600, "時間前", "h ago"), (60, "分前", "min ago")):
        if seconds >= size:
            if size == 86400 and seconds >= 7 * size:
                return jdate(value)
            return f"{int(seconds // size)}{' ' + english if is_english else japanese}"
    return i18n.gettext("たった今")


def sentence(code: str, **data: object) -> str:
    return i18n.sentence(code, data)


def number(value: int) -> str:
    return f"{value:,}"


@lru_cache(maxsize=10_000)
def _marked(message: str, _language: str, _terms: i18n.Terms) -> Markup:
    return escape(i18n.gettext(message))


def translate(message: str) -> Markup:
    """`_("…")` in templates: made once per language and city's words; `.format(name=value)` escapes its values."""
    return _marked(message, i18n.language.get(), i18n.terms.get())


def translate_count(one: str, many: str, count: int) -> Markup:
    return translate(one if count == 1 else many)


def qr(address: str) -> Markup:
    """The address as a QR code, drawn in the page: no style, no script, no picture from elsewhere."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  (drawn by the library from an address of this site)


@cache
def environment() -> Environment:
    """One for the process. Autoescape is on; an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=config().is_development,
        extensions=["jinja2.ext.do"],
    )
    env.globals.update(
        _=translate,
        gettext=translate,
        ngettext=translate_count,
        url=url,
        asset=asset,
        build=build(),
        sentence=sentence,
        is_development=config().is_development,
    )
    env.filters.update(
        jdate=jdate,
        jdatetime=jdatetime,
        era=era,
        iso=iso,
        said=i18n.said,
        typed_day=typed_day,
        ago=ago,
        excerpt=excerpt,
        number=number,
        code=sentence,
        squeezed=squeezed,
        ruby=lambda text: Markup(ruby(text)),  # noqa: S704  (escaped there)
    )
    return env


def render(template: str, **context: Any) -> str:
    return environment().get_template(template).render(**context)
