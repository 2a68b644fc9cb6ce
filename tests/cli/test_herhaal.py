"""`ret herhaal` decides a stored outcome anew; `ret serve` starts the service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, Run

import api.server
from api.service import Case, Service
from api.settings import Settings
from api.store import Store
from engine.loader import load_folder
from web.app import with_pages

FACTS = {"declarant_soort": "jeugdhulpaanbieder", "datum_bijeenkomst": date(2018, 9, 12)}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give an empty store, which the settings name."""
    url = f"sqlite:///{tmp_path / 'ret.sqlite3'}"
    monkeypatch.setenv("RET_DATABASE_URL", url)
    store = Store(url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def made(store: Store) -> str:
    """Give the id of an outcome that was kept."""
    service = Service(load_folder(ROOT / "rules"), store)
    return str(service.assess("billing", Case("ijsselland", FACTS))["id"])


def test_an_outcome_comes_out_the_same(run: Run, made: str) -> None:
    done = run("herhaal", made)
    assert done.exit_code == 0
    assert "weer dezelfde uitkomst" in done.output


def test_it_comes_out_the_same_after_the_rules_have_changed(
    run: Run, made: str, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rules / "ijsselland" / "billing.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("declarant_soort: jeugdhulpaanbieder", "minuten_aanwezig: 7", 1)
    path.write_text(changed, encoding="utf-8")
    monkeypatch.setenv("RET_RULES_DIR", str(rules))
    assert run("herhaal", made).exit_code == 0


def test_an_outcome_that_is_not_there_is_wrong_use(run: Run, store: Store) -> None:
    done = run("herhaal", "00000000-0000-4000-8000-000000000000")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "bestaat hier niet" in done.stderr


def test_a_database_that_is_not_there_is_told_without_a_trace(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RET_DATABASE_URL", f"sqlite:///{tmp_path / 'nergens' / 'ret.sqlite3'}")
    done = run("herhaal", "00000000-0000-4000-8000-000000000000")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_serve_starts_the_service_with_the_settings(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(api.server, "serve", lambda *given: seen.append(given))
    monkeypatch.setenv("RET_PORT", "8123")
    assert run("serve").exit_code == 0
    ((settings, front),) = seen
    assert isinstance(settings, Settings)
    assert front is with_pages
    assert settings.port == 8123


def test_a_setting_that_cannot_be_used_is_wrong_use(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RET_PORT", "veel")
    done = run("serve")
    assert done.exit_code == 2
    assert "RET_PORT" in done.stderr
