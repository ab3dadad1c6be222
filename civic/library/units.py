"""Passages by their numbers, as a page of results reads them."""

import functools
from collections.abc import Iterable

from sqlalchemy import Integer, bindparam, or_
from sqlmodel import Session, col

from civic.library.models import DocumentVersion, Unit, VersionState
from civic.library.queries import OPEN, UNITS, UnitShown, states_for
from civic.permissions import Viewer
from civic.prepared import Prepared


def units_by_id(db: Session, viewer: Viewer, ids: Iterable[int]) -> dict[int, UnitShown]:
    """Passages by id, old versions too; missing are those the viewer may not see (closed, not published)."""
    wanted, states = list(ids), tuple(states_for(viewer))
    found: dict[int, UnitShown] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        some += some[:1] * (_AT_ONCE - len(some))
        rows = _by_id(states).rows(db, {f"id_{place}": id_ for place, id_ in enumerate(some)})
        found.update((row[0], UnitShown(*row)) for row in rows)
    return found


_AT_ONCE = 40  # a page of results, and as many with some of the words


@functools.cache
def _by_id(states: tuple[VersionState, ...]) -> Prepared:
    ids = [bindparam(f"id_{place}", type_=Integer) for place in range(_AT_ONCE)]
    return Prepared(
        UNITS.where(col(Unit.id).in_(ids), or_(*(col(DocumentVersion.state) == state for state in states)), OPEN)
    )
