"""Money is exact: minutes times a rate, rounded once, half-up on cents, below a ceiling."""

from __future__ import annotations

import math
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from toys import DAY, asks, book, every, fact, is_, judged, parameter, regime
from toys import rule as make_rule

from engine.amounts import compute, last_day
from engine.calendar import as_text, legal_free_days
from engine.decider import Decider
from engine.model import SUPPLEMENT, AmountSpec, DatePlus, Product, Rulebook
from engine.outcome import Outcome

PAID = AmountSpec("loon", "plafond", "wie")
FREE = as_text(legal_free_days())


def toy(tariff: Any = Decimal("91.51"), *, per: str | None = None) -> Rulebook:
    """Pays minutes times a tariff, up to what was claimed, at the cost of somebody."""
    facts = [
        fact("a"),
        fact("uren", "minuten"),
        fact("plafond", "bedrag"),
        fact("wie", "keuze", "xy"),
        fact("loon", "bedrag", asked=False),
    ]
    return book(
        facts,
        [
            make_rule("R", is_("a", "ja"), "groen", amount=PAID),
            make_rule("N", is_("a", "nee"), "rood"),
        ],
        parameters=[parameter("tarief", "bedrag_per_uur", tariff, per=per)],
        computed={"loon": Product(("uren", "tarief"))},
    )


def decided(made: Rulebook, **given: Any) -> Outcome:
    return Decider(made, made.rulesets[0]).decide(given, DAY)


def euro(text: str) -> Decimal:
    return Decimal(text)


def half_up(number: Fraction) -> Decimal:
    """Whole cents, where a half cent goes up."""
    return Decimal(math.floor(number * 100 + Fraction(1, 2))).scaleb(-2)


@pytest.mark.parametrize(
    ("minutes", "rate", "wanted"),
    [(90, "91.51", "137.27"), (100, "91.51", "152.52"), (1, "91.51", "1.53"), (0, "91.51", "0.00"),
     (30, "0.01", "0.01"), (29, "0.01", "0.00"), (60, "9999999.99", "9999999.99")],
)  # fmt: skip
def test_minutes_times_a_rate_is_rounded_half_up(minutes: int, rate: str, wanted: str) -> None:
    outcome = decided(toy(euro(rate)), a="ja", uren=minutes, plafond=euro("9999999.99"), wie="x")
    assert outcome.amount is not None
    assert str(outcome.amount.value) == wanted


def test_random_minutes_times_a_rate_are_as_fractions_say() -> None:
    dice = random.Random(9151)
    for _ in range(200):
        rate = Decimal(dice.randint(0, 30_000)).scaleb(-2)
        program = regime(toy(rate)).program
        for _ in range(50):
            minutes = dice.randint(0, dice.choice((60, 600, 100_000)))
            found = compute(program, Product(("uren", "tarief")), {"uren": minutes}, FREE)
            assert found == half_up(Fraction(minutes) * Fraction(rate) / 60)
            assert found.as_tuple().exponent == -2


def test_a_half_cent_goes_up_and_not_to_even() -> None:
    for cents, wanted in ((1, "0.01"), (3, "0.02"), (5, "0.03"), (7, "0.04")):
        program = regime(toy(Decimal(cents).scaleb(-2))).program
        assert compute(program, Product(("uren", "tarief")), {"uren": 30}, FREE) == euro(wanted)


def test_a_product_of_several_factors_is_rounded_once() -> None:
    facts = [
        fact("uren", "minuten"),
        fact("n", "getal"),
        fact("m", "getal"),
        fact("loon", "bedrag", asked=False),
    ]
    made = book(facts, [], parameters=[parameter("tarief", "bedrag_per_uur", euro("0.01"))])
    program = regime(made).program
    values = {"uren": 20, "n": 3, "m": 2}
    assert compute(program, Product(("uren", "n", "tarief")), values, FREE) == euro("0.01")
    assert compute(program, Product(("n", "m")), values, FREE) == 6


def test_an_amount_never_exceeds_its_ceiling_and_shows_how_it_came_about() -> None:
    known = {"a": "ja", "uren": 90, "wie": "x"}
    below = decided(toy(), **known, plafond=euro("100.00"))
    above = decided(toy(), **known, plafond=euro("200.00"))
    same = decided(toy(), **known, plafond=euro("137.27"))
    assert [o.amount and o.amount.value for o in (below, above, same)] == [
        euro("100.00"), euro("137.27"), euro("137.27"),
    ]  # fmt: skip
    assert below.amount is not None
    assert dict(below.amount.parts) == {
        "uren": 90,
        "tarief": euro("91.51"),
        "loon": euro("137.27"),
        "plafond": euro("100.00"),
    }
    assert (below.amount.ceiling, below.amount.borne_by) == ("plafond", "wie")


@pytest.mark.parametrize("name", ["uren", "plafond", "wie"])
def test_an_open_part_of_an_amount_is_asked_and_nothing_is_paid(name: str) -> None:
    known = {"a": "ja", "uren": 90, "plafond": euro("100.00"), "wie": "x"}
    for given in ({n: v for n, v in known.items() if n != name}, {**known, name: None}):
        outcome = decided(toy(), **given)
        assert outcome.judgement is not None
        assert (outcome.verdict, outcome.judgement.main.missing) == (SUPPLEMENT, (name,))
        assert outcome.amount is None


def test_a_tariff_still_to_be_set_is_named_and_no_other_one_is_used() -> None:
    outcome = decided(toy(None), a="ja", uren=90, plafond=euro("100.00"), wie="x")
    assert outcome.judgement is not None
    main = outcome.judgement.main
    assert (main.verdict, main.missing, main.missing_parameters) == (SUPPLEMENT, (), ("tarief",))
    assert outcome.amount is None


def test_an_outcome_that_pays_nothing_needs_no_tariff() -> None:
    outcome = decided(toy(None), a="nee")
    assert (outcome.verdict, outcome.amount) == ("rood", None)


def test_what_an_amount_needs_is_asked_as_soon_as_it_can_be_paid() -> None:
    ready = regime(toy(None))
    assert asks(ready, {}) == (SUPPLEMENT, {"a", "uren", "plafond", "wie", "tarief"})
    assert asks(ready, {"a": "nee"}) == ("rood", set())


def test_a_product_in_a_product_asks_for_what_lies_at_the_bottom() -> None:
    facts = [
        fact("uren", "minuten"),
        fact("n", "getal"),
        fact("een", "bedrag", asked=False),
        fact("alle", "bedrag", asked=False),
    ]
    made = book(
        facts,
        [
            make_rule(
                "R", is_("n", 0, word="meer_dan"), "groen", amount=AmountSpec("alle", None, None)
            )
        ],
        parameters=[parameter("tarief", "bedrag_per_uur", euro("10.00"))],
        computed={"een": Product(("uren", "tarief")), "alle": Product(("een", "n"))},
    )
    assert asks(regime(made), {"n": 2}) == (SUPPLEMENT, {"uren"})
    outcome = decided(made, n=2, uren=30)
    assert outcome.amount is not None
    assert outcome.amount.value == euro("10.00")


def test_of_rules_that_win_together_one_pays_and_an_open_one_keeps_the_amount_open() -> None:
    paid = AmountSpec("bedrag", None, None)
    made = book(
        [fact("a"), fact("b"), fact("bedrag", "bedrag")],
        [
            make_rule("R0", is_("a", "ja"), "groen"),
            make_rule("R1", is_("b", "ja"), "groen", amount=paid),
        ],
    )
    ready, known = regime(made), {"a": "ja", "bedrag": euro("5.00")}
    assert asks(ready, known) == (SUPPLEMENT, {"b"})
    assert judged(ready, {**known, "b": "ja"}).amount == paid
    assert judged(ready, {**known, "b": "nee"}).amount is None
    assert [r.rule.number for r in judged(ready, {**known, "b": "ja"}).main.reasons] == ["R0", "R1"]


def test_rules_that_cover_an_open_fact_with_one_amount_settle_that_too() -> None:
    paid = AmountSpec("bedrag", None, None)
    whens = (is_("a", "ja"), is_("a", "nee"))
    rules = [make_rule(f"R{n}", when, "groen", amount=paid) for n, when in enumerate(whens)]
    outcome = decided(book([fact("a"), fact("bedrag", "bedrag")], rules), bedrag=euro("5.00"))
    assert outcome.verdict == "groen"
    assert outcome.amount is not None
    assert outcome.amount.value == euro("5.00")


def test_a_term_in_days_counts_all_days_and_one_in_working_days_only_those() -> None:
    friday = date(2021, 12, 24)
    assert last_day(friday, 7, "dagen", FREE) == date(2021, 12, 31)
    assert last_day(friday, 1, "werkdagen", FREE) == date(2021, 12, 27)
    assert last_day(date(2020, 12, 24), 1, "werkdagen", FREE) == date(2020, 12, 28)


def test_a_term_in_months_ends_on_the_same_day_or_on_the_last_of_a_shorter_month() -> None:
    for day, months, wanted in (
        (date(2023, 6, 1), 12, date(2024, 6, 1)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2021, 12, 31), 1, date(2022, 1, 31)),
        (date(2021, 1, 1), 100_000, None),
    ):
        assert last_day(day, months, "maanden", FREE) == wanted


def test_a_date_plus_a_term_is_open_while_either_is() -> None:
    facts = [fact("dag", "datum"), fact("eind", "datum", asked=False)]
    formula = DatePlus("dag", "termijn")
    for term, day, wanted in (
        (3, date(2018, 5, 9), date(2018, 5, 15)), (None, date(2018, 5, 9), None), (3, None, None),
    ):  # fmt: skip
        made = book(facts, [], parameters=[parameter("termijn", "werkdagen", term)])
        assert compute(regime(made).program, formula, {"dag": day}, FREE) == wanted


def test_a_term_that_leaves_the_calendar_has_no_end() -> None:
    assert last_day(date(2035, 12, 31), 1, "werkdagen", FREE) is None


def test_an_amount_is_the_same_whichever_rule_is_written_first() -> None:
    paid = AmountSpec("bedrag", None, None)
    one = make_rule("R0", is_("a", "ja"), "groen", amount=paid)
    two = make_rule("R1", every(), "groen")
    for rules in ([one, two], [two, one]):
        outcome = decided(
            book([fact("a"), fact("bedrag", "bedrag")], rules), a="ja", bedrag=euro("1.00")
        )
        assert outcome.amount is not None
