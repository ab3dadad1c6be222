"""Alembic's environment: one connection, handed in by civic.migrations."""

from importlib import import_module
from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

WINGS = (
    "city",
    "accounts",
    "notifications",
    "library",
    "registry",
    "rooms",
    "review",
    "responses",
    "submissions",
    "letters",
    "records",
    "search",
)
for module in [*(f"civic.{wing}.models" for wing in WINGS), "civic.ledger", "civic.jobs", "civic.web.limits"]:
    import_module(module)


def render(kind: str, obj: Any, _context: Any) -> str | Literal[False]:
    """SQLModel's own types are written as SQLAlchemy's, so that migrations import no models."""
    if kind == "type" and isinstance(obj, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(obj, AutoString):
        return f"sa.String({obj.length})" if obj.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
