"""What the words of a result mean: its rules with their clauses, and the facts they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from engine.decider import NOT_AT_ISSUE
from engine.loader import ruleset_version
from engine.model import Rule, Ruleset
from engine.sides import with_counts
from engine.wording import period
from sheets.results import NOT_DECIDED, UNDECIDED
from sheets.subject import Subject

COLUMNS = ("soort", "naam", "tekst", "clausules")
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
_NOTE = {
    NOT_AT_ISSUE: "Een lege cel telt als: dit speelt hier niet. Wat wij dan aannemen, staat erbij.",
    "": "Een lege cel telt als: dit is niet bekend.",
}
STATES = {
    "te betalen": "Dit bedrag is te betalen, en de factuur is in orde.",
    "open": "Er moet nog iets gebeuren, of iemand moet kiezen.",
    "terug": "Er is een vergoeding, maar de factuur is niet in orde en gaat terug.",
    "afgewezen": "Hiervoor is geen vergoeding.",
    "niet te lezen": "Een cel klopt niet; zie de kolom 'fouten'. De regel telt mee onder open.",
}

Row = tuple[str, str, str, str]


def legend(subject: Subject, remarks: Sequence[str], other_facts: str) -> pl.DataFrame:
    """The legend of one result."""
    rows = [*_about(remarks, other_facts), *_outcomes(subject), *_rules(subject), *_facts(subject)]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _about(remarks: Sequence[str], other_facts: str) -> Iterator[Row]:
    yield "advies", "", "Dit is een advies. Een mens beslist.", ""
    yield "lege cel", "", _NOTE.get(other_facts, _NOTE[""]), ""
    for remark in remarks:
        yield "opmerking", "", remark, ""
    for state, text in STATES.items():
        yield "stand", state, text, ""


def _outcomes(subject: Subject) -> Iterator[Row]:
    """The outcomes in words, and the rules in force with the version that is theirs."""
    types = subject.bulk.answers.values()
    names = (name for type_ in types if isinstance(type_, pl.Enum) for name in type_.categories)
    for name in dict.fromkeys(names):
        yield "uitkomst", name, subject.rulebook.verdicts[name], ""
    yield "uitkomst", UNDECIDED, f"{NOT_DECIDED}.", ""
    for ruleset in subject.rulesets:
        when = period(ruleset.valid_from, ruleset.valid_to)
        yield "regelset", ruleset_version(subject.rulebook, ruleset), f"Geldig {when}.", ""


def _rules(subject: Subject) -> Iterator[Row]:
    for ruleset in subject.rulesets:
        for rule in ruleset.rules:
            text = " ".join(_named(subject, ruleset, part) for part in _said(rule))
            yield "regel", rule.number, text, ", ".join(rule.sources)


def _said(rule: Rule) -> Iterator[str]:
    then = rule.then
    yield then.reason or f"{rule.title}."
    yield from (f"{step.who}: {step.what}" for step in then.steps)
    yield from then.notes


def _named(subject: Subject, ruleset: Ruleset, text: str) -> str:
    """A text with the names of what stands on the line itself, or is counted over lines."""
    facts = with_counts(subject.rulebook.facts, ruleset)

    def label(match: re.Match[str]) -> str:
        name = match[1]
        known = facts.get(name) or subject.rulebook.parameters[subject.region].get(name)
        return f"({known.phrase})" if known else match[0]

    return _PLACEHOLDER.sub(label, text)


def _facts(subject: Subject) -> Iterator[Row]:
    for fact in subject.asked:
        yield "feit", fact.name, f"{fact.label}. {fact.question}", ""
