"""Counts over the lines that are like a line, for a whole table at once; see `engine.alike`.

Lines are grouped by which of the facts under `zelfde` they know. Between two such groups the facts
that both know decide, so what one counts for another is a sum over equal answers to these. A count
has two columns: its least, and under the name that `most` gives its most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from engine.alike import Counting, Number
from engine.bulk.columns import Columns, key_of, names_of
from engine.model import Count, Ruleset, tests
from engine.phrases import NOTHING
from engine.program import Program
from engine.truth import NO, YES
from engine.values import Span

Pattern = tuple[str, ...]


def most(name: str) -> str:
    """The column with the most that a count can be; the least is in the column of its name."""
    return f"{name}_hoogstens"


def used(ruleset: Ruleset) -> tuple[Count, ...]:
    """The counts over lines that some rule looks at."""
    names = {name for rule in ruleset.rules for test in tests(rule.when) for name in names_of(test)}
    return tuple(count for count in ruleset.counts if count.same and count.name in names)


def number(row: Mapping[str, Any], name: str) -> Number:
    """A count in a row, as a single decision knows it."""
    low, high = row[name], row[most(name)]
    return low if low == high else Span(low, high)


class LineCounts:
    """Counts over lines by some counts of one program."""

    def __init__(self, counts: Sequence[Count], program: Program, columns: Columns) -> None:
        self.counts, self.counting, self.columns = counts, Counting(program), columns

    def of(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The columns of the counts, for lines with the columns of the facts."""
        return pl.DataFrame([c for count in self.counts for c in self._count(count, lines)])

    def _count(self, count: Count, lines: pl.DataFrame) -> Iterator[pl.Series]:
        if any(lines[name].null_count() == len(lines) for name in count.same):
            yield from self._alone(count, lines)
            return
        keys = [key_of(lines[name]) for name in count.same]
        frame = pl.DataFrame([*keys, *self._weights(count, lines)]).with_row_index("_line")
        patterns = {_known(keys, key): own for key, own in _by_pattern(frame, keys).items()}
        parts = [_read(count, pattern, own, patterns) for pattern, own in patterns.items()]
        whole = pl.concat(parts).sort("_line")
        yield whole["_least"].alias(count.name)
        yield whole["_most"].alias(most(count.name))

    def _alone(self, count: Count, lines: pl.DataFrame) -> Iterator[pl.Series]:
        """The columns of a count where no line says which lines belong together."""
        least, greatest = self._weights(count, lines)
        yield (least * 0 if count.earlier else least).alias(count.name)
        yield (greatest * 0 if count.earlier else greatest).alias(most(count.name))

    def _weights(self, count: Count, lines: pl.DataFrame) -> list[pl.Series]:
        """What each line adds to a count, at least and at most."""
        least, greatest = self.columns.kinds[count.sums].bounds() if count.sums else (1, 1)
        ones = pl.ones(len(lines), pl.Int64, eager=True)
        given = lines[count.sums].cast(pl.Int64) if count.sums else ones
        low, high = given.fill_null(least), given.fill_null(greatest)
        if count.when != NOTHING:
            truth = self._truths(count, lines)
            low, high = (low * (truth == YES).cast(pl.Int64)), (high * (truth != NO).cast(pl.Int64))
        return [low.alias("_least"), high.alias("_most")]

    def _truths(self, count: Count, lines: pl.DataFrame) -> pl.Series:
        """The truth of the condition of a count, read once for each distinct way of its facts."""
        names = [*dict.fromkeys(test.subject for test in tests(count.when))]
        keys = pl.DataFrame([key_of(lines[name]) for name in names]).with_row_index("_line")
        first = keys.select(pl.col("_line").first().over(names)).to_series()
        said = {
            line: self.counting.truth(count.when, self.columns.values(lines.row(line, named=True)))
            for line in first.unique()
        }
        return first.replace_strict(said, return_dtype=pl.String)


def _by_pattern(frame: pl.DataFrame, keys: Sequence[pl.Series]) -> dict[Any, pl.DataFrame]:
    known = [pl.col(key.name).is_not_null().alias(f"_{key.name}") for key in keys]
    named = [f"_{key.name}" for key in keys]
    return frame.with_columns(known).partition_by(named, as_dict=True, include_key=False)


def _known(keys: Sequence[pl.Series], are: Sequence[Any]) -> Pattern:
    return tuple(key.name for key, known in zip(keys, are, strict=True) if known)


def _read(
    count: Count, pattern: Pattern, own: pl.DataFrame, patterns: dict[Pattern, pl.DataFrame]
) -> pl.DataFrame:
    """What lines that know the facts of a pattern come to."""
    if [*patterns] == [count.same] and own["_least"].equals(own["_most"]):
        # Nothing is open: the least is the most.
        settled = _added(count, pattern, own, own, "_least")
        return own.select("_line").with_columns(_least=settled, _most=settled)
    most = pl.zeros(len(own), pl.Int64, eager=True)
    for other, lines in patterns.items():
        common = [name for name in pattern if name in other]
        most += _added(count, common, own, lines, "_most")
    least = most * 0 if count.earlier else own["_least"]  # a line is always like itself
    if len(pattern) == len(count.same):
        least = _added(count, pattern, own, own, "_least")
    return own.select("_line").with_columns(_least=least, _most=most)


def _added(
    count: Count, common: Sequence[str], own: pl.DataFrame, lines: pl.DataFrame, weight: str
) -> pl.Series:
    """For each line the sum over lines, or earlier ones, with equal answers to what both know."""
    if own is lines and common:
        value = pl.col(weight)
        counted = value.cum_sum() - value if count.earlier else value.sum()
        return own.select(counted.over(common)).to_series()
    if not count.earlier:
        sums = lines.select(*common, weight).group_by(common or pl.lit(0).alias("_")).sum()
        keyed = own.select(*common) if common else own.select(_=pl.lit(0))
        found = keyed.join(sums, on=common or "_", how="left", maintain_order="left")
        return found[weight].fill_null(0)
    others = (
        lines
        if own is lines
        else pl.concat([own.with_columns(pl.lit(0, pl.Int64).alias(weight)), lines])
    )
    marked = others.with_columns(_own=pl.col("_line").is_in(own["_line"].implode()))
    running = pl.col(weight).cum_sum()
    before = (running.over(common) if common else running) - pl.col(weight)
    added = marked.sort("_line").with_columns(_added=before)
    return added.filter("_own")["_added"]
