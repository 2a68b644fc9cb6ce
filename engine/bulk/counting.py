"""Counts over the lines that are like a line, for a whole table at once; see `engine.alike`.

Lines are grouped by which of the facts under `zelfde` they know. Between two such groups the facts
that both know decide, so what one counts for another is a sum over equal answers to these. A count
has two columns: its least, and under the name that `most` gives its most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from math import prod
from typing import Any

import polars as pl

from engine.alike import Counting, Number
from engine.bulk.columns import Columns, code_of, key_of, names_of
from engine.model import Count, Ruleset, tests
from engine.phrases import NOTHING
from engine.program import Program
from engine.truth import NO, YES
from engine.values import Span

Pattern = tuple[str, ...]
_LARGEST = 2**63


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
        told = [count for count in self.counts if _is_told(count, lines)]
        keys = Keys([lines[name] for name in dict.fromkeys(n for c in told for n in c.same)])
        return pl.DataFrame([c for count in self.counts for c in self._count(count, lines, keys)])

    def _count(self, count: Count, lines: pl.DataFrame, keys: Keys) -> Iterator[pl.Series]:
        least, greatest = self._weights(count, lines)
        if not _is_told(count, lines):
            yield (least * 0 if count.earlier else least).alias(count.name)
            yield (greatest * 0 if count.earlier else greatest).alias(most(count.name))
            return
        frame = keys.codes.with_columns(_least=least, _most=greatest).with_row_index("_line")
        patterns = _by_pattern(frame, count.same)
        parts = [_read(count, keys, pattern, own, patterns) for pattern, own in patterns.items()]
        whole = pl.concat(parts).sort("_line") if len(parts) > 1 else parts[0]
        yield whole["_least"].alias(count.name)
        yield whole["_most"].alias(most(count.name))

    def _weights(self, count: Count, lines: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """What each line adds to a count, at least and at most."""
        least, greatest = self.columns.kinds[count.sums].bounds() if count.sums else (1, 1)
        ones = pl.ones(len(lines), pl.Int64, eager=True)
        given = lines[count.sums].cast(pl.Int64) if count.sums else ones
        low, high = given.fill_null(least), given.fill_null(greatest)
        if count.when != NOTHING:
            truth = self._truths(count, lines)
            low, high = (low * (truth == YES).cast(pl.Int64)), (high * (truth != NO).cast(pl.Int64))
        return low, high

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


class Keys:
    """Columns as whole numbers that are equal where answers are alike; null where unknown.

    Some of them together are one number, by which lines are grouped several times as fast as by a
    row of texts.
    """

    def __init__(self, columns: Sequence[pl.Series]) -> None:
        self.codes = pl.DataFrame([code_of(column) for column in columns])
        self._many = {column.name: _highest(column) + 1 for column in self.codes}

    def of(self, names: Sequence[str]) -> list[pl.Expr]:
        """What is equal on lines where all of these columns are alike."""
        if prod(self._many[name] for name in names) > _LARGEST:
            return [pl.col(name) for name in names]
        together = pl.col("_line").cast(pl.UInt64) * 0  # without columns all lines are alike
        for name in names:
            together = together * self._many[name] + pl.col(name).cast(pl.UInt64)
        return [together.alias("_key")]


def _is_told(count: Count, lines: pl.DataFrame) -> bool:
    """Whether there are lines that say which belong together; else each is decided by itself."""
    return all(lines[name].null_count() < len(lines) for name in count.same)


def _highest(codes: pl.Series) -> int:
    highest: Any = codes.max()
    return 0 if highest is None else int(highest)


def _by_pattern(frame: pl.DataFrame, same: Pattern) -> dict[Pattern, pl.DataFrame]:
    """The lines by which of these columns they know."""
    if not any(frame[name].null_count() for name in same):
        return {same: frame}
    known = {f"_{name}": pl.col(name).is_not_null() for name in same}
    parts = frame.with_columns(**known).partition_by([*known], as_dict=True, include_key=False)
    return {tuple(compress(same, key)): own for key, own in parts.items()}


def _read(
    count: Count,
    keys: Keys,
    pattern: Pattern,
    own: pl.DataFrame,
    patterns: Mapping[Pattern, pl.DataFrame],
) -> pl.DataFrame:
    """What lines that know the facts of a pattern come to."""
    if [*patterns] == [count.same] and own["_least"].equals(own["_most"]):
        # Nothing is open: the least is the most.
        settled = _among(count, keys.of(pattern), own, "_least")
        return own.select("_line").with_columns(_least=settled, _most=settled)
    most = pl.zeros(len(own), pl.Int64, eager=True)
    for other, lines in patterns.items():
        common = keys.of([name for name in pattern if name in other])
        one = other == pattern
        most += _among(count, common, own, "_most") if one else _added(count, common, own, lines)
    least = most * 0 if count.earlier else own["_least"]  # a line is always like itself
    if len(pattern) == len(count.same):
        least = _among(count, keys.of(pattern), own, "_least")
    return own.select("_line").with_columns(_least=least, _most=most)


def _among(count: Count, key: Sequence[pl.Expr], own: pl.DataFrame, weight: str) -> pl.Series:
    """For each line the sum over these lines, or the earlier ones of them, with an equal key."""
    if count.earlier:
        return _before(key, own, weight)
    return own.select(pl.col(weight).sum().over(key)).to_series()


def _added(
    count: Count, key: Sequence[pl.Expr], own: pl.DataFrame, lines: pl.DataFrame
) -> pl.Series:
    """For each line the most that other lines, or earlier ones, with an equal key come to."""
    if not count.earlier:
        sums = lines.group_by(key).agg(pl.col("_most").sum().alias("_added"))
        on = [name for name in sums.columns if name != "_added"]
        found = own.select(key).join(sums, on=on, how="left", maintain_order="left")
        return found["_added"].fill_null(0)
    others = pl.concat([own.with_columns(pl.lit(0, pl.Int64).alias("_most")), lines])
    ordered = others.sort("_line")
    added = ordered.select(_added=_before(key, ordered, "_most"))["_added"]
    return added.filter(ordered["_line"].is_in(own["_line"].implode()))


def _before(key: Sequence[pl.Expr], lines: pl.DataFrame, weight: str) -> pl.Series:
    """For each line the sum over those before it with an equal key.

    Sorted by their key, lines that are alike stand together: then it is a running sum, less what
    that was where they begin. A running sum per group takes some six times as long.
    """
    alike = lines.select(*key, weight).with_row_index("_at")
    names = alike.columns[1:-1]
    alike = alike.sort(names, maintain_order=True)
    begins = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in names)
    before = pl.col(weight).cum_sum() - pl.col(weight)
    base = pl.when(begins.fill_null(value=True)).then(before).forward_fill()
    return alike.select("_at", _before=before - base).sort("_at")["_before"]
