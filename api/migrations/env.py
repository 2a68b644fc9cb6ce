"""Alembic's environment: works on the connection that `api.migrations.upgrade` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator

from api.tables import metadata


def _render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write plain types in a new migration, so that a change in our classes can't change it."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
    render_item=_render_item,
    # Alembic believes that SQLite can't; it can, within a transaction begun by hand.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
