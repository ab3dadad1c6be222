"""The catalogue: Japanese sentences are the keys; English stands beside them; codes become sentences.

`locale/codes/<wing>.toml` maps a code to its Japanese sentence; `locale/en/<wing>.po` gives the English of any
Japanese sentence in templates or code lists. One file a wing, merged at start."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("ja", "en")

# Words of the interface for which a city may have its own (setting `city.terms`), and what such a word may look like:
# letters only, so that it cannot be markup nor a place for data.
TERMS = ("会議室", "書き込む", "市の回答", "進行役", "人と団体")
WORD = re.compile(r"[\w・]{1,20}")
_TERM = re.compile("|".join(TERMS))

WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# (term, the city's word), in one order: part of the key of what is kept.
Terms = tuple[tuple[str, str], ...]
language: ContextVar[str] = ContextVar("language", default="ja")
terms: ContextVar[Terms] = ContextVar("terms", default=())


@contextmanager
def speaking(lang: str, words: Terms = ()) -> Iterator[None]:
    """What is said inside is in that language, and in Japanese with the city's own words."""
    tokens = language.set(lang), terms.set(words)
    try:
        yield
    finally:
        language.reset(tokens[0])
        terms.reset(tokens[1])


def terms_of(value: Mapping[str, str] | None) -> Terms:
    """The setting as it is used: known terms with words that can stand in a sentence; anything else is left out."""
    found = value or {}
    return tuple((term, found[term]) for term in TERMS if WORD.fullmatch(found.get(term, "")))


def _reworded(message: str) -> str:
    words = dict(terms.get())
    return _TERM.sub(lambda match: words.get(match[0], match[0]), message) if words else message


@cache
def english() -> Mapping[str, str]:
    """Japanese sentence -> English sentence."""
    found: dict[str, str] = {}
    for path in sorted((LOCALE / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id and message.string:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    value = message.string if isinstance(message.string, str) else message.string[0]
                    found[key] = value
    return found


@cache
def codes() -> Mapping[str, str]:
    """Code -> Japanese sentence, with {places} for data."""
    found: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for key, value in table.items():
            name = f"{prefix}.{key}" if prefix else key
            if isinstance(value, dict):
                walk(name, value)
            else:
                found[name] = str(value)

    for path in sorted((LOCALE / "codes").glob("*.toml")):
        walk("", tomllib.loads(path.read_text("utf-8")))
    return found


def gettext(message: str) -> str:
    """The sentence in the reader's language; Japanese itself when English is missing, in the city's own words."""
    if language.get() == "en":
        return english().get(message, message)
    return _reworded(message)


def ngettext(one: str, many: str, n: int) -> str:
    return gettext(one if n == 1 else many)


def day_words(day: date) -> str:
    """2026年11月23日（月）, or Mon 23 Nov 2026."""
    if language.get() == "en":
        return day.strftime("%a %-d %b %Y")
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def said(value: object) -> object:
    """Data kept as JSON has its days as text; a reader gets them as people write them."""
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return day_words(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def sentence(code: str, data: Mapping[str, object] | None = None) -> str:
    """The sentence of a code. A code without a sentence shows itself, and a house test fails."""
    text = gettext(codes().get(code, code))
    try:
        return text.format(**{name: said(value) for name, value in (data or {}).items()})
    except (KeyError, IndexError):
        return text
