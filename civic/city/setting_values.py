"""Settings as people type them: each name's kind, from lines of text to a checked value and back."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from civic.city.fact_lines import problems_of
from civic.city.queries import DEFAULTS
from civic.errors import Invalid
from civic.forms import half_width
from civic.i18n import TERMS, WORD
from civic.text import word_lists

MOST_NUMBER = 100_000
MOST_TEXT = 500
MOST_LINES = 500
LINES = ("moderation.reason_templates", "urgent.duty_contacts", "urgent.counselling", "urgent.duty_mail")
ARROW = re.compile(r"→|->|＞|>|⇒")
HOURS = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])")
# The lists of `city.facts`, in the order in which the page shows them; the watch list has a name and a reading.
FACTS = (
    "own_phones", "own_mail", "own_domains", "own_addresses", "public_short_numbers", "office_holders", "watch_list",
)  # fmt: skip


def kind(name: str) -> str:
    """number, numbers, month_days, networks, address, facts, terms, lines, words, hours or text. KeyError for a name that is no setting."""
    special = {
        "network.shared": "networks", "city.closed_days": "month_days", "city.information_request_url": "address",
        "open.licence_url": "address",
        "city.facts": "facts", "city.terms": "terms", "posting.hours": "hours", "search.synonyms": "words", "search.abbreviations": "words", **dict.fromkeys(LINES, "lines"),
    }  # fmt: skip
    default = DEFAULTS[name]
    if name in special:
        return special[name]
    return "number" if isinstance(default, int) else "numbers" if isinstance(default, list) else "text"


def _number(text: str) -> int:
    value = int(text)
    if not 0 <= value <= MOST_NUMBER:
        raise ValueError
    return value


def _numbers(text: str) -> list[int]:
    return [_number(part) for part in text.replace("、", ",").split(",") if part.strip()]


def _month_days(text: str) -> list[list[int]]:
    """One `12-29` or `12/29` a line; 29 February counts as a day."""
    found = []
    for line in text.split():
        month, day = line.replace("/", "-").split("-")
        date(2024, int(month), int(day))
        found.append([int(month), int(day)])
    return found


def _networks(text: str) -> list[str]:
    return [str(ip_network(line.strip(), strict=False)) for line in text.splitlines() if line.strip()]


def _address(text: str) -> str:
    if text and (
        urlsplit(text).scheme not in ("https", "http") or not urlsplit(text).hostname or len(text) > MOST_TEXT
    ):
        raise ValueError
    return text


def _text(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError
    return text


def _lines(text: str) -> list[str]:
    lines = [_text(line.strip()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValueError
    return lines


def _hours(text: str) -> str:
    """`7:00-22:00`, or nothing: posts are taken at every hour."""
    plain = re.sub(r"[〜～~−–—]", "-", text).replace(" ", "")
    if plain and not HOURS.fullmatch(plain):
        raise ValueError
    return plain


def _terms(text: str) -> dict[str, str]:
    """One `会議室 → 語り場` a line: a term of the interface and the city's word for it."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip():
            term, word = (part.strip() for part in ARROW.split(line))
            if term in found or term not in TERMS or not WORD.fullmatch(word):
                raise ValueError
            found[term] = word
    return found


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "number": _number, "numbers": _numbers, "month_days": _month_days, "networks": _networks, "address": _address,
    "text": _text, "lines": _lines, "hours": _hours, "terms": _terms,
}  # fmt: skip


def parse(name: str, typed: Mapping[str, str]) -> Any:
    """The value of what was typed: one field `value`, or one field per list of `city.facts`. Raises Invalid."""
    if kind(name) == "facts":
        return _facts(typed)
    text = typed.get("value", "").strip()
    if kind(name) == "words":
        return word_lists.parse("value", text)
    try:
        return PARSERS[kind(name)](text if kind(name) in ("text", "lines", "terms") else half_width(text))
    except ValueError:
        about = {"most": MOST_NUMBER, "example": f"{TERMS[0]} → 語り場", "terms": "、".join(TERMS)}
        raise Invalid({"value": [(f"city.bad_{kind(name)}", about)]}, dict(typed)) from None


def _facts(typed: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for key in FACTS:
        lines = [line.strip() for line in typed.get(key, "").splitlines() if line.strip()]
        if lines and key == "watch_list":
            facts[key] = [dict(zip(("name", "kana"), line.split("/", 1), strict=False)) for line in lines]
        elif lines:
            facts[key] = lines
    problems = problems_of(facts)
    if problems:
        raise Invalid(problems, dict(typed))
    return facts


def show(name: str, value: Any) -> dict[str, str]:
    """The fields of the form for a value: the other way of `parse`."""
    if kind(name) == "facts":
        lists: dict[str, str] = dict.fromkeys(FACTS, "")
        for key, entries in dict(value).items():
            if key in lists:
                lists[key] = "\n".join(_line(entry) for entry in entries)
        return lists
    if kind(name) == "numbers":
        return {"value": ", ".join(str(number) for number in value)}
    if kind(name) == "month_days":
        return {"value": "\n".join(f"{month}-{day}" for month, day in value)}
    if kind(name) == "terms":
        return {"value": "\n".join(f"{term} → {word}" for term, word in value.items())}
    if kind(name) in ("networks", "lines", "words"):
        return {"value": "\n".join(value)}
    return {"value": str(value)}


def _line(entry: object) -> str:
    if isinstance(entry, Mapping):
        return "/".join(str(entry[key]) for key in ("name", "kana") if entry.get(key))
    return str(entry)
