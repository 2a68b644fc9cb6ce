"""What is said not to be at issue is assumed where that is allowed, and shown if it matters."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from random_toys import ANCHORS, Scribe, answers
from toys import DAY, book, every, fact, is_, parameter
from toys import rule as make_rule

from engine.decider import NOT_AT_ISSUE, Decider
from engine.model import SUPPLEMENT, AmountSpec, Product, Rulebook
from engine.outcome import Outcome

TOYS = int(os.environ.get("TOYS", "200")) // 4


def toy() -> Rulebook:
    rules = [
        make_rule("R0", every(is_("a", "ja"), is_("nood", "ja")), "rood"),
        make_rule("R1", is_("a", "ja"), "groen"),
        make_rule("R2", every(is_("a", "nee"), is_("rest", "ja")), "oranje"),
    ]
    return book([fact("a"), fact("nood", usual="nee"), fact("rest", usual="nee")], rules)


def decided(made: Rulebook, other: str = NOT_AT_ISSUE, **given: Any) -> Outcome:
    return Decider(made, made.rulesets[0]).decide(given, DAY, other)


def test_an_absent_fact_takes_its_usual_value_and_is_shown() -> None:
    outcome = decided(toy(), a="ja")
    assert (outcome.verdict, outcome.assumptions) == ("groen", ("nood",))


def test_without_that_word_nothing_is_assumed() -> None:
    outcome = decided(toy(), "onbekend", a="ja")
    assert (outcome.verdict, outcome.assumptions) == (SUPPLEMENT, ())


def test_a_given_onbekend_wins_over_the_usual_value() -> None:
    outcome = decided(toy(), a="ja", nood=None)
    assert (outcome.verdict, outcome.assumptions) == (SUPPLEMENT, ())
    assert outcome.judgement is not None
    assert outcome.judgement.main.missing == ("nood",)


def test_a_given_value_wins_over_the_usual_value() -> None:
    outcome = decided(toy(), a="ja", nood="ja")
    assert (outcome.verdict, outcome.assumptions) == ("rood", ())


def test_a_fact_without_a_usual_value_stays_open() -> None:
    outcome = decided(toy(), nood="ja")
    assert outcome.verdict == SUPPLEMENT
    assert outcome.judgement is not None
    assert outcome.judgement.main.missing == ("a",)


def test_an_assumption_that_changes_nothing_is_not_shown() -> None:
    outcome = decided(toy(), a="nee", nood=None)
    assert outcome.assumptions == ("rest",)
    settled = book([fact("a"), fact("nood", usual="nee")], [make_rule("R", is_("a", "ja"), "rood")])
    assert decided(settled, a="ja").assumptions == ()


def test_an_assumption_that_a_product_rests_on_is_shown() -> None:
    facts = [fact("uren", "minuten", usual=0), fact("loon", "bedrag", asked=False)]
    made = book(
        facts,
        [make_rule("R", every(), "groen", amount=AmountSpec("loon", None, None))],
        parameters=[parameter("tarief", "bedrag_per_uur", Decimal("10.00"))],
        computed={"loon": Product(("uren", "tarief"))},
    )
    outcome = decided(made)
    assert (outcome.verdict, outcome.assumptions) == ("groen", ("uren",))
    assert outcome.amount is not None
    assert outcome.amount.value == Decimal("0.00")


def test_an_assumption_behind_a_derived_fact_that_can_be_asked_is_shown() -> None:
    rules = [
        make_rule("D", is_("nood", "ja"), derives="d"),
        make_rule("R", is_("d", "ja"), "rood"),
        make_rule("G", is_("d", "nee"), "groen"),
    ]
    made = book([fact("nood", usual="nee"), fact("d")], rules)
    assert decided(made).assumptions == ("nood",)
    assert decided(made).verdict == "groen"
    assert decided(made, d="ja").assumptions == ()


def test_a_derived_fact_is_never_assumed_but_follows_from_its_parts() -> None:
    rules = [
        make_rule("D", is_("nood", "ja"), derives="d"),
        make_rule("R", is_("d", "ja"), "rood"),
    ]
    made = book([fact("nood", usual="nee"), fact("d", usual="nee")], rules)
    outcome = decided(made)
    assert (outcome.verdict, outcome.assumptions) == ("voorleggen", ("nood",))


def usual(dice: random.Random, made: Rulebook) -> Rulebook:
    """The toy with a usual value for about half of its facts."""
    derived = {rule.then.derives for rule in made.rulesets[0].rules}
    facts = {
        name: replace(one, usual=dice.choice(ANCHORS[one.kind.name]))
        if one.question and name not in derived and dice.random() < 0.5
        else one
        for name, one in made.facts.items()
    }
    return replace(made, facts=facts)


def test_what_is_assumed_decides_as_if_it_had_been_given_and_shows_what_could_turn() -> None:
    shown = 0
    for seed in range(TOYS):
        dice = random.Random(seed)
        made = usual(dice, Scribe(dice, most_facts=3).book())
        decider = Decider(made, made.rulesets[0])
        for _ in range(5):
            given = answers(dice, made, 0.5)
            assumed = {
                n: f.usual for n, f in made.facts.items() if f.usual is not None and n not in given
            }
            outcome = decider.decide(given, DAY, NOT_AT_ISSUE)
            alike = decider.decide({**given, **assumed}, DAY)
            assert outcome.judgement is not None
            assert alike.judgement is not None
            assert outcome.judgement.tracks == alike.judgement.tracks
            assert outcome.amount == alike.amount
            assert {*outcome.assumptions} >= {*_turning(decider, given, assumed)}
            shown += len(outcome.assumptions)
    assert shown > TOYS / 2


def _turning(decider: Decider, given: dict[str, Any], assumed: dict[str, Any]) -> Iterator[str]:
    """The assumptions of which another value, that alone, gives another outcome."""
    facts = decider.rulebook.facts
    wanted = _told(decider.decide({**given, **assumed}, DAY))
    for name in assumed:
        for value in ANCHORS[facts[name].kind.name]:
            if _told(decider.decide({**given, **assumed, name: value}, DAY)) != wanted:
                yield name


def _told(outcome: Outcome) -> object:
    assert outcome.judgement is not None
    return [track.verdict for track in outcome.judgement.tracks], outcome.amount
