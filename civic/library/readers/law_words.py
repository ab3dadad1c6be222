"""Words and numbers of law texts: kanji numerals, eras, and how articles, paragraphs and items are cited."""

import datetime as dt
import re

KANJI_DIGITS = "〇一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
# First year of each era, and the letter its years are written with.
ERAS = {"明治": ("M", 1868), "大正": ("T", 1912), "昭和": ("S", 1926), "平成": ("H", 1989), "令和": ("R", 2019)}
ERA_NAMES = {"Meiji": "明治", "Taisho": "大正", "Showa": "昭和", "Heisei": "平成", "Reiwa": "令和"}
# 法律 and 政令 count by year throughout the country; every other form is X.
_FORMS = {"法律": "L", "政令": "O"}
# The number of a law joined by several ministries has about 80 letters.
NUMBER_LETTERS = 200
_AMENDING = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和)(?P<year>[〇一二三四五六七八九十百元0-9０-９]+)年.*?"
    r"(?P<form>[^〇一二三四五六七八九十日年月0-9０-９]+)第(?P<number>[〇一二三四五六七八九十百千0-9０-９]+)号"
)
# 「みほん市条例第三号」. No ministry ends with these letters before 規則 or 告示 (総理府 does with 府, so it is left out).
_MUNICIPAL = re.compile("(?:[市区町村都道県]|大阪府|京都府)(?:条例|規則|規程|要綱|要領|訓令|告示)第")
_ITEM_NUMBER = re.compile(r"(?P<main>[〇一二三四五六七八九十百]+)(?P<branch>(?:の[〇一二三四五六七八九十百]+)*)")


def number_of(numeral: str) -> int | None:
    """The value of 一〇二, 百二, 元, 12 or １２; None when it is no number."""
    if numeral.isdecimal() and len(numeral) < 10:
        return int(numeral)
    if numeral == "元":
        return 1
    if not numeral or len(numeral) > 10:
        return None
    total = digits = 0
    for character in numeral:
        if character in KANJI_DIGITS:
            digits = digits * 10 + KANJI_DIGITS.index(character)
        elif character in _UNITS:
            total += (digits or 1) * _UNITS[character]
            digits = 0
        else:
            return None
    return total + digits


def kanji(number: int) -> str:
    """The number as laws print it: 十二, 百九十九; from ten thousand on digit by digit."""
    if not 0 < number < 10_000:
        return "".join(KANJI_DIGITS[int(digit)] for digit in str(number))
    written = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10)):
        count, number = divmod(number, value)
        if count:
            written += (KANJI_DIGITS[count] if count > 1 else "") + unit
    return written + (KANJI_DIGITS[number] if number else "")


def is_municipal(number: str) -> bool:
    """Is this the number of a town's or prefecture's own ordinance, rule or notice, not of a national law?"""
    return _MUNICIPAL.search(number) is not None


def paragraph_words(number: int, like: str) -> str:
    """第二項, ２項 or 2項, in the digits of the article's own title."""
    if re.search("[0-9]", like):
        return f"第{number}項"
    if re.search("[０-９]", like):
        return f"第{number}項".translate(_FULL_WIDTH)
    return f"第{kanji(number)}項"


def item_words(title: str) -> str:
    """一の二 is cited as 第一号の二; （１） and イ as they stand."""
    found = _ITEM_NUMBER.fullmatch(title)
    return f"第{found['main']}号{found['branch']}" if found else title


def supplement_code(amending_law: str) -> str | None:
    """H24L47 for 平成二四年六月二七日法律第四七号: an address that a later revision does not shift."""
    found = _AMENDING.search(amending_law[:NUMBER_LETTERS])
    if found is None:
        return None
    year, number = number_of(found["year"]), number_of(found["number"])
    if year is None or number is None:
        return None
    return f"{ERAS[found['era']][0]}{year}{_FORMS.get(found['form'], 'X')}{number}"


def era_date(era: str, year: str, month: str, day: str) -> dt.date | None:
    """The day of Heisei/19/03/09 (also with 平成); None when a part is missing or impossible."""
    name = ERA_NAMES.get(era, era)
    if name not in ERAS or not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return None
    try:
        return dt.date(ERAS[name][1] + int(year) - 1, int(month), int(day))
    except (ValueError, OverflowError):
        return None


FORMS = ("条例", "規則", "規程", "要綱", "要領", "訓令", "告示", "規約")


def ordinance_form(words: str) -> str:
    """条例, 規則, 規程, 要綱, 要領, 訓令 or 告示 by number and title (the title's ending goes first: 告示 carry 要綱)."""
    ending = next((form for form in FORMS if re.sub(r"[(（].*", "", words.strip()).endswith(form)), "")
    return ending or next((form for form in FORMS if form in words), "")
