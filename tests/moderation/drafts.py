"""Drafts for the tests: a small folding of their own, so the engine is tested without the text package."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from moderation.facts import Author, Draft, Previous, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Judgement, judge

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

CITY: dict[str, Any] = {
    "own_phones": ["0422-00-1151", "(03)5555-1111"],
    "own_mail": ["koho@post.example.jp"],
    "own_domains": ["city.mihon.example.jp"],
    "own_addresses": ["東京都みほん市野崎一丁目1番1号"],
    "public_short_numbers": ["110", "#7119"],
    "office_holders": ["見本 市蔵"],
    "watch_list": [
        {"name": "渡邊 見太郎", "kana": "わたなべ けんたろう"},
        {"name": "原 田", "kana": "はら でん"},
        {"name": "見本市蔵"},
    ],
    "handles_in_room": ["みどりの風"],
}

_VARIANTS = {"邊": "辺", "邉": "辺", "髙": "高"}


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(
        chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else _VARIANTS.get(one, one)
        for one in folded
        if unicodedata.category(one) not in ("Cf", "Mn")
    )


def make_draft(original: str, tokens: tuple[str, ...] = ()) -> Draft:
    """NFKC, casefold, katakana; blanks and commas between digits dropped, as the real folding does."""
    characters: list[tuple[str, int]] = [
        (folded, place) for place, character in enumerate(original) for folded in _folded(character)
    ]
    text = "".join(character for character, _ in characters)
    dropped = {hit.start() for hit in re.finditer(r"(?<=[0-9])[\s,](?=[0-9])", text)}
    kept = [entry for at, entry in enumerate(characters) if at not in dropped]
    places = [place for _, place in kept]
    return Draft(original, "".join(character for character, _ in kept), places, [at + 1 for at in places], tokens)


def fold(text: str) -> str:
    return make_draft(text).folded


POLICY = Policy.parse(default_policy_data(), city=CITY, fold=fold)
RESIDENT = Author(id="7", posts_before=20)


def around(
    author: Author = RESIDENT, room: RoomPolicy | None = None, previous: tuple[Previous, ...] = ()
) -> Surroundings:
    return Surroundings(author, room or RoomPolicy(), previous)


def judged(text: str, surroundings: Surroundings | None = None, policy: Policy = POLICY) -> Judgement:
    return judge(make_draft(text), policy, surroundings or around(), NOW)


def found(text: str, surroundings: Surroundings | None = None, policy: Policy = POLICY) -> list[tuple[str, str, str]]:
    """Each finding as (code, action, the words of the original)."""
    findings = judged(text, surroundings, policy).findings
    return [(finding.code, finding.action, text[finding.start : finding.end]) for finding in findings]
