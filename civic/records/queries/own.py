"""All and only what the database holds of one person (DOMAIN §10, 20), by the list of holdings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import Session, SQLModel

from civic.permissions import Viewer, require
from civic.records.holdings import HOLDINGS, SECRET, Holding


class Own:
    """Whose data is asked for, as the permission asks it."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def belongs(holding: Holding, person_id: int) -> ColumnElement[bool]:
    """The clause that picks a person's rows of one holding."""
    if holding.via is None:
        return _table(holding.table).c[holding.owner] == person_id
    column, parent_name = holding.via
    parent = _table(parent_name)
    key = next(iter(parent.primary_key.columns))
    return _table(holding.table).c[column].in_(select(key).where(parent.c[holding.owner] == person_id))


def own_data(db: Session, viewer: Viewer, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Table -> rows, tables in the order of the list, rows by key; no secrets, nobody else's names or numbers."""
    require(viewer, "own_data.see", Own(person_id))
    found: dict[str, list[Mapping[str, Any]]] = {}
    for holding in HOLDINGS:
        table = _table(holding.table)
        shown = [c for c in table.c if c.name not in SECRET and c.name not in holding.hidden]
        query = select(*shown).where(belongs(holding, person_id)).order_by(*table.primary_key.columns)
        found.setdefault(holding.table, []).extend(dict(row) for row in db.execute(query).mappings())
    return found


def own_counts(db: Session, viewer: Viewer, person_id: int) -> Mapping[str, int]:
    """Table -> how many rows, for the pages that say what there is; empty ones are left out."""
    require(viewer, "own_data.see", Own(person_id))
    counts: dict[str, int] = {}
    for holding in HOLDINGS:
        query = select(func.count()).select_from(_table(holding.table)).where(belongs(holding, person_id))
        counts[holding.table] = counts.get(holding.table, 0) + db.execute(query).scalar_one()
    return {table: count for table, count in counts.items() if count}
