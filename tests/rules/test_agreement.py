"""On every shipped ruleset the referee, the plain evaluation, durable_rules and the memo agree."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine.cells import Cells
from engine.decider import Decider, Regime
from engine.firing import Layer
from engine.formulas import evaluator, kleene, signals
from engine.loader import load_folder
from engine.model import Literals, Rulebook, Ruleset
from engine.model import Test as Line
from engine.model import tests as lines_of
from engine.reachable import days_of_change
from engine.referee import Referee, truth
from engine.sides import sides
from engine.values import Kind

BOOK = load_folder(Path(__file__).parents[2] / "rules")
SIDES = [side for ruleset in BOOK.rulesets for side in sides(BOOK, ruleset)]
CASES = [
    pytest.param(book, ruleset, day, id=f"{ruleset.file}:{ruleset.tracks[0].name}:{day}")
    for book, ruleset in SIDES
    for day in days_of_change(book, ruleset)
]
MOST_SIGNALS = 7
RANDOM_FACTS = 100_000


@pytest.mark.parametrize(("book", "ruleset", "day"), CASES)
def test_every_row_of_truths_of_a_rule_is_read_alike(
    book: Rulebook, ruleset: Ruleset, day: date
) -> None:
    program = Regime(book, ruleset, day).program
    for rule in (r for r in program.rules if r.number in program.formulas and r.when):
        formula = program.formulas[rule.number]
        used = sorted(set(signals(formula)))
        layer, quick = Layer([formula]), evaluator(formula)
        for row in rows(used, program.total, rule.number):
            said = truth(rule.when, lambda test, row=row: of_row(program, test, row))
            assert said == kleene(formula, row) == quick(row) == layer.truths(row)


def rows(used: list[int], total: int, seed: str) -> Iterator[str]:
    """All rows of truths over the used signals, or 3^7 drawn ones where there are more."""
    draw = random.Random(seed)
    drawn = (tuple(draw.choices("JNO", k=len(used))) for _ in range(3**MOST_SIGNALS))
    chosen = product("JNO", repeat=len(used)) if len(used) <= MOST_SIGNALS else drawn
    for truths in chosen:
        row = ["O"] * total
        for signal, said in zip(used, truths, strict=True):
            row[signal] = said
        yield "".join(row)


def of_row(program: Any, test: Line, row: str) -> str:
    """The truth of a written line in a row of signals."""
    literal = program.literal(test)
    said = row[literal.signal]
    return said if literal.straight or said == "O" else "JN"["NJ".index(said) == 1]


def drawn_facts(
    book: Rulebook, ruleset: Ruleset, cells: Cells, draw: random.Random
) -> dict[str, Any]:
    """Facts as a region might have them: each known by chance, and often just at a limit."""
    known = draw.choice((0.3, 0.7, 0.95, 1.0))
    facts = {}
    for name in ASKED[ruleset.file]:
        if draw.random() < known:
            facts[name] = value(book.facts[name].kind, name, cells, draw)
        elif draw.random() < 0.2:
            facts[name] = None
    facts[ruleset.date_fact] = value(book.facts[ruleset.date_fact].kind, "", cells, draw)
    return facts


def value(kind: Kind, name: str, cells: Cells, draw: random.Random) -> Any:
    """A value of a kind; for an ordered kind at or beside a limit of the rules, or anywhere."""
    if kind.name == "keuzes":
        return frozenset(choice for choice in kind.choices if draw.random() < 0.3)
    if kind.choices:
        return draw.choice([*kind.choices])
    if kind.name == "datum":
        return date(2021, 1, 1) + timedelta(days=draw.randrange(-60, 700))
    if kind.name == "kwartaal":
        return f"{draw.choice((2020, 2021, 2022))}-K{draw.randrange(1, 5)}"
    if kind.ordered:
        return kind.from_ordinal(
            draw.choice((0, 1, 2, 11, 12, 13, 59, 60, 90, 119, 120, 121, 9151))
        )
    near = [v for s in cells.touched(name) for v in written(cells.program.atoms[s])]
    return draw.choice([*near, "Overleg juni"])


def written(atom: Any) -> tuple[Any, ...]:
    return atom.operand.values if isinstance(atom.operand, Literals) else ()


ASKED: Mapping[str, list[str]] = {
    ruleset.file: sorted(
        {
            name
            for rule in ruleset.rules
            for test in lines_of(rule.when)
            for name in (test.subject, getattr(test.operand, "name", ""))
            if name in BOOK.facts and BOOK.facts[name].question
        }
    )
    for ruleset in BOOK.rulesets
}


@pytest.mark.parametrize(("book", "ruleset"), SIDES, ids=lambda side: getattr(side, "file", ""))
def test_random_facts_are_judged_alike(book: Rulebook, ruleset: Ruleset) -> None:
    decider = Decider(book, ruleset)
    day = days_of_change(book, ruleset)[0]
    seen, draw = decider.regime(day), random.Random(ruleset.file)
    cells = seen.judging.completions.cells
    for turn in range(RANDOM_FACTS // len(SIDES)):
        facts = drawn_facts(book, ruleset, cells, draw)
        outcome = decider.decide(facts, day)
        assert outcome.judgement is not None
        if turn % 50 == 0:
            fresh = Regime(book, ruleset, day)
            assert fresh.judge(outcome.values, outcome.vector) == outcome.judgement
        check_against_referee(seen, outcome)


def check_against_referee(regime: Regime, outcome: Any) -> None:
    """The referee reads the rules from the values themselves; the engine from the vector."""
    program = regime.program
    known = {**program.constants, **outcome.values}
    referee = Referee(program.rules, known)
    held = set(regime.judging.holding(outcome.values, outcome.vector))
    for rule in (*program.judging, *program.deriving):
        assert (truth(rule.when, referee.test) == "J") == (rule.number in held)
    if outcome.judgement.main.verdict not in ("aanvullen",):
        settled = outcome.judgement.main
        said = referee.verdict(program.tracks[program.main])
        if all(known.get(name) is not None for name in ASKED[program.ruleset.file]):
            assert said == (None if settled.silent else settled.verdict)
