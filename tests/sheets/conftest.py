"""Gives tests the toy rules of a bicycle hire, and files of its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from engine.loader import load_folder
from sheets.headers import Headers
from sheets.results import own_columns
from sheets.running import Options, Report, run
from sheets.subject import Subject

Run = Callable[..., Report]


@pytest.fixture(scope="session")
def subject() -> Subject:
    """Give the toy rules, ready for files."""
    return Subject(load_folder(Path(__file__).with_name("toy")), "billing", "fietsland")


@pytest.fixture
def headers(subject: Subject) -> Headers:
    """Give what the toy rules know of headers."""
    return Headers(subject.asked, subject.rulebook.facts, own_columns(subject))


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a file."""

    def write(content: str | bytes, name: str = "in.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def decide(
    subject: Subject, put: Callable[..., Path], tmp_path: Path
) -> Callable[..., pl.DataFrame]:
    """Give a function that runs a file or its content, and reads the lines that come out."""

    def call(
        content: str | bytes | Path, to: str = "uit.parquet", **options: object
    ) -> pl.DataFrame:
        source = content if isinstance(content, Path) else put(content)
        run(subject, source, tmp_path / to, Options(**options))  # type: ignore[arg-type]
        return pl.read_parquet(tmp_path / to)

    return call
