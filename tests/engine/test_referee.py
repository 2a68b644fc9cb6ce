"""The engine says of rules what the referee says, who only knows what the words mean."""

from __future__ import annotations

import ast
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_toys import ANCHORS, DOMAINS, Scribe
from toys import every, is_, none, regime, some, than

from engine import model
from engine import referee as module
from engine.atoms import atom_of
from engine.formulas import Formula, conjunctions, evaluator, kleene
from engine.model import Condition, Group, Rulebook
from engine.program import Program
from engine.referee import Referee, truth


def anything(dice: random.Random, toy: Rulebook) -> dict[str, Any]:
    """Some facts known, over their whole small domain."""
    known = {n: f for n, f in toy.facts.items() if f.question and dice.random() < 0.8}
    return {n: dice.choice([None, *DOMAINS[f.kind.name]]) for n, f in known.items()}


@pytest.mark.parametrize("turn", range(10))
def test_every_rule_of_a_toy_is_as_true_as_the_referee_says(turn: int) -> None:
    for seed in range(turn, 300, 10):
        dice = random.Random(seed)
        toy = Scribe(dice).book()
        ready = regime(toy)
        for _ in range(25):
            known = anything(dice, toy)
            assert engine_says(ready.program, ready.judging, known) == referee_says(
                ready.program, known
            )


def engine_says(program: Program, judging: Any, known: dict[str, Any]) -> dict[str, str]:
    given = {n: "JN"[known[n] == "nee"] for n in program.derived if known.get(n)}
    row = judging.firing.derive(program.vector(known), given)
    return {rule.number: kleene(program.formulas[rule.number], row) for rule in program.rules}


def referee_says(program: Program, known: dict[str, Any]) -> dict[str, str]:
    values = {name: program.value(name, known) for name in program.parameters}
    idle = {n: "nee" for n in program.derived if not program.derivations(n)}
    referee = Referee(program.rules, {**values, **idle, **known})
    return {rule.number: truth(rule.when, referee.test) for rule in program.rules}


trees = st.recursive(
    st.integers(0, 4).map(lambda n: is_(f"f{n}", "ja")),
    lambda parts: st.builds(
        Group,
        st.sampled_from(("alle", "een_van", "geen_van")),
        st.lists(parts, max_size=3).map(tuple),
    ),
    max_leaves=9,
)


@settings(max_examples=400, deadline=None)
@given(tree=trees, row=st.text("JNO", min_size=5, max_size=5))
def test_formulas_of_any_shape_are_as_true_as_their_condition(tree: Condition, row: str) -> None:
    formula = Shape().formula(tree)
    wanted = truth(tree, lambda test: row[int(test.subject[1])])
    assert kleene(formula, row) == evaluator(formula)(row) == wanted
    assert by_alternatives(formula, row) == wanted


class Shape(Program):
    """A program that only knows the shape of conditions: a line is the signal it is numbered by."""

    def __init__(self) -> None:
        self.derived = ()
        self.signal_of = {atom_of(is_(f"f{n}", "ja"))[0]: n for n in range(5)}


def by_alternatives(formula: Formula, row: str) -> str:
    """The truth of what the matcher is given: alternatives of literals."""
    turned = {"J": "N", "N": "J", "O": "O"}
    held = [
        {row[lit.signal] if lit.straight else turned[row[lit.signal]] for lit in alternative}
        for alternative in conjunctions(formula)
    ]
    if any(truths <= {"J"} for truths in held):
        return "J"
    return "O" if any("N" not in truths for truths in held) else "N"


NOON = {
    "getal": ("minder_dan", "hoogstens", "minstens", "meer_dan", 3, 4, 5),
    "bedrag": (
        "minder_dan",
        "hoogstens",
        "minstens",
        "meer_dan",
        *map(Decimal, ("1", "1.01", "2")),
    ),
    "datum": ("voor", "tot_en_met", "vanaf", "na", *(date(2021, 3, day) for day in (30, 31))),
}


@pytest.mark.parametrize("kind", ["getal", "bedrag"])
def test_the_referee_knows_what_order_words_mean(kind: str) -> None:
    below, most, least, above, low, middle, high = NOON[kind]
    for word, wanted in ((below, "JNN"), (most, "JJN"), (least, "NJJ"), (above, "NNJ")):
        line = is_("f", middle, word=word)
        assert (
            "".join(Referee((), {"f": value}).test(line) for value in (low, middle, high)) == wanted
        )
        assert Referee((), {"f": None}).test(line) == "O"


@pytest.mark.parametrize(
    ("line", "known", "wanted"),
    [
        (is_("d", date(2021, 4, 1), word="voor"), {"d": date(2021, 3, 31)}, "J"),
        (is_("d", date(2021, 4, 1), word="vanaf"), {"d": date(2021, 4, 1)}, "J"),
        (is_("d", date(2021, 4, 1), word="na"), {"d": date(2021, 4, 1)}, "N"),
        (is_("d", date(2021, 4, 1), word="tot_en_met"), {"d": date(2021, 4, 2)}, "N"),
        (is_("k", "a", "b"), {"k": "b"}, "J"),
        (is_("k", "a", "b", word="niet"), {"k": "b"}, "N"),
        (is_("l", frozenset("a"), frozenset("b")), {"l": frozenset("bc")}, "J"),
        (is_("l", frozenset("a")), {"l": frozenset("bc")}, "N"),
        (is_("l", frozenset()), {"l": frozenset()}, "J"),
        (is_("l", frozenset()), {"l": frozenset("a")}, "N"),
        (is_("t", "Noord"), {"t": "NOORD"}, "J"),
        (is_("f", "ja", word="bekend"), {"f": None}, "N"),
        (is_("f", "nee", word="bekend"), {"f": None}, "J"),
        (is_("f", "nee", word="bekend"), {"f": "ja"}, "N"),
        (than("l", "gelijk_aan", "k"), {"l": frozenset("ab"), "k": "b"}, "J"),
        (than("k", "gelijk_aan", "l"), {"l": frozenset("ab"), "k": "c"}, "N"),
        (than("d", "", "q", "kwartaal"), {"d": date(2021, 6, 30), "q": "2021-K2"}, "J"),
        (than("q", "niet", "d", "kwartaal"), {"d": date(2021, 7, 1), "q": "2021-K2"}, "J"),
        (than("d", "vanaf", "e", "kwartaal"), {"d": date(2021, 4, 1), "e": date(2021, 6, 30)}, "J"),
        (than("d", "voor", "e", "maand"), {"d": date(2021, 6, 1), "e": date(2021, 6, 30)}, "N"),
        (than("d", "voor", "e"), {"d": date(2021, 6, 1), "e": None}, "O"),
    ],
    ids=str,
)
def test_the_referee_reads_a_line_as_its_words_say(
    line: model.Test, known: dict[str, Any], wanted: str
) -> None:
    assert Referee((), known).test(line) == wanted


def test_the_referee_knows_three_valued_groups() -> None:
    lines = [is_(name, "ja") for name in "jno"]
    known = {"j": "ja", "n": "nee", "o": None}
    heard = {
        word: truth(Group(word, tuple(lines)), Referee((), known).test)
        for word in ("alle", "een_van", "geen_van")
    }
    assert heard == {"alle": "N", "een_van": "J", "geen_van": "N"}
    yes, no, unknown = lines
    assert truth(every(yes, unknown), Referee((), known).test) == "O"
    assert truth(some(no, unknown), Referee((), known).test) == "O"
    assert truth(none(no, unknown), Referee((), known).test) == "O"
    assert truth(none(no), Referee((), known).test) == "J"


def test_the_referee_shares_no_code_with_what_it_judges() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in used if name and name.startswith("engine")} == {"engine.model"}


def test_anchors_lie_in_their_domains() -> None:
    for kind, anchors in ANCHORS.items():
        if kind not in ("tekst", "code"):  # a text counts in any case
            assert set(anchors) <= set(DOMAINS[kind])
