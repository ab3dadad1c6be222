"""Other spellings of a query word that mean the same: okurigana, place names, numerals, Latin words with a hyphen."""

import functools
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from civic.text.eras import ERAS, kanji_number, number
from civic.text.normalise import KANJI, normalise_text, tidy
from civic.text.numbers import KANJI_NUMERALS, Found, number_tokens
from civic.text.variants import NAME_CLASSES

_OKURIGANA = Path(__file__).with_name("okurigana.txt")
_OPTIONAL = re.compile(r"\[([^]]*)\]")

# 霞ヶ関 = 霞が関 = 霞ケ関, 3か月 = 3ヶ月 = 3箇月. Matched before folding, which would make け of 届け出 one of them.
_SMALL_KE = "ヶケガカヵ箇"
_PLACE = re.compile(f"([{KANJI}]{{1,4}}|[0-9]{{1,3}})[ヶケがかヵカ箇]([{KANJI}]{{1,3}})")
_JOINED_LATIN = re.compile(r"([a-z]+)-([a-z]+)")
_E_WORD = re.compile(r"(?<![a-z])e([a-z]{3,})(?![a-z])")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMAN_AFTER = re.compile(f"(?<=[ァ-ヺー{KANJI}])(x|ix|iv|v?i{{1,3}}|v)(?![a-z])")
_DIGIT_AFTER = re.compile(f"(?<=[ァ-ヺー{KANJI}])(?<![ノ第条号])([1-9]|10)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMERAL = f"(?:[0-9]{{1,4}}|[{KANJI_NUMERALS}]{{1,9}})"
_COUNTER = f"[{KANJI}ァ-ヺ%]"
_DIGITS = re.compile(f"(?<![0-9.])([1-9][0-9]{{0,2}})(?={_COUNTER})")
# 第3条の2第1項, 別表第1: numbers of one place, which documents write in one script.
_PLACE_IN_LAW = re.compile(f"第?({_NUMERAL})条((?:ノ{_NUMERAL})*)(?:第?({_NUMERAL})項)?(?:第?({_NUMERAL})号)?")
_ORDINAL = re.compile(f"第({_NUMERAL})(?![0-9{KANJI_NUMERALS}])")
_ROMAN_ORDINAL = re.compile("(?<=第)([1-9]|10)(?=[期次種類型級編版部])")
_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_KANJI_DIGITS = re.compile(f"[{KANJI_NUMERALS}]{{1,9}}")

# Enough for every single change to any sensible word; a word of many such parts keeps its first ones.
MOST_SPELLINGS = 16


def spellings(typed: str, *, is_name: bool = False) -> list[str]:
    """The folded word first, then other folded spellings of it, at most MOST_SPELLINGS. `is_name`: 斉藤 = 斎藤 too."""
    folded = normalise_text(typed)
    found = [folded]
    for other in (normalise_text(_CAMEL.sub("-", typed)), *_places(typed)):
        if other not in found:
            found.append(other)
    changes = [_okurigana, _large_kana, _latin, _roman, _numbers, _places_in_law]
    if is_name:
        changes.append(_names)
    for change in changes:
        for word in tuple(found):
            for other in change(word):
                if other not in found:
                    found.append(other)
                if len(found) == MOST_SPELLINGS:
                    return found
    return found


def _okurigana(folded: str) -> Iterator[str]:
    classes, pattern = _okurigana_classes()
    for found in pattern.finditer(folded):
        for other in classes[found[0]]:
            yield folded[: found.start()] + other + folded[found.end() :]


@functools.cache
def _okurigana_classes() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Each written form to the other forms of its class, and one pattern for all of them, longest first."""
    classes: dict[str, tuple[str, ...]] = {}
    for line in _OKURIGANA.read_text(encoding="utf-8").splitlines():
        for entry in [] if line.startswith("#") else line.split():
            forms = tuple(dict.fromkeys(map(normalise_text, _okurigana_forms(entry))))
            for form in forms:
                classes[form] = tuple(other for other in forms if other != form)
    return classes, re.compile("|".join(map(re.escape, sorted(classes, key=len, reverse=True))))


def _okurigana_forms(entry: str) -> list[str]:
    """取[り]扱[い] → 取り扱い, 取扱い, 取扱; forms joined by = as they stand."""
    if "=" in entry:
        return entry.split("=")
    return [
        _OPTIONAL.sub(r"\1", entry),
        _OPTIONAL.sub(r"\1", _OPTIONAL.sub("", entry, count=1)),
        _OPTIONAL.sub("", entry),
    ]


def _places(typed: str) -> Iterator[str]:
    """Only a word that is such a name as a whole: 私が市長になる must not become 私ヶ市長になる."""
    found = _PLACE.fullmatch(tidy(typed))
    if found:
        for letter in _SMALL_KE:
            yield normalise_text(f"{found[1]}{letter}{found[2]}")


def _latin(folded: str) -> Iterator[str]:
    """wi-fi = wifi, and ejapan = e-japan."""
    if _JOINED_LATIN.search(folded):
        yield _JOINED_LATIN.sub(r"\1\2", folded)
    if _E_WORD.search(folded):
        yield _E_WORD.sub(r"e-\1", folded)


def _roman(folded: str) -> Iterator[str]:
    """戦略Ⅱ (folded to ii) = 戦略2."""
    if _ROMAN_AFTER.search(folded):
        yield _ROMAN_AFTER.sub(lambda found: str(_ROMAN.index(found[1])), folded)
    if _ROMAN_ORDINAL.search(folded):
        yield _ROMAN_ORDINAL.sub(lambda found: _ROMAN[int(found[1])], folded)
    found = _DIGIT_AFTER.search(folded)
    if found:
        yield folded[: found.start()] + _ROMAN[int(found[1])]


def _numbers(folded: str) -> Iterator[str]:
    """Years in the other reckoning, and numerals before a counter in the other script, each number by itself."""
    for token in number_tokens(folded):
        for other in _number_spellings(token, folded[token.start : token.end]):
            yield folded[: token.start] + other + folded[token.end :]
    for found in _DIGITS.finditer(folded):
        yield folded[: found.start()] + kanji_number(int(found[1])) + folded[found.end() :]


def _number_spellings(token: Found, written: str) -> Iterator[str]:
    kind, value = token.token.split(":", 1)
    if kind in ("y", "fy"):
        unit = "年" if kind == "y" else "年度"
        year = int(value)
        yield f"{year}{unit}"
        for era in ERAS:
            if era.first_on.year <= year <= (era.last_on or date.max).year:
                n = year - era.first_on.year + 1
                yield f"{era.name}{'元' if n == 1 else n}{unit}"
                yield f"{era.letter}{n}{unit}"
                yield f"{era.name}{kanji_number(n)}{unit}"
    elif kind == "a":
        parts = value.split("_")
        yield f"第{parts[0]}条" + "".join(f"ノ{part}" for part in parts[1:])
        yield f"第{kanji_number(int(parts[0]))}条" + "".join(f"ノ{kanji_number(int(part))}" for part in parts[1:])
    elif kind == "n":
        digits = _KANJI_DIGITS.sub(lambda found: str(number(found[0])), written, count=1)
        yield digits


def _places_in_law(folded: str) -> Iterator[str]:
    """All numbers of a place at once, in digits and in kanji: 3条2項 = 第3条第2項 = 第三条第二項, 別表第1 = 別表第一."""
    yield _in_one_script(folded, str)
    yield _in_one_script(folded, kanji_number)


def _in_one_script(folded: str, write: Callable[[int], str]) -> str:
    whole = _PLACE_IN_LAW.sub(lambda found: _place(found, write), folded)
    return _ORDINAL.sub(lambda found: f"第{_written(found[1], write)}", whole)


def _place(found: re.Match[str], write: Callable[[int], str]) -> str:
    if not (found[3] or found[4]):  # 三条市; an article alone has its own token
        return found[0]
    branches = "".join(f"ノ{_written(branch, write)}" for branch in found[2].split("ノ")[1:])
    parts = zip(found.group(3, 4), "項号", strict=True)
    return f"第{_written(found[1], write)}条{branches}" + "".join(
        f"第{_written(part, write)}{unit}" for part, unit in parts if part
    )


def _written(numeral: str, write: Callable[[int], str]) -> str:
    value = number(numeral)
    return write(value) if value else numeral


def _large_kana(folded: str) -> Iterator[str]:
    """Laws made before 1988 print large kana where we write small ones: マツサージ, きゆう."""
    yield folded.translate(_LARGE)


def _names(folded: str) -> Iterator[str]:
    """Family names: 斉藤 and 斎藤 are two names in a law and one in a search for a person."""
    for letters in NAME_CLASSES:
        for letter in letters:
            for other in letters:
                if letter in folded and letter != other:
                    yield folded.replace(letter, other)
