"""Brings the tables of a database up to this version of the program."""

import time

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, exc, text

from api.database import PATIENCE, error_code

# Any number will do, as long as no other program on this server locks the same one.
_LOCK = 7_306_501


def upgrade(engine: Engine) -> None:
    """Run every migration that is still to be run, all in one transaction.

    A second process that starts at the same moment waits for the first and finds nothing to do.
    """
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    with engine.connect() as connection:
        command.upgrade(configuration(_locked(connection)), "head")
        connection.commit()


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for work on this connection."""
    config = Config()
    config.set_main_option("script_location", "api:migrations")
    config.attributes["connection"] = connection
    return config


def _locked(connection: Connection) -> Connection:
    """Begin a transaction that only one process at a time can be in."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return connection
    connection.execution_options(isolation_level="READ COMMITTED")
    # A migration of a large table may take long, and waiting for it is what we want.
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    return connection


def _use_wal(engine: Engine) -> None:
    """Turn on the write-ahead log, which stays on in the file.

    SQLite doesn't wait for its turn here, as it does elsewhere, so the waiting is ours.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except exc.OperationalError as error:
            if not error_code(error.orig).startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(0.02)
