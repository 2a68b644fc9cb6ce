"""Our kernel as a peer: all columns of its answer, with an explanation reference on each line."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from benchmarks.bulk.peer import COMPARED, Peer, settled
from benchmarks.ours import DECISION, REGION
from engine.bulk.counting import most
from engine.bulk.decider import BulkDecider
from engine.model import Rulebook

MOST = 100_000  # the most minutes that a fact can have


class Ours(Peer):
    """What the others give too: outcomes, rules, amount; and a reference to an explanation."""

    name = "wij"
    wanted: ClassVar[tuple[str, ...]] = (*COMPARED, "uitleg")

    def __init__(self, rulebook: Rulebook) -> None:
        self.decider = BulkDecider(rulebook, DECISION, REGION)

    def take(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines with the counts of a file of one line, since the peers know no other lines."""
        rulesets = self.decider.decisions.rulebook.rulesets
        counts = {c.name: c for r in rulesets for c in r.counts if c.name in self.decider.counted}
        found = []
        for count in counts.values():
            own = pl.col(count.sums) if count.sums and not count.earlier else pl.lit(0)
            for name, unknown in ((count.name, 0), (most(count.name), MOST)):
                found.append(own.fill_null(unknown).cast(pl.Int32).alias(name))
        return lines.with_columns(found)

    def decide(self, taken: pl.DataFrame) -> pl.DataFrame:
        return self.decider.decide(taken, self.wanted)

    def said(self, decided: pl.DataFrame) -> pl.DataFrame:
        words = [name for name in COMPARED if name != "bedrag_cent"]
        found = decided.select(COMPARED).with_columns(pl.col(words).cast(pl.String))
        return found.with_columns(settled("redenen", "oordeel"), settled("vorm_redenen", "vorm"))


class OursAll(Ours):
    """All columns: also what is missing, rules that may yet hold, and rules beside the outcome."""

    name = "wij, alle kolommen"
    wanted = ()
