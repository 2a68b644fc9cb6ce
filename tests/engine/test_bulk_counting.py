"""Counts over lines are the same for a whole table as for lines that are decided together."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
import toys

from engine.alike import Counting
from engine.bulk.answers import record
from engine.bulk.columns import Columns
from engine.bulk.counting import LineCounts, most, number
from engine.bulk.decider import BulkDecider
from engine.decide import Decisions
from engine.model import Count, Rulebook
from engine.phrases import NOTHING
from engine.program import Program

FACTS = [
    toys.fact("dag", "datum"),
    toys.fact("wie", "tekst"),
    toys.fact("wat", "keuze", "xy"),
    toys.fact("tijd", "minuten"),
    toys.fact("duur", "minuten"),
    toys.fact("mee"),
]
YES = toys.is_("mee", "ja")
COUNTS = (
    Count("eerder", "Eerder", NOTHING, 1, ("wie", "wat"), earlier=True),
    Count("samen", "Samen", NOTHING, 1, ("wie", "wat")),
    Count("totaal", "Totaal", NOTHING, 1, ("wie",), sums="tijd"),
    Count("meegeteld", "Meegeteld", YES, 1, ("wie", "wat"), earlier=True, sums="tijd"),
)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """Rules that look at each of the counts, beside a number, a fact and each other."""
    rules = [
        toys.rule("R", toys.is_("eerder", 0, word="meer_dan"), "rood"),
        toys.rule("O", toys.than("totaal", "meer_dan", "duur"), "oranje"),
        toys.rule("G", toys.is_("tijd", 0, word="meer_dan"), "groen"),
        toys.rule("N", toys.than("meegeteld", "minstens", "tijd"), notes=["Kijk na."]),
        toys.rule("S", toys.is_("samen", 2), "scheef", track="vorm"),
        toys.rule("E", toys.than("eerder", "", "samen"), notes=["Gelijk."]),
    ]
    tracks = (toys.MAIN, toys.Track("vorm", ("scheef",), "recht"))
    made = toys.book(FACTS, rules, tracks=tracks)
    ruleset = replace(made.rulesets[0], counts=COUNTS)
    return replace(made, rulesets=(ruleset,))


def drawn(dice: random.Random, many: int) -> list[dict[str, Any]]:
    """Lines that are often alike, and of which some answers are unknown."""
    pools: dict[str, list[Any]] = {
        "dag": [toys.DAY],
        "wie": ["a", "A", "STRASSE", "straße", None],
        "wat": ["x", "x", "y", None],
        "tijd": [0, 30, 60, None],
        "duur": [30, 60, 90, None],
        "mee": ["ja", "nee", None],
    }
    known = dice.choice((0.7, 1))
    return [
        {
            name: dice.choice(pool) if dice.random() > known else dice.choice(pool[:-1] or pool)
            for name, pool in pools.items()
        }
        for _ in range(many)
    ]


def test_a_table_without_lines_has_no_counts(book: Rulebook) -> None:
    ready = BulkDecider(book, "toys", "hier")
    assert ready.count(ready.table([])).shape == (0, 2 * len(COUNTS))


@pytest.mark.parametrize("seed", range(30))
def test_each_count_is_that_of_lines_together(book: Rulebook, seed: int) -> None:
    lines = drawn(random.Random(seed), 25)
    program = Program(book, book.rulesets[0], toys.DAY)
    columns = Columns(book.facts, {*book.facts})
    found = LineCounts(COUNTS, program, columns).of(columns.table(lines))
    wanted = Counting(program).together(lines)
    rows = found.to_dicts()
    assert [{n: number(row, n) for n in wanted[0]} for row in rows] == wanted


@pytest.mark.parametrize("seed", range(10))
def test_lines_with_counts_come_out_as_lines_that_are_decided_together(
    book: Rulebook, seed: int
) -> None:
    lines = drawn(random.Random(seed), 40)
    ready = BulkDecider(book, "toys", "hier")
    outcomes = Decisions(book).decide_lines("toys", "hier", lines)
    answer = ready.decide(ready.table(lines)).drop("uitleg")
    for row, outcome in zip(answer.to_dicts(), outcomes, strict=True):
        assert row == {**dict.fromkeys(row), **record(outcome)}


def test_parts_of_a_table_take_the_counts_of_the_whole(book: Rulebook) -> None:
    lines = drawn(random.Random(1), 60)
    ready = BulkDecider(book, "toys", "hier")
    table = ready.table(lines)
    counted = table.hstack(ready.count(table))
    parts = pl.concat([ready.decide(counted[:20]), ready.decide(counted[20:])])
    assert parts.drop("uitleg").equals(ready.decide(table).drop("uitleg"))
    assert ready.counted == ("eerder", "samen", "totaal", "meegeteld")
    assert {most(name) for name in ready.counted} <= {*counted.columns}


def test_a_count_that_lacks_on_a_line_that_needs_it_is_refused(book: Rulebook) -> None:
    ready = BulkDecider(book, "toys", "hier")
    table = ready.table(drawn(random.Random(1), 20))
    lacking = ready.count(table).with_columns(eerder=pl.lit(None, pl.Int64))
    with pytest.raises(pl.exceptions.InvalidOperationError, match="count"):
        ready.decide(table.hstack(lacking))
