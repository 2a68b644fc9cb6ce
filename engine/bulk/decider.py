"""Decides a table of lines with all rulesets of one decision in one region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from engine.bulk import answers
from engine.bulk.columns import Columns, Frame, names_read
from engine.decide import Decisions
from engine.model import Rulebook
from engine.outcome import Outcome


class BulkDecider:
    """Decides lines by the date that stands on each of them.

    It keeps nothing of what it decided: equal lines have equal answers in any table, process or
    order, so a table may be cut in pieces. `columns` names the facts it reads and their types,
    `answers` the columns it gives and theirs.
    """

    def __init__(self, rulebook: Rulebook, decision: str, region: str) -> None:
        """Make ready; ValueError when there are no such rules, or they are about a collection."""
        found = [r for r in rulebook.rulesets if (r.decision, r.region) == (decision, region)]
        if not found or any(ruleset.collection for ruleset in found):
            raise ValueError(f"no rules for lines of {decision} in {region}")
        self.decision, self.region = decision, region
        self.decisions = Decisions(rulebook)
        self.date_facts = tuple(dict.fromkeys(ruleset.date_fact for ruleset in found))
        names = {name for ruleset in found for name in names_read(ruleset)}
        self._columns = Columns(rulebook.facts, names)
        self.columns: Mapping[str, pl.DataType] = self._columns.types
        self.answers: Mapping[str, pl.DataType] = answers.schema(found)

    def decide(self, lines: Frame) -> pl.DataFrame:
        """One row of `answers` for each line, in the same order.

        Columns may stand in any order, and others than the facts may stand beside them. A fact
        without a column is open everywhere. A line without a date gets nothing but nulls.
        """
        table = self._columns.ready(lines)
        numbers: dict[object, int] = {}
        said: list[dict[str, Any]] = []
        for row in table.iter_rows(named=True):
            values = self._columns.values(row)
            number = numbers.setdefault(tuple(values.items()), len(numbers))
            said.append({**answers.record(self._decide(values)), "uitleg": number})
        return answers.frame(said, self.answers)

    def outcome(self, line: Mapping[str, Any]) -> Outcome | None:
        """The single decision on one line, a row of such a table by name; None without a date.

        This is the full answer: render it with an `Explainer`.
        """
        return self._decide(self._columns.values(line))

    def _decide(self, values: Mapping[str, Any]) -> Outcome | None:
        if not any(values.get(name) for name in self.date_facts):
            return None
        return self.decisions.decide(self.decision, self.region, values)
