"""Decides the lines of a table that share one logic, block by block."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.bulk.answers import LISTS
from engine.bulk.columns import Columns
from engine.bulk.judging import BlockJudging, Judged
from engine.bulk.logic import Logic
from engine.bulk.planes import Plane, unpack
from engine.bulk.reading import Block, Reading
from engine.bulk.writing import Names, Numbers, bits, place
from engine.loader import ruleset_version
from engine.model import DatePlus
from engine.program import Program

SPAN = 1_000_000  # lines that are read at once
BLOCK = 250_000  # lines that are judged at once
THREADS = min(4, os.cpu_count() or 1)
_EXPLAINED = "_uitleg"


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
        kinds: dict[str, Any] = {name: types[self._column(name)] for name in logic.tracks}
        self.words = {n: pl.Series([*kind.categories], dtype=kind) for n, kind in kinds.items()}
        self.lists = self._lists()
        done = {r.done for rule in self.program.rules for r in rule.then.requirements}
        self.amounts = [*dict.fromkeys(filter(None, (r.then.amount for r in self.program.judging)))]
        # These can be open where all that they are made of is known.
        days = {n for n, f in self.program.ruleset.computed.items() if isinstance(f, DatePlus)}
        self.unsettled = {*self.program.counts} | days
        self.told = [n for n in columns.types if n in done or n in self.program.derived]
        self.listed = [name for name, parameter in self.program.parameters.items() if parameter.per]

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
        self, frame: pl.DataFrame, regimes: npt.NDArray[np.uint8], wanted: Sequence[str]
    ) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
        """The wanted columns about these lines, and which lines only a single decision settles."""
        varying, paid = self._varying(frame), self.amounts if "bedrag_cent" in wanted else ()

        def read(start: int) -> Reading:
            own = slice(start, start + SPAN)
            return Reading(frame[own], self.programs, regimes[own], self.columns, self.told, paid)

        def decided(block: Block) -> tuple[pl.DataFrame, Plane]:
            judged = BlockJudging(self.logic, block)
            makers = self._makers(judged, varying)
            made = {name: make() for name, make in makers.items() if name in wanted}
            return self._frame(made), unpack(judged.hard, block.count)

        spans = map(read, range(0, len(frame), SPAN))
        with ThreadPoolExecutor(THREADS) as pool:
            found = [one for span in spans for one in pool.map(decided, span.blocks(BLOCK))]
        parts, hard = zip(*found, strict=True)
        answer = _explained(pl.concat(parts, rechunk=False))
        absent = [pl.lit(None, self.types[n]).alias(n) for n in wanted if n not in answer.columns]
        return answer.with_columns(absent).select(wanted), np.concatenate(hard).view(np.bool_)

    def _varying(self, frame: pl.DataFrame) -> frozenset[str]:
        """The facts that are open on some lines and not on others."""
        nulls = {name: frame[name].null_count() for name in self.columns.types}
        return frozenset(name for name, many in nulls.items() if 0 < many < len(frame))

    def _makers(
        self, judged: BlockJudging, varying: frozenset[str]
    ) -> dict[str, Callable[[], Any]]:
        """For each column about a block what makes it."""
        count, main = judged.block.count, judged.tracks[self.program.main]
        makers: dict[str, Callable[[], Any]] = {}
        for name, track in judged.tracks.items():
            makers[self._column(name)] = partial(self._verdict, name, track, count)
            listed = (track.reasons, track.reasons_open, track.missing, track.missing)
            for column, planes in zip(LISTS, listed, strict=True):
                before = self.before[name] + column
                makers[before] = partial(self.lists[before].column, planes, count)
        speaking = {number: truth.certain for number, truth in judged.speaking.items()}
        makers["overige_regels"] = partial(self.lists["overige_regels"].column, speaking, count)
        makers["stil"] = lambda: unpack(main.silent, count).view(np.bool_)
        makers["voorlopig"] = lambda: unpack(judged.waiting(), count).view(np.bool_)
        makers["bedrag_cent"] = partial(self._amounts, main, judged.block)
        makers["versie"] = partial(pl.repeat, self.version, count, dtype=pl.Categorical, eager=True)
        makers["uitleg"] = partial(self._explanation, judged, varying)
        return makers

    def _frame(self, made: dict[str, Any]) -> pl.DataFrame:
        words = made.pop("uitleg", ())
        return pl.DataFrame({**made, **{f"{_EXPLAINED}{n}": word for n, word in enumerate(words)}})

    def _verdict(self, name: str, track: Judged, count: int) -> pl.Series:
        words = self.words[name]
        return words.gather(pl.Series(place(track.verdicts, words.to_list(), count)))

    def _explanation(self, judged: BlockJudging, varying: frozenset[str]) -> list[Numbers]:
        """Words of 64 bits that together hold all that an explanation depends on but values."""
        planes, count = [*self._determining(judged, varying)], judged.block.count
        return [bits(planes[n : n + 64], count, np.uint64) for n in range(0, len(planes), 64)]

    def _amounts(self, main: Judged, block: Block) -> pl.Series:
        """The payable cents, never more than the ceiling."""
        paid = pl.lit(None, pl.Int64)
        made: dict[str, Any] = {}
        for n, (spec, plane) in enumerate(main.amounts.items()):
            made[f"{n}"] = block.payable(spec)
            made[f"{n} pays"] = unpack(plane, block.count).view(np.bool_)
            paid = pl.when(pl.col(f"{n} pays")).then(pl.col(f"{n}")).otherwise(paid)
        if not made:
            return pl.repeat(None, block.count, dtype=pl.Int64, eager=True)
        return pl.DataFrame(made).select(paid.alias("cents")).to_series()

    def _determining(self, judged: BlockJudging, varying: frozenset[str]) -> Iterator[Plane]:
        """All that an explanation depends on but values: what holds, what is open, which regime."""
        block, program = judged.block, self.program
        for atom in program.atoms:
            yield judged.signals[program.signal_of[atom]].certain
        for atom in program.atoms:
            if {atom.subject, atom.other} & self.unsettled:
                yield judged.signals[program.signal_of[atom]].possible
        for name in self.columns.types:
            if name in varying:
                yield block.opens(name)
        for name in self.told:
            yield block.chosen(name, 0)
        for name in self.listed:
            yield block.opens(name)
        yield from block.regimes


def _explained(answer: pl.DataFrame) -> pl.DataFrame:
    """An answer with one number for each line, equal where all that determines it is."""
    words = [name for name in answer.columns if name.startswith(_EXPLAINED)]
    if not words:
        return answer
    if len(words) == 1:
        return answer.rename({words[0]: "uitleg"})
    number = pl.struct(words).rank("dense").cast(pl.UInt64)
    return answer.with_columns(uitleg=number).drop(words)
