"""What durable_rules says of rules is what plain evaluation says, or there is no answer."""

from __future__ import annotations

import random
from itertools import product

import pytest
from random_toys import Scribe
from toys import book, every, fact, is_, judged, none, regime, some
from toys import rule as make_rule

from engine.firing import Layer
from engine.formulas import Formula, Lit, Node, TooManyAlternatives, conjunctions, kleene
from engine.inference import InferenceError


def random_formula(dice: random.Random, depth: int, width: int) -> Formula:
    if depth == 0 or dice.random() < 0.3:
        return Lit(dice.randrange(width), dice.random() < 0.6)
    parts = tuple(random_formula(dice, depth - 1, width) for _ in range(dice.randint(0, 3)))
    return Node(dice.random() < 0.6, parts)


@pytest.mark.parametrize("turn", range(8))
def test_a_layer_says_of_every_row_what_plain_evaluation_says(turn: int) -> None:
    for seed in range(turn, 64, 8):
        dice = random.Random(seed)
        formulas = [random_formula(dice, 3, 5) for _ in range(dice.randint(1, 12))]
        layer = Layer(formulas)
        for row in map("".join, product("JNO", repeat=5)):
            assert layer.truths(row) == "".join(kleene(formula, row) for formula in formulas)


def test_an_alternative_that_asks_nothing_always_holds() -> None:
    nothing = Node(True, ())
    layer = Layer([nothing, Node(False, (nothing, Lit(0, True))), Node(False, ())])
    assert [layer.truths(row) for row in "JNO"] == ["JJN"] * 3


def test_a_signal_and_its_opposite_together_are_open_while_the_signal_is() -> None:
    layer = Layer([Node(True, (Lit(0, True), Lit(0, False)))])
    assert [layer.truths(row) for row in "JNO"] == ["N", "N", "O"]


def test_a_matcher_that_says_otherwise_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = regime(book([fact("a")], [make_rule("R", is_("a", "ja"), "rood")]))
    monkeypatch.setattr("engine.inference.Matcher.fire", lambda *_: ())
    with pytest.raises(InferenceError, match="differ"):
        judged(ready, {"a": "ja"})
    assert judged(ready, {"a": "nee"}).main.verdict == "voorleggen"


def test_a_condition_with_too_many_alternatives_is_refused() -> None:
    pairs = Node(True, tuple(Node(False, (Lit(n, True), Lit(n, False))) for n in range(8)))
    with pytest.raises(TooManyAlternatives):
        conjunctions(pairs)


def test_derived_facts_are_made_level_by_level_whatever_their_order() -> None:
    facts = [fact(name, asked=False) for name in ("d3", "d2", "d1")]
    rules = [
        make_rule("D3", every(is_("d2", "ja"), is_("d1", "nee")), derives="d3"),
        make_rule("D2", some(is_("d1", "nee"), is_("a", "ja")), derives="d2"),
        make_rule("D1", none(is_("a", "ja")), derives="d1"),
        make_rule("R", is_("d3", "ja"), "rood"),
    ]
    ready = regime(book([*facts, fact("a")], rules))
    assert judged(ready, {"a": "ja"}).main.verdict == "rood"
    assert judged(ready, {"a": "nee"}).main.verdict == "voorleggen"
    assert len(ready.judging.firing.levels) == 3


def test_what_a_layer_remembers_is_what_it_says_the_first_time() -> None:
    dice = random.Random(1)
    ready = regime(Scribe(dice).book())
    layer = ready.judging.firing.judging
    rows = ["".join(dice.choices("JNO", k=ready.program.total)) for _ in range(50)]
    once = [layer.truths(row) for row in rows]
    layer.forget()
    assert [layer.truths(row) for row in rows] == once == [layer.truths(row) for row in rows]
