"""What was remembered never changes an answer: a judgement is the same as a first one would be."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from random_toys import Scribe, answers
from toys import asks, book, every, fact, is_, judged, parameter, regime, than
from toys import rule as make_rule

from engine.decider import Regime
from engine.model import SUPPLEMENT, AmountSpec, Count, Product, Requirement, Rule, Rulebook
from engine.outcome import Judgement
from engine.values import Span

TOYS = int(os.environ.get("TOYS", "200"))


def first(ready: Regime, values: Mapping[str, Any]) -> Judgement:
    """Judge without any memory of open facts or earlier answers."""
    ready.judging.completions.cells.memo.clear()
    return ready.judging.judge(values, ready.program.vector(values))


@pytest.mark.parametrize("turn", range(10))
def test_a_remembered_judgement_is_the_one_a_first_decision_gives(turn: int) -> None:
    inputs = kept = 0
    for seed in range(turn, TOYS, 10):
        dice = random.Random(seed)
        toy = Scribe(dice, most_facts=3).book()
        ready = regime(toy)
        for _ in range(30):
            values = answers(dice, toy, dice.choice((0.5, 0.8, 1)))
            assert judged(ready, values) == first(ready, values), f"toy {seed}: {values}"
        inputs, kept = inputs + 30, kept + len(ready.memo)
    assert kept < inputs * 3 / 4  # the memory was used


def same(toy: Rulebook, *inputs: dict[str, Any]) -> list[Judgement]:
    """Judge inputs one after the other, each as a first one would be; give the judgements."""
    ready = regime(toy)
    found = [judged(ready, values) for values in inputs]
    assert found == [judged(regime(toy), values) for values in inputs]
    return found


def test_an_open_parameter_between_two_facts_remembers_how_they_stand() -> None:
    limit = parameter("grens", "getal", None)
    when = every(than("a", "minstens", "grens"), than("b", "minder_dan", "grens"))
    toy = book(
        [fact("a", "getal"), fact("b", "getal")],
        [make_rule("R", when, "rood")],
        parameters=[limit],
    )
    never, perhaps = same(toy, {"a": 3, "b": 5}, {"a": 5, "b": 3})
    assert (never.main.verdict, never.main.silent) == ("voorleggen", True)
    assert perhaps.main.missing_parameters == ("grens",)


def test_two_known_limits_of_open_facts_remember_how_they_stand() -> None:
    facts = [fact(name, "getal") for name in ("m", "n", "low", "high")]
    when = every(than("m", "meer_dan", "low"), than("n", "minder_dan", "high"), than("m", "", "n"))
    toy = book(facts, [make_rule("R", when, "rood")])
    perhaps, never, close = same(
        toy, {"low": 3, "high": 7}, {"low": 7, "high": 3}, {"low": 3, "high": 4}
    )
    assert set(perhaps.main.missing) == {"m", "n"}
    assert never.main.verdict == close.main.verdict == "voorleggen"


def test_a_limit_listed_by_a_known_fact_remembers_which() -> None:
    limit = parameter("grens", "getal", {"a": 3, "b": 7}, per="k")
    when = every(than("m", "minstens", "grens"), is_("m", 4, word="hoogstens"))
    toy = book(
        [fact("k", "keuze", "ab"), fact("m", "getal")],
        [make_rule("R", when, "rood")],
        parameters=[limit],
    )
    perhaps, never = same(toy, {"k": "a"}, {"k": "b"})
    assert perhaps.main.missing == ("m",)
    assert never.main.verdict == "voorleggen"


def test_a_tariff_listed_by_a_fact_asks_for_the_fact_and_then_for_the_tariff() -> None:
    tariff = parameter("tarief", "bedrag_per_uur", {"a": Decimal("1.00")}, per="k")
    paid = AmountSpec("loon", None, None)
    toy = book(
        [fact("k", "keuze", "ab"), fact("uren", "minuten"), fact("loon", "bedrag", asked=False)],
        [make_rule("R", is_("uren", 0, word="meer_dan"), "groen", amount=paid)],
        parameters=[tariff],
        computed={"loon": Product(("uren", "tarief"))},
    )
    ready = regime(toy)
    assert asks(ready, {"uren": 5}) == (SUPPLEMENT, {"k"})
    assert asks(ready, {"uren": 5, "k": "b"}) == (SUPPLEMENT, {"tarief"})
    assert asks(ready, {"uren": 5, "k": "a"}) == ("groen", set())


def test_the_ceiling_of_an_amount_remembers_whether_it_is_known() -> None:
    paid = AmountSpec("bedrag", "plafond", "k")
    facts = [
        fact("a"),
        fact("bedrag", "bedrag"),
        fact("plafond", "bedrag"),
        fact("k", "keuze", "ab"),
    ]
    toy = book(facts, [make_rule("R", is_("a", "ja"), "groen", amount=paid)])
    known = {"a": "ja", "bedrag": Decimal("5.00")}
    ceiling, bearer, none = same(
        toy,
        known,
        {**known, "plafond": Decimal("1.00")},
        {**known, "plafond": Decimal(9), "k": "b"},
    )
    assert ceiling.main.missing == ("plafond", "k")
    assert bearer.main.missing == ("k",)
    assert none.main.verdict == "groen"


def test_a_step_that_must_be_done_remembers_whether_it_is() -> None:
    step = Requirement("iemand", "iets", "gedaan")
    rule = make_rule("R", is_("a", "ja"), "groen", requirements=[step])
    toy = book([fact("a"), fact("gedaan")], [rule])
    found = same(
        toy, {"a": "ja"}, {"a": "ja", "gedaan": "ja"}, {"a": "ja", "gedaan": "nee"}, {"a": "ja"}
    )
    assert [judgement.requirements[0][1] for judgement in found] == ["O", "J", "N", "O"]


def test_a_given_derived_fact_remembers_that_it_was_given() -> None:
    rules = [make_rule("D", is_("a", "ja"), derives="d"), make_rule("R", is_("d", "ja"), "rood")]
    toy = book([fact("a"), fact("d")], rules)
    inputs = [{"a": a, "d": d} for a in ("ja", "nee", None) for d in ("ja", "nee", None)]
    found = same(toy, *inputs)
    told = [judgement.contradicted for judgement in found]
    assert told == [(), (("d", "J"),), (), (("d", "N"),), (), (), (), (), ()]


def test_an_explicit_onbekend_is_judged_as_an_absent_fact() -> None:
    toy = Scribe(random.Random(7)).book()
    ready = regime(toy)
    assert judged(ready, dict.fromkeys(toy.facts)) is judged(ready, {})


def counting(rule: Rule) -> Rulebook:
    """A rule that looks at a count."""
    made = book([fact("n", "getal")], [rule])
    ruleset = replace(made.rulesets[0], counts=(Count("aantal", "Aantal", every(), 1),))
    return replace(made, rulesets=(ruleset,))


def test_a_count_remembers_its_span() -> None:
    when = every(is_("aantal", 1, word="minstens"), is_("aantal", 2, word="hoogstens"))
    toy = counting(make_rule("R", when, "rood"))
    one, two, three, wide = same(
        toy,
        {"aantal": Span(1, 2)},
        {"aantal": Span(0, 1)},
        {"aantal": Span(3, 4)},
        {"aantal": Span(0, 9)},
    )
    assert [j.main.verdict for j in (one, two, three, wide)] == [
        "rood",
        SUPPLEMENT,
        "voorleggen",
        SUPPLEMENT,
    ]


def test_a_count_is_compared_with_a_fact_over_its_span() -> None:
    toy = counting(make_rule("R", than("n", "minstens", "aantal"), "rood"))
    sure, perhaps, never, blank = same(
        toy,
        {"aantal": Span(0, 2), "n": 2},
        {"aantal": Span(0, 2), "n": 1},
        {"aantal": Span(1, 2), "n": 0},
        {"aantal": Span(1, 2)},
    )
    assert sure.main.verdict == "rood"
    assert perhaps.main.missing == ("aantal",)
    assert never.main.verdict == "voorleggen"
    assert blank.main.missing == ("n", "aantal")


def test_forgetting_changes_nothing_but_time() -> None:
    dice = random.Random(3)
    toy = Scribe(dice).book()
    ready = regime(toy)
    values = answers(dice, toy, 0.5)
    before = judged(ready, values)
    ready.forget()
    assert not ready.memo
    assert judged(ready, values) == before


def test_a_full_memory_starts_again_and_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.decider._MOST_KEPT", 3)
    monkeypatch.setattr("engine.cells._MOST_KEPT", 2)
    monkeypatch.setattr("engine.firing._MOST_KEPT", 2)
    dice = random.Random(5)
    toy = Scribe(dice).book()
    ready = regime(toy)
    for _ in range(40):
        values = answers(dice, toy, 0.7)
        assert judged(ready, values) == first(ready, values)
        assert len(ready.memo) <= 3
