"""Writes results: whole files only, put in place when all of them are there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import polars as pl
from polars.io.plugins import register_io_source

from sheets.faults import FileRefused, PlaceTaken


@dataclass(frozen=True, slots=True)
class Part:
    """Lines as they are written.

    `loose` names the columns that can hold any text; the others hold what was read and found
    right. `bare` names those that come from a CSV without a quote, and so need none. `cells` are
    those of the spreadsheet that they came from.
    """

    table: pl.DataFrame
    loose: Sequence[str] = ()
    bare: Sequence[str] = ()
    cells: Sequence[Sequence[Any]] | None = None


class Target(Protocol):
    """A result in the making; what `named` adds stands beside the lines, under its own name."""

    def write(self, parts: Iterator[Part]) -> None:
        """Write the lines."""
        ...

    def add(self, name: str, table: pl.DataFrame) -> None:
        """Write a table beside the lines."""
        ...

    def finish(self) -> None:
        """Finish what was written."""
        ...

    def close(self) -> None:
        """Let go of what is no longer needed, also when nothing was finished."""
        ...


class Places:
    """The files of one result, under temporary names until all of them are whole."""

    def __init__(self, path: Path) -> None:
        """Claim a place; raises FileRefused when it can't be written, PlaceTaken during a run."""
        self.path = path
        self._made: dict[Path, Path] = {}
        self._lock = self._claimed()

    def _claimed(self) -> IO[bytes]:
        with told_in_dutch(self.path):
            lock = self._hidden(self.path).open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise PlaceTaken(f"Naar '{self.path}' wordt op dit moment al geschreven.") from error
        os.truncate(lock.fileno(), 0)
        self._made[self.path] = self._hidden(self.path)
        return lock

    def beside(self, name: str) -> Path:
        """A temporary file for a table beside the lines."""
        final = self.path.with_name(f"{self.path.stem}-{name}{self.path.suffix}")
        return self._made.setdefault(final, self._hidden(final))

    @property
    def lines(self) -> Path:
        """The temporary file of the lines."""
        return self._made[self.path]

    def _hidden(self, final: Path) -> Path:
        return final.with_name(f".{final.name}.deel")

    def commit(self) -> tuple[Path, ...]:
        """Put all files in place, that of the lines last; gives their names."""
        with told_in_dutch(self.path):
            for temporary in self._made.values():
                with temporary.open("rb") as file:
                    os.fsync(file.fileno())
            for final, temporary in reversed(self._made.items()):
                temporary.replace(final)
        names, self._made = tuple(self._made), {}
        return names

    def close(self) -> None:
        """Throw away what was not put in place."""
        for temporary in self._made.values():
            with contextlib.suppress(OSError):
                temporary.unlink()
        self._lock.close()


@contextlib.contextmanager
def told_in_dutch(path: Path) -> Iterator[None]:
    """Raise FileRefused where writing fails: a full disk, no rights, no such folder."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileRefused(f"De map '{path.parent}' bestaat niet.") from error
    except (OSError, pl.exceptions.ComputeError) as error:
        raise FileRefused(_sentence(error, path)) from error


def _sentence(error: Exception, path: Path) -> str:
    told = re.search(r"os error (\d+)", str(error))
    number = int(told[1]) if told else getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"De schijf is vol; '{path}' is niet geschreven. Maak ruimte vrij en probeer opnieuw."
        )
    reason = getattr(error, "strerror", None) or str(error)
    return f"'{path}' is niet te schrijven: {reason}."


@dataclass
class ParquetTarget:
    """Writes Parquet: columns keep their types."""

    places: Places

    def write(self, parts: Iterator[Part]) -> None:
        """Write the lines as they come in, without holding more than some of them."""
        first = next(parts)

        def tables(*_: object) -> Iterator[pl.DataFrame]:
            yield first.table
            yield from (part.table for part in parts)

        with told_in_dutch(self.places.path):
            lines = register_io_source(tables, schema=first.table.schema)
            lines.sink_parquet(self.places.lines, compression="zstd", compression_level=1)

    def add(self, name: str, table: pl.DataFrame) -> None:
        """Write a table in a file of its own."""
        with told_in_dutch(self.places.path):
            table.write_parquet(self.places.beside(name))

    def finish(self) -> None:
        """Have nothing left to do."""

    def close(self) -> None:
        """Have nothing to let go of."""


def _fits(type_: pl.DataType) -> bool:
    inner = type_.inner if isinstance(type_, pl.List) else type_
    return not (inner.is_nested() or inner in (pl.Binary, pl.Object))


def plain(table: pl.DataFrame) -> pl.DataFrame:
    """Columns as CSV and a spreadsheet can hold them: a list becomes one text.

    Raises FileRefused for columns with bytes, or with more in a cell than a list of values.
    """
    lists = [name for name, type_ in table.schema.items() if isinstance(type_, pl.List)]
    wrong = [name for name, type_ in table.schema.items() if not _fits(type_)]
    if wrong:
        listed = ", ".join(f"'{name}'" for name in wrong)
        raise FileRefused(
            f"Wat in deze kolommen staat, past niet in een cel van een CSV of rekenblad: {listed}. "
            "Laat ze weg, of kies een uitvoer die eindigt op .parquet."
        )
    return table.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(" + ") for name in lists
    )
