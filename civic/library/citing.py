"""Where wings above register what cites a passage, so that the library can show it without knowing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.db import Db
from civic.permissions import Viewer


@dataclass(frozen=True, slots=True)
class Citing:
    """One place that cites a passage, as this viewer may see it: `path` is its address on this site."""

    title: str
    path: str
    excerpt: str
    at: datetime


# (db, viewer, ids of one passage in all its versions, most wanted) -> newest first
CitedIn = Callable[[Db, Viewer, Sequence[int], int], Sequence[Citing]]
_asked: list[CitedIn] = []


def register(cited_in: CitedIn) -> CitedIn:
    """Called once at import by a wing whose rows cite units (`rooms.queries`, `responses.queries`)."""
    if cited_in not in _asked:
        _asked.append(cited_in)
    return cited_in


def cited_in(db: Db, viewer: Viewer, unit_ids: Sequence[int], most: int = 20) -> list[Citing]:
    """Everything that cites these units and that the viewer may see, newest first."""
    if not unit_ids:
        return []
    found = [one for ask in _asked for one in ask(db, viewer, unit_ids, most)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]
