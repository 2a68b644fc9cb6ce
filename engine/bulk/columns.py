"""The facts as columns: which type each has, and how a cell becomes the value of a single decision.

A null is an open fact. A choice and ja_nee are an Enum, a multiple choice a list of choices (the
empty list is `geen_van_deze`), a number or minutes Int32, an amount Int64 in whole cents, a date a
Date, a quarter an Enum of all quarters, and a text a String.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from engine.amounts import inputs_of
from engine.model import DatePlus, Fact, Ref, Rulebook, Ruleset, Test, tests
from engine.values import Kind

Frame = pl.DataFrame | pl.LazyFrame


def names_read(rulebook: Rulebook, ruleset: Ruleset) -> set[str]:
    """The names of facts and parameters that an outcome of a ruleset can depend on."""
    found = _named(ruleset)
    listed = rulebook.parameters.get(ruleset.region, {}).values()
    return found | {p.per for p in listed if p.per and p.name in found}


def names_of(test: Test) -> tuple[str, ...]:
    """The names that a condition looks at."""
    return (test.subject, test.operand.name) if isinstance(test.operand, Ref) else (test.subject,)


def _named(ruleset: Ruleset) -> set[str]:
    found = {ruleset.date_fact}
    for formula in ruleset.computed.values():
        found |= {*inputs_of(formula)}
    for rule in ruleset.rules:
        found |= {name for test in tests(rule.when) for name in names_of(test)}
        then, amount = rule.then, rule.then.amount
        found |= {then.derives or "", *(r.done for r in then.requirements)}
        found |= {s.due.day for s in then.steps if isinstance(s.due, DatePlus)}
        if amount:
            found |= {amount.value, amount.at_most or "", amount.borne_by or ""}
    return found | {name for c in ruleset.counts if c.name in found for name in c.looks_at}


def type_of(kind: Kind) -> pl.DataType:
    """The column type of a kind."""
    if kind.name == "keuzes":
        return pl.List(pl.Enum([*kind.choices]))
    if kind.choices:
        return pl.Enum([*kind.choices])
    if kind.name == "kwartaal":
        low, high = kind.bounds()
        return pl.Enum([kind.from_ordinal(number) for number in range(low, high + 1)])
    if kind.name == "datum":
        return pl.Date()
    if kind.free:
        return pl.String()
    return pl.Int64() if kind.name.startswith("bedrag") else pl.Int32()


class Columns:
    """The columns that some rulesets read."""

    def __init__(self, facts: Mapping[str, Fact], names: set[str]) -> None:
        asked = {n: f for n, f in facts.items() if n in names and f.question}
        self.kinds = {name: fact.kind for name, fact in asked.items()}
        self.types = {name: type_of(kind) for name, kind in self.kinds.items()}
        self._readers = {name: reader(kind) for name, kind in self.kinds.items()}
        self._bounds = {n: _bounds(k) for n, k in self.kinds.items() if _is_bounded(k)}

    def ready(self, lines: Frame) -> pl.DataFrame:
        """These columns alone, each in its own type; one that isn't there is open on every line.

        Raises polars' InvalidOperationError or ComputeError for a value that a fact can't have,
        such as a text that is no choice, a part of a cent, or a day in 1899.
        """
        present = lines.collect_schema()
        found = [
            _cast(name, present[name], kind) if name in present else pl.lit(None, kind).alias(name)
            for name, kind in self.types.items()
        ]
        query = lines.lazy().with_columns(found).select(*self.types)
        ready = query.collect(engine="in-memory")  # a streaming engine cuts columns in pieces
        if wrong := [*self._wrong(ready)]:
            raise pl.exceptions.InvalidOperationError(f"beyond what can be in {', '.join(wrong)}")
        return ready

    def _wrong(self, ready: pl.DataFrame) -> Iterator[str]:
        """The columns with a number or day out of bounds, or a null among the choices of a line."""
        for name, (low, high) in self._bounds.items():
            least: Any = ready[name].min()
            if least is not None and (least < low or ready[name].max() > high):
                yield name
        for column in ready.select(pl.col(pl.List)):
            if column.explode(empty_as_null=False, keep_nulls=False).null_count():
                yield column.name

    def table(self, lines: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """The typed values of single decisions as a table; None and what is absent are null."""
        return pl.DataFrame(
            [
                pl.Series(name, [writer(kind)(line.get(name)) for line in lines], self.types[name])
                for name, kind in self.kinds.items()
            ]
        )

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The typed values of a row of these columns; what is null is left out."""
        read = self._readers
        return {n: read[n](v) for n, v in row.items() if v is not None and n in read}


def _cast(name: str, has: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if has == wanted:
        return column
    if isinstance(has, pl.Datetime) and wanted == pl.Date:
        return column.dt.date()  # of its own time zone
    if isinstance(has, pl.Decimal) and wanted == pl.Int64:
        column = column * 100
    if wanted.is_integer() and (has.is_float() or isinstance(has, pl.Decimal)):
        number = column.cast(pl.Float64)
        # A cast drops what is behind the point, but it refuses what is no number.
        column = pl.when(number == number.floor()).then(number).otherwise(number * float("nan"))
    return column.cast(wanted)


def _is_bounded(kind: Kind) -> bool:
    """Whether a column of this kind can hold more than its facts can be."""
    return kind.ordered and kind.name != "kwartaal"


def _bounds(kind: Kind) -> tuple[Any, Any]:
    """The least and most that can stand in a column of an ordered kind."""
    low, high = kind.bounds()
    if kind.name != "datum":
        return low, high
    return kind.from_ordinal(low), kind.from_ordinal(high)


def reader(kind: Kind) -> Callable[[Any], Any]:
    """Turns a cell of a kind's column type into the value of a single decision."""
    if kind.name == "keuzes":
        return frozenset
    if kind.name.startswith("bedrag"):
        return kind.from_ordinal
    return lambda value: value


def writer(kind: Kind) -> Callable[[Any], Any]:
    """Turns a value of a single decision into a cell of a kind's column type."""
    if kind.name == "keuzes":
        return lambda value: None if value is None else [c for c in kind.choices if c in value]
    if kind.name.startswith("bedrag"):
        return lambda value: None if value is None else kind.ordinal(value)
    return lambda value: value


def key_of(column: pl.Series) -> pl.Series:
    """A column in which like values are equal: lists as a text, texts whatever their capitals."""
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.sort().list.join(" ")
    if column.dtype != pl.String:
        return column
    lower = column.str.to_lowercase()
    others = lower.filter(lower.str.contains(r"[^\x00-\x7F]")).unique()
    return lower.replace({text: text.casefold() for text in others}) if len(others) else lower


def code_of(column: pl.Series) -> pl.Series:
    """A column as whole numbers from 0, equal where `key_of` is; null stays null."""
    if not isinstance(column.dtype, pl.List | pl.String):
        stored = column.to_physical()
        least: Any = stored.min()
        return stored - (0 if least is None else least)
    kind = pl.Categorical(pl.Categories.random())
    text = column if column.dtype == pl.String else key_of(column)
    coded = text.cast(kind)  # what its codes mean is known as long as this is there
    places = coded.to_physical()
    last: Any = places.max()
    every = pl.int_range(0 if last is None else last + 1, dtype=pl.UInt32, eager=True)
    # Each distinct text is folded once.
    folded = key_of(every.cat.to(coded.dtype).cast(pl.String))
    return folded.rank("dense").cast(pl.UInt32).gather(places).alias(column.name)
