"""Runs a file through the rules: from lines to a result with totals, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from engine.values import UNKNOWN
from sheets.ahead import ahead
from sheets.counting import FileCounts
from sheets.csvfiles import CsvSource
from sheets.csvwriting import CsvTarget
from sheets.faults import FileRefused
from sheets.headers import Headers, Layout, folded
from sheets.legend import legend
from sheets.opening import open_source
from sheets.reading import FAULTS, LineReader, Lines
from sheets.results import (
    AMOUNT,
    CLAIMED,
    PAYABLE,
    TEXTS,
    UNREAD,
    Results,
    in_euros,
    own_columns,
)
from sheets.sources import Source
from sheets.subject import Subject
from sheets.totals import Totals
from sheets.typed import typed
from sheets.writing import ParquetTarget, Part, Places, Target
from sheets.xlsxwriting import XlsxTarget

KINDS = (".csv", ".xlsx", ".parquet")
MOST_TOLD = 100_000
"""The number of lines up to which each line tells its explanation in full, unless asked."""
MOST_FAULTS = 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to decide: what an empty cell means, and whether each line tells its explanation."""

    other_facts: str = UNKNOWN
    told: bool | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to: files, counts per state, totals, and what the sender should know.

    `faults` are those of the first lines that could not be read.
    """

    region: str
    files: tuple[Path, ...]
    counts: Mapping[str, int]
    totals: pl.DataFrame
    specification: pl.DataFrame
    remarks: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def unread(self) -> int:
        """How many lines could not be read."""
        return self.counts.get(UNREAD, 0)


def check(subject: Subject, source: Path) -> str:
    """Open a file and read its header; gives the kind that its result has.

    Raises FileRefused when the file as a whole can't be decided.
    """
    headers = Headers(subject.asked, subject.rulebook.facts, own_columns(subject))
    opened = open_source(source, headers)
    layout = headers.layout(opened.names, opened.first_column)
    LineReader(opened, layout, subject, UNKNOWN)
    return opened.kind


def run(
    subject: Subject,
    source: Path,
    target: Path,
    options: Options | None = None,
    progress: Progress = lambda done, size: None,
) -> Report:
    """Decide all lines of a file and write them with their outcomes; `progress` hears how far.

    Raises FileRefused with Dutch sentences, and then nothing was written.
    """
    if target.suffix.lower() not in KINDS:
        raise FileRefused(
            f"'{target.name}' eindigt niet op een soort die wij schrijven: {', '.join(KINDS)}."
        )
    if target.exists() and source.exists() and target.samefile(source):
        raise FileRefused("De uitvoer zou over de invoer heen komen. Kies een andere naam.")
    headers = Headers(subject.asked, subject.rulebook.facts, own_columns(subject))
    opened = open_source(source, headers)
    layout = headers.layout(opened.names, opened.first_column)
    with closing(Places(target)) as places:
        made = _Run(subject, opened, layout, options or Options())
        with closing(target_of(places, opened, own_columns(subject))) as writing:
            if isinstance(opened, CsvSource) and isinstance(writing, CsvTarget):
                opened.expect(expected(layout, labels=False))
                opened.expect(expected(layout, labels=True))
            made.write(writing, progress)
        return made.report(places.commit())


def target_of(places: Places, source: Source, ours: Iterable[str]) -> Target:
    """A target of the kind that its name says, in the dialect of the source.

    A spreadsheet heads the columns that are `ours` in words; elsewhere programs read their names.
    """
    kind = places.path.suffix.lower()
    if kind == ".parquet":
        return ParquetTarget(places)
    if kind == ".xlsx":
        return XlsxTarget(places, frozenset(ours))
    marked = getattr(source, "marked", True) or getattr(source, "encoding", "") == "cp1252"
    return CsvTarget(places, getattr(source, "separator", ";"), marked)


def expected(layout: Layout, *, labels: bool) -> dict[int, list[str]]:
    """The texts in the columns of a choice when nothing is wrong with them.

    These are the names of the choices; with `labels` also what people call them, and onbekend.
    """
    kinds = ((n, c.fact.kind) for n, c in enumerate(layout.columns) if c.fact)
    chosen = {n: kind.choices for n, kind in kinds if kind.choices and kind.name != "keuzes"}
    if not labels:
        return {n: [*choices] for n, choices in chosen.items()}
    return {n: [*dict.fromkeys([*c, *c.values(), UNKNOWN])] for n, c in chosen.items()}


class _Run:
    """One file on its way through the rules."""

    def __init__(self, subject: Subject, source: Source, layout: Layout, options: Options) -> None:
        self.subject, self.source, self.layout, self.options = subject, source, layout, options
        self.reader = LineReader(source, layout, subject, options.other_facts)
        told = source.most_lines() <= MOST_TOLD if options.told is None else options.told
        self.counts = FileCounts(subject, layout.facts)
        self.remarks = (*layout.remarks, *self.counts.remarks())
        self.results = Results(self.reader, self.counts, options.other_facts, told=told)
        self.totals = Totals(subject, layout)
        self.typed = False
        self.faults: list[str] = []
        self.kept = [n for n, column in enumerate(layout.columns) if column.travels]
        self.names = dict(_names(layout, self.kept, own_columns(subject)))

    def write(self, target: Target, progress: Progress) -> None:
        """Write the lines, what they come to, and what the words in them mean."""
        self.typed = isinstance(target, XlsxTarget)
        with closing(ahead(self._parts(*self._counted(progress)))) as parts:
            target.write(parts)
        target.add("totalen", self.totals.table())
        target.add("specificatie", self.totals.specification())
        target.add("toelichting", self._legend())
        target.finish()

    def _counted(self, progress: Progress) -> tuple[Iterator[Lines], Progress]:
        """The lines, after counting over them; each of them is then looked at once more."""
        if not self.counts.ahead:
            return self.reader.read(), progress
        size = self.source.size
        read = self.counts.read(self.reader, lambda done: progress(done, 2 * size))
        return read, lambda done, _: progress(size + done, 2 * size)

    def _legend(self) -> pl.DataFrame:
        return legend(self.subject, self.remarks, self.options.other_facts)

    def report(self, files: tuple[Path, ...]) -> Report:
        """What came of it."""
        totals = self.totals
        return Report(
            self.subject.region,
            files,
            totals.counts(),
            totals.table(),
            totals.specification(),
            self.remarks,
            tuple(self.faults),
        )

    def _parts(self, read: Iterator[Lines], progress: Progress) -> Iterator[Part]:
        for lines in ahead(read):
            results = self.results.of(lines)
            self.totals.add(lines, results)
            if left := MOST_FAULTS - len(self.faults):
                self.faults += lines.faults.drop_nulls().head(left).to_list()
            table = self._table(lines, results)
            cells = typed(lines, self.layout, self.kept) if self.typed else None
            bare = [*self.names.values()] if lines.bare else []
            yield Part(table, self._loose(lines, results), bare, cells)
            progress(lines.done, self.source.size)

    def _table(self, lines: Lines, results: pl.DataFrame) -> pl.DataFrame:
        own = lines.table.select(pl.nth(self.kept)).rename(self.names)
        euros = results.with_columns(map(in_euros, (AMOUNT, PAYABLE, CLAIMED)))
        return pl.concat([own, euros], how="horizontal")

    def _loose(self, lines: Lines, results: pl.DataFrame) -> list[str]:
        """The columns that can hold any text: a cell that was read as a fact is no formula."""
        wrong = lines.faults.null_count() < len(lines.faults)
        columns = ((self.layout.columns[n], self.names[f"c{n}"]) for n in self.kept)
        own = [name for c, name in columns if wrong or not c.fact or c.fact.kind.name == "tekst"]
        return own + [name for name in (*TEXTS, FAULTS) if name in results.columns]


def _names(layout: Layout, kept: Sequence[int], own: Iterable[str]) -> Iterator[tuple[str, str]]:
    """How each column of the sender is headed in the result: as it was, but never twice."""
    taken = set(own)
    for number in kept:
        column = layout.columns[number]
        base = name = column.header or f"kolom {column.place}"
        turn = 1
        while folded(name) in taken:
            turn += 1
            name = f"{base} ({turn})"
        taken.add(folded(name))
        yield f"c{number}", name
