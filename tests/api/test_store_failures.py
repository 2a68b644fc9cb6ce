"""The store says in plain Dutch what nobody here can help, and leaves nothing half-written."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from api.chosen import Chosen
from api.store import OutcomeRecord, Store, StoreUnavailable

Fresh = Callable[..., OutcomeRecord]
OpenStore = Callable[[str], Store]

NOBODY = 65534


def file_of(url: str) -> str:
    """Return the file that a SQLite url names."""
    return url.removeprefix("sqlite:///")


def listed(store: Store) -> list[str]:
    """Return the ids of all outcomes."""
    return [record.id for record in store.outcomes(Chosen("billing"), page=1, page_size=9)[0]]


@contextmanager
def on_connect(statement: str) -> Iterator[None]:
    """Have every new connection run a statement first."""

    def run(connection: Any, _record: object) -> None:
        connection.execute(statement)

    event.listen(Engine, "connect", run)
    try:
        yield
    finally:
        event.remove(Engine, "connect", run)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Close a folder for writing, also for root, whom no mode stops."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)


def test_a_full_sqlite_disk_says_so_and_keeps_nothing_half(
    sqlite_url: str, open_store: OpenStore, fresh: Fresh
) -> None:
    open_store(sqlite_url).migrate()
    large, small = fresh(answer={"tekst": "x" * 500_000}), fresh()
    with on_connect("PRAGMA max_page_count = 40"):
        store = open_store(sqlite_url)
        with pytest.raises(StoreUnavailable, match="schijf van de gegevensbank is vol"):
            store.add_outcome(large)
        store.add_outcome(small)
    assert listed(open_store(sqlite_url)) == [small.id]


def test_a_full_disk_leaves_no_tables_half_made(sqlite_url: str, open_store: OpenStore) -> None:
    store = open_store(sqlite_url)
    with (
        on_connect("PRAGMA max_page_count = 4"),
        pytest.raises(StoreUnavailable, match="schijf van de gegevensbank is vol"),
    ):
        store.migrate()
    with closing(sqlite3.connect(file_of(sqlite_url))) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    open_store(sqlite_url).migrate()


def test_a_full_postgresql_disk_says_so_and_keeps_nothing(
    postgresql: Any, open_store: OpenStore, fresh: Fresh
) -> None:
    url = postgresql.new_database()
    store = open_store(url)
    store.migrate()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER full_disk AFTER INSERT ON outcomes EXECUTE FUNCTION full_disk()"
        )
    with pytest.raises(StoreUnavailable, match="schijf van de gegevensbank is vol"):
        store.add_outcome(fresh())
    assert listed(store) == []


def test_a_lock_held_too_long_says_busy_and_keeps_nothing(
    sqlite_url: str, open_store: OpenStore, fresh: Fresh
) -> None:
    store = open_store(f"{sqlite_url}?timeout=0.1")
    store.migrate()
    late, in_time = fresh(), fresh()
    with closing(sqlite3.connect(file_of(sqlite_url))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="te lang bezet"):
            store.add_outcome(late)
    store.add_outcome(in_time)
    assert listed(store) == [in_time.id]


def test_a_folder_that_can_not_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    with pytest.raises(StoreUnavailable, match=r"De map .*bestand/map .* niet worden gemaakt"):
        Store(f"sqlite:///{tmp_path}/bestand/map/ret.db")


def test_a_read_only_folder_says_so_and_stays_empty(tmp_path: Path) -> None:
    with (
        read_only(tmp_path),
        pytest.raises(StoreUnavailable, match="kan niet worden"),
    ):
        Store(f"sqlite:///{tmp_path}/ret.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_became_read_only_says_so(
    sqlite_url: str, open_store: OpenStore, fresh: Fresh
) -> None:
    store = open_store(sqlite_url)
    store.migrate()
    with on_connect("PRAGMA query_only = ON"):
        closed = open_store(sqlite_url)
        with pytest.raises(StoreUnavailable, match="kan niet worden geopend of beschreven"):
            closed.add_outcome(fresh())
    assert listed(store) == []


def test_a_file_that_is_no_database_says_so_and_is_left_as_it_was(
    tmp_path: Path, open_store: OpenStore
) -> None:
    file = tmp_path / "ret.db"
    file.write_text("geen gegevensbank" * 100)
    with pytest.raises(StoreUnavailable, match="geen gegevensbank of is beschadigd"):
        open_store(f"sqlite:///{file}").migrate()
    assert file.read_text() == "geen gegevensbank" * 100


def test_a_server_that_is_not_there_says_so(tmp_path: Path, open_store: OpenStore) -> None:
    with pytest.raises(StoreUnavailable, match="niet bereikbaar"):
        open_store(f"postgresql://ret@/ret?host={tmp_path}").migrate()


def test_a_server_that_went_away_and_came_back_is_found_again(
    postgresql: Any, open_store: OpenStore, fresh: Fresh
) -> None:
    url = postgresql.new_database()
    store, outcome = open_store(url), fresh()
    store.migrate()
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with postgresql.connect() as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        # Ends every connection to it; the store finds its own one dead.
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        with pytest.raises(StoreUnavailable, match="niet bereikbaar"):
            store.add_outcome(fresh())
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    store.add_outcome(outcome)
    assert listed(store) == [outcome.id]


def test_an_error_tells_no_facts(sqlite_url: str, open_store: OpenStore, fresh: Fresh) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store(sqlite_url).add_outcome(fresh(facts={"geheim": "ja"}))
    assert "geheim" not in f"{caught.value} {caught.value.__cause__}"
