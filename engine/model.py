"""What a rule folder says, read and checked: frozen, and without a word about files' syntax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.values import Kind, Number

TO_BE_SET = "nog_vast_te_stellen"
SUPPLEMENT = "aanvullen"
REFER = "voorleggen"
NO_RULES = "geen_geldige_regels"
ALWAYS_VERDICTS = (SUPPLEMENT, REFER, NO_RULES)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a decision may need to know, with the words to ask and tell it.

    `not_before` names another date: this one can't be earlier.
    """

    name: str
    label: str
    kind: Kind
    question: str | None
    who_knows: str | None
    sentence: str
    sentence_not: str | None
    phrase: str
    special: bool
    changeable: bool
    usual: Any
    line: int
    collection: str | None = None
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class Literals:
    """The value or values written in a rule."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """Another fact or a parameter; with a grain (kwartaal, maand) both sides are that period."""

    name: str
    grain: str = ""


Operand = Literals | Ref | None


@dataclass(frozen=True, slots=True)
class Test:
    """One condition as written: a subject, a word between, and what it is held against."""

    subject: str
    word: str
    operand: Operand
    line: int


@dataclass(frozen=True, slots=True)
class Group:
    """`alle`, `een_van` or `geen_van` of some conditions."""

    word: str
    parts: tuple[Condition, ...]


Condition = Test | Group


def tests(condition: Condition) -> Iterator[Test]:
    """Walk the conditions of a tree in written order."""
    if isinstance(condition, Test):
        yield condition
        return
    for part in condition.parts:
        yield from tests(part)


@dataclass(frozen=True, slots=True)
class Product:
    """A product of facts and parameters; minutes times a rate an hour is an amount."""

    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatePlus:
    """A date fact plus a term parameter."""

    day: str
    term: str


@dataclass(frozen=True, slots=True)
class Step:
    """Who does what, and by when."""

    who: str
    what: str
    due: DatePlus | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A step that must be done before the outcome takes effect; `done` is a yes/no fact."""

    who: str
    what: str
    done: str


@dataclass(frozen=True, slots=True)
class Signal:
    """Whom to tell what."""

    to: str
    what: str


@dataclass(frozen=True, slots=True)
class AmountSpec:
    """Which derived amount an outcome carries, its ceiling, and the fact that says who bears it."""

    value: str
    at_most: str | None
    borne_by: str | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule says when it holds."""

    track: str | None
    verdict: str | None
    reason: str | None
    derives: str | None
    steps: tuple[Step, ...]
    requirements: tuple[Requirement, ...]
    notes: tuple[str, ...]
    signals: tuple[Signal, ...]
    amount: AmountSpec | None
    computes: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a decision."""

    number: str
    title: str
    sources: tuple[str, ...]
    when: Condition
    then: Conclusion
    note: str | None
    valid_from: date | None
    valid_to: date | None
    line: int


@dataclass(frozen=True, slots=True)
class Track:
    """Outcomes heaviest first, and what holds when no rule does (never on the main track).

    A track that is `whole` looks at a collection as a whole, not at each of its items.
    """

    name: str
    verdicts: tuple[str, ...]
    otherwise: str | None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A named count of the items for which a condition holds, as the rules of the whole see it.

    With names under `same` it counts for each item those that are like it, for the rules of that
    item; see `engine.alike`. `earlier` then takes only those before it, and `sums` adds up a fact.
    """

    name: str
    title: str
    when: Condition
    line: int
    same: tuple[str, ...] = ()
    earlier: bool = False
    sums: str | None = None

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The facts of items that a count of like items looks at, each once."""
        asked = (test.subject for test in tests(self.when))
        return tuple(dict.fromkeys((*self.same, *([self.sums] if self.sums else []), *asked)))


def count_fact(count: Count, facts: Mapping[str, Fact]) -> Fact:
    """A count as a fact: a number without a question, of the kind of what it adds up."""
    phrase = count.title[:1].lower() + count.title[1:]
    summed = facts.get(count.sums or "")
    return Fact(
        name=count.name,
        label=count.title,
        kind=summed.kind if summed else Number("getal", {}, ""),
        question=None,
        who_knows=None,
        sentence=f"{phrase}: {{waarde}}",
        sentence_not=None,
        phrase=phrase,
        special=False,
        changeable=False,
        usual=None,
        line=count.line,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A combination without an outcome that somebody accepted, and why."""

    name: str
    reason: str
    when: Condition
    line: int


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of one decision in one region, from a date.

    `counts` are known to its rules as numbers; each item is held against those in `counted`.
    """

    decision: str
    region: str
    valid_from: date
    valid_to: date | None
    date_fact: str
    note: str | None
    tracks: tuple[Track, ...]
    rules: tuple[Rule, ...]
    computed: Mapping[str, Product | DatePlus]
    gaps: tuple[Gap, ...]
    file: str
    collection: str | None = None
    counts: tuple[Count, ...] = ()
    ranking: tuple[str, ...] = ()
    counted: tuple[Count, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the ruleset is in force on a day, first and last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value in a period; None while it is still to be set."""

    value: Any
    valid_from: date
    valid_to: date | None
    sources: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value of a region; with `per` the value is a mapping by the choices of that fact."""

    name: str
    title: str
    kind: Kind
    per: str | None
    sources: tuple[str, ...]
    values: tuple[Dated, ...]
    phrase: str
    note: str | None
    file: str
    line: int

    def on(self, day: date) -> Any:
        """The value in force on a day, or None when there is none or it is still to be set."""
        for dated in self.values:
            if dated.valid_from <= day and (dated.valid_to is None or day <= dated.valid_to):
                return dated.value
        return None


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a source document, in our words."""

    name: str
    document: str
    title: str
    region: str
    place: str
    lines: str
    summary: str
    decisions: tuple[str, ...]
    decidable: str
    group: str
    points: tuple[str, ...]
    not_automated: str | None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: what is given, on which day, and what must come out."""

    name: str
    decision: str
    region: str
    sources: tuple[str, ...]
    given: Mapping[str, Any]
    other_facts: str
    reference_date: date | None
    expected: Mapping[str, Any]
    file: str
    line: int
    items: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """Small changes of one rule that no example can notice, and why."""

    decision: str
    region: str
    rule: str
    changes: tuple[str, ...]
    reason: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole rule folder."""

    facts: Mapping[str, Fact]
    verdicts: Mapping[str, str]
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Mapping[str, Parameter]]
    rulesets: tuple[Ruleset, ...]
    examples: tuple[Example, ...]
    texts: Mapping[str, str]
    vocabulary: str = "facts.yaml"
    accepted: tuple[Accepted, ...] = ()

    def find(self, decision: str, region: str, day: date) -> Ruleset | None:
        """The ruleset in force for a decision in a region on a day."""
        for ruleset in self.rulesets:
            if (ruleset.decision, ruleset.region) == (decision, region) and ruleset.covers(day):
                return ruleset
        return None
