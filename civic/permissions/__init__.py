"""Who may do what to which thing, now: one table per wing, merged; asked by every verb and by templates."""

from collections.abc import Callable, Mapping
from typing import Any

from civic.errors import Forbidden, SecondFactorNeeded, SignInNeeded
from civic.permissions import (
    accounts,
    city,
    letters,
    library,
    notifications,
    records,
    registry,
    responses,
    review,
    rooms,
    submissions,
)
from civic.permissions.actor import Actor, Grant, Role, Viewer

__all__ = ["TABLE", "Actor", "Grant", "Role", "Viewer", "can", "require"]

Predicate = Callable[[Viewer, Any], bool]


def _merged() -> Mapping[str, Predicate]:
    table: dict[str, Predicate] = {}
    for wing in (
        accounts, city, letters, library, notifications, records, registry, responses, review, rooms, submissions,
    ):  # fmt: skip
        for action, predicate in wing.TABLE.items():
            if action in table:
                raise ValueError(f"{action} stands in two permission tables")
            table[action] = predicate
    return table


TABLE = _merged()


def can(viewer: Viewer, action: str, thing: Any = None) -> bool:
    """May this viewer do this to this thing now? An action missing from the table raises KeyError."""
    return TABLE[action](viewer, thing)


def require(viewer: Viewer, action: str, thing: Any = None) -> Actor:
    """The first line of every verb: the actor, or SignInNeeded, SecondFactorNeeded or Forbidden(action)."""
    if viewer is None:
        raise SignInNeeded
    if can(viewer, action, thing):
        return viewer
    if viewer.waiting_grants and not viewer.is_second_factor_done:
        raise SecondFactorNeeded
    raise Forbidden(f"permission.{action}")
