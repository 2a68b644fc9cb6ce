"""The truth of each condition on the lines of a block, as a single decision reads it on one line.

Choices are compared by their place and ordered values by their number. What has neither, such as a
text, is read as a single decision does, once for each distinct value in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import eq, le, lt, or_
from typing import Any

import numpy as np
import polars as pl

from engine.amounts import basis_of, compute
from engine.atoms import Atom
from engine.bulk.columns import Columns, key_of
from engine.bulk.planes import Flags, Plane, Truth, any_of, pack
from engine.bulk.reading import Block, Table, number_of
from engine.model import DatePlus, Literals
from engine.program import Program
from engine.truth import OPEN, YES

_FEW = 4
_AHEAD = 1_000  # lines of a block that tell how a text is mostly written
_COMPARE = {"eq": eq, "le": le, "lt": lt}


class Truths:
    """Reads the conditions of a program in one table."""

    def __init__(self, program: Program, columns: Columns, table: Table) -> None:
        self.program, self.columns, self.table = program, columns, table
        self._odd = {a: self._distinct(a) for a in program.atoms if self._is_odd(a)}
        self._texts = {a: self._among_texts(a) for a in program.atoms if self._is_text(a)}

    def of(self, atom: Atom, block: Block) -> Truth:
        """Where an atom holds, and where it possibly does."""
        if atom.comparison == "known":
            known = ~block.opens(atom.subject)
            return Truth(known, known)
        if atom in self._odd:
            held, open_ones = (flags[block.start : block.stop] for flags in self._odd[atom])
            return _truth(pack(held), pack(open_ones))
        names = [name for name in (atom.subject, self._other(atom)) if name]
        if any(self._is_lacking(name) for name in names):
            return self._same(OPEN, block)
        waiting = any_of([block.opens(name) for name in names], block.none)
        if any(name in self.program.counts for name in names):
            held, may = self._over(atom, block)
            return Truth(pack(held) & ~waiting, pack(may) | waiting)
        return _truth(pack(self._flags(atom, block)), waiting)

    def _same(self, truth: str, block: Block) -> Truth:
        certain = block.every if truth == YES else block.none
        return Truth(certain, block.every if truth == OPEN else certain)

    def _other(self, atom: Atom) -> str | None:
        """The second name where it is compared as a number, not as a written value."""
        return atom.other if self.program.kind(atom.subject).ordered else None

    def _is_lacking(self, name: str) -> bool:
        """Whether a name has no values here: it is no column, and nothing makes it."""
        known = name in self.program.parameters or name in self.program.ruleset.computed
        return not known and name not in self.table.frame.columns

    def _is_odd(self, atom: Atom) -> bool:
        if atom.comparison == "known":
            return False
        if atom.subject in self.program.parameters and not self.program.kind(atom.subject).ordered:
            return True
        names = [name for name in (atom.subject, atom.other) if name]
        if any(isinstance(self.program.ruleset.computed.get(n), DatePlus) for n in names):
            return True
        kind = self.program.kind(atom.subject)
        plain = kind.free or (kind.choices and kind.name != "keuzes")
        literal = isinstance(self.program.resolved(atom).operand, Literals)
        return not (kind.ordered or (plain and literal))

    def _flags(self, atom: Atom, block: Block) -> Flags:
        kind = self.program.kind(atom.subject)
        if atom in self._texts:
            return self._texts[atom][block.start : block.stop]
        if not kind.ordered:
            return self._among(block.array(atom.subject), atom)
        compare = _COMPARE[atom.comparison]
        if isinstance(atom.operand, Literals):
            number = block.number(atom.subject)
            wanted = [number_of(kind, value) for value in atom.operand.values]
            return _flagged(reduce(or_, [compare(number, one) for one in wanted]), block)
        grain = atom.operand.grain
        one, two = (block.number(name, grain) for name in (atom.subject, atom.operand.name))
        return _flagged(compare(one, two), block)

    def _over(self, atom: Atom, block: Block) -> tuple[Flags, Flags]:
        """Where an atom holds and where it may, for numbers that lie between two ends."""
        if isinstance(atom.operand, Literals):
            low, high = block.ends(atom.subject, "")
            wanted = [self.program.kind(atom.subject).ordinal(v) for v in atom.operand.values]
            least = most = wanted[0]
        else:
            low, high = block.ends(atom.subject, atom.operand.grain)
            least, most = block.ends(atom.operand.name, atom.operand.grain)
            wanted = [least]
        if atom.comparison == "eq":
            settled = (low == high) & (least == most)
            held = settled & reduce(or_, [low == one for one in wanted])
            return held, held | (~settled & (low <= most) & (least <= high))
        compare = _COMPARE[atom.comparison]
        return compare(high, least), compare(low, most)

    def _among(self, places: Any, atom: Atom) -> Flags:
        """Whether a choice is one of those written; or none of the others, if these are fewer."""
        choices = [*self.program.kind(atom.subject).choices]
        wanted = self.program.resolved(atom).operand
        assert isinstance(wanted, Literals)
        own = [n for n, choice in enumerate(choices) if choice in wanted.values]
        rest = [n for n in range(len(choices)) if n not in own]
        few = min(own, rest, key=len)
        found: Flags = reduce(or_, [places == n for n in few], np.zeros(len(places), np.bool_))
        return found if few is own else ~found

    def _distinct(self, atom: Atom) -> tuple[Flags, Flags]:
        """Where an atom holds and where it is open, by each distinct way that its facts are."""
        names = {n for name in self.program.names_of(atom) for n in basis_of(self.program, name)}
        frame = self.table.frame
        columns = [name for name in frame.columns if name in names]
        if not columns:
            truth = self._on(atom, {})
            return tuple(np.full(len(frame), truth == one) for one in (YES, OPEN))  # type: ignore[return-value]
        keys = pl.DataFrame([key_of(frame[name]) for name in columns]).with_row_index("_line")
        alike = keys.select(pl.col("_line").first().over(columns)).to_series().to_numpy()
        first, where = np.unique(alike, return_inverse=True)
        said = [self._on(atom, frame.row(int(line), named=True)) for line in first]
        return tuple(np.array([t == one for t in said], np.bool_)[where] for one in (YES, OPEN))  # type: ignore[return-value]

    def _on(self, atom: Atom, row: dict[str, Any]) -> str:
        values, program = self.columns.values(row), self.program
        for name, formula in program.ruleset.computed.items():
            free_days = program.rulebook.texts["kalender"]
            values[name] = compute(program, formula, values, free_days)
        return program.truth(atom, values)

    def _is_text(self, atom: Atom) -> bool:
        text = self.program.kind(atom.subject).free and atom.comparison == "eq"
        return text and atom not in self._odd and atom.subject in self.table.frame.columns

    def _among_texts(self, atom: Atom) -> Flags:
        """Whether a text is one of those written; most are just so, capitals make no difference."""
        column, wanted = self.table.frame[atom.subject], self.program.resolved(atom).operand
        assert isinstance(wanted, Literals)
        folded = {text.casefold() for text in wanted.values}
        usual = {*wanted.values, *_alike(column.head(_AHEAD), folded)}
        found = _one_of(column, [*usual])
        if rare := _alike(column.filter(~found), folded):
            found |= _one_of(column, rare)
        return found.to_numpy()


def _alike(column: pl.Series, folded: set[str]) -> list[str]:
    """The texts of a column that are one of these but for capitals.

    Shorter ones can't be: a letter has at least as many bytes as it has plain ones without capitals
    (the ligature of f and i three, and "fi" two).
    """
    least = min(sum(letter.isascii() for letter in text) for text in folded)
    enough = column.filter(column.str.len_bytes() >= least)
    return [text for text in enough.unique() if text.casefold() in folded]


def _one_of(column: pl.Series, texts: Sequence[str]) -> pl.Series:
    """Whether a text is one of a few: by comparing, which is faster than looking them up."""
    text = pl.col(column.name)
    if len(texts) > _FEW:
        found = text.is_in(list(texts))
    else:
        found = reduce(or_, [text == one for one in texts])
    return column.to_frame().select(found.fill_null(False)).to_series()


def _truth(held: Plane, open_ones: Plane) -> Truth:
    return Truth(held & ~open_ones, held | open_ones)


def _flagged(found: Any, block: Block) -> Flags:
    return np.broadcast_to(found, (block.count,))
