"""Databases: engines for SQLite and PostgreSQL, column kinds, and the naming of constraints."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Enum, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Field, Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Db = Session


def pk() -> Any:
    """An integer primary key: optional when building a row, an `int` afterwards."""
    return Field(default=None, primary_key=True)


def one_of(kinds: type[StrEnum], name: str) -> Any:
    """A column that stores the member's value, with the same CHECK on both databases."""
    return Enum(
        kinds,
        native_enum=False,
        length=30,
        create_constraint=True,
        name=name,
        values_callable=lambda members: [m.value for m in members],
    )


def sqlite_engines(path: Path, pool_size: int = 40) -> tuple[Engine, Engine]:
    """`hide_parameters`: what people wrote does not stand in error messages, and so not in logs or job lists.

    (reader, writer) over one pool. The writer begins IMMEDIATE: a deferred transaction that reads and then
    writes fails at once with "database is locked" when another one wrote between."""
    engine = create_engine(
        f"sqlite:///{path}", pool_size=pool_size, max_overflow=0, pool_use_lifo=True, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            raw.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", "DEFERRED"))

    return engine, engine.execution_options(begin="IMMEDIATE")


def postgres_engines(url: str, pool_size: int = 40) -> tuple[Engine, Engine]:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), pool_size=pool_size, max_overflow=0, hide_parameters=True
    )
    return engine, engine


def engines(url: str, folder: Path, pool_size: int = 40) -> tuple[Engine, Engine]:
    """`url` is `sqlite` (the file civic.sqlite in the site's folder) or a PostgreSQL URL."""
    if url == "sqlite":
        return sqlite_engines(folder / "civic.sqlite", pool_size)
    return postgres_engines(url, pool_size)
