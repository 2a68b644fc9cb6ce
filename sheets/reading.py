"""Turns chunks of a file into lines that can be decided, and tells of the others what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from engine.facts import TOO_EARLY
from sheets.cells import PERSONAL
from sheets.columns import CarriedReader, Cells, FactReader, read_all, stored
from sheets.faults import FileRefused
from sheets.headers import Column, Layout
from sheets.sources import Chunk, Source
from sheets.subject import Subject

ROW, FAULTS = "rij", "fouten"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a chunk without its empty rows, all tables of equal height.

    `table` has the columns as they stood in the file, `facts` typed facts with null for open,
    `absent` tells for facts with a usual value where nothing was asked. `faults` holds per line
    what is wrong with its cells, or null. `rows` are the numbers of the rows in the file, `bare`
    is as of a chunk.
    """

    table: pl.DataFrame
    rows: pl.Series
    facts: pl.DataFrame
    absent: Mapping[str, pl.Series]
    faults: pl.Series
    done: int
    cells: Sequence[Sequence[Any]] | None
    bare: bool


class LineReader:
    """Reads the lines of one file; knows each distinct cell after the first time."""

    def __init__(self, source: Source, layout: Layout, subject: Subject, other_facts: str) -> None:
        """Make ready; raises FileRefused when no column says which rules count."""
        self.source, self.layout, self.subject = source, layout, subject
        self.usual = subject.usual(other_facts)
        self._dates = subject.bulk.date_facts
        if not any(name in layout.facts for name in self._dates):
            labels = " of ".join(f"'{subject.rulebook.facts[n].label}'" for n in self._dates)
            unknown = ", ".join(f"'{column.header}'" for column in layout.loose)
            raise FileRefused(
                f"De kolom {labels} ontbreekt. Zonder datum weten wij niet welke regels gelden."
                + (f" Deze kolommen kennen wij niet: {unknown}." if unknown else "")
            )
        self._readers = [self._reader(column) for column in layout.columns]

    def _reader(self, column: Column) -> FactReader | CarriedReader:
        if column.fact is None:
            return CarriedReader()
        usual = column.fact.name in self.usual
        return FactReader(column.fact.kind, hours=column.hours, usual=usual)

    def read(self) -> Iterator[Lines]:
        """All lines, chunk by chunk; raises FileRefused for what spoils the whole file."""
        some = False
        for chunk in self.source.chunks():
            lines = self._lines(chunk)
            some = some or len(lines.rows) > 0
            yield lines
        if not some:
            raise FileRefused("Onder de kop van dit bestand staat geen enkele regel.")

    def _lines(self, chunk: Chunk) -> Lines:
        table = chunk.table.with_row_index(ROW, chunk.row)
        cells = chunk.cells
        blank = table.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
        if blank.any():
            table = table.filter(~blank)
            if cells is not None:
                cells = [row for row, empty in zip(cells, blank, strict=True) if not empty]
        rows = table.drop_in_place(ROW)
        self._check_header(table, rows)
        read = read_all(table, self._readers)
        return self._gathered(chunk, table, rows, read, cells)

    def _gathered(
        self,
        chunk: Chunk,
        table: pl.DataFrame,
        rows: pl.Series,
        read: Sequence[Cells],
        cells: Sequence[Sequence[Any]] | None,
    ) -> Lines:
        columns = self.layout.columns
        facts = pl.DataFrame(
            [r.values.alias(c.fact.name) for c, r in zip(columns, read, strict=True) if c.fact]
        )
        absent = {
            c.fact.name: r.absent
            for c, r in zip(columns, read, strict=True)
            if c.fact and r.absent is not None
        }
        said = self._faults(rows, read, chunk, facts)
        clean = _anonymous(table, read)
        return Lines(clean, rows, facts, absent, said, chunk.done, cells, chunk.bare)

    def filled(self, lines: Lines) -> pl.DataFrame:
        """The facts, with the usual value where nothing was asked and the sender said so."""
        made = []
        for name, usual in self.usual.items():
            kind = self.subject.rulebook.facts[name].kind
            value = pl.lit(stored(kind, usual)).cast(self.subject.bulk.columns[name])
            if name in lines.absent:
                value = pl.when(lines.absent[name]).then(value).otherwise(pl.col(name))
            made.append(value.alias(name))
        return lines.facts.with_columns(made) if made else lines.facts

    def _check_header(self, table: pl.DataFrame, rows: pl.Series) -> None:
        """Refuse a file in which the header stands once more: files were pasted together."""
        names = self.source.names
        at = max(self.layout.facts.values())
        column = table.to_series(at)
        if column.dtype != pl.String:
            return
        again = (column == names[at]).fill_null(value=False)
        for number in again.arg_true():
            told = [cell for cell in table.row(number) if cell is not None]
            if told == [name for name in names if name]:
                raise FileRefused(
                    f"Op rij {rows[number]} staat de kop nog een keer. Laat er één staan."
                )

    def _faults(
        self, rows: pl.Series, read: Sequence[Cells], chunk: Chunk, facts: pl.DataFrame
    ) -> pl.Series:
        parts = [
            pl.select(pl.lit(f"kolom {_header(column)}: ") + cells.faults).to_series()
            for column, cells in zip(self.layout.columns, read, strict=True)
            if cells.faults is not None
        ]
        dates = [facts[name] for name in self._dates if name in facts.columns]
        undated = pl.select(pl.all_horizontal([day.is_null() for day in dates])).to_series()
        if undated.any():
            parts.append(self._undated(undated, read))
        parts += self._disordered(facts)
        if chunk.ragged:
            parts.append(_ragged(rows, chunk))
        if not parts:
            return pl.Series(FAULTS, [None], pl.String).new_from_index(0, len(rows))
        return _joined(rows, parts)

    def _disordered(self, facts: pl.DataFrame) -> Iterator[pl.Series]:
        """A date before another one that it can't be before."""
        known, at = self.subject.rulebook.facts, self.layout.facts
        for name in at:
            if (other := known[name].not_before) in at:
                before = facts[name] < facts[str(other)]
                if before.any():
                    header = _header(self.layout.columns[at[name]])
                    text = f"kolom {header}: {TOO_EARLY.format(known[str(other)].phrase)}"
                    yield pl.select(pl.when(before).then(pl.lit(text))).to_series()

    def _undated(self, undated: pl.Series, read: Sequence[Cells]) -> pl.Series:
        """A line without a date can't be decided; a date that was misread has its own sentence."""
        at = next(self.layout.facts[name] for name in self._dates if name in self.layout.facts)
        text = (
            f"kolom {_header(self.layout.columns[at])}: vul de datum in. "
            "Zonder datum weten wij niet welke regels gelden."
        )
        wrong = read[at].faults
        told = undated if wrong is None else undated & wrong.is_null()
        return pl.select(pl.when(told).then(pl.lit(text))).to_series()


def _header(column: Column) -> str:
    return column.header or column.place


def _ragged(rows: pl.Series, chunk: Chunk) -> pl.Series:
    told = {chunk.row + number: sentence for number, sentence in chunk.ragged.items()}
    return pl.Series([told.get(row) for row in rows.to_list()], dtype=pl.String)


def _joined(rows: pl.Series, parts: Sequence[pl.Series]) -> pl.Series:
    named = [part.alias(str(n)) for n, part in enumerate(parts)]
    text = pl.concat_str(named, separator=" En ", ignore_nulls=True)
    row = pl.lit("rij ") + rows.cast(pl.String) + pl.lit(", ")
    return pl.select(pl.when(text != "").then(row + text)).to_series().alias(FAULTS)


def _anonymous(table: pl.DataFrame, read: Sequence[Cells]) -> pl.DataFrame:
    """The columns as they stood, without the cells that must not be written again."""
    clean = []
    for column, cells in zip(table.iter_columns(), read, strict=True):
        if cells.faults is None:
            continue
        hidden = cells.faults.is_in(PERSONAL)
        if hidden.any():
            kept = pl.when(hidden.fill_null(value=False)).then(None).otherwise(column)
            clean.append(kept.alias(column.name))
    return table.with_columns(clean) if clean else table
