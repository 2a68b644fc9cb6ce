"""Engines that decide one record at a time, as peers: each line is a record of JSON facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from benchmarks.answer import Answer, Contender, Facts
from benchmarks.bulk.peer import Peer, settled


class Single(Peer):
    """A contender of the benchmark of one decision; records are made before the time starts."""

    sample = 2_000

    def __init__(self, contender: Contender, name: str = "") -> None:
        self.contender = contender
        self.name = name or contender.name  # type: ignore[misc]

    def take(self, lines: pl.DataFrame) -> list[Facts]:
        return records(lines)

    def decide(self, taken: list[Facts]) -> list[Any]:
        decide = self.contender.decide
        return [decide(facts) for facts in taken]

    def said(self, decided: list[Any]) -> pl.DataFrame:
        return from_answers([self.contender.answer(said) for said in decided])


def from_answers(answers: Sequence[Answer]) -> pl.DataFrame:
    """The columns that are compared."""
    found = pl.DataFrame(
        {
            "oordeel": [answer.main for answer in answers],
            "bedrag_cent": pl.Series([answer.cents for answer in answers], dtype=pl.Int64),
            "redenen": [" ".join(answer.rules) for answer in answers],
            "vorm": [answer.form for answer in answers],
            "vorm_redenen": [" ".join(answer.form_rules) for answer in answers],
        }
    )
    return found.with_columns(settled("redenen", "oordeel"), settled("vorm_redenen", "vorm"))


def records(lines: pl.DataFrame) -> list[Facts]:
    """Lines as JSON facts; what is open is left out."""
    money = [n for n in lines.columns if n.startswith(("bedrag", "uurtarief"))]
    cents = [(pl.col(n) % 100).cast(pl.String).str.zfill(2).alias(n) for n in money]
    euros = [
        (pl.col(n) // 100).cast(pl.String) + "." + cent
        for n, cent in zip(money, cents, strict=True)
    ]
    dates = pl.col(pl.Date).dt.to_string("iso")
    rows = lines.with_columns(*euros, dates).iter_rows(named=True)
    return [{n: v for n, v in row.items() if v is not None} for row in rows]
