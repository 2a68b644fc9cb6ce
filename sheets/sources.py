"""What every kind of file gives to the reader: a header, and chunks of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of a file: columns c0, c1 … as they stand there.

    `row` is the number of the first line as a person counts; `done` tells how much of the size of
    the file was read. `ragged` holds, by place in this chunk, lines that don't fit the header.
    `cells` are the cells with the types of the spreadsheet, where it has those. A chunk is `bare`
    when no cell holds a separator, a quote or the end of a line.
    """

    table: pl.DataFrame
    row: int
    done: int
    ragged: Mapping[int, str] = field(default_factory=dict)
    cells: Sequence[Sequence[Any]] | None = None
    bare: bool = False


class Source(Protocol):
    """A file that is open for reading; `names` are its headers, `size` is where `done` ends."""

    names: tuple[str, ...]
    size: int

    @property
    def kind(self) -> str:
        """The kind of the file: csv, xlsx or parquet."""
        ...

    @property
    def first_column(self) -> int | None:
        """The number of the first column, from 0; None where columns have no letters."""
        ...

    def most_lines(self) -> int:
        """How many lines there are at most."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """The lines, in the order of the file; raises FileRefused."""
        ...


def no_header(rows: Sequence[Sequence[str]]) -> str:
    """The sentence for a file in which no row names facts."""
    seen = next((row for row in rows if any(cell.strip() for cell in row)), [])
    listed = ", ".join(f"'{cell[:30]}'" for cell in seen[:5] if cell.strip())
    return (
        "Wij vinden in dit bestand geen rij met kolomnamen die wij kennen. Bovenaan staat: "
        f"{listed}. Een leeg voorbeeld staat op de pagina Declaraties. Ook 'ret declaraties "
        "--sjabloon' schrijft het."
    )
