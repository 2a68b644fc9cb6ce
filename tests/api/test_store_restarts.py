"""The store keeps its word through restarts, kills, threads and processes, and makes its tables."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import api
from api.chosen import Chosen
from api.database import open_engine
from api.store import HumanDecision, OutcomeRecord, Store, StoreUnavailable
from api.tables import metadata

Fresh = Callable[..., OutcomeRecord]
OpenStore = Callable[[str], Store]

ROOT = Path(api.__file__).parents[1]
WRITER = Path(__file__).with_name("writer.py")
MIGRATE = "import sys; from api.store import Store; s = Store(sys.argv[1]); s.migrate(); s.close()"


def in_background(*arguments: str) -> subprocess.Popen[str]:
    """Start Python on this project's code in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        text=True,
    )


def total(store: Store) -> int:
    """Return how many outcomes are kept."""
    return store.outcomes(Chosen("billing"), page=1, page_size=1)[1]


def test_a_new_store_on_the_same_database_finds_everything(
    store: Store, database_url: str, open_store: OpenStore, fresh: Fresh
) -> None:
    outcome = fresh(ruleset_version="v1")
    decision = HumanDecision("a", outcome.id, "declarabel", None, None, outcome.made_at)
    store.add_ruleset("v1", "billing", "foodvalley", {"besluit": "billing"})
    store.add_outcome(outcome)
    store.add_human_decision(decision)
    store.close()
    again = open_store(database_url)
    again.migrate()
    assert again.ruleset("v1") == {"besluit": "billing"}
    assert again.outcome(outcome.id) == outcome
    assert again.human_decisions(outcome.id) == (decision,)


def test_eight_threads_may_add_the_same_rulesets_at_once(
    database_url: str, open_store: OpenStore
) -> None:
    stores = [open_store(database_url) for _ in range(8)]
    stores[0].migrate()
    versions = [f"v{number}" for number in range(5)]

    def add_all(store: Store) -> None:
        for version in versions:
            store.add_ruleset(version, "billing", "foodvalley", {"versie": version})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_all, stores))
    assert sorted(entry.version for entry in stores[0].rulesets()) == versions


def test_eight_writing_threads_lose_nothing(store: Store, fresh: Fresh) -> None:
    outcomes = [fresh() for _ in range(200)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(store.add_outcome, outcomes))
    assert total(store) == len(outcomes)
    assert all(store.outcome(outcome.id) == outcome for outcome in outcomes)


def test_processes_may_migrate_at_once(database_url: str, open_store: OpenStore) -> None:
    processes = [in_background("-c", MIGRATE, database_url) for _ in range(4)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    open_store(database_url).ping()


def test_what_a_killed_writer_acknowledged_is_there(store: Store, database_url: str) -> None:
    process = in_background(str(WRITER), database_url)
    assert process.stdout is not None
    acknowledged = list(islice(process.stdout, 150))
    process.kill()
    # The kill may have cut off the last line: that one doesn't count as said.
    rest = process.communicate()[0].rpartition("\n")[0]
    ids = [line.strip() for line in acknowledged] + rest.split()
    assert len(ids) >= 150
    assert [id for id in ids if store.outcome(id) is None] == []
    # Each of the writer's four threads may have kept one that it had no time to print.
    assert len(ids) <= total(store) <= len(ids) + 4


def test_the_migrations_make_the_tables_that_the_code_names(
    store: Store, database_url: str
) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_database_without_tables_says_what_to_do(
    database_url: str, open_store: OpenStore
) -> None:
    with pytest.raises(StoreUnavailable, match="Werk de gegevensbank eerst bij"):
        open_store(database_url).ping()


def test_a_database_of_a_newer_program_is_left_alone(store: Store, database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="andere versie"):
        store.migrate()


def test_a_sqlite_file_survives_a_power_cut_and_checks_references(
    sqlite_url: str, open_store: OpenStore
) -> None:
    open_store(sqlite_url).migrate()
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    engine.dispose()
    # In the log, with a sync at each commit (2 is FULL), and ten seconds of patience.
    assert values == ["wal", 2, 1, 10_000]


def test_every_spelling_of_a_postgresql_url_is_taken(
    postgresql: Any, open_store: OpenStore
) -> None:
    url = postgresql.new_database()
    open_store(url.replace("postgresql://", "postgres://")).migrate()
    open_store(url).ping()
    open_store(url.replace("postgresql://", "postgresql+psycopg://")).ping()


@pytest.mark.parametrize("url", ["", "ret.db", "sqlite://", "mysql://x/y", "postgresql://h:poort/"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="Het adres van de gegevensbank"):
        Store(url)
