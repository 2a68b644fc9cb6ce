"""Keeps special facts out of all that is stored and sent: decided with, and then forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from engine.amounts import inputs_of
from engine.collection import Collected
from engine.decide import Decisions
from engine.decider import Decider
from engine.explain import Explainer
from engine.findings import Finding
from engine.model import Conclusion, DatePlus, Ref, Rulebook, Ruleset, tests
from engine.outcome import Outcome, RuleReport
from engine.program import needs
from engine.sentences import parts_of
from engine.values import UNKNOWN

NOT_KEPT = "-"
HIDDEN = {"zin": "een gegeven dat wij niet bewaren", "waarheid": "niet_bewaard"}
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


class Special:
    """Knows what of one rulebook may not be kept: special facts and what follows from them."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions, self.facts = decisions, decisions.rulebook.facts
        self.names = frozenset(name for name, fact in self.facts.items() if fact.special)
        rulesets = decisions.rulebook.rulesets
        self._resting = {ruleset.file: resting_on(self.names, ruleset) for ruleset in rulesets}

    def kept(self, given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The facts that are kept, JSON-ready, and the names of those that are not."""
        kept = {
            name: UNKNOWN if value is None else self.facts[name].kind.to_json(value)
            for name, value in given.items()
            if name not in self.names
        }
        return kept, tuple(name for name in given if name in self.names)

    def vector(self, outcome: Outcome) -> str:
        """The truth vector with a dash for each condition that looks at what isn't kept."""
        hidden = self._hidden(outcome)
        if not hidden or outcome.ruleset is None:
            return outcome.vector
        atoms = self._decider(outcome.ruleset).regime(outcome.reference_date).program.atoms
        return "".join(
            NOT_KEPT if {atom.subject, atom.other} & hidden else truth
            for atom, truth in zip(atoms, outcome.vector, strict=True)
        )

    def render(self, explainer: Explainer, outcome: Outcome) -> dict[str, Any]:
        """The answer in Dutch, without the truth of conditions that look at what isn't kept."""
        hidden = self._hidden(outcome)
        if not hidden or outcome.judgement is None:
            return explainer.render(outcome)
        judgement = outcome.judgement
        told = tuple(pair for pair in judgement.contradicted if pair[0] not in hidden)
        if told != judgement.contradicted:
            outcome = replace(outcome, judgement=replace(judgement, contradicted=told))
        answer = explainer.render(outcome)
        answer["aannames"] = [
            {**said, "waarde": HIDDEN["waarheid"]} if said["feit"] in hidden else said
            for said in answer["aannames"]
        ]
        first, *rest = judgement.tracks
        answer["redenen"] = _masked(answer["redenen"], first.reasons, hidden)
        answer["sporen"] = [
            {**said, "redenen": _masked(said["redenen"], track.reasons, hidden)}
            for said, track in zip(answer["sporen"], rest, strict=True)
        ]
        return answer

    def answer(self, explainer: Explainer, collected: Collected) -> dict[str, Any]:
        """The answer about a whole, with its items where the decision is about a collection."""
        name = self.decisions.collection_of(collected.whole.decision)
        if name is None:
            return self.render(explainer, collected.whole)
        return explainer.render_collection(collected, name, partial(self.render, explainer))

    def vectors(self, collected: Collected) -> str:
        """The truth vectors of the whole and of its items, best first."""
        items = [item.outcome for item in collected.items]
        return " ".join([self.vector(outcome) for outcome in (collected.whole, *items)])

    def _decider(self, ruleset: Ruleset) -> Decider:
        """The decider with this ruleset; a collection has one for each item and one for all."""
        collecting = self.decisions.collecting.values()
        both = [decider for pair in collecting for decider in (pair.single, pair.whole)]
        found = (*self.decisions.deciders.values(), *both)
        return next(decider for decider in found if decider.ruleset is ruleset)

    def _hidden(self, outcome: Outcome) -> frozenset[str]:
        return self._resting[outcome.ruleset.file] if outcome.ruleset else frozenset()


def resting_on(names: frozenset[str], ruleset: Ruleset) -> frozenset[str]:
    """The names and all derived facts of a ruleset that follow from them, however far."""
    looked_at = needs(ruleset.rules)
    looked_at |= {name: set(inputs_of(formula)) for name, formula in ruleset.computed.items()}
    looked_at |= {count.name: {*count.looks_at} for count in ruleset.counts}
    found = set(names)
    while new := {name for name, looked in looked_at.items() if looked & found} - found:
        found |= new
    return frozenset(found) if names else names


def _masked(
    said: Iterable[Mapping[str, Any]], reports: Iterable[RuleReport], hidden: frozenset[str]
) -> list[dict[str, Any]]:
    return [
        {**reason, "voorwaarden": [*_lines(reason["voorwaarden"], report, hidden)]}
        for reason, report in zip(said, reports, strict=True)
    ]


def _lines(lines: Iterable[Any], report: RuleReport, hidden: frozenset[str]) -> Iterator[Any]:
    for line, part in zip(lines, parts_of(report.rule.when), strict=True):
        looked = {name for test in tests(part) for name in (test.subject, _other(test.operand))}
        yield HIDDEN if looked & hidden else line


def _other(operand: object) -> str:
    return operand.name if isinstance(operand, Ref) else ""


def leaks(rulebook: Rulebook) -> Iterator[Finding]:
    """Places where a rule would write a special fact into an answer; each refuses the folder."""
    names = frozenset(name for name, fact in rulebook.facts.items() if fact.special)
    for ruleset in rulebook.rulesets:
        hidden = resting_on(names, ruleset)
        if ruleset.date_fact in hidden:
            yield _leak(ruleset, 1, ruleset.date_fact)
        yield from (_leak(ruleset, 1, name) for name in ruleset.ranking if name in hidden)
        for rule in ruleset.rules:
            written = set(_written(rule.then, ruleset)) & hidden
            yield from (_leak(ruleset, rule.line, name) for name in sorted(written))


def _leak(ruleset: Ruleset, line: int, name: str) -> Finding:
    text = (
        f"'{name}' is een bijzonder gegeven of volgt daaruit, en komt hier in het antwoord. "
        "Gebruik het alleen als voorwaarde."
    )
    return Finding(ruleset.file, line, "bijzonder-in-antwoord", text)


def _written(then: Conclusion, ruleset: Ruleset) -> Iterator[str]:
    """The facts that a conclusion writes into an answer."""
    texts = [then.reason or "", *then.notes]
    texts += [text for step in then.steps for text in (step.who, step.what)]
    texts += [text for signal in then.signals for text in (signal.to, signal.what)]
    for requirement in then.requirements:
        texts += [requirement.who, requirement.what]
        yield requirement.done
    yield from (step.due.day for step in then.steps if step.due)
    if then.amount:
        yield from filter(None, (then.amount.value, then.amount.at_most, then.amount.borne_by))
    for name in {name for text in texts for name in _PLACEHOLDER.findall(text)}:
        formula = ruleset.computed.get(name)
        yield from (name, formula.day) if isinstance(formula, DatePlus) else (name,)
