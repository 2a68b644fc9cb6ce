"""The conditions of a program as polars expressions, true on a line where a single decision is.

Choices are compared by their place and ordered values by their number. What has neither, such as a
set of choices, is read as a single decision does, once for each distinct value in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, eq, le, lt, or_
from typing import Any

import polars as pl

from engine.amounts import basis_of, compute
from engine.atoms import Atom
from engine.bulk.columns import Columns, key_of
from engine.bulk.numbers import Ends, Numbers, number_of
from engine.bulk.texts import Among
from engine.model import DatePlus, Literals
from engine.truth import NO, OPEN, YES

_COMPARE: Mapping[str, Callable[[Any, Any], pl.Expr]] = {"eq": eq, "le": le, "lt": lt}
_FLAGS = {YES: True, NO: False, OPEN: None}


class Conditions:
    """Writes conditions for the lines of one table; `texts` has those that compare a text.

    What an expression says of a line on which one of `looked_at` is open doesn't count.
    """

    def __init__(self, columns: Columns, lines: pl.DataFrame, numbers: Numbers) -> None:
        self.columns, self.lines, self.numbers = columns, lines, numbers
        self.program = numbers.program
        self.texts: dict[Atom, Among] = {}

    def looked_at(self, atom: Atom) -> tuple[str, ...]:
        """The names that must be known before a condition can be compared."""
        ordered = self.program.kind(atom.subject).ordered
        return (atom.subject, atom.other) if ordered and atom.other else (atom.subject,)

    def is_odd(self, atom: Atom) -> bool:
        """Whether a condition is read by distinct values."""
        if atom.subject in self.program.parameters and not self.program.kind(atom.subject).ordered:
            return True
        names = [name for name in (atom.subject, atom.other) if name]
        if any(isinstance(self.program.ruleset.computed.get(n), DatePlus) for n in names):
            return True
        kind = self.program.kind(atom.subject)
        text = kind.free and atom.comparison == "eq"
        plain = text or (kind.choices and kind.name != "keuzes")
        literal = isinstance(self.program.resolved(atom).operand, Literals)
        return not (kind.ordered or (plain and literal))

    def ends(self, atom: Atom) -> Ends:
        """Where a condition holds and where it may: these differ on a count that can be a span."""
        if any(map(self._is_lacking, self.looked_at(atom))):
            return pl.lit(value=False), pl.lit(value=False)
        if {*self.looked_at(atom)} & {*self.program.counts}:
            return self._over(atom)
        plain = self._plain(atom)
        return plain, plain

    def _is_lacking(self, name: str) -> bool:
        """Whether a name has no values here: it is no column, and nothing makes it."""
        known = name in self.program.parameters or name in self.program.ruleset.computed
        return not known and name not in self.lines.columns

    def _plain(self, atom: Atom) -> pl.Expr:
        subject, program = atom.subject, self.program
        kind, wanted = program.kind(subject), program.resolved(atom).operand
        if not kind.ordered:
            assert isinstance(wanted, Literals)
            if not kind.free:
                return self._among(subject, wanted)
            self.texts[atom] = Among(self.lines, subject, wanted.values)
            return self.texts[atom].usual
        compare = _COMPARE[atom.comparison]
        if isinstance(atom.operand, Literals):
            number = self.numbers.of(subject)
            numbers = [number_of(kind, value) for value in atom.operand.values]
            return reduce(or_, [compare(number, one) for one in numbers])
        grain = atom.operand.grain
        return compare(*(self.numbers.of(name, grain) for name in (subject, atom.operand.name)))

    def _over(self, atom: Atom) -> Ends:
        operand = atom.operand
        grain = "" if isinstance(operand, Literals) else operand.grain
        low, high = self.numbers.ends(atom.subject, grain)
        if isinstance(operand, Literals):
            kind = self.program.kind(atom.subject)
            wanted = [pl.lit(kind.ordinal(value)) for value in operand.values]
            least = most = wanted[0]
        else:
            least, most = self.numbers.ends(operand.name, grain)
            wanted = [least]
        if atom.comparison == "eq":
            settled = (low == high) & (least == most)
            held = settled & reduce(or_, [low == one for one in wanted])
            return held, held | (~settled & (low <= most) & (least <= high))
        compare = _COMPARE[atom.comparison]
        return compare(high, least), compare(low, most)

    def _among(self, name: str, wanted: Literals) -> pl.Expr:
        """Whether a choice is one of those written; or none of the others, if these are fewer."""
        choices, place = [*self.program.kind(name).choices], pl.col(name)
        own = [n for n, choice in enumerate(choices) if choice in wanted.values]
        rest = [n for n in range(len(choices)) if n not in own]
        if len(own) <= len(rest):
            return reduce(or_, [place == n for n in own] or [pl.lit(value=False)])
        return reduce(and_, [place != n for n in rest] or [pl.lit(value=True)])

    def distinct(self, atom: Atom) -> pl.Series:
        """The truth of an odd condition on each line, null where it is open."""
        names = {n for name in self.program.names_of(atom) for n in basis_of(self.program, name)}
        columns = [name for name in self.lines.columns if name in names]
        if not columns:
            truth = _FLAGS[self._on(atom, {})]
            return pl.repeat(truth, len(self.lines), dtype=pl.Boolean, eager=True)
        keys = pl.DataFrame([key_of(self.lines[name]) for name in columns]).with_row_index("_line")
        first = keys.select(pl.col("_line").first().over(columns)).to_series()
        lines = first.unique()
        said = [_FLAGS[self._on(atom, self.lines.row(line, named=True))] for line in lines]
        return first.replace_strict(lines, said, return_dtype=pl.Boolean)

    def _on(self, atom: Atom, row: dict[str, Any]) -> str:
        values, program = self.columns.values(row), self.program
        for name, formula in program.ruleset.computed.items():
            free_days = program.rulebook.texts["kalender"]
            values[name] = compute(program, formula, values, free_days)
        return program.truth(atom, values)
