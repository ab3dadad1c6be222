"""A text and what stands around it as the rules engine wants them: folded, with the way back to the original."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any, overload

from civic.text.normalise import Folded, normalise, normalise_text
from moderation.facts import Author, Draft, Previous, RoomPolicy, Surroundings

MOST_MINUTES = 1_000_000


class _Places(Sequence[int]):
    """Offsets that are worked out when first asked for: most posts have no finding, and folding alone is far quicker."""

    __slots__ = ("_way",)

    def __init__(self, way: Callable[[], Sequence[int]]) -> None:
        self._way = way

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        return self._way()[place]

    def __len__(self) -> int:
        return len(self._way())


def draft_of(text: str) -> Draft:
    """The engine's facts about one text; tokens are left out (rules of topic look in the text itself)."""

    @cache
    def mapped() -> Folded:
        return normalise(text)

    return Draft(
        original=text,
        folded=normalise_text(text),
        starts=_Places(lambda: mapped().starts),
        ends=_Places(lambda: mapped().ends),
    )


def surroundings_of(context: object) -> Surroundings:
    """What stands around a text, from plain data (docs/moderation.md): `previous`, `room`, `topics`, `election_period`.

    A key that is missing or null is as if nothing were known. Raises TypeError or ValueError when a value cannot be meant.
    """
    around = _mapping(context)
    room = around.get("room")
    settings = {} if isinstance(room, str) else _mapping(room)
    is_election = _is_on(around.get("election_period"))
    is_freezing = _is_on(settings.get("election_frozen")) or (
        settings.get("election_policy") == "freeze" and is_election
    )
    policy = RoomPolicy(
        slow_mode_minutes=_count(settings.get("slow_mode_minutes")),
        per_day_limit=_count(settings.get("per_day_limit")),
        is_pre_moderated=_is_on(settings.get("is_pre_moderated")),
        election_frozen=is_freezing,
        topics=tuple(normalise_text(_text(name)) for name in _list(around.get("topics")) if name),
        is_election_period=is_election,
    )
    return Surroundings(Author(), policy, tuple(map(_previous, map(_mapping, _list(around.get("previous"))))))


def _previous(post: Mapping[str, Any]) -> Previous:
    minutes = _number(post.get("minutes_ago"))
    if isinstance(minutes, bool) or not isinstance(minutes, int | float | None):
        raise TypeError
    # A post whose time nobody gave is too old for pace and still the same text.
    return Previous(
        minutes_ago=float("inf") if minutes is None else float(minutes),
        text_folded=normalise_text(_text(post.get("text") or "")),
        same_author=_is_on(post.get("same_author")),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> object:
    """A number written as text, "3", is the number."""
    return float(value) if isinstance(value, str) else value


def _count(value: object) -> int:
    value = _number(value)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST_MINUTES:
        raise ValueError
    return ceil(value)


def _is_on(value: object) -> bool:
    """A period may be given as true, by its name or its dates: anything but nothing."""
    return bool(value)
