"""Opens the database that a url names, and says in Dutch what is wrong when that fails."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic.util import CommandError
from psycopg import Connection as PsycopgConnection
from sqlalchemy import URL, Engine, create_engine, event, exc, make_url

PATIENCE = 10
"""Seconds to wait for a lock, for a free connection or for a server before giving up."""

_OPTIONS: dict[str, Any] = {
    "isolation_level": "AUTOCOMMIT",
    # One connection per thread of the web server, with room for a generous setting of it.
    "pool_size": 16,
    "max_overflow": 16,
    "pool_timeout": PATIENCE,
    "pool_use_lifo": True,
    # An error ends up in the log, and the facts of a case don't belong there.
    "hide_parameters": True,
}

_FULL = "De schijf van de gegevensbank is vol; er is niets bewaard. Maak ruimte vrij."
_BUSY = "De gegevensbank is te lang bezet; er is niets bewaard. Probeer het straks opnieuw."
_NO_WRITE = (
    "De gegevensbank kan niet worden geopend of beschreven; er is niets bewaard. "
    "Controleer de rechten op het bestand en de map, of die van de gebruiker."
)
_NO_TABLES = (
    "De tabellen ontbreken of horen bij een andere versie van dit programma. "
    "Werk de gegevensbank eerst bij."
)
_DAMAGED = "Het bestand is geen gegevensbank of is beschadigd. Zet een reservekopie terug."
_GONE = "De gegevensbank is niet bereikbaar. Draait de server, en klopt het adres?"
_REFUSED = (
    "Dit is niet bewaard: het nummer bestaat al, het verwijst naar iets dat niet is bewaard, "
    "of het past niet in de gegevensbank."
)

# The start of SQLite's error name or of PostgreSQL's SQLSTATE, and what to tell.
_SENTENCES = {
    ("SQLITE_FULL", "53100"): _FULL,
    ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03"): _BUSY,
    ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "25006", "42501"): _NO_WRITE,
    ("SQLITE_ERROR", "42P01", "42703"): _NO_TABLES,
    ("SQLITE_NOTADB", "SQLITE_CORRUPT", "XX001", "XX002"): _DAMAGED,
    ("SQLITE_IOERR",): "De schijf van de gegevensbank geeft een fout; er is niets bewaard.",
    ("08", "53", "57"): _GONE,
}
_OTHER = "De gegevensbank meldt een fout; er is niets bewaard. Het logboek zegt welke."


class StoreUnavailable(Exception):
    """Tell in one Dutch sentence why the store can't do its work now.

    The caller can do nothing about it: a full disk, a lock held too long, a server that is gone.
    """


class RecordRefused(ValueError):
    """Tell that this record can't be kept: its id is taken, or what it refers to is not there."""


def open_engine(url: str) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL server; nothing is connected yet.

    Each statement is its own transaction: every method of the store that writes is one
    statement, and so needs one round trip. Raises ValueError for a url of another kind.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    return _open_postgresql(address)


@contextmanager
def dutch_errors() -> Iterator[None]:
    """Raise StoreUnavailable or RecordRefused where the database or its driver raises."""
    try:
        yield
    except (exc.IntegrityError, exc.DataError, UnicodeEncodeError) as error:
        raise RecordRefused(_REFUSED) from error
    except exc.DBAPIError as error:
        raise StoreUnavailable(_sentence(error.orig)) from error
    except exc.StatementError as error:
        raise RecordRefused(f"Dit is niet bewaard: {error.orig}.") from error
    except exc.TimeoutError as error:
        raise StoreUnavailable(_BUSY) from error
    except CommandError as error:
        # Alembic meets a revision it has no file for: the database is newer than this program.
        raise StoreUnavailable(_NO_TABLES) from error


@contextmanager
def in_turn(lock: Lock) -> Iterator[None]:
    """Wait for this thread's turn to write.

    SQLite takes one writer at a time and lets the others sleep and try again, for half a second
    when they are unlucky. A queue of our own takes a tenth of that.
    """
    if not lock.acquire(timeout=PATIENCE):
        raise StoreUnavailable(_BUSY)
    try:
        yield
    finally:
        lock.release()


def error_code(error: BaseException | None) -> str:
    """Return SQLite's error name or PostgreSQL's SQLSTATE, or nothing where there is none."""
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return str(name or "")


def _sentence(error: BaseException | None) -> str:
    """Choose the sentence for a driver's error."""
    code = error_code(error)
    # A server that can't be reached at all gives no code.
    otherwise = _OTHER if code else _GONE
    return next((text for starts, text in _SENTENCES.items() if code.startswith(starts)), otherwise)


def _address(url: str) -> URL:
    """Read the url and name our driver; the text never shows the url, for it holds a password."""
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise ValueError("Het adres van de gegevensbank is niet leesbaar.") from error
    if address.drivername == "sqlite" and address.database not in (None, "", ":memory:"):
        return address
    if address.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    raise ValueError(
        "Het adres van de gegevensbank begint met sqlite:/// en een bestand, "
        "of met postgresql:// en een server."
    )


def _open_sqlite(address: URL) -> Engine:
    """Open a SQLite file, in a folder that is made when it is absent."""
    _make_room(Path(address.database or ""))
    wait = {} if "timeout" in address.query else {"timeout": PATIENCE}
    engine = create_engine(address, connect_args=wait, **_OPTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _open_postgresql(address: URL) -> Engine:
    """Open a PostgreSQL database, with a check of each connection before its use.

    That check costs a round trip and saves the first request after a restart of the server.
    """
    wait = {} if "connect_timeout" in address.query else {"connect_timeout": PATIENCE}
    engine = create_engine(address, connect_args=wait, pool_pre_ping=True, **_OPTIONS)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _make_room(file: Path) -> None:
    """Make the folder of a SQLite file, and check that both may be written.

    Only the rights are asked: opening and closing the file here would drop the locks that
    another connection of this process holds on it.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"De map {file.parent} voor de gegevensbank kan niet worden gemaakt: {error.strerror}."
        ) from error
    for path in (file.parent, file):
        if path.exists() and not os.access(path, os.W_OK):
            raise StoreUnavailable(f"In {path} kan niet worden geschreven. Controleer de rechten.")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Have every commit reach the disk, and every reference checked."""
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _prepare_postgresql(connection: PsycopgConnection[object], _record: object) -> None:
    """Bound the wait for a lock, which PostgreSQL itself leaves without end."""
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
