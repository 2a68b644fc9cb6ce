"""Gives tests the pages, on the real rules and a database of their own."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from looking import Page, look

from api.service import Service
from api.settings import RULES, Settings
from api.store import Store
from engine.loader import load_folder
from engine.model import Rulebook
from web.app import create_app


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Give the real rules, read once."""
    return load_folder(RULES)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with its tables made, to copy."""
    file = tmp_path_factory.mktemp("leeg") / "ret.db"
    with contextlib.closing(Store(f"sqlite:///{file}")) as made:
        made.migrate()
    return file


@pytest.fixture
def service(rulebook: Rulebook, empty_database: Path, tmp_path: Path) -> Iterator[Service]:
    """Give the service on an empty database."""
    file = shutil.copy(empty_database, tmp_path / "ret.db")
    with contextlib.closing(Store(f"sqlite:///{file}")) as store:
        yield Service(rulebook, store, tmp_path / "bestanden")


@pytest.fixture
def pages(service: Service) -> Flask:
    """Give the application of the pages."""
    return create_app(service, Settings(thema_klasse="gemeente-theme"))


@pytest.fixture
def client(pages: Flask) -> FlaskClient:
    """Give a client of the pages; forms needn't be signed."""
    pages.config["WTF_CSRF_ENABLED"] = False
    return pages.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Callable[..., Page]:
    """Give a function that asks a page, and holds it to what every page must be."""

    def ask(path: str, status: int = 200, **posted: object) -> Page:
        answer = client.post(path, **posted) if posted else client.get(path)  # type: ignore[arg-type]
        return look(answer, status)

    return ask
