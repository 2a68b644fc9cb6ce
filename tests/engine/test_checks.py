"""Each check finds what it is about, on the line where it stands, and nothing in sound rules."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from random_toys import Scribe
from toys import book, every, fact, is_, none, parameter, some, than
from toys import rule as make_rule

from engine.advice import (
    gap,
    gap_unused,
    never_true,
    parameter_expires,
    parameter_open,
    unused_fact,
)
from engine.checks import (
    ONCE_SOUND,
    REFUSING,
    amounts_clash,
    circle,
    computed_in_verdict,
    known_in_verdict,
    many_alternatives,
    no_question,
    outcome_in_verdict,
)
from engine.findings import Finding
from engine.formulas import TooManyAlternatives, conjunctions
from engine.model import AmountSpec, Condition, Dated, Gap, Product, Rule, Rulebook
from engine.program import Program

Check = Callable[..., Iterator[Finding]]


def at(line: int, condition: Condition) -> Condition:
    """The same line, on another line of its file."""
    return replace(condition, line=line)  # type: ignore[call-arg]


def found(check: Check, made: Rulebook) -> list[tuple[str, int]]:
    return [(f.code, f.line) for f in check(made, made.rulesets[0])]


def advised(check: Check, made: Rulebook) -> list[str]:
    return [f.code for f in check(made)]


SOUND = book(
    [fact("a"), fact("d", asked=False), fact("n", "getal")],
    [
        make_rule("D", is_("a", "ja"), derives="d"),
        make_rule("R0", is_("d", "ja"), "rood"),
        make_rule("R1", every(is_("d", "nee"), is_("n", 3, word="meer_dan")), "oranje"),
        make_rule("R2", every(is_("d", "nee"), is_("n", 3, word="hoogstens")), "groen"),
        make_rule("N", is_("uitslag", "rood"), notes=["let op"]),
    ],
    date_fact="a",
)


@pytest.mark.parametrize("check", [*REFUSING, *ONCE_SOUND], ids=lambda check: check.__module__)
def test_sound_rules_are_refused_for_nothing(check: Check) -> None:
    assert found(check, SOUND) == []


@pytest.mark.parametrize(
    "check", [gap.check, gap_unused.check, never_true.check, unused_fact.check]
)
def test_on_sound_rules_there_is_no_advice(check: Check) -> None:
    assert advised(check, SOUND) == []


def test_facts_that_are_derived_from_each_other_are_a_circle() -> None:
    made = book(
        [fact("d"), fact("e")],
        [
            make_rule("D", at(7, is_("e", "ja")), derives="d"),
            make_rule("E", every(at(9, is_("d", "ja"))), derives="e"),
        ],
    )
    assert found(circle.check, made) == [("kringverwijzing", 7), ("kringverwijzing", 9)]


def test_a_fact_that_is_derived_from_itself_is_a_circle() -> None:
    made = book(
        [fact("d"), fact("a")], [make_rule("D", at(3, than("a", "gelijk_aan", "d")), derives="d")]
    )
    assert found(circle.check, made) == [("kringverwijzing", 3)]


def test_known_may_stand_only_in_rules_without_an_outcome() -> None:
    known = is_("a", "ja", word="bekend")
    for rule in (
        make_rule("R", at(5, known), "rood"),
        make_rule("R", none(at(5, known)), derives="d"),
    ):
        made = book([fact("a"), fact("d")], [rule])
        assert found(known_in_verdict.check, made) == [("bekend-in-oordeel", 5)]
    reminder = make_rule("N", known, notes=["let op"])
    assert found(known_in_verdict.check, book([fact("a")], [reminder])) == []


def test_known_may_not_ask_for_a_derived_fact() -> None:
    made = book(
        [fact("a"), fact("d")],
        [
            make_rule("D", is_("a", "ja"), derives="d"),
            make_rule("N", at(4, is_("d", "ja", word="bekend")), notes=["let op"]),
        ],
    )
    assert found(known_in_verdict.check, made) == [("bekend-in-oordeel", 4)]


def computed(rule: Rule) -> Rulebook:
    facts = [fact("uren", "minuten"), fact("b", "bedrag"), fact("loon", "bedrag", asked=False)]
    tariff = parameter("tarief", "bedrag_per_uur", Decimal("1.00"))
    return book(facts, [rule], parameters=[tariff], computed={"loon": Product(("uren", "tarief"))})


def test_an_outcome_may_not_hang_on_what_is_computed() -> None:
    for line in (at(6, than("b", "meer_dan", "loon")), at(6, than("loon", "meer_dan", "b"))):
        made = computed(make_rule("R", every(line), "rood"))
        assert found(computed_in_verdict.check, made) == [("berekend-in-oordeel", 6)]
        assert found(computed_in_verdict.check, computed(make_rule("N", line, notes=["n"]))) == []


def test_a_rule_with_an_outcome_may_not_ask_for_one() -> None:
    line = at(8, is_("uitslag", "rood"))
    for rule in (make_rule("R", line, "groen"), make_rule("R", some(line), derives="d")):
        made = book([fact("d")], [rule])
        assert found(outcome_in_verdict.check, made) == [("oordeel-in-oordeel", 8)]


def test_a_fact_that_nobody_is_asked_for_must_be_made_by_a_rule() -> None:
    made = book([fact("d", asked=False)], [make_rule("R", at(2, is_("d", "ja")), "rood")])
    assert found(no_question.check, made) == [("vraag-ontbreekt", 2)]
    amount = AmountSpec("loon", None, None)
    paid = book(
        [fact("loon", "bedrag", asked=False)], [make_rule("R", every(), "groen", amount=amount)]
    )
    assert [code for code, _ in found(no_question.check, paid)] == ["vraag-ontbreekt"]


def paying(*whens: Condition) -> Rulebook:
    """Rules with one outcome, each with an amount of its own."""
    facts = [fact("a"), fact("b"), *(fact(f"bedrag{n}", "bedrag") for n in range(len(whens)))]
    rules = [
        make_rule(f"R{n}", when, "groen", amount=AmountSpec(f"bedrag{n}", None, None))
        for n, when in enumerate(whens)
    ]
    return book(facts, rules)


def test_rules_with_two_amounts_that_can_hold_together_clash() -> None:
    clash = paying(is_("a", "ja"), is_("b", "ja"))
    assert [code for code, _ in found(amounts_clash.check, clash)] == ["regels-botsen"]
    apart = paying(every(is_("a", "ja"), is_("b", "ja")), is_("a", "nee"))
    assert found(amounts_clash.check, apart) == []


def test_rules_that_give_one_and_the_same_amount_do_not_clash() -> None:
    amount = AmountSpec("bedrag", None, None)
    rules = [
        make_rule(f"R{n}", is_(name, "ja"), "groen", amount=amount) for n, name in enumerate("ab")
    ]
    made = book([fact("a"), fact("b"), fact("bedrag", "bedrag")], rules)
    assert found(amounts_clash.check, made) == []


def test_rules_of_different_outcomes_may_carry_different_amounts() -> None:
    made = paying(is_("a", "ja"), is_("b", "ja"))
    one, two = made.rulesets[0].rules
    heavier = replace(two, then=replace(two.then, verdict="oranje"))
    ruleset = replace(made.rulesets[0], rules=(one, heavier))
    assert found(amounts_clash.check, replace(made, rulesets=(ruleset,))) == []


def test_a_condition_that_spreads_out_too_far_is_refused() -> None:
    names = [f"f{n}" for n in range(16)]
    pairs = [some(is_(names[n], "ja"), is_(names[n + 1], "ja")) for n in range(0, 16, 2)]
    for when, wanted in ((every(*pairs), 1), (every(*pairs[:6]), 0), (none(*pairs), 0)):
        made = book([fact(name) for name in names], [make_rule("R", when, "rood")])
        assert len(found(many_alternatives.check, made)) == wanted


def test_what_is_not_refused_as_too_much_the_engine_can_hold() -> None:
    for seed in range(400):
        made = Scribe(random.Random(seed)).book()
        program = Program(made, made.rulesets[0], date(2021, 1, 1))
        for rule in program.rules:
            count, most = many_alternatives.size(rule.when, True)
            try:
                rows = conjunctions(program.formulas[rule.number])
            except TooManyAlternatives:
                assert count > many_alternatives.MOST_ALTERNATIVES
                continue
            assert (count, most) == (len(rows), max(map(len, rows), default=0)), seed


def test_a_rule_whose_conditions_exclude_each_other_is_told() -> None:
    both = every(is_("n", 3, word="meer_dan"), is_("n", 3, word="hoogstens"))
    made = book(
        [fact("n", "getal")], [make_rule("R0", both, "rood"), make_rule("R1", every(), "groen")]
    )
    assert advised(never_true.check, made) == ["nooit-waar"]


def test_a_rule_that_holds_in_one_period_only_is_not_told_as_never_true() -> None:
    values = (
        Dated(3, date(2020, 1, 1), date(2020, 12, 31), (), 1),
        Dated(9, date(2021, 1, 1), None, (), 1),
    )
    limit = replace(parameter("grens", "getal", 0), values=values)
    when = every(than("n", "hoogstens", "grens"), is_("n", 5, word="meer_dan"))
    made = book([fact("n", "getal")], [make_rule("R", when, "rood")], parameters=[limit])
    assert advised(never_true.check, made) == []


def test_a_combination_without_an_outcome_is_told_unless_it_is_accepted() -> None:
    rules = [make_rule("R", is_("a", "ja"), "rood")]
    assert advised(gap.check, book([fact("a")], rules)) == ["gat"]
    accepted = book([fact("a")], rules, gaps=[Gap("mag", "omdat", is_("a", "nee"), 4)])
    assert advised(gap.check, accepted) == []
    assert advised(gap_unused.check, accepted) == []


def test_an_accepted_gap_that_is_none_is_told() -> None:
    made = book(
        [fact("a")],
        [make_rule("R", every(), "rood")],
        gaps=[Gap("mag", "omdat", is_("a", "nee"), 4)],
    )
    assert advised(gap_unused.check, made) == ["gat-overbodig"]


def dated(value: int | None, last: date | None) -> Rulebook:
    values = (Dated(value, date(2020, 1, 1), last, (), 1),)
    limit = replace(parameter("grens", "getal", 0), values=values)
    return book(
        [fact("n", "getal")], [make_rule("R", than("n", "", "grens"), "rood")], parameters=[limit]
    )


def test_a_parameter_that_ends_before_the_rules_do_is_told() -> None:
    assert advised(parameter_expires.check, dated(3, date(2021, 12, 31))) == ["parameter-verlopen"]
    assert advised(parameter_expires.check, dated(3, None)) == []


def test_a_parameter_still_to_be_set_is_told() -> None:
    assert advised(parameter_open.check, dated(None, None)) == ["parameter-open"]
    assert advised(parameter_open.check, dated(3, None)) == []


def test_a_fact_that_no_rule_uses_is_told() -> None:
    made = book(
        [fact("a"), fact("dag", "datum"), fact("los")], [make_rule("R", is_("a", "ja"), "rood")]
    )
    assert advised(unused_fact.check, made) == ["feit-ongebruikt"]
