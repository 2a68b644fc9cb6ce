"""Alembic's environment: works on the connection that `api.migrations.upgrade` hands over."""

from alembic import context

from api.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
    # Alembic believes that SQLite can't; it can, within a transaction begun by hand.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
