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


# (db, units that lost words or were closed, the words; all of them where empty)
Withheld = Callable[[Db, Sequence[int], str], None]
_told: list[Withheld] = []


def register_withheld(told: Withheld) -> Withheld:
    """Called once at import by a wing that keeps something made of cited passages: a page, an archive, a copied text."""
    if told not in _told:
        _told.append(told)
    return told


def tell_withheld(db: Db, unit_ids: Sequence[int], words: str = "") -> None:
    """Words were taken out of these units, or the units closed whole: whoever kept a copy lets go of it now."""
    for told in _told:
        told(db, unit_ids, words)
