"""What would change an outcome: the smallest sets that do, none missed, each told as a range."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from math import prod
from typing import Any

import pytest
import random_toys
from toys import MAIN, book, every, fact, is_, regime, rule, some, than

from engine.alternatives import MOST_TOGETHER
from engine.decider import Regime
from engine.model import SUPPLEMENT, Condition, Fact, Group, Rulebook
from engine.outcome import Alternative
from engine.referee import Referee, truth

Told = list[tuple[dict[str, Condition], str]]


def free(one: Fact) -> Fact:
    """The fact as one that may be proposed."""
    return replace(one, changeable=True)


A, B, C = free(fact("a")), free(fact("b")), fact("c")
N, KIND = free(fact("n", "minuten")), free(fact("k", "keuze", ("w", "x", "y", "z")))


def found(made: Rulebook, **values: Any) -> Told:
    """What would change the outcome for some values."""
    ready = regime(made)
    return [(dict(one.changes), one.verdict) for one in alternatives(ready, values)]


def alternatives(ready: Regime, values: Mapping[str, Any]) -> tuple[Alternative, ...]:
    return ready.alternatives.of(values, ready.judge(values))


def verdict_of(ready: Regime, values: Mapping[str, Any]) -> str:
    return ready.judge(values).main.verdict


def test_one_fact_that_gives_a_better_outcome_is_told() -> None:
    made = book([A, C], [rule("R1", is_("a", "nee"), "rood"), rule("R2", is_("a", "ja"), "groen")])
    assert found(made, a="nee") == [({"a": is_("a", "ja", line=0)}, "groen")]
    assert found(made, a="ja") == []


def test_facts_that_only_help_together_are_told_together_and_no_larger_set() -> None:
    rules = [
        rule("R1", some(is_("a", "nee"), is_("b", "nee")), "rood"),
        rule("R2", every(is_("a", "ja"), is_("b", "ja")), "groen"),
    ]
    extra = free(fact("los"))
    told = found(book([A, B, extra], rules), a="nee", b="nee", los="nee")
    assert told == [({"a": is_("a", "ja", line=0), "b": is_("b", "ja", line=0)}, "groen")]


def test_what_leads_further_is_told_beside_what_leads_less_far() -> None:
    rules = [
        rule("R1", is_("a", "nee"), "rood"),
        rule("R2", every(is_("a", "ja"), is_("b", "nee")), "oranje"),
        rule("R3", every(is_("a", "ja"), is_("b", "ja")), "groen"),
    ]
    told = found(book([A, B], rules), a="nee", b="nee")
    assert [([*changes], verdict) for changes, verdict in told] == [
        (["a"], "oranje"),
        (["a", "b"], "groen"),
    ]


def test_a_fact_that_may_not_be_proposed_never_is() -> None:
    rules = [rule("R1", is_("c", "nee"), "rood"), rule("R2", is_("c", "ja"), "groen")]
    assert found(book([A, C], rules), c="nee", a="nee") == []


def test_an_outcome_that_is_not_settled_has_no_alternatives() -> None:
    rules = [rule("R1", is_("a", "nee"), "rood"), rule("R2", is_("a", "ja"), "groen")]
    assert found(book([A], rules)) == []


def test_an_open_fact_that_stops_mattering_elsewhere_counts_too() -> None:
    rules = [
        rule("R1", is_("a", "nee"), "rood"),
        rule("R2", every(is_("a", "ja"), is_("b", "ja")), "groen"),
        rule("R3", every(is_("a", "ja"), is_("b", "nee")), "rood"),
    ]
    told = found(book([A, B], rules), a="nee")
    assert [([*changes], verdict) for changes, verdict in told] == [(["a", "b"], "groen")]


def test_a_number_is_told_as_a_range_with_the_limits_of_the_rules() -> None:
    rules = [
        rule("R1", is_("n", 0), "rood"),
        rule("R2", every(is_("n", 0, word="meer_dan"), is_("n", 240, word="hoogstens")), "groen"),
        rule("R3", is_("n", 240, word="meer_dan"), "oranje"),
    ]
    between = Group(
        "alle", (is_("n", 0, word="meer_dan", line=0), is_("n", 240, word="hoogstens", line=0))
    )
    told = found(book([N], rules), n=0)
    assert told == [
        ({"n": is_("n", 240, word="meer_dan", line=0)}, "oranje"),
        ({"n": between}, "groen"),
    ]


def test_choices_that_come_down_to_the_same_are_told_together() -> None:
    rules = [
        rule("R1", is_("k", "w"), "rood"),
        rule("R2", is_("k", "x"), "oranje"),
        rule("R3", is_("k", "y", "z"), "groen"),
    ]
    told = found(book([KIND], rules), k="w")
    assert told == [
        ({"k": is_("k", "x", line=0)}, "oranje"),
        ({"k": is_("k", "y", "z", line=0)}, "groen"),
    ]


def test_a_date_is_told_beside_the_date_that_it_is_held_against() -> None:
    facts = [free(fact("klaar", "datum")), fact("grens", "datum")]
    rules = [
        rule("R1", than("klaar", "na", "grens"), "rood"),
        rule("R2", than("klaar", "tot_en_met", "grens"), "groen"),
    ]
    limit = date(2021, 6, 1)
    told = found(book(facts, rules), klaar=date(2021, 6, 2), grens=limit)
    assert told == [({"klaar": is_("klaar", limit, word="tot_en_met", line=0)}, "groen")]


def test_what_is_remembered_keeps_the_values_that_it_tells() -> None:
    facts = [free(fact("klaar", "datum")), fact("grens", "datum")]
    rules = [
        rule("R1", than("klaar", "na", "grens"), "rood"),
        rule("R2", than("klaar", "tot_en_met", "grens"), "groen"),
    ]
    ready, late = regime(book(facts, rules)), date(2021, 6, 9)
    for limit in (date(2021, 6, 1), date(2021, 6, 8), date(2021, 6, 1)):
        (told,) = alternatives(ready, {"klaar": late, "grens": limit})
        assert told.changes == (("klaar", is_("klaar", limit, word="tot_en_met", line=0)),)


def test_nothing_is_told_that_hangs_on_a_special_fact() -> None:
    secret = replace(fact("geheim"), special=True)
    rules = [
        rule("R1", is_("a", "nee"), "rood"),
        rule("R2", every(is_("a", "ja"), is_("geheim", "ja")), "groen"),
        rule("R3", every(is_("a", "ja"), is_("geheim", "nee")), "oranje"),
        rule("R4", is_("b", "ja"), "oranje"),
    ]
    made = book([A, B, secret], [*rules[:3]])
    assert found(made, a="nee", geheim="ja") == []
    same = book([A, B, secret], [*rules[:1], rule("R2", is_("a", "ja"), "groen")])
    assert [verdict for _, verdict in found(same, a="nee", geheim="ja")] == ["groen"]


def test_a_special_fact_is_never_proposed_itself() -> None:
    secret = free(replace(fact("geheim"), special=True))
    rules = [rule("R1", is_("geheim", "nee"), "rood"), rule("R2", is_("geheim", "ja"), "groen")]
    assert found(book([secret], rules), geheim="nee") == []


def combos(made: Rulebook, names: Sequence[str], given: Mapping[str, Any]) -> Iterator[Any]:
    """All other values of some facts at once."""
    domains = [
        [v for v in random_toys.DOMAINS[made.facts[n].kind.name] if v != given[n]] for n in names
    ]
    return product(*domains)


def reached(ready: Regime, made: Rulebook, names: Sequence[str], given: Mapping[str, Any]) -> Any:
    """By brute force: each way of changing all of some facts, with what it comes to."""
    for values in combos(made, names, given):
        supposed = {**given, **dict(zip(names, values, strict=True))}
        yield supposed, verdict_of(ready, supposed)


def holds(changes: Sequence[tuple[str, Condition]], supposed: Mapping[str, Any]) -> bool:
    referee = Referee((), supposed)
    return all(truth(change, referee.test) == "J" for _, change in changes)


def worlds(seed: int) -> tuple[Rulebook, dict[str, Any], list[str]]:
    """A random toy with some facts that may change, and answers to all that it asks."""
    dice = random.Random(seed)
    made = random_toys.Scribe(dice, most_facts=4).book()
    asked = [n for n, f in made.facts.items() if f.question and n.startswith("f")]
    names = dice.sample(asked, min(len(asked), dice.randint(1, 3)))
    while len(names) > 1 and _size(made, names) > 4_000:
        names.pop()
    facts = {n: free(f) if n in names else f for n, f in made.facts.items()}
    given = {
        n: dice.choice(random_toys.ANCHORS[f.kind.name]) for n, f in facts.items() if f.question
    }
    return replace(made, facts=facts), given, sorted(names, key=[*facts].index)


def _size(made: Rulebook, names: Sequence[str]) -> int:
    return prod(len(random_toys.DOMAINS[made.facts[n].kind.name]) for n in names)


@pytest.mark.parametrize("seed", [*range(60), 138, 193, 305, 409, 1033, 1088, 1219])
def test_brute_force_finds_the_same_sets_and_outcomes(seed: int) -> None:
    made, given, names = worlds(seed)
    ready = regime(made)
    verdict, order = verdict_of(ready, given), MAIN.verdicts
    wanted: set[tuple[tuple[str, ...], str]] = set()
    best: dict[frozenset[str], int] = {}
    rank = order.index(verdict) if verdict in order else len(order)
    told = alternatives(ready, given)
    for size in range(1, MOST_TOGETHER + 1):
        for some_names in combinations(names, size):
            ways = [*reached(ready, made, some_names, given)]
            less = max([rank, *(b for part, b in best.items() if part < {*some_names})])
            ends = {end for _, end in ways if end in order and order.index(end) > less}
            wanted |= {(some_names, end) for end in ends}
            best[frozenset(some_names)] = max([less, *map(order.index, ends)])
            mine = [one for one in told if tuple(n for n, _ in one.changes) == some_names]
            for one in mine:
                assert all(
                    end == one.verdict for supposed, end in ways if holds(one.changes, supposed)
                )
            if not _compared(ready, some_names):
                for supposed, end in ways:
                    assert (end in ends) == any(holds(one.changes, supposed) for one in mine)
    assert (
        verdict == SUPPLEMENT
        or {(tuple(n for n, _ in one.changes), one.verdict) for one in told} == wanted
    )


def _compared(ready: Regime, names: Sequence[str]) -> bool:
    """Whether some of these facts are told by one value each: compared, or a list of choices."""
    cells = ready.judging.completions.cells
    kinds = {ready.program.facts[name].kind.name for name in names}
    return bool({*names} & {*cells.paired}) or bool(kinds & {"keuzes"})
