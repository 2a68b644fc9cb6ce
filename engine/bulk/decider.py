"""Decides a table of lines with all rulesets of one decision in one region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.bulk import answers
from engine.bulk.certify import certify
from engine.bulk.columns import Columns, Frame, names_read
from engine.bulk.counting import LineCounts, most, used
from engine.bulk.kernel import Kernel
from engine.bulk.logic import Logic
from engine.bulk.numbers import EPOCH
from engine.bulk.paths import TooManyPaths
from engine.bulk.regimes import likeness, periods
from engine.bulk.singly import Singly
from engine.decide import Decisions
from engine.decider import Regime
from engine.inference import InferenceError
from engine.model import Rulebook
from engine.outcome import Outcome

SAMPLE = 16  # lines of a table that are decided both ways
_NULL = -(2**31)
NO_DATE = "geen datum"  # the group of lines without a date; the next is that without rules
_NO_RULES = 1
Places = npt.NDArray[Any]


class BulkDecider:
    """Decides lines by the date that stands on each of them.

    It keeps nothing of what it decided: equal lines have equal answers in any table, process or
    order, so a table may be cut in pieces. `columns` names the facts it reads and their types,
    `answers` the columns it gives and theirs.
    """

    def __init__(self, rulebook: Rulebook, decision: str, region: str) -> None:
        """Make ready; ValueError when there are no such rules, or they are about a collection.

        Raises InferenceError when durable_rules says something else of one of the rules.
        """
        found = [r for r in rulebook.rulesets if (r.decision, r.region) == (decision, region)]
        self.date_facts = tuple({ruleset.date_fact for ruleset in found})
        if len(self.date_facts) != 1 or any(ruleset.collection for ruleset in found):
            raise ValueError(f"no rules for lines of {decision} in {region}")
        self.decision, self.region, self.decisions = decision, region, Decisions(rulebook)
        names = {name for ruleset in found for name in names_read(rulebook, ruleset)}
        self._read = Columns(rulebook.facts, names)
        self.columns: Mapping[str, pl.DataType] = self._read.types
        self.answers: Mapping[str, pl.DataType] = answers.schema(found)
        place = decision, region, self.date_facts[0]
        self.counted = tuple(dict.fromkeys(c.name for ruleset in found for c in used(ruleset)))
        self._singly = Singly(self.decisions, self._read, self.answers, place, self.counted)
        self._periods = periods(self.decisions, found)
        self._group()

    def _group(self) -> None:
        """Put the periods together that ask the same, and give each group who decides its lines.

        Periods 0 and 1 are those of lines without a date and of lines before all rules.
        """
        alike: dict[object, list[Regime]] = {NO_DATE: [], None: []}
        keys: list[object] = [*alike]
        places = [0, 0]
        for period in self._periods:
            key = likeness(period.regime) if period.regime else None
            own = alike.setdefault(key, [])
            keys.append(key)
            places.append(len(own))
            own += [period.regime] if period.regime else []
        self._deciding = [self._kernel(regimes) for regimes in alike.values()]
        self._counting = [self._counts(regimes) for regimes in alike.values()]
        self._group_of = np.array([[*alike].index(key) for key in keys], np.uint8)
        self._place_of = np.array(places, np.uint8)

    def _counts(self, regimes: list[Regime]) -> LineCounts | None:
        """What counts over lines for the lines of some regimes."""
        if not regimes or not (counts := used(regimes[0].program.ruleset)):
            return None
        return LineCounts(counts, regimes[0].program, self._read)

    def _kernel(self, regimes: list[Regime]) -> Kernel | None:
        """What decides the lines of some regimes; None where that must be done one by one."""
        if not regimes:
            return None
        try:
            logic = Logic(regimes[0])
            certify(logic.program)
        except TooManyPaths:
            return None
        programs = [regime.program for regime in regimes]
        return Kernel(logic, programs, self._read, self.answers)

    def decide(self, lines: Frame, wanted: Sequence[str] = ()) -> pl.DataFrame:
        """One row of `answers` for each line, in the same order; or of the `wanted` columns alone.

        Columns may stand in any order, and others than the facts may stand beside them. A fact
        without a column is open everywhere. A line without a date gets nothing but nulls. Raises
        polars' InvalidOperationError or ComputeError for a value that a fact can't have and for a
        count that lacks, and InferenceError when a line of the sample comes out otherwise as a
        single decision.
        """
        wanted = tuple(wanted or self.answers)
        table = self._read.ready(lines)
        if self.counted:
            table = table.hstack(self._counted(lines, table))
        table = table.rechunk()  # once: else each block puts the pieces of its columns together
        if not len(table):
            return answers.frame([], {name: self.answers[name] for name in wanted})
        period = self._period_of(table[self.date_facts[0]])
        those = (one for one in range(period.min(), period.max() + 1) if (period == one).any())
        groups = {int(self._group_of[one]) for one in those}
        if len(groups) == 1:
            answer = self._decided(table, self._place_of.take(period), groups.pop(), wanted)
        else:
            answer = _together([self._part(table, period, one, wanted) for one in sorted(groups)])
        self._check(table, answer)
        return answer

    def count(self, lines: Frame) -> pl.DataFrame:
        """The counts over all these lines: beside a part of them, `decide` takes them from there.

        Each count has two columns of whole numbers, its least and its most. A table that is decided
        as a whole needs none: without these columns the counts are over its own lines.
        """
        table = self._read.ready(lines)
        columns = [column for name in self.counted for column in (name, most(name))]
        group = pl.Series(self._group_of[self._period_of(table[self.date_facts[0]])])
        numbers: list[int] = group.unique().to_list()
        first = self._counting[numbers[0]] if len(numbers) == 1 else None
        if first is not None and len(first.counts) == len(self.counted):
            return first.of(table)
        found = pl.DataFrame(
            {name: pl.repeat(None, len(table), dtype=pl.Int64, eager=True) for name in columns}
        )
        for number in numbers:
            counting = self._counting[number]
            if counting is not None:
                own = counting.of(table)
                found = found.with_columns(
                    pl.when(group == number)
                    .then(column)
                    .otherwise(found[column.name])
                    .alias(column.name)
                    for column in own
                )
        return found

    def _counted(self, lines: Frame, table: pl.DataFrame) -> pl.DataFrame:
        """The counts that stand beside the lines, or those over the table itself."""
        columns = [column for name in self.counted for column in (name, most(name))]
        if not set(columns) <= set(lines.collect_schema().names()):
            return self.count(table)
        return lines.lazy().select(columns).collect(engine="in-memory")

    def _period_of(self, days: pl.Series) -> Places:
        """The place of each line's period."""
        numbers = days.to_physical().fill_null(_NULL).to_numpy()
        least, most = (numbers.min(), numbers.max()) if len(numbers) else (_NULL, _NULL)
        begins = [_NULL + 1, *(period.first.toordinal() - EPOCH for period in self._periods)]
        found: Places = np.full(len(numbers), sum(day <= least for day in begins), np.int8)
        for day in begins:
            if least < day <= most:  # else it has begun for all lines or for none
                found += numbers >= day
        return found

    def _part(
        self, table: pl.DataFrame, period: Places, group: int, wanted: Sequence[str]
    ) -> pl.DataFrame:
        """The answers to the lines of one group, with the place of each line."""
        lines = np.flatnonzero(self._group_of[period] == group)
        answer = self._decided(table[lines], self._place_of[period[lines]], group, wanted)
        return answer.with_columns(_line=lines)

    def _decided(
        self, own: pl.DataFrame, regimes: Places, group: int, wanted: Sequence[str]
    ) -> pl.DataFrame:
        """The wanted columns about lines of one group."""
        kernel, counting = self._deciding[group], self._counting[group]
        counts = [c.name for c in counting.counts] if counting else []
        if any(own[name].null_count() for count in counts for name in (count, most(count))):
            raise pl.exceptions.InvalidOperationError("a count is null on a line that needs it")
        if kernel is not None:
            answer, hard = kernel.decide(own, regimes, wanted)
            if not hard.any():
                return answer
            return _mended(answer, hard, self._singly.decide(own.filter(hard)).select(wanted))
        if group <= _NO_RULES:
            return self._singly.repeated(own.row(0, named=True), len(own)).select(wanted)
        return self._singly.decide(own).select(wanted)

    def table(self, lines: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """The typed values of single decisions as a table with `columns`; what is open is null."""
        return self._read.table(lines)

    def outcome(self, line: Mapping[str, Any]) -> Outcome | None:
        """The single decision on one line, a row of such a table by name; None without a date.

        This is the full answer: render it with an `Explainer`.
        """
        return self._singly.outcome(line)

    def _check(self, table: pl.DataFrame, answer: pl.DataFrame) -> None:
        """Decide some lines by themselves too; raises InferenceError when that is different."""
        lines = np.unique(np.linspace(0, len(table) - 1, SAMPLE).astype(int))
        rows = zip(table[lines].to_dicts(), answer[lines].to_dicts(), strict=True)
        for line, (row, bulk) in zip(lines, rows, strict=True):
            single = self._singly.record(row)
            apart = [n for n in bulk if n != "uitleg" and single[n] != bulk[n]]
            if apart:
                raise InferenceError(f"line {line} is different by itself: {apart}")


def _mended(
    answer: pl.DataFrame, hard: npt.NDArray[np.bool_], single: pl.DataFrame
) -> pl.DataFrame:
    """An answer with the hard lines as they were decided by themselves."""
    places = np.arange(len(hard))
    easy = answer.with_columns(_at=places).filter(~hard)
    return pl.concat([easy, single.with_columns(_at=places[hard])]).sort("_at").drop("_at")


def _together(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Parts in the order of their lines; explanations of different parts are different."""
    apart = [part.with_columns(_part=pl.lit(n)) for n, part in enumerate(parts)]
    answer = pl.concat(apart).sort("_line")
    if "uitleg" in answer.columns:
        numbers = pl.struct("_part", "uitleg").rank("dense").cast(pl.UInt64)
        answer = answer.with_columns(uitleg=numbers)
    return answer.drop("_line", "_part")
