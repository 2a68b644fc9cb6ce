"""Decides the lines of a table that share one logic, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.bulk.answers import LISTS
from engine.bulk.columns import Columns
from engine.bulk.judging import BlockJudging, Judged
from engine.bulk.logic import Logic
from engine.bulk.planes import Plane, pack, unpack
from engine.bulk.reading import Block, Table
from engine.bulk.truths import Truths
from engine.bulk.writing import Names, Numbers, bits, place
from engine.loader import ruleset_version
from engine.model import AmountSpec
from engine.program import Program

BLOCK = 131_072
THREADS = 2
Pieces = dict[str, list[Numbers]]


class Kernel:
    """Decides lines of the regimes that share a logic; `programs` has the one of each regime."""

    def __init__(
        self,
        logic: Logic,
        programs: Sequence[Program],
        columns: Columns,
        types: Mapping[str, pl.DataType],
    ) -> None:
        self.logic, self.programs, self.columns, self.types = logic, programs, columns, types
        self.program = logic.program
        self.version = ruleset_version(logic.program.rulebook, logic.program.ruleset)
        self.before = {name: f"{name}_" for name in logic.tracks} | {self.program.main: ""}
        self.kinds: dict[str, Any] = {name: types[self._column(name)] for name in logic.tracks}
        self.lists = self._lists()

    def _column(self, track: str) -> str:
        return "oordeel" if track == self.program.main else track

    def _lists(self) -> dict[str, Names]:
        """The names that each list column can hold, in their order."""
        found: dict[str, Names] = {}
        for track in self.logic.tracks:
            question = self.logic.question(track)
            numbers = [question.rules[n].number for n in question.numbers]
            asked = self.logic.completions.in_order(self.logic.asked(track))
            facts = [name for name in asked if name in self.program.facts]
            others = [name for name in asked if name not in self.program.facts]
            for column, names in zip(LISTS, (numbers, numbers, facts, others), strict=True):
                found[self.before[track] + column] = Names(names)
        found["overige_regels"] = Names([rule.number for rule in self.program.speaking])
        return found

    def decide(
        self, frame: pl.DataFrame, regimes: npt.NDArray[np.uint8]
    ) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
        """The answer's columns but for the version, and the lines that need a single decision."""
        table = Table(frame, self.programs, regimes)
        truths = Truths(self.program, self.columns, table)
        starts = range(0, frame.height, BLOCK)

        def pieces(start: int) -> Pieces:
            block = Block(table, start, min(start + BLOCK, frame.height))
            return dict(self._pieces(BlockJudging(self.logic, truths, block)))

        with ThreadPoolExecutor(THREADS) as pool:
            found = [*pool.map(pieces, starts)]
        joined = {
            name: [
                np.concatenate(parts) for parts in zip(*(one[name] for one in found), strict=True)
            ]
            for name in found[0]
        }
        return self._frame(joined, frame.height), joined["hard"][0].view(np.bool_)

    def _pieces(self, judged: BlockJudging) -> Iterator[tuple[str, list[Numbers]]]:
        """What the answer's columns are made from, for one block."""
        count = judged.block.count
        for name, track in judged.tracks.items():
            yield self._column(name), [place(track.verdicts, [*self.kinds[name].categories], count)]
            facts = (track.reasons, track.reasons_open, track.missing, track.missing)
            for column, planes in zip(LISTS, facts, strict=True):
                column = self.before[name] + column
                yield column, [*self.lists[column].read(planes, count)]
        main = judged.tracks[self.program.main]
        speaking = {number: truth.certain for number, truth in judged.speaking.items()}
        yield "overige_regels", [*self.lists["overige_regels"].read(speaking, count)]
        yield "stil", [unpack(main.silent, count)]
        yield "voorlopig", [unpack(judged.waiting(), count)]
        yield "hard", [unpack(judged.hard, count)]
        yield "bedrag_cent", [*self._amounts(main, judged.block)]
        yield "uitleg", [*self._explanation(judged)]

    def _amounts(self, main: Judged, block: Block) -> Iterator[Numbers]:
        """The payable cents, never more than the ceiling, and the lines that have them."""
        cents = np.zeros(block.count, np.int64)
        has = reduce(or_, main.amounts.values(), block.none)
        for spec, plane in main.amounts.items():
            value = self._payable(spec, block)
            if len(main.amounts) == 1:
                cents = value
            else:
                cents = np.where(unpack(plane, block.count).view(np.bool_), value, cents)
        yield np.broadcast_to(cents, (block.count,))
        yield unpack(has, block.count)

    def _payable(self, spec: AmountSpec, block: Block) -> Any:
        value = block.number(spec.value)
        if spec.at_most and spec.at_most in self.program.facts:
            return np.minimum(value, block.number(spec.at_most))
        return value

    def _explanation(self, judged: BlockJudging) -> Iterator[Numbers]:
        """All that an explanation depends on but values, as numbers of 64 bits."""
        planes = [*self._determining(judged)]
        for start in range(0, len(planes), 64):
            yield bits(planes[start : start + 64], judged.block.count, np.uint64)

    def _determining(self, judged: BlockJudging) -> Iterator[Plane]:
        block, program = judged.block, self.program
        for atom in program.atoms:
            yield judged.signals[program.signal_of[atom]].certain
        for name in block.table.frame.columns:
            yield block.opens(name)
        done = {r.done for rule in program.rules for r in rule.then.requirements}
        for name in (*program.derived, *sorted(done - {*program.derived})):
            if name in block.table.frame.columns:
                yield pack(block.array(name) == 0)
        for name, parameter in program.parameters.items():
            if parameter.per:
                yield block.opens(name)
        for number in range(1, len(self.programs)):
            yield pack(block.regimes == number)

    def _frame(self, found: Pieces, count: int) -> pl.DataFrame:
        columns = [
            pl.Series(self._column(t), found[self._column(t)][0]).cat.to(self.kinds[t])
            for t in self.logic.tracks
        ]
        columns += [names.column(found[n], count).alias(n) for n, names in self.lists.items()]
        columns += [pl.Series(n, found[n][0].view(np.bool_)) for n in ("stil", "voorlopig")]
        cents, has = found["bedrag_cent"]
        columns += [pl.Series("bedrag_cent", cents), pl.Series("_has", has.view(np.bool_))]
        columns.append(_numbered(found["uitleg"]))
        frame = pl.DataFrame(columns)
        amount = pl.when("_has").then("bedrag_cent").alias("bedrag_cent")
        whole = frame.with_columns(amount, versie=pl.lit(self.version, pl.Categorical))
        absent = [
            pl.lit(None, kind).alias(n) for n, kind in self.types.items() if n not in whole.columns
        ]
        return whole.with_columns(absent).select(*self.types)


def _numbered(words: Sequence[Numbers]) -> pl.Series:
    """One number for each line: the word itself, or where there are more the place of its row."""
    if len(words) == 1:
        return pl.Series("uitleg", words[0])
    frame = pl.DataFrame({str(n): word for n, word in enumerate(words)})
    return frame.select(
        pl.struct(pl.all()).rank("dense").cast(pl.UInt64).alias("uitleg")
    ).to_series()
