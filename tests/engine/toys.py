"""Makes toy rulebooks in a line or two, without a word of any real domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.decider import Regime
from engine.model import (
    AmountSpec,
    Conclusion,
    Condition,
    Dated,
    DatePlus,
    Fact,
    Gap,
    Group,
    Literals,
    Parameter,
    Product,
    Ref,
    Requirement,
    Rule,
    Rulebook,
    Ruleset,
    Signal,
    Step,
    Test,
    Track,
)
from engine.outcome import Judgement
from engine.values import make_kind

DAY = date(2021, 6, 10)
START = date(2020, 1, 1)
FILE = "rules/toys.yaml"
MAIN = Track("uitslag", ("rood", "oranje", "groen"), None)


def fact(
    name: str,
    kind: str = "ja_nee",
    choices: Iterable[str] = (),
    *,
    asked: bool = True,
    usual: Any = None,
) -> Fact:
    """Make a fact; one that isn't asked must be derived."""
    made = make_kind(kind, dict.fromkeys(choices, "een keuze"), "")
    question, sentence = f"{name}?" if asked else None, f"{name} is {{waarde}}"
    return Fact(
        name=name,
        label=name,
        kind=made,
        question=question,
        who_knows="iemand",
        sentence=sentence,
        sentence_not=sentence,
        phrase=name,
        special=False,
        changeable=False,
        usual=usual,
        line=1,
    )


def is_(subject: str, *values: Any, word: str = "", line: int = 1) -> Test:
    """Hold a fact against written values."""
    return Test(subject, word, Literals(values), line)


def than(subject: str, word: str, other: str, grain: str = "") -> Test:
    """Hold a fact against another fact or a parameter."""
    return Test(subject, word, Ref(other, grain), 1)


def every(*parts: Condition) -> Group:
    return Group("alle", parts)


def some(*parts: Condition) -> Group:
    return Group("een_van", parts)


def none(*parts: Condition) -> Group:
    return Group("geen_van", parts)


def rule(
    number: str,
    when: Condition,
    verdict: str | None = None,
    *,
    track: str = MAIN.name,
    derives: str | None = None,
    amount: AmountSpec | None = None,
    notes: Sequence[str] = (),
    steps: Sequence[Step] = (),
    requirements: Sequence[Requirement] = (),
    signals: Sequence[Signal] = (),
    first: date | None = None,
    last: date | None = None,
) -> Rule:
    """Make a rule that decides, derives or speaks."""
    then = Conclusion(
        track=track if verdict else None,
        verdict=verdict,
        reason="daarom" if verdict else None,
        derives=derives,
        steps=tuple(steps),
        requirements=tuple(requirements),
        notes=tuple(notes),
        signals=tuple(signals),
        amount=amount,
    )
    return Rule(number, number, (), when, then, None, first, last, 1)


def parameter(
    name: str, kind: str, value: Any, choices: Iterable[str] = (), *, per: str | None = None
) -> Parameter:
    """Make a parameter with one value for ever; None is still to be set."""
    made = make_kind(kind, dict.fromkeys(choices, "een keuze"), "")
    values = (Dated(value, START, None, (), 1),)
    return Parameter(name, name, made, per, (), values, name, None, "rules/parameters.yaml", 1)


def book(
    facts: Iterable[Fact],
    rules: Iterable[Rule],
    *,
    tracks: Iterable[Track] = (MAIN,),
    parameters: Iterable[Parameter] = (),
    computed: Mapping[str, Product | DatePlus] | None = None,
    gaps: Iterable[Gap] = (),
    date_fact: str = "dag",
) -> Rulebook:
    """Make a rulebook with one ruleset, in force from START."""
    ruleset = Ruleset(
        decision="toys",
        region="hier",
        valid_from=START,
        valid_to=None,
        date_fact=date_fact,
        note=None,
        tracks=tuple(tracks),
        rules=tuple(rules),
        computed=dict(computed or {}),
        gaps=tuple(gaps),
        file=FILE,
    )
    texts = dict.fromkeys(("facts.yaml", "sources.yaml", "parameters.yaml", "toys.yaml"), "")
    return Rulebook(
        facts={one.name: one for one in facts},
        verdicts={},
        clauses={},
        parameters={"hier": {one.name: one for one in parameters}},
        rulesets=(ruleset,),
        examples=(),
        texts={**texts, "kalender": ""},
    )


def regime(made: Rulebook, day: date = DAY) -> Regime:
    """Make the rules of a toy ready, with an empty memory."""
    return Regime(made, made.rulesets[0], day)


def judged(ready: Regime, values: Mapping[str, Any]) -> Judgement:
    """Judge through the memory."""
    return ready.judge(values)


def asks(ready: Regime, values: Mapping[str, Any]) -> tuple[str, set[str]]:
    """The main outcome, and all it still asks for."""
    main = judged(ready, values).main
    return main.verdict, {*main.missing, *main.missing_parameters}
