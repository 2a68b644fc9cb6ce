"""Our kernel as a peer: all columns of its answer, with an explanation reference on each line."""

from __future__ import annotations

import polars as pl

from benchmarks.bulk.peer import COMPARED, Peer, settled
from benchmarks.ours import DECISION, REGION
from engine.bulk.decider import BulkDecider
from engine.model import Rulebook


class Ours(Peer):
    """Decides, lists reasons, open reasons and what is missing, and refers to explanations."""

    name = "wij"

    def __init__(self, rulebook: Rulebook) -> None:
        self.decider = BulkDecider(rulebook, DECISION, REGION)

    def take(self, lines: pl.DataFrame) -> pl.DataFrame:
        return lines

    def decide(self, taken: pl.DataFrame) -> pl.DataFrame:
        return self.decider.decide(taken)

    def said(self, decided: pl.DataFrame) -> pl.DataFrame:
        words = [n for n in COMPARED if n != "bedrag_cent"]
        found = decided.select(COMPARED).with_columns(pl.col(words).cast(pl.String))
        return found.with_columns(settled("redenen", "oordeel"), settled("vorm_redenen", "vorm"))
