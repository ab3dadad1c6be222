"""What the engine needs to know of a city, read from its one JSON file: its own numbers and addresses, and names."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from moderation.plain_data import items, mapping, only, required, text, texts
from moderation.shapes.addresses import bare_address
from moderation.shapes.names import merge_name_variants

Fold = Callable[[str], str]

CITY_KEYS = (
    "own_phones",
    "own_mail",
    "own_domains",
    "own_addresses",
    "public_short_numbers",
    "office_holders",
    "watch_list",
    "handles_in_room",
)


@dataclass(frozen=True, slots=True)
class WatchedName:
    """A person whose name residents may not write; folded, without blanks, variants of one kanji merged."""

    name: str
    kana: str


@dataclass(frozen=True, slots=True)
class City:
    """A city's own facts, all folded. Its own telephone numbers and addresses are no personal data.

    Phones are digits only, +81 written as 0; domains without the leading dot or at sign; addresses in the bare form of
    `bare_address`.
    """

    own_phones: frozenset[str] = frozenset()
    own_mail: frozenset[str] = frozenset()
    own_domains: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    public_short_numbers: frozenset[str] = frozenset()
    office_holders: frozenset[str] = frozenset()
    watch_list: tuple[WatchedName, ...] = ()
    handles_in_room: Sequence[str] = ()

    @classmethod
    def parse(cls, data: object, fold: Fold) -> "City":
        """Reads the city file; every key may be left out or null. Raises PolicyError naming the key."""
        facts = mapping(data, "city")
        only(facts, CITY_KEYS, "city")

        def folded(key: str) -> tuple[str, ...]:
            return tuple(fold(entry).strip() for entry in texts(facts.get(key) or (), f"city.{key}"))

        return cls(
            own_phones=frozenset(map(phone_digits, folded("own_phones"))) - {""},
            own_mail=frozenset(folded("own_mail")),
            own_domains=tuple(map(_bare_domain, folded("own_domains"))),
            own_addresses=tuple(bare_address(address) for address in folded("own_addresses")),
            public_short_numbers=frozenset(map(phone_digits, folded("public_short_numbers"))) - {""},
            office_holders=frozenset(map(merge_name_variants, folded("office_holders"))),
            watch_list=_watch_list(facts.get("watch_list") or (), fold),
            handles_in_room=folded("handles_in_room"),
        )


def phone_digits(number: str) -> str:
    """Digits of a telephone number as dialled inside Japan: +81-422-… and 0422-… are one number."""
    number = re.split(r"内線|ext", number)[0]
    digits = re.sub(r"[^0-9]", "", number)
    if re.match(r"\s*(?:\+|0010|010|00)\s*81", number):
        return "0" + digits[digits.index("81") + 2 :].lstrip("0")
    return digits


def _bare_domain(written: str) -> str:
    """city.mihon.example.jp of @city.…, https://www.city.…/ and the like."""
    return re.sub(r"^(?:https?://)?(?:www\.)?[@.]?", "", written).split("/")[0]


def _watch_list(data: object, fold: Fold) -> tuple[WatchedName, ...]:
    watched = []
    for key, item in items(data, "city.watch_list"):
        entry = mapping(item, key)
        only(entry, ("name", "kana"), key)
        name = text(required(entry, "name", key), f"{key}.name")
        kana = entry.get("kana") or ""
        if kana:
            kana = text(kana, f"{key}.kana")
        watched.append(WatchedName(merge_name_variants(fold(name)), merge_name_variants(fold(kana))))
    return tuple(watched)
