"""Statements compiled once and handed to the driver: for what every request does, where the layers above the driver
cost more than the database. They run in the session's own transaction; what the ORM has pending is not flushed first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ClauseElement, Connection, Dialect, bindparam, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import NullType
from sqlmodel import AutoString, Session, SQLModel

Process = Callable[[Any], Any]
Model = TypeVar("Model", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`fixed`: values that stand in the statement itself; `binds` and `results`: those a type has to translate."""

    sql: str
    fixed: Mapping[str, Any]
    binds: tuple[tuple[str, Process], ...]
    results: tuple[tuple[int, Process], ...]
    gives_rows: bool


class Prepared:
    """One statement. Values are given by name; `columns` are those an INSERT is given."""

    def __init__(self, statement: ClauseElement, columns: Iterable[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._compiled: dict[str, _Compiled] = {}

    def _compile(self, dialect: Dialect) -> _Compiled:
        # Both drivers take values by name, in their own spelling.
        named = dialect if dialect.paramstyle == "pyformat" else type(dialect)(paramstyle="named")  # type: ignore[call-arg]
        compiled = self._statement.compile(dialect=named, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)
        if any(isinstance(bind.type, NullType) for bind in compiled.bind_names):
            raise TypeError("a value of no known type: bindparam(name, type_=…)")
        fixed, binds = {}, []
        for name in compiled.params:
            bind = compiled.binds[name]
            process = bind.type.dialect_impl(named).bind_processor(named)
            if not bind.required:
                fixed[name] = process(bind.value) if process else bind.value
            elif process:
                binds.append((name, process))
        columns = self._statement.exported_columns if isinstance(self._statement, ReturnsRows) else ()
        # SQLModel's kind of text asks for a call that changes nothing.
        processes = (
            None if isinstance(one.type, AutoString) else one.type.dialect_impl(named).result_processor(named, None)
            for one in columns
        )
        results = tuple((place, process) for place, process in enumerate(processes) if process is not None)
        return _Compiled(str(compiled), fixed, tuple(binds), results, bool(columns))

    def rows(self, db: Session | Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row the statement gives; none for one that only writes."""
        raw, dialect = _driver(db)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        given = {**compiled.fixed, **values}
        for name, process in compiled.binds:
            given[name] = process(given[name])
        try:
            found = raw.execute(compiled.sql, given)
            rows: list[tuple[Any, ...]] = found.fetchall() if compiled.gives_rows else []
        except dialect.loaded_dbapi.Error as error:
            # hide_parameters: what people wrote does not stand in error messages.
            raise DBAPIError.instance(
                compiled.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        return [_translated(row, compiled.results) for row in rows] if compiled.results else rows

    def first(self, db: Session | Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        rows = self.rows(db, values)
        return rows[0] if rows else None

    def run(self, db: Session | Connection, values: Mapping[str, Any]) -> None:
        self.rows(db, values)


class ById(Generic[Model]):
    """Rows of one table as the ORM knows them, by their number: one prepared statement, and the session's own object."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._mapper = inspect(model)
        table = self._mapper.local_table
        self._keys = [self._mapper.get_property_by_column(column).key for column in table.c]
        self._row = Prepared(select(table).where(self._mapper.primary_key[0] == bindparam("id")))

    def get(self, db: Session, id_: int) -> Model | None:
        """As `db.get`: what the session already holds is not read again."""
        if self._mapper.identity_key_from_primary_key((id_,)) in db.identity_map:
            return db.get(self._model, id_)
        row = self._row.first(db, {"id": id_})
        if row is None:
            return None
        found = self._mapper.class_manager.new_instance()
        instance_dict(found).update(zip(self._keys, row, strict=True))
        make_transient_to_detached(found)
        db.add(found)
        loaded: Model = found
        return loaded


def _translated(row: tuple[Any, ...], results: tuple[tuple[int, Process], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, process in results:
        values[place] = process(values[place])
    return tuple(values)


def _driver(db: Session | Connection) -> tuple[Any, Dialect]:
    """The driver's connection, begun by the session; kept for the session's transaction."""
    if isinstance(db, Connection):
        return db.connection.dbapi_connection, db.dialect
    kept = db.info.get("driver")
    if kept is None or kept[0] is not db.get_transaction():
        connection = db.connection()
        kept = db.info["driver"] = (db.get_transaction(), (connection.connection.dbapi_connection, connection.dialect))
    driver: tuple[Any, Dialect] = kept[1]
    return driver
