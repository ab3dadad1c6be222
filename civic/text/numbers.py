"""Hidden tokens for numbers and dates, so that 平成15年度, 2003年度 and H15年度 are one thing to a search.

    y:2003  fy:2003  m:2003-04  d:2003-04-01     years, fiscal years, months, dates
    a:23_3                                       第二十三条の三 = 第23条の3
    l:2003法律57                                 平成十五年五月三十日法律第五十七号 = 平成15年法律第57号 = 平15法律57
    yen:581300000000                             5,813億円 = 581,300百万円
    n:26市                                       二十六市 (kanji numerals only: digits are found as they stand)

All functions take folded text (civic.text.normalise). Years are lenient about the end of an era, as documents are:
平成31年度 = 令和元年度 = fy:2019, 平成32年度 = fy:2020.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from civic.text.eras import BY_NAME, ERAS, fiscal_year, kanji_number, number

KANJI_NUMERALS = "〇一二三四五六七八九十百千"
_N = f"(?:[0-9]{{1,4}}|[{KANJI_NUMERALS}]{{1,9}})"

LAW, ARTICLE = "l:", "a:"
_DATE_KINDS = frozenset(("y", "fy", "m", "d"))
_SAID_AS_IS = frozenset(("m", "d", "a", "l", "n"))
_KANJI_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
KINDS = _DATE_KINDS | {"a", "l", "yen", "n"}

# Words in which a kanji numeral is not a number, though a counter may follow it.
_NOT_NUMBERS = re.compile(
    "一般|三鷹|八王子|[二三四五六七八九十廿]日市|[一二三五六七八九十]日町|六本木|千葉|千代田|千歳|万一|十分|三条市|二条城|五条市|三条町"
    "|三次市|一円|一定|一部|百人町|七五三|三日月|三位一体|二人三脚|八千代|十和田|一宮|一関|二本松|三重|四国|九州|三郷|五所川原|十勝|百条|一番|一時|一目|二戸市"
)
# Longest first where one begins another.
_COUNTERS = (
    "年度|年生|年|月|日|条|項|号|款|章|節|目|人|円|億|万|件|市|名|回|期|歳|才|区|町|村|校|園|館|戸|世帯|台|個|枚|冊|部|倍|点|位|級|階|週|時|分|丁目|番|"
    "箇所|箇月|か所|ヶ所|カ所|ヵ所|ヶ月|カ月|ヵ月|ケ所|ケ月|ポイント|パーセント|%"
)
_FULL_ERA = "明治|大正|昭和|平成|令和"
_YEAR = (
    f"(?:(?P<era>{_FULL_ERA}) ?(?P<n>元|{_N})"
    f"|(?<![a-z])(?P<letter>[mtshr])(?P<letter_n>[0-9]{{1,2}})"
    f"|(?<![〇一-鿿ァ-ヺー])(?P<kanji>[明大昭平令])(?P<kanji_n>[0-9]{{1,2}})"
    "|(?<![0-9])(?P<west>(?:1[89]|20)[0-9]{2})(?![0-9])"
    "|(?P<west_kanji>[一二][〇一二三四五六七八九]{3}))"
)
_BARE_ERAS = frozenset("shr昭平令")  # H15 and 平15 stand for a year; M2, T5 or 大15 alone do not
_MONTH_DAY = f"(?: ?(?P<month>{_N}) ?月(?: ?(?P<day>{_N}) ?日)?)?"
_DOTTED = "(?P<sep>[./-])(?P<dot_month>[0-9]{1,2})(?P=sep)(?P<dot_day>[0-9]{1,2})(?![0-9])"
_DATES = re.compile(f"{_YEAR}(?:{_DOTTED}| ?(?P<nen>年)(?: ?(?P<fiscal>度)|{_MONTH_DAY}))?")
_FISCAL = re.compile(f"(?<![0-9{KANJI_NUMERALS}第元])(?P<n>元|[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}}) ?年度(?!目)")
_ARTICLE = re.compile(
    f"(?:第(?P<n>{_N})|(?<![0-9])(?P<bare>[0-9]{{1,4}})) ?条(?![例件約])"
    f"(?P<branch>(?:ノ{_N}(?![〇-鿿0-9]|ツ)|ノ{_N}(?=[ノニヲハガトモデヘ第項中及又若並])){{0,4}})"
)
_LAW = re.compile(
    f"{_YEAR}年?(?: ?{_N} ?月 ?{_N} ?日)?[一-鿿ァ-ヺ]{{0,12}}?"
    f"(?P<kind>法律|政令|勅令|省令|府令|条例|規則|規程|訓令|告示|要綱|法|条|政|省|規)(?:第(?P<no>{_N})号|(?P<bare_no>[0-9]{{1,4}}))"
)
_LAW_KINDS = {"法": "法律", "条": "条例", "政": "政令", "省": "省令", "規": "規則"}
_YEN = re.compile(
    "(?<![0-9.])(?P<parts>(?:[0-9]{1,12}(?:\\.[0-9]{1,4})?(?:兆|億|千万|百万|十万|万|千) ?){0,6}(?:[0-9]{1,15})?)円"
    f"|(?P<kanji>[{KANJI_NUMERALS}万億兆]{{1,24}})円"
)
_PART = re.compile("([0-9]+(?:\\.[0-9]+)?)(兆|億|千万|百万|十万|万|千)?")
_PARTS = {"兆": 10**12, "億": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "": 1}
_COUNTED = re.compile(f"(?<![{KANJI_NUMERALS}万億])(?P<n>[{KANJI_NUMERALS}]{{1,9}}) ?(?P<counter>{_COUNTERS})")


class Found(NamedTuple):
    """A hidden token and the folded characters it stands for."""

    token: str
    start: int
    end: int


def number_tokens(folded: str, on: date | None = None, kinds: Collection[str] = KINDS) -> list[Found]:
    """All hidden tokens of folded text. `on`, the date of the document, tells the era of a bare 15年度; `kinds` are
    those wanted, by what stands before the colon."""
    tokens: list[Found] = []
    if not _DATE_KINDS.isdisjoint(kinds):
        tokens += _dates(folded)
    if "fy" in kinds:
        tokens += _fiscal_years(folded, on)
    for kind, find in _FINDERS.items():
        if kind in kinds:
            tokens += find(folded)
    words = {place for found in _NOT_NUMBERS.finditer(folded) for place in range(*found.span())} if tokens else set()
    return [token for token in tokens if words.isdisjoint(range(token.start, token.end))]


def kind_of(token: str) -> str:
    """What stands before the colon."""
    return token.partition(":")[0]


def value_pattern(tokens: Collection[str]) -> re.Pattern[str] | None:
    """Finds, in folded text, the last number of a token in digits and both ways of kanji: a text without it holds none of
    the tokens. None for kinds that have many ways to write it (years in their eras, amounts)."""
    values: set[int] = set()
    for token in tokens:
        kind, _, value = token.partition(":")
        if kind not in _SAID_AS_IS:
            return None
        values.add(int(re.findall("[0-9]+", value)[-1]))
    ways = {way for value in values for way in (kanji_number(value), str(value).translate(_KANJI_DIGITS))}
    digits = [f"(?<![0-9])0?{value}(?![0-9])" for value in sorted(values)]
    return re.compile("|".join([*digits, *sorted(ways)])) if values else None


def _year(found: re.Match[str]) -> int | None:
    """The western year of a match of _YEAR; None when the numeral is none (平成二三十年)."""
    if found["west"]:
        return int(found["west"])
    if found["west_kanji"]:
        return number(found["west_kanji"])
    value = number(found["n"] or found["letter_n"] or found["kanji_n"])
    return BY_NAME[found["era"] or found["letter"] or found["kanji"]].western(value) if value else None


def _dates(folded: str) -> Iterator[Found]:
    for found in _DATES.finditer(folded):
        year = _year(found)
        is_bare = not found["nen"] and not found["sep"]
        if year is None or (is_bare and (found["letter"] or found["kanji"]) not in _BARE_ERAS):
            continue
        if found["fiscal"]:
            yield Found(f"fy:{year}", found.start(), found.end())
            continue
        until = found.end("nen") if found["nen"] else found.start("sep") if found["sep"] else found.end()
        yield Found(f"y:{year}", found.start(), until)
        month = number(found["month"] or found["dot_month"] or "")
        day = number(found["day"] or found["dot_day"] or "")
        if month and 1 <= month <= 12:
            until = found.end("dot_month") if found["sep"] else folded.index("月", found.start("month")) + 1
            yield Found(f"m:{year}-{month:02}", found.start(), until)
            if day and 1 <= day <= 31:
                yield Found(f"d:{year}-{month:02}-{day:02}", found.start(), found.end())


def _fiscal_years(folded: str, on: date | None) -> Iterator[Found]:
    """Bare 15年度: the era named last before it, else the era that brings the year nearest to the document's date."""
    if "年度" not in folded and "年 度" not in folded:
        return
    eras = [(found.start(), BY_NAME[found[0]]) for found in re.finditer(_FULL_ERA, folded)]
    place = 0
    for found in _FISCAL.finditer(folded):
        while place < len(eras) and eras[place][0] < found.start():
            place += 1
        value = number(found["n"])
        if not value or (place and eras[place - 1][0] >= found.start() - 3):
            continue  # 平成15年度 itself, with a blank between
        if place:
            year = eras[place - 1][1].western(value)
        elif on is not None:
            meant = fiscal_year(on)
            year = min((era.western(value) for era in ERAS), key=lambda year: abs(year - meant))
        else:
            continue
        yield Found(f"fy:{year}", found.start(), found.end())


def _articles(folded: str) -> Iterator[Found]:
    if "条" not in folded:
        return
    for found in _ARTICLE.finditer(folded):
        values = [number(part) for part in (found["n"] or found["bare"], *found["branch"].split("ノ")[1:])]
        if all(values):
            yield Found(ARTICLE + "_".join(map(str, values)), found.start(), found.end())


def _laws(folded: str) -> Iterator[Found]:
    for found in _LAW.finditer(folded):
        year, no = _year(found), number(found["no"] or found["bare_no"])
        if year and no:
            yield Found(f"{LAW}{year}{_LAW_KINDS.get(found['kind'], found['kind'])}{no}", found.start(), found.end())


def _amounts(folded: str) -> Iterator[Found]:
    if "円" not in folded:
        return
    for found in _YEN.finditer(folded):
        if found["kanji"]:
            yen = number(found["kanji"])
        else:
            parts = _PART.findall(found["parts"])
            yen = int(sum((Decimal(value) * _PARTS[unit] for value, unit in parts), Decimal(0)))
        if yen:
            yield Found(f"yen:{yen}", found.start(), found.end())


def _counted(folded: str) -> Iterator[Found]:
    for found in _COUNTED.finditer(folded):
        value = number(found["n"])
        if value:
            yield Found(f"n:{value}{found['counter']}", found.start(), found.end())


_FINDERS = {"a": _articles, "l": _laws, "yen": _amounts, "n": _counted}
