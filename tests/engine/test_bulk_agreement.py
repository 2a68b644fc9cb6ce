"""Lines of random toys come out of a table as each would by itself, with all that is said.

BOOKS sets how many random rulebooks are tried.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest
import toys
from random_toys import Scribe, answers

from engine.bulk.answers import record
from engine.bulk.decider import BulkDecider
from engine.model import Rulebook

TURNS, BOOKS, LINES = 5, int(os.environ.get("BOOKS", "60")), 40


def with_day(book: Rulebook) -> Rulebook:
    """The same rules with a date on each line."""
    return replace(book, facts={"dag": toys.fact("dag", "datum"), **book.facts})


def assert_alike(book: Rulebook, lines: list[dict[str, Any]]) -> None:
    """Hold a table against single decisions; one number of an explanation is one judgement."""
    ready = BulkDecider(book, "toys", "hier")
    table, judged = ready.table(lines), dict[int, Any]()
    for line, row in zip(table.to_dicts(), ready.decide(table).to_dicts(), strict=True):
        outcome, number = ready.outcome(line), row.pop("uitleg")
        assert row == {**dict.fromkeys(row), **record(outcome)}, line
        judgement = outcome and outcome.judgement
        assert judged.setdefault(number, judgement) == judgement, line


@pytest.mark.parametrize("turn", range(TURNS))
def test_random_lines_of_random_rules_come_out_alike(turn: int) -> None:
    for seed in range(turn, BOOKS, TURNS):
        dice = random.Random(seed)
        book = with_day(Scribe(dice).book())
        days = [toys.DAY, None, toys.START, toys.DAY]
        lines = [
            {**answers(dice, book, dice.choice((0.3, 0.6, 0.9, 1))), "dag": dice.choice(days)}
            for _ in range(LINES)
        ]
        assert_alike(book, lines)
