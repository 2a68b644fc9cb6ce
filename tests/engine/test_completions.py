"""An outcome is settled when all completions agree, and asks just what can still turn it.

The oracle goes through all completions by brute force (`worlds`), over random toys (`random_toys`).
Set TOYS to a larger number of toys for a longer search.
"""

from __future__ import annotations

import os
import random
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_toys import ANCHORS, KINDS, Scribe, answers, domains
from toys import (
    DAY,
    MAIN,
    asks,
    book,
    every,
    fact,
    is_,
    judged,
    none,
    parameter,
    regime,
    some,
    than,
)
from toys import rule as make_rule
from worlds import TooBig, Worlds

from engine.completions import TooManyCompletions
from engine.decider import Regime
from engine.model import SUPPLEMENT, Rule, Rulebook, Track
from engine.outcome import TrackReport
from engine.referee import Referee

TOYS = int(os.environ.get("TOYS", "200"))
ROUNDS = 20


def red(*conditions: Any) -> list[Rule]:
    """One rule for each condition, all with the heaviest outcome."""
    return [make_rule(f"R{n}", when, "rood") for n, when in enumerate(conditions)]


def hold_to_worlds(track: Track, report: TrackReport, worlds: Worlds, complete: bool) -> None:
    """An outcome and what it asks are those of all completions."""
    asked, wanted = {*report.missing, *report.missing_parameters}, worlds.missing(track)
    if not complete:
        assert report.verdict == SUPPLEMENT
        assert asked >= wanted
        return
    assert asked == wanted
    if asked:
        assert report.verdict == SUPPLEMENT
    else:
        ((verdict, _),) = worlds.leaves(track)
        assert report.verdict == (verdict or "voorleggen")
        assert report.silent == (verdict is None)


def can_be_gone_through(ready: Regime, known: dict[str, Any], track: str) -> bool:
    """Whether the completions of a track stay within the bound."""
    completions, vector = ready.judging.completions, ready.program.vector(known)
    given = {n: "JN"[known[n] == "nee"] for n in ready.program.derived if known.get(n)}
    try:
        completions.reach(completions.questions[track], completions.start(known, vector, given))
    except TooManyCompletions:
        return False
    return True


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_is_settled_and_asked_is_what_brute_force_over_all_completions_says(
    turn: int,
) -> None:
    held = 0
    for seed in range(turn, TOYS, ROUNDS):
        dice = random.Random(seed)
        toy = Scribe(dice).book()
        ready = regime(toy)
        for _ in range(6):
            known = answers(dice, toy, dice.choice((0, 0.3, 0.6, 0.9)))
            try:
                worlds = Worlds(toy, DAY, known, domains(toy))
            except TooBig:
                continue
            judgement = judged(ready, known)
            for report in judgement.tracks:
                track = ready.program.tracks[report.track]
                complete = can_be_gone_through(ready, known, report.track)
                assert complete or track.name != MAIN.name or not judgement.complete
                hold_to_worlds(track, report, worlds, complete)
                held += 1
    assert held > 3 * TOYS / ROUNDS


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**64), kind=st.sampled_from(KINDS), share=st.floats(0, 1))
def test_facts_of_one_kind_are_asked_as_brute_force_says(
    seed: int, kind: str, share: float
) -> None:
    dice = random.Random(seed)
    toy = Scribe(dice, (kind,), most_facts=3).book()
    known = answers(dice, toy, share)
    try:
        worlds = Worlds(toy, DAY, known, domains(toy))
    except TooBig:
        return
    judgement = judged(regime(toy), known)
    hold_to_worlds(MAIN, judgement.main, worlds, judgement.complete)


def answered(
    dice: random.Random, ready: Regime, known: dict[str, Any], *, asked_only: bool
) -> dict[str, Any] | None:
    """One more answer, to a missing fact or to any that is open; None when there is none."""
    main = judged(ready, known).main
    facts = ready.program.facts
    opens = [n for n, one in facts.items() if one.question and known.get(n) is None]
    derived = {n for n in opens if n in ready.program.derived}
    opens = [n for n in opens if n not in derived or is_open(ready, known, n)]
    names = [n for n in main.missing if n in facts] if asked_only else opens
    if not names:
        return None
    name = dice.choice(names)
    return {**known, name: dice.choice(ANCHORS[facts[name].kind.name])}


def is_open(ready: Regime, known: dict[str, Any], name: str) -> bool:
    """Whether a derived fact doesn't follow yet from its parts, so that it can still be given."""
    vector = ready.program.vector(known)
    given = {n: "JN"[known[n] == "nee"] for n in ready.program.derived if known.get(n)}
    row = ready.judging.completions.start(known, vector, given).row
    return row[ready.program.signal_of[name]] == "O"


@pytest.mark.parametrize("asked_only", [True, False])
def test_one_more_answer_never_turns_a_settled_outcome(asked_only: bool) -> None:
    settled = 0
    for seed in range(TOYS // 4):
        dice = random.Random(seed)
        toy = Scribe(dice).book()
        ready = regime(toy)
        known: dict[str, Any] | None = answers(dice, toy, 0.2)
        before: dict[str, tuple[str, object]] = {}
        while known is not None:
            judgement = judged(ready, known)
            after = {r.track: (r.verdict, r.silent) for r in judgement.tracks}
            for track, told in before.items():
                if told[0] != SUPPLEMENT:
                    settled += 1
                    assert after[track] == told, f"toy {seed}: {known}"
            before = after
            known = answered(dice, ready, known, asked_only=asked_only)
    assert settled > TOYS // 4


def test_answering_all_that_is_asked_ends_at_what_the_referee_says() -> None:
    for seed in range(TOYS // 4):
        dice = random.Random(seed)
        toy = Scribe(dice).book()
        ready = regime(toy)
        known: dict[str, Any] | None = {}
        last: dict[str, Any] = {}
        while known is not None:
            last = known
            known = answered(dice, ready, known, asked_only=True)
        main = judged(ready, last).main
        if main.verdict == SUPPLEMENT:
            assert main.missing_parameters  # nobody can answer for these
            continue
        everything = {**first_answers(toy), **last}
        assert main.verdict == (referee(ready, everything).verdict(MAIN) or "voorleggen"), seed


def first_answers(toy: Rulebook) -> dict[str, Any]:
    """Some answer to everything that isn't derived: what was never asked makes no difference."""
    derived = {rule.then.derives for rule in toy.rulesets[0].rules}
    return {
        n: ANCHORS[f.kind.name][0] for n, f in toy.facts.items() if f.question and n not in derived
    }


def referee(ready: Regime, known: dict[str, Any]) -> Referee:
    """A referee who knows the parameters too."""
    program = ready.program
    values = {name: program.value(name, known) for name in program.parameters}
    idle = {n: "nee" for n in program.derived if not program.derivations(n)}
    return Referee(program.rules, {**values, **idle, **known})


def test_nothing_is_guessed_from_an_empty_form() -> None:
    for seed in range(TOYS // 8):
        toy = Scribe(random.Random(seed)).book()
        ready = regime(toy)
        main = judged(ready, {}).main
        assert judged(ready, dict.fromkeys(toy.facts)).main == main
        assert (main.verdict == SUPPLEMENT) == bool(main.missing or main.missing_parameters)


def test_rules_that_cover_an_open_fact_together_settle_it() -> None:
    ready = regime(book([fact("a")], red(is_("a", "ja"), is_("a", "nee"))))
    assert asks(ready, {}) == ("rood", set())


def test_a_condition_that_every_answer_meets_is_not_asked() -> None:
    rules = red(is_("n", 0, word="minstens"))
    assert asks(regime(book([fact("n", "getal")], rules)), {}) == ("rood", set())


def test_of_two_open_facts_that_are_compared_both_are_asked_and_then_the_open_side() -> None:
    facts = [fact("m", "getal"), fact("n", "getal")]
    ready = regime(book(facts, red(than("m", "minstens", "n"))))
    assert asks(ready, {}) == (SUPPLEMENT, {"m", "n"})
    assert asks(ready, {"m": 3}) == (SUPPLEMENT, {"n"})
    assert asks(ready, {"n": 3}) == (SUPPLEMENT, {"m"})


def test_three_comparisons_in_a_ring_can_never_hold_and_ask_nothing() -> None:
    facts = [fact(name, "datum") for name in "xyz"]
    ring = every(than("x", "voor", "y"), than("y", "voor", "z"), than("z", "voor", "x"))
    assert asks(regime(book(facts, red(ring))), {}) == ("voorleggen", set())


def test_days_of_one_quarter_can_differ_and_days_of_one_day_cannot() -> None:
    facts = [fact("x", "datum"), fact("y", "datum")]
    same_quarter = than("x", "", "y", "kwartaal")
    ready = regime(book(facts, red(every(same_quarter, than("x", "na", "y")))))
    assert asks(ready, {"y": date(2021, 6, 30)}) == ("voorleggen", set())
    assert asks(ready, {"y": date(2021, 6, 29)}) == (SUPPLEMENT, {"x"})


def test_two_texts_that_nobody_knows_can_be_the_same_and_can_differ() -> None:
    facts = [fact("s", "tekst"), fact("t", "tekst")]
    same = than("s", "gelijk_aan", "t")
    ready = regime(
        book(facts, red(every(same, is_("s", "noord")), every(none(same), is_("t", "zuid"))))
    )
    assert asks(ready, {}) == (SUPPLEMENT, {"s", "t"})
    assert asks(ready, {"s": "NOORD"}) == (SUPPLEMENT, {"t"})
    assert asks(ready, {"s": "oost", "t": "west"}) == ("voorleggen", set())


def test_a_choice_whose_name_is_part_of_another_is_told_apart() -> None:
    choices = ("aa", "aab", "x")
    wanted = parameter("lijst", "keuzes", frozenset({"aab"}), choices)
    toy = book(
        [fact("l", "keuzes", choices)], red(than("l", "gelijk_aan", "lijst")), parameters=[wanted]
    )
    ready = regime(toy)
    assert asks(ready, {}) == (SUPPLEMENT, {"l"})
    assert asks(ready, {"l": frozenset({"aa"})}) == ("voorleggen", set())
    assert asks(ready, {"l": frozenset({"aab"})}) == ("rood", set())


def test_a_multiple_choice_beside_an_open_choice_can_hold_it() -> None:
    facts = [fact("l", "keuzes", "ab"), fact("k", "keuze", "ab")]
    ready = regime(book(facts, red(than("l", "gelijk_aan", "k"))))
    assert asks(ready, {"k": "b"}) == (SUPPLEMENT, {"l"})
    assert asks(ready, {"l": frozenset("a")}) == (SUPPLEMENT, {"k"})
    assert asks(ready, {"l": frozenset("ab")}) == ("rood", set())
    assert asks(ready, {"l": frozenset()}) == ("voorleggen", set())


def listed_limit(values: dict[str, Any] | None) -> Rulebook:
    facts = [fact("k", "keuze", "abc"), fact("m", "getal")]
    limit = parameter("grens", "getal", values, per="k")
    return book(
        facts,
        red(every(than("m", "minstens", "grens"), is_("m", 8, word="hoogstens"))),
        parameters=[limit],
    )


def test_a_parameter_listed_by_an_open_fact_asks_for_that_fact() -> None:
    ready = regime(listed_limit({"a": 3, "b": 7, "c": 9}))
    assert asks(ready, {"m": 5}) == (SUPPLEMENT, {"k"})
    assert asks(ready, {"m": 2}) == ("voorleggen", set())
    assert asks(ready, {}) == (SUPPLEMENT, {"k", "m"})
    assert asks(ready, {"k": "c"}) == ("voorleggen", set())
    assert asks(ready, {"k": "a"}) == (SUPPLEMENT, {"m"})
    assert asks(ready, {"k": "b", "m": 7}) == ("rood", set())


def test_a_parameter_that_misses_a_value_is_named_once_its_fact_is_known() -> None:
    ready = regime(listed_limit({"a": 3}))
    assert asks(ready, {"k": "b", "m": 5}) == (SUPPLEMENT, {"grens"})
    assert asks(ready, {"m": 2}) == (SUPPLEMENT, {"k", "grens"})
    assert asks(ready, {"k": "a", "m": 2}) == ("voorleggen", set())


def test_a_parameter_still_to_be_set_is_missing_only_where_it_matters() -> None:
    limit = parameter("grens", "getal", None)
    facts = [fact("m", "getal"), fact("a")]
    toy = book(
        facts, red(every(is_("a", "ja"), than("m", "minstens", "grens"))), parameters=[limit]
    )
    ready = regime(toy)
    assert asks(ready, {"a": "ja", "m": 4}) == (SUPPLEMENT, {"grens"})
    assert asks(ready, {"a": "nee", "m": 4}) == ("voorleggen", set())


def derived_toy(*order: str) -> Rulebook:
    """d follows from a, and can be given too; red when d is ja while a is nee."""
    rules = [
        make_rule("D", is_("a", "ja"), derives="d"),
        *red(every(is_("d", "ja"), is_("a", "nee"))),
    ]
    return book([fact(name) for name in order], rules)


@pytest.mark.parametrize("order", ["ad", "da"])
def test_a_derived_fact_that_can_be_given_is_free_while_it_is_open_whatever_the_order(
    order: str,
) -> None:
    ready = regime(derived_toy(*order))
    assert asks(ready, {}) == (SUPPLEMENT, {"a", "d"})
    assert asks(ready, {"d": "ja"}) == (SUPPLEMENT, {"a"})
    assert asks(ready, {"d": "ja", "a": "nee"}) == ("rood", set())
    assert asks(ready, {"a": "nee"}) == ("voorleggen", set())


def test_a_derived_fact_is_asked_itself_when_it_can_be_and_else_its_parts() -> None:
    for asked, wanted in ((True, {"d"}), (False, {"a", "b"})):
        rules = [
            make_rule("D", every(is_("a", "ja"), is_("b", "ja")), derives="d"),
            *red(is_("d", "ja")),
        ]
        ready = regime(book([fact("d", asked=asked), fact("a"), fact("b")], rules))
        assert asks(ready, {}) == (SUPPLEMENT, wanted)
        assert asks(ready, {"a": "nee"}) == ("voorleggen", set())


def test_a_derived_fact_that_all_completions_agree_on_is_not_asked() -> None:
    rules = [
        make_rule("D0", is_("a", "ja"), derives="d"),
        make_rule("D1", is_("a", "nee"), derives="d"),
    ]
    facts = [fact("d"), fact("a")]
    assert asks(regime(book(facts, [*rules, *red(is_("d", "ja"))])), {}) == ("rood", set())


def test_a_derived_fact_whose_parts_exclude_each_other_is_not_asked() -> None:
    both = every(than("x", "na", "y"), than("x", "voor", "z"))
    facts = [fact("d"), *(fact(name, "datum") for name in "xyz")]
    ready = regime(book(facts, [make_rule("D", both, derives="d"), *red(is_("d", "ja"))]))
    assert asks(ready, {"y": date(2021, 1, 5), "z": date(2021, 1, 2)}) == ("voorleggen", set())
    assert asks(ready, {"y": date(2021, 1, 2), "z": date(2021, 1, 5)}) == (SUPPLEMENT, {"d"})


def wide(names: int) -> Rulebook:
    """A parity of many facts: no answer settles anything before the last one."""
    parts = [fact(f"a{n}", "getal") for n in range(names)]
    other = [fact(f"b{n}", "getal") for n in range(names)]
    same = [some(*(than(a.name, "", b.name) for a, b in zip(parts, other, strict=True)))]
    return book([*parts, *other], red(*same))


def test_past_the_bound_the_answer_is_clear_and_comes_in_time() -> None:
    toy = wide(12)
    ready = regime(toy)
    start = time.perf_counter()
    judgement = judged(ready, {})
    assert time.perf_counter() - start < 5
    assert not judgement.complete
    assert judgement.main.verdict == SUPPLEMENT
    assert set(judgement.main.missing) == set(toy.facts)


def test_past_the_bound_one_answer_can_still_settle() -> None:
    toy = wide(12)
    settled = judged(regime(toy), {"a0": 3, "b0": 3})
    assert (settled.main.verdict, settled.complete) == ("rood", True)


def test_more_names_than_can_be_gone_through_one_inside_another_are_no_crash() -> None:
    parts = [fact(f"a{n}") for n in range(600)]
    rules = red(
        *(every(*(is_(f.name, "ja") for f in parts[n : n + 20])) for n in range(0, 600, 20))
    )
    judgement = judged(regime(book(parts, rules)), {})
    assert judgement.main.verdict == SUPPLEMENT
    assert len(judgement.main.missing) == 600


def test_a_multiple_choice_with_very_many_choices_is_no_hang() -> None:
    choices = [f"k{n}" for n in range(40)]
    rules = red(*(is_("l", frozenset({choice})) for choice in choices))
    start = time.perf_counter()
    judgement = judged(regime(book([fact("l", "keuzes", choices)], rules)), {})
    assert time.perf_counter() - start < 5
    assert judgement.main.missing == ("l",)


def test_a_derived_fact_past_the_bound_is_asked_itself() -> None:
    parts = [fact(f"{letter}{n}") for letter in "ab" for n in range(14)]
    rules = [
        make_rule(f"D{n}", every(is_(f"a{n}", "ja"), is_(f"b{n}", "ja")), derives="d")
        for n in range(14)
    ]
    ready = regime(book([*parts, fact("d")], [*rules, *red(is_("d", "ja"))]))
    assert asks(ready, {}) == (SUPPLEMENT, {"d"})


def test_thirty_rules_over_sixty_open_facts_are_asked_exactly() -> None:
    parts = [fact(f"f{n}") for n in range(60)]
    rules = [
        make_rule(f"R{n}", every(is_(f"f{2 * n}", "ja"), is_(f"f{2 * n + 1}", "ja")), verdict)
        for n, verdict in enumerate(["rood", "oranje", "groen"] * 10)
    ]
    judgement = judged(regime(book(parts, rules)), {})
    assert judgement.complete
    assert set(judgement.main.missing) == {one.name for one in parts}


def test_a_rule_that_a_parameter_puts_aside_makes_nothing_known() -> None:
    reading = parameter("lezing", "keuze", "b", "ab")
    rules = [
        make_rule("D", every(is_("lezing", "a"), is_("a", "ja")), derives="d"),
        *red(is_("d", "ja")),
    ]
    for asked, told in ((True, (SUPPLEMENT, {"d"})), (False, ("voorleggen", set()))):
        toy = book([fact("d", asked=asked), fact("a")], rules, parameters=[reading])
        assert asks(regime(toy), {}) == told


def test_past_the_bound_a_parameter_that_may_lack_is_named_too() -> None:
    wall = wide(8)
    limit = parameter("grens", "getal", {"a": 3}, per="k")
    facts = [*wall.facts.values(), fact("k", "keuze", "ab"), fact("m", "getal")]
    rules = [*wall.rulesets[0].rules, make_rule("S", than("m", "minstens", "grens"), "oranje")]
    judgement = judged(regime(book(facts, rules, parameters=[limit])), {})
    assert not judgement.complete
    assert judgement.main.missing_parameters == ("grens",)
