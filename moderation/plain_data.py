"""Reading plain data (what a JSON file holds) strictly: every error names the key and says why."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=str)


class PolicyError(ValueError):
    """A rule set or city file that cannot be used; `key` is where, `why` is a short reason."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.why = why


def mapping(data: object, key: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
        raise PolicyError(key, "must be an object with text keys")
    return data


def only(data: Mapping[str, Any], allowed: Iterable[str], key: str) -> None:
    """Refuses unknown keys: a misspelt key must not silently switch a rule off."""
    unknown = sorted(set(data) - set(allowed))
    if unknown:
        raise PolicyError(f"{key}.{unknown[0]}" if key else unknown[0], "is not a known key")


def required(data: Mapping[str, Any], name: str, key: str) -> Any:
    if name not in data:
        raise PolicyError(f"{key}.{name}" if key else name, "is missing")
    return data[name]


def items(data: object, key: str) -> list[tuple[str, object]]:
    """The entries of a list, each with the key that names it in an error."""
    if not isinstance(data, list | tuple):
        raise PolicyError(key, "must be a list")
    return [(f"{key}[{place}]", item) for place, item in enumerate(data)]


def text(data: object, key: str) -> str:
    if not isinstance(data, str) or not data.strip():
        raise PolicyError(key, "must be text and not empty")
    return data


def number(data: object, key: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data < 1_000_000:
        raise PolicyError(key, "must be a number from 0 to 999,999")
    return data


def flag(data: object, key: str) -> bool:
    if not isinstance(data, bool):
        raise PolicyError(key, "must be true or false")
    return data


def choice(data: object, allowed: tuple[Choice, ...], key: str) -> Choice:
    for known in allowed:
        if data == known:
            return known
    raise PolicyError(key, f"must be one of {', '.join(allowed)}")


def texts(data: object, key: str) -> tuple[str, ...]:
    return tuple(text(item, where) for where, item in items(data, key))
