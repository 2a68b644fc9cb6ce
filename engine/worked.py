"""Runs worked examples: what came out beside what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.collection import Collected
from engine.decide import Decisions, NoDate
from engine.model import Example, Rulebook
from engine.outcome import Outcome
from engine.ranking import Item


@dataclass(frozen=True, slots=True)
class Run:
    """One example as it came out: the rules that held, and each difference as a Dutch phrase."""

    example: Example
    held: frozenset[str]
    differences: tuple[str, ...]


def run_examples(rulebook: Rulebook) -> tuple[Run, ...]:
    """Run all examples of a rulebook."""
    return _run(_Same(rulebook))


@dataclass(frozen=True, slots=True)
class _Same:
    """A rulebook by identity, so that one reading is run once."""

    rulebook: Rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rulebook is self.rulebook


@lru_cache(maxsize=2)
def _run(same: _Same) -> tuple[Run, ...]:
    decisions = Decisions(same.rulebook)
    return tuple(_one(example, decisions) for example in same.rulebook.examples)


def _one(example: Example, decisions: Decisions) -> Run:
    try:
        collected = come_out(example, decisions)
    except NoDate as no_date:
        told = f"geef '{no_date.fact}' of 'peildatum'; zonder datum is er niets te beslissen."
        return Run(example, frozenset(), (told,))
    outcomes = [collected.whole, *(item.outcome for item in collected.items)]
    numbers = frozenset(number for outcome in outcomes for number in held(outcome, decisions))
    return Run(example, numbers, tuple(_differences(example.expected, collected)))


def come_out(example: Example, decisions: Decisions) -> Collected:
    """Decide an example; one without items is a whole by itself.

    Items of a decision that is about no collection are lines that are decided together, and what
    is expected of no line in particular is expected of the last one.
    """
    if example.items and decisions.collection_of(example.decision) is None:
        return _lines(example, decisions)
    return decisions.decide_any(
        example.decision,
        example.region,
        example.given,
        example.items,
        example.reference_date,
        example.other_facts,
    )


def _lines(example: Example, decisions: Decisions) -> Collected:
    given = [{**example.given, **own} for _, own in example.items]
    outcomes = decisions.decide_lines(example.decision, example.region, given, example.other_facts)
    if None in outcomes:
        decisions.day_of(example.decision, example.region, {}, None)  # raises NoDate
    keyed = zip(example.items, (outcome for outcome in outcomes if outcome), strict=True)
    items = tuple(Item(key, n, n, n, outcome) for n, ((key, _), outcome) in enumerate(keyed, 1))
    return Collected(items, items[-1].outcome)


def differs(example: Example, decisions: Decisions) -> bool:
    """Whether an example comes out otherwise than was written."""
    try:
        collected = come_out(example, decisions)
    except NoDate:
        return True
    return next(_differences(example.expected, collected), None) is not None


def held(outcome: Outcome, decisions: Decisions) -> Iterator[str]:
    """The numbers of the rules that hold for an input, whether or not theirs is the outcome."""
    if outcome.ruleset is None or outcome.judgement is None:
        return
    decider = decisions.decider_of(outcome.ruleset)
    judging = decider.regime(outcome.reference_date).judging
    yield from judging.holding(outcome.values, outcome.vector)
    yield from (rule.number for _, rule in outcome.judgement.notes)
    yield from (rule.number for _, rule in outcome.judgement.steps)


def _differences(expected: Mapping[str, Any], collected: Collected) -> Iterator[str]:
    for key, wanted in expected.items():
        if isinstance(wanted, Mapping) and key != "uiterlijk":
            yield from _item_differences(key, wanted, collected)
            continue
        tell = _TOLD.get(key)
        got = tell(collected.whole) if tell else _track(collected.whole, key)
        both = isinstance(wanted, tuple) and isinstance(got, tuple)
        if not (set(wanted) == set(got) if both else wanted == got):
            yield f"{key} is {_shown(got)}, en verwacht was {_shown(wanted)}."


def _item_differences(key: str, wanted: Mapping[str, Any], collected: Collected) -> Iterator[str]:
    """Differences in the items of a collection: their places, or what each came to."""
    if key == "plaatsen":
        places = {item.key: str(item.place) for item in collected.items}
        if places != wanted:
            yield f"plaatsen is {_shown(places)}, en verwacht was {_shown(wanted)}."
        return
    outcomes = {item.key: item.outcome for item in collected.items}
    for name, expected in wanted.items():
        if name not in outcomes:
            yield f"'{name}' is er niet."
            continue
        full = expected if isinstance(expected, Mapping) else {"oordeel": expected}
        for difference in _differences(full, Collected((), outcomes[name])):
            yield f"{name}: {difference}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {inner}" for key, inner in value.items()) or "niets"
    return ", ".join(value) or "niets" if isinstance(value, tuple) else str(value)


def _track(outcome: Outcome, name: str) -> str:
    tracks = outcome.judgement.tracks if outcome.judgement else ()
    return next(
        (track.verdict for track in tracks if track.track == name), "(dit spoor is er niet)"
    )


def _missing(outcome: Outcome) -> tuple[str, ...]:
    main = outcome.judgement.main if outcome.judgement else None
    return (*main.missing, *main.missing_parameters) if main else ()


def _rules(outcome: Outcome) -> tuple[str, ...]:
    reasons = outcome.judgement.main.reasons if outcome.judgement else ()
    return tuple(report.rule.number for report in reasons if report.truth == "J")


def _all_rules(outcome: Outcome) -> tuple[str, ...]:
    tracks = outcome.judgement.tracks if outcome.judgement else ()
    reasons = [report for track in tracks for report in track.reasons if report.truth == "J"]
    return tuple(dict.fromkeys(report.rule.number for report in reasons))


def _numbers(name: str) -> Callable[[Outcome], tuple[str, ...]]:
    """The numbers of the rules that gave something, each once."""

    def tell(outcome: Outcome) -> tuple[str, ...]:
        found = getattr(outcome.judgement, name) if outcome.judgement else ()
        return tuple(dict.fromkeys(entry[-1].number for entry in found))

    return tell


def _how_many(name: str) -> Callable[[Outcome], str]:
    return lambda outcome: str(len(getattr(outcome.judgement, name)) if outcome.judgement else 0)


def _due(outcome: Outcome) -> dict[str, str]:
    """The last day of each step that has one, by rule."""
    days = {}
    steps = outcome.judgement.steps if outcome.judgement else ()
    for (_, rule), day in zip(steps, outcome.due, strict=True):
        if day:
            days[rule.number] = day.isoformat()
    return days


_TOLD: Mapping[str, Callable[[Outcome], Any]] = {
    "oordeel": lambda outcome: outcome.verdict,
    "bedrag": lambda outcome: (
        str(outcome.amount.value).replace(".", ",") if outcome.amount else "geen"
    ),
    "ontbreekt": _missing,
    "regels": _rules,
    "let_op": _numbers("notes"),
    "stappen": _numbers("steps"),
    "signalen": _numbers("signals"),
    "voorwaarden": _numbers("requirements"),
    "aantal_let_op": _how_many("notes"),
    "aantal_stappen": _how_many("steps"),
    "aantal_signalen": _how_many("signals"),
    "aantal_termijnen": lambda outcome: str(sum(day is not None for day in outcome.due)),
    "redenen": _all_rules,
    "nog_na_te_gaan": lambda outcome: outcome.judgement.to_check if outcome.judgement else (),
    "uiterlijk": _due,
    "stil": lambda outcome: "ja" if outcome.judgement and outcome.judgement.main.silent else "nee",
    "status": lambda outcome: "voorlopig" if outcome.provisional else "definitief",
}
