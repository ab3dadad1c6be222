"""The city's own facts for the rules, checked entry by entry: which line of which list cannot be meant, and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from civic.text.normalise import normalise_text
from moderation.city import City, phone_digits
from moderation.plain_data import PolicyError

Problem = tuple[str, Mapping[str, object]]

MOST_LINES = 500
MOST_LETTERS = 200
_MAIL = re.compile(r"[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}")
_DOMAIN = re.compile(r"(?:https?://)?@?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9\-]+)+/?")
_KANA = re.compile(r"[ァ-ヺー\s]*")


def _is_phone(folded: str) -> bool:
    digits = phone_digits(folded)
    return digits.startswith("0") and 9 <= len(digits) <= 11


def _is_short_number(folded: str) -> bool:
    return 3 <= len(phone_digits(folded)) <= 10


def _is_name(folded: str) -> bool:
    return len(folded.strip()) > 1 and not any(map(str.isdigit, folded))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "own_phones": _is_phone,
    "own_mail": lambda folded: _MAIL.fullmatch(folded.strip()) is not None,
    "own_domains": lambda folded: _DOMAIN.fullmatch(folded.strip()) is not None,
    "own_addresses": lambda folded: re.search(r"[0-9一二三四五六七八九十]", folded) is not None,
    "public_short_numbers": _is_short_number,
    "office_holders": _is_name,
    "watch_list": _is_name,
}


def problems_of(facts: Mapping[str, Any]) -> dict[str, list[Problem]]:
    """By list: the entries that cannot be meant, each with its line and what an entry there looks like."""
    found: dict[str, list[Problem]] = {}
    for key, check in CHECKS.items():
        entries = facts.get(key) or ()
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            found[key] = [("city.fact_no_list", {})]
        elif len(entries) > MOST_LINES:
            found[key] = [("city.too_many_lines", {"most": MOST_LINES})]
        else:
            wrong = [_problem(key, place, entry, check) for place, entry in enumerate(entries, start=1)]
            found[key] = [one for one in wrong if one is not None]
    if not any(found.values()):
        found[""] = _whole(facts)
    return {key: wrong for key, wrong in found.items() if wrong}


def _problem(key: str, place: int, entry: object, check: Callable[[str], bool]) -> Problem | None:
    name, kana = (entry.get("name"), entry.get("kana") or "") if isinstance(entry, Mapping) else (entry, "")
    if not isinstance(name, str) or not isinstance(kana, str) or len(name) > MOST_LETTERS or len(kana) > MOST_LETTERS:
        return f"city.bad_fact.{key}", {"line": place, "entry": ""}
    if not check(normalise_text(name)):
        return f"city.bad_fact.{key}", {"line": place, "entry": name}
    if not _KANA.fullmatch(normalise_text(kana)):
        return "city.bad_fact.kana", {"line": place, "entry": kana}
    return None


def _whole(facts: Mapping[str, Any]) -> list[Problem]:
    """What only the engine sees: a key it does not know, or one person both in office and on the watch list."""
    try:
        city = City.parse(facts, normalise_text)
    except PolicyError as error:
        return [("city.fact_not_usable", {"where": error.key})]
    both = [one.name for one in city.watch_list if one.name in city.office_holders]
    return [("city.fact_both", {"name": both[0]})] if both else []
