"""On every shipped ruleset a table of drawn lines comes out as each line would by itself.

LINES sets how many lines are drawn for each period of a ruleset.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from drawing import BOOK, Drawer

from engine.bulk.answers import record
from engine.bulk.decider import BulkDecider
from engine.reachable import days_of_change

LINES = int(os.environ.get("LINES", "200"))
# Without these no line belongs with another.
CODES = {n for r in BOOK.rulesets for count in r.counts for n in count.same if n != r.date_fact}
DECIDED = sorted({(r.decision, r.region) for r in BOOK.rulesets if not r.collection})


def drawn(decision: str, region: str, dice: random.Random) -> list[dict[str, Any]]:
    """Lines round every day on which the rules or their parameters change."""
    lines = []
    for ruleset in BOOK.rulesets:
        if (ruleset.decision, ruleset.region) == (decision, region):
            for day in days_of_change(BOOK, ruleset):
                drawer = Drawer(BOOK, ruleset, day)
                lines += [drawer.draw(dice) for _ in range(LINES)]
    return [{name: value for name, value in line.items() if name not in CODES} for line in lines]


@pytest.mark.parametrize(("decision", "region"), DECIDED)
def test_drawn_lines_come_out_of_a_table_as_by_themselves(decision: str, region: str) -> None:
    ready = BulkDecider(BOOK, decision, region)
    table, judged = ready.table(drawn(decision, region, random.Random(decision))), dict[int, Any]()
    for line, row in zip(table.to_dicts(), ready.decide(table).to_dicts(), strict=True):
        outcome, number = ready.outcome(line), row.pop("uitleg")
        assert row == {**dict.fromkeys(row), **record(outcome)}, line
        judgement = outcome and outcome.judgement
        assert judged.setdefault(number, judgement) == judgement, line
