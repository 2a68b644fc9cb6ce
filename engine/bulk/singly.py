"""Decides lines one by one, as single decisions: for what a table can't be taken along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from engine.bulk import answers
from engine.bulk.columns import Columns
from engine.bulk.counting import number
from engine.decide import Decisions
from engine.outcome import Outcome

FIRST_NUMBER = 2**63  # of an explanation; those of other lines lie below


class Singly:
    """Decides single lines of one decision in one region."""

    def __init__(
        self,
        decisions: Decisions,
        columns: Columns,
        types: Mapping[str, pl.DataType],
        place: tuple[str, str, str],
        counts: Sequence[str],
    ) -> None:
        self.decisions, self.columns, self.types, self.counts = decisions, columns, types, counts
        self.decision, self.region, self.date_fact = place

    def outcome(self, line: Mapping[str, Any]) -> Outcome | None:
        """The decision on a line by name; None when it has no date.

        Without the columns of a count the line is a file of one line.
        """
        values = self.columns.values(line)
        if self.date_fact not in values:
            return None
        counted = {n: number(line, n) for n in self.counts if line.get(n) is not None}
        return self.decisions.decide(self.decision, self.region, {**values, **counted})

    def record(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """What an answer's columns hold for a line, but for the number of its explanation."""
        return {**dict.fromkeys(self.types), **answers.record(self.outcome(line))}

    def decide(self, table: pl.DataFrame) -> pl.DataFrame:
        """The answers to some lines; each has an explanation of its own."""
        said = [self.record(line) for line in table.iter_rows(named=True)]
        numbers = [{"uitleg": FIRST_NUMBER + number} for number in range(len(said))]
        rows = [{**one, **number} for one, number in zip(said, numbers, strict=True)]
        return answers.frame(rows, self.types)

    def repeated(self, line: Mapping[str, Any], count: int) -> pl.DataFrame:
        """So many times the answer to one line, all with one explanation."""
        row = answers.frame([{**self.record(line), "uitleg": 0}], self.types)
        return row.select(pl.all().repeat_by(count).list.explode()) if count else row.clear()
