"""Reads Parquet a slice at a time, with the types that its columns have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sheets.faults import FileRefused
from sheets.headers import Headers
from sheets.sources import Chunk, no_header

ROWS = 250_000


@dataclass
class ParquetSource:
    """A Parquet file; `size` and `done` are lines, counted from 1."""

    path: Path
    headers: Headers
    kind: str = "parquet"
    first_column: None = None

    def __post_init__(self) -> None:
        """Read the names and the number of lines; raises FileRefused."""
        try:
            self._lines = pl.scan_parquet(self.path, glob=False)
            self.names = tuple(self._lines.collect_schema().names())
            self.size = int(self._lines.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise FileRefused("Dit Parquet-bestand is beschadigd of niet te lezen.") from error
        if self.headers.find([self.names]) is None:
            raise FileRefused(no_header([self.names]))

    def most_lines(self) -> int:
        """How many lines there are."""
        return self.size

    def chunks(self) -> Iterator[Chunk]:
        """The lines, a few hundred thousand at a time."""
        short = {name: f"c{n}" for n, name in enumerate(self.names)}
        for start in range(0, self.size, ROWS):
            try:
                table = self._lines.slice(start, ROWS).collect().rename(short)
            except (pl.exceptions.PolarsError, OSError) as error:
                raise FileRefused("Dit Parquet-bestand is beschadigd of niet te lezen.") from error
            yield Chunk(table, start + 1, start + len(table))
