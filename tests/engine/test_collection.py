"""A collection is decided item by item; its whole hangs on exactly what can turn it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from toys import DAY, book, every, fact, is_, none, rule, some, than

from engine.advice import unused_fact
from engine.checks import Check, known_in_verdict, wrong_level
from engine.collection import Collected, CollectionDecider
from engine.model import SUPPLEMENT, Condition, Count, Fact, Rule, Rulebook, Track

ITEM = Track("uitslag", ("rood", "oranje", "groen"), None)
WHOLE = Track("geheel", ("leeg", "vol"), "genoeg", whole=True)


def count(name: str, when: Condition) -> Count:
    return Count(name, f"Aantal {name}", when, 1)


def at_least(name: str, number: int) -> Condition:
    return is_(name, number, word="minstens")


def below(name: str, number: int) -> Condition:
    return is_(name, number, word="minder_dan")


def own(name: str, **more: Any) -> Fact:
    return replace(fact(name, **more), collection="dingen")


def whole_rule(number: str, when: Condition, verdict: str) -> Rule:
    return rule(number, when, verdict, track="geheel")


def collection(
    facts: Sequence[Fact],
    rules: Sequence[Rule],
    counts: Sequence[Count],
    ranking: Sequence[str] = ("uitslag",),
) -> Rulebook:
    made = book(facts, rules, tracks=(ITEM, WHOLE))
    ruleset = replace(
        made.rulesets[0],
        collection="dingen",
        counts=tuple(counts),
        ranking=tuple(ranking),
    )
    words = dict.fromkeys((*ITEM.verdicts, *WHOLE.verdicts, "genoeg", SUPPLEMENT, "voorleggen"), "")
    return replace(made, rulesets=(ruleset,), verdicts=words)


def decide(made: Rulebook, shared: Mapping[str, Any], **items: Mapping[str, Any]) -> Collected:
    return CollectionDecider(made, made.rulesets[0]).decide(shared, list(items.items()), DAY)


GREEN = rule("G", is_("a", "ja"), "groen")
RED = rule("R", is_("a", "nee"), "rood")
GREENS = count("groene", is_("uitslag", "groen"))


def toy(*rules: Rule, counts: Sequence[Count] = (GREENS,), facts: str = "ab") -> Rulebook:
    return collection([*map(own, facts), fact("s"), fact("t")], [GREEN, RED, *rules], counts)


def test_an_item_counts_by_its_own_outcome() -> None:
    made = toy(whole_rule("W", below("groene", 1), "leeg"))
    assert decide(made, {}, x={"a": "ja"}, y={"a": "nee"}).whole.verdict == "genoeg"
    assert decide(made, {}, x={"a": "nee"}, y={"a": "nee"}).whole.verdict == "leeg"
    assert decide(made, {}).whole.verdict == "leeg"


def test_an_open_count_is_asked_of_the_items_that_can_turn_it() -> None:
    made = toy(whole_rule("W", below("groene", 1), "leeg"))
    main = missing(decide(made, {}, x={}, y={"a": "nee"}, z={}))
    assert main == ({"x:a", "z:a"}, SUPPLEMENT)


def test_a_count_that_is_reached_already_asks_nothing_more() -> None:
    made = toy(whole_rule("W", below("groene", 1), "leeg"))
    assert missing(decide(made, {}, x={"a": "ja"}, y={})) == (set(), "genoeg")


def test_an_item_that_is_settled_by_itself_is_asked_what_its_count_hangs_on() -> None:
    counts = [count("blije", every(is_("uitslag", "groen"), is_("b", "ja")))]
    made = toy(whole_rule("W", below("blije", 1), "leeg"), counts=counts)
    collected = decide(made, {}, x={"a": "ja"}, y={"a": "nee"}, z={})
    assert [item.outcome.verdict for item in collected.items if item.key == "x"] == ["groen"]
    assert missing(collected) == ({"x:b", "z:a", "z:b"}, SUPPLEMENT)


def test_what_items_share_is_asked_once_and_of_the_whole() -> None:
    shared = rule("S", is_("s", "ja"), "rood")
    made = toy(shared, whole_rule("W", below("groene", 1), "leeg"))
    collected = decide(made, {}, x={"a": "ja"}, y={"a": "nee"})
    assert missing(collected) == ({"s"}, SUPPLEMENT)


def test_an_answer_that_turns_one_item_on_and_another_off_is_not_asked() -> None:
    rules = [
        rule("P", every(is_("b", "ja"), is_("s", "ja")), "groen"),
        rule("Q", every(is_("b", "nee"), is_("s", "nee")), "groen"),
        whole_rule("W", below("groene", 1), "leeg"),
    ]
    made = collection([own("b"), fact("s")], rules, [GREENS])
    collected = decide(made, {}, x={"b": "ja"}, y={"b": "nee"})
    assert missing(collected) == (set(), "genoeg")
    assert missing(decide(made, {}, x={"b": "ja"})) == ({"s"}, SUPPLEMENT)


def test_two_counts_that_move_together_ask_nothing_that_they_settle_together() -> None:
    counts = [GREENS, count("rode", is_("uitslag", "rood"))]
    rules = [
        whole_rule("W1", at_least("groene", 1), "vol"),
        whole_rule("W2", at_least("rode", 1), "vol"),
    ]
    assert missing(decide(toy(*rules, counts=counts), {}, x={})) == (set(), "vol")


def test_an_item_that_answers_a_shared_fact_for_itself_is_asked_for_itself() -> None:
    shared = rule("S", is_("s", "ja"), "rood")
    made = toy(shared, whole_rule("W", below("groene", 1), "leeg"))
    collected = decide(made, {"s": "nee"}, x={"a": "ja", "s": None}, y={"a": "nee"})
    assert missing(collected) == ({"x:s"}, SUPPLEMENT)


def test_past_the_bound_all_that_may_matter_is_asked() -> None:
    names = [f"n{number}" for number in range(12)]
    facts = [own(name, kind="getal") for name in names]
    same = [than(f"n{n}", "", f"n{n + 1}") for n in range(11)]
    rules = [rule("R", some(*same), "groen"), whole_rule("W", below("groene", 1), "leeg")]
    collected = decide(collection(facts, rules, [GREENS]), {}, x={})
    assert collected.whole.judgement is not None
    assert not collected.whole.judgement.complete
    assert missing(collected)[0] == {f"x:{name}" for name in names}


def missing(collected: Collected) -> tuple[set[str], str]:
    """What the whole asks, shared names bare and those of items after their key."""
    judgement = collected.whole.judgement
    assert judgement is not None
    main = judgement.main
    return {*main.missing, *(f"{key}:{name}" for key, name in main.of_items)}, main.verdict


def found(check: Check, *rules: Rule, counts: Sequence[Count] = (GREENS,)) -> list[str]:
    made = toy(*rules, counts=counts)
    return [finding.code for finding in check(made, made.rulesets[0])]


def test_an_item_may_not_ask_for_the_whole_nor_the_whole_for_an_item() -> None:
    strange = [
        rule("R", every(is_("a", "ja"), below("groene", 1)), "rood"),
        rule("N", is_("a", "ja"), notes=["nog {groene} over"]),
        whole_rule("W", is_("a", "ja"), "leeg"),
        whole_rule("W", is_("uitslag", "groen"), "leeg"),
    ]
    for one in strange:
        assert found(wrong_level.check, one) == ["verkeerd-niveau"], one.number
    counted = [count("hele", is_("geheel", "leeg"))]
    assert found(wrong_level.check, counts=counted) == ["verkeerd-niveau"]
    sound = [
        whole_rule("W", every(below("groene", 1), is_("s", "ja")), "leeg"),
        rule("N", is_("groene", 0), notes=["nog {groene} over"]),
        rule("M", every(is_("b", "ja"), is_("s", "ja")), notes=["let op"]),
    ]
    assert found(wrong_level.check, *sound) == []


def test_a_count_may_not_ask_what_is_known() -> None:
    for when in (is_("a", "ja", word="bekend"), is_("uitslag", SUPPLEMENT)):
        assert found(known_in_verdict.check, counts=[count("hele", when)]) == ["bekend-in-oordeel"]


def test_a_fact_that_only_a_count_looks_at_is_used() -> None:
    made = toy(counts=[count("hele", is_("b", "ja"))], facts="ab")
    unused = [finding.text for finding in unused_fact.check(made)]
    assert not any("'b'" in text for text in unused)


# Random collections beside going through all completions by brute force.


def drawn_condition(dice: random.Random, names: Sequence[str], depth: int = 2) -> Condition:
    if depth == 0 or dice.random() < 0.4:
        return is_(dice.choice(names), dice.choice(("ja", "nee")))
    group = dice.choice((every, some, none))
    parts = (drawn_condition(dice, names, depth - 1) for _ in range(dice.randint(1, 3)))
    return group(*parts)


def drawn(dice: random.Random) -> Rulebook:
    facts = [own("a"), own("b"), fact("s"), fact("t"), own("d", asked=False)]
    rules = [rule("D", drawn_condition(dice, ("a", "s")), derives="d")]
    for number in range(dice.randint(1, 4)):
        verdict = dice.choice(ITEM.verdicts)
        rules.append(rule(f"R{number}", drawn_condition(dice, ("a", "b", "d", "s")), verdict))
    counts = [
        count("een", some(is_("uitslag", *dice.sample(ITEM.verdicts, dice.randint(1, 2))))),
        count("twee", every(is_("uitslag", "groen"), drawn_condition(dice, ("a", "b", "d", "s")))),
        count("drie", drawn_condition(dice, ("a", "b", "d"))),
    ]
    for number in range(dice.randint(1, 3)):
        lines: list[Condition] = [
            dice.choice((at_least, below))(dice.choice(("een", "twee", "drie")), dice.randint(1, 3))
        ]
        if dice.random() < 0.5:
            lines.append(is_(dice.choice("st"), dice.choice(("ja", "nee"))))
        if dice.random() < 0.5:
            lines.append(below("een", dice.randint(1, 3)))
        verdict = dice.choice(WHOLE.verdicts)
        rules.append(whole_rule(f"W{number}", dice.choice((every, some))(*lines), verdict))
    return collection(facts, rules, counts)


def fill(dice: random.Random, names: Sequence[str]) -> dict[str, str]:
    return {n: dice.choice(("ja", "nee")) for n in names if dice.random() < 0.5}


def worlds(
    made: Rulebook, shared: Mapping[str, str], items: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[dict[str, str], str]]:
    """Every way to answer all that is open, and what the whole then comes to."""
    names = [n for n in "st" if n not in shared]
    names += [f"{key}:{n}" for key, given in items.items() for n in "ab" if n not in given]
    for answers in product(("ja", "nee"), repeat=len(names)):
        world = dict(zip(names, answers, strict=True))
        of_all = {n: v for n, v in world.items() if ":" not in n}
        own_answers = {
            key: given | {n[2:]: v for n, v in world.items() if n.startswith(f"{key}:")}
            for key, given in items.items()
        }
        yield world, decide(made, {**shared, **of_all}, **own_answers).whole.verdict


@pytest.mark.parametrize("seed", range(60))
def test_the_whole_asks_just_what_brute_force_finds(seed: int) -> None:
    dice = random.Random(seed)
    made = drawn(dice)
    shared = fill(dice, "st")
    items = {key: fill(dice, "ab") for key in "xyz"[: dice.randint(1, 3)]}
    found = list(worlds(made, shared, items))
    ends = {tuple(world.items()): end for world, end in found}
    turning = {
        name
        for world, end in found
        for name in world
        if ends[tuple({**world, name: other(world[name])}.items())] != end
    }
    asked, verdict = missing(decide(made, shared, **items))
    assert asked == turning
    assert verdict == (SUPPLEMENT if turning else found[0][1])


def other(answer: str) -> str:
    return "nee" if answer == "ja" else "ja"
