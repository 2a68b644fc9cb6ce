"""Gives tests the `ret` command, in this process and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from running import ROOT, Run, Start

from cli.main import ret


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the settings of whoever runs the tests out of it."""
    for name in [name for name in os.environ if name.startswith("RET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "90")


@pytest.fixture
def run() -> Run:
    """Run `ret` in this process."""

    def call(*words: object, text: str | bytes = "", charset: str = "utf-8") -> Result:
        return CliRunner(charset=charset).invoke(ret, [str(word) for word in words], input=text)

    return call


@pytest.fixture
def start() -> Start:
    """Run `ret` as a process of its own."""

    def call(*words: object, **env: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "cli.main", *map(str, words)]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, env={**os.environ, **env}, check=False
        )

    return call


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Copy the shipped rules to a folder that a test may change."""
    folder = tmp_path / "rules"
    for path in sorted((ROOT / "rules").rglob("*.*")):
        target = folder / path.relative_to(ROOT / "rules")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder
