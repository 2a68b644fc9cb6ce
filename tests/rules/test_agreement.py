"""On every shipped ruleset the referee, plain evaluation, durable_rules and the memory agree.

FACTS sets how many random inputs are tried over all rulesets together.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from drawing import NAMES, REGIMES, Drawer, in_force

from engine.atoms import as_written, atom_of
from engine.decider import Decider, Regime
from engine.firing import Layer
from engine.formulas import evaluator, kleene, signals
from engine.model import SUPPLEMENT, Condition, Rulebook, Ruleset
from engine.model import Test as Line
from engine.program import Program
from engine.referee import Referee, truth

FACTS = int(os.environ.get("FACTS", "100000")) // len(REGIMES)
DECISIONS = max(FACTS // 25, 20)
MOST_SIGNALS = 9
SEEN: set[object] = set()

each_regime = pytest.mark.parametrize(("book", "ruleset", "day"), REGIMES, ids=NAMES)


@each_regime
def test_every_row_of_truths_of_a_rule_is_read_alike(
    book: Rulebook, ruleset: Ruleset, day: date
) -> None:
    program = Program(book, ruleset, day)
    conditions = {rule.number: rule.when for rule in program.rules}
    conditions |= {count.name: count.when for count in ruleset.counted}
    for number, when in conditions.items():
        if when not in SEEN:  # a rule of an earlier regime is the same rule
            SEEN.add(when)
            hold_rows(program, number, when)


def hold_rows(program: Program, number: str, when: Condition) -> None:
    """Hold four readings of a condition against each other on all its rows of truths."""
    formula = program.formulas[number]
    used = sorted(set(signals(formula)))
    layer, quick = Layer([formula]), evaluator(formula)
    for row in rows(used, program.total, number):
        said = truth(when, lambda line, row=row: of_line(program, line, row))
        assert said == kleene(formula, row) == quick(row) == layer.truths(row), (number, row)


def rows(used: list[int], total: int, seed: str) -> Iterator[str]:
    """All rows of truths over the used signals, or as many drawn ones where there are too many."""
    dice = random.Random(seed)
    drawn = (tuple(dice.choices("JNO", k=len(used))) for _ in range(3**MOST_SIGNALS))
    few = len(used) <= MOST_SIGNALS
    for truths in product("JNO", repeat=len(used)) if few else drawn:
        row = ["O"] * total
        for signal, said in zip(used, truths, strict=True):
            row[signal] = said
        yield "".join(row)


def of_line(program: Program, line: Line, row: str) -> str:
    """The truth of a line as written, from the signal of its atom or derived fact."""
    atom, straight = atom_of(line)
    if line.subject in program.derived:
        said = row[program.signal_of[line.subject]]
        return as_written(said, straight == (line.operand.values == ("ja",)))
    return as_written(row[program.signal_of[atom]], straight)


def referee_for(program: Program, known: dict[str, Any]) -> Referee:
    """A referee with the rules in force, what is known, and the parameters of the day."""
    book, ruleset = program.rulebook, program.ruleset
    rules = RULES[id(program)]
    values: dict[str, Any] = {}
    for name, one in book.parameters[ruleset.region].items():
        value = CONSTANTS[id(program)][name]
        values[name] = value.get(known.get(one.per)) if one.per and value else value
    idle = {r.then.derives for r in ruleset.rules} - {r.then.derives for r in rules}
    never = {n: "nee" for n in idle if n and not book.facts[n].question}
    return Referee(rules, {**values, **never, **known})


RULES: dict[int, Any] = {}
CONSTANTS: dict[int, Any] = {}


def prepare(regime: Regime, day: date) -> None:
    """Note what a referee needs, once for a regime."""
    program = regime.program
    RULES[id(program)] = in_force(program.rulebook, program.ruleset, day)
    parameters = program.rulebook.parameters[program.ruleset.region]
    CONSTANTS[id(program)] = {name: one.on(day) for name, one in parameters.items()}


@each_regime
def test_rules_are_as_true_for_random_facts_as_the_referee_says(
    book: Rulebook, ruleset: Ruleset, day: date
) -> None:
    regime = Regime(book, ruleset, day)
    prepare(regime, day)
    program, firing = regime.program, regime.judging.firing
    drawer, dice = Drawer(book, ruleset, day), random.Random(f"{ruleset.file} {day}")
    rules = [rule for rule in program.rules if rule.then.verdict or rule.then.derives]
    read = [(rule, evaluator(program.formulas[rule.number])) for rule in rules]
    assert {r.number for r in program.rules} == {r.number for r in RULES[id(program)]}
    for _ in range(FACTS):
        known = drawer.draw(dice)
        given = {n: "JN"[known[n] == "nee"] for n in program.derived if known.get(n)}
        row = firing.derive(program.vector(known), given)
        referee = referee_for(program, known)
        for rule, engine in read:
            assert engine(row) == truth(rule.when, referee.test), (rule.number, known)


@each_regime
def test_a_remembered_decision_is_the_one_a_first_decision_gives(
    book: Rulebook, ruleset: Ruleset, day: date
) -> None:
    knowing, forgetting = Decider(book, ruleset), Decider(book, ruleset)
    first = forgetting.regime(day)
    drawer, dice = Drawer(book, ruleset, day), random.Random(f"{ruleset.file} {day}")
    for _ in range(DECISIONS):
        known = drawer.draw(dice)
        other = dice.choice(("onbekend", "niet_aan_de_orde"))
        first.forget()
        first.judging.completions.cells.memo.clear()
        assert knowing.decide(known, day, other) == forgetting.decide(known, day, other), known


@each_regime
def test_a_settled_outcome_is_what_the_referee_says_of_every_completion(
    book: Rulebook, ruleset: Ruleset, day: date
) -> None:
    decider = Decider(book, ruleset)
    regime = decider.regime(day)
    prepare(regime, day)
    program = regime.program
    drawer, dice = Drawer(book, ruleset, day), random.Random(f"completed {ruleset.file} {day}")
    settled = 0
    for _ in range(DECISIONS):
        known = drawer.draw(dice)
        outcome = decider.decide(known, day)
        assert outcome.judgement is not None
        for report in outcome.judgement.tracks:
            assert (report.verdict == SUPPLEMENT) == bool(
                report.missing or report.missing_parameters
            )
            if report.verdict == SUPPLEMENT:
                continue
            settled += 1
            for _ in range(3):
                full = completed(drawer, dice, program, known)
                said = referee_for(program, full).verdict(program.tracks[report.track])
                assert (said or "voorleggen") == report.verdict, (report.track, known, full)
    assert settled


def completed(
    drawer: Drawer, dice: random.Random, program: Program, known: dict[str, Any]
) -> dict[str, Any]:
    """Some answer to everything that was open; derived facts follow from their parts."""
    opens = [n for n in drawer.pools if known.get(n) is None and n not in program.derived]
    return {**known, **{name: drawer.anything(dice, name) for name in opens}}
