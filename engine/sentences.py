"""Conditions and rules as Dutch sentences, made from the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.model import Condition, Literals, Parameter, Ref, Rule, Rulebook, Ruleset, Test
from engine.values import Kind

_COMPARING = {
    "minstens": "ten minste",
    "hoogstens": "ten hoogste",
    "meer_dan": "meer dan",
    "minder_dan": "minder dan",
    "vanaf": "op of na",
    "tot_en_met": "op of vóór",
    "na": "na",
    "voor": "vóór",
}
_IN_PERIOD = {"vanaf": "in of na", "tot_en_met": "in of vóór", "": "in"}
_GRAINS = {"kwartaal": "het kwartaal van", "maand": "de maand van"}


class Sentences:
    """Writes the sentences of one ruleset; with `constants` parameters show their value too."""

    def __init__(
        self, rulebook: Rulebook, ruleset: Ruleset, constants: Mapping[str, Any] | None = None
    ) -> None:
        self.facts, self.verdicts = rulebook.facts, rulebook.verdicts
        self.parameters = rulebook.parameters.get(ruleset.region, {})
        self.tracks = {track.name for track in ruleset.tracks}
        self.constants = constants or {}

    def condition(self, condition: Condition) -> str:
        """A condition tree as one Dutch phrase, without capital or full stop."""
        if isinstance(condition, Test):
            return self.test(condition)
        parts = [self.condition(part) for part in condition.parts]
        if condition.word == "geen_van":
            return f"het is niet zo dat {listed(parts, 'of dat')}"
        return listed(parts, "en" if condition.word == "alle" else "of")

    def test(self, test: Test) -> str:
        """One condition as a Dutch phrase."""
        if test.subject in self.tracks:
            return self._outcome(test)
        if test.word == "bekend":
            known = isinstance(test.operand, Literals) and test.operand.values == ("ja",)
            return f"{self._named(test.subject)} is {'' if known else 'nog niet '}bekend"
        if test.subject in self.parameters:
            return f"{self.parameters[test.subject].phrase} is {self._value(test)}"
        fact = self.facts[test.subject]
        turned = test.word == "niet"
        if fact.kind.name == "ja_nee" and isinstance(test.operand, Literals):
            yes = (test.operand.values == ("ja",)) != turned
            return fact.sentence if yes else str(fact.sentence_not)
        value = self._value(test)
        if not turned:
            return fact.sentence.replace("{waarde}", value)
        if fact.sentence_not:
            return fact.sentence_not.replace("{waarde}", value)
        return fact.sentence.replace("{waarde}", f"niet {value}")

    def _outcome(self, test: Test) -> str:
        assert isinstance(test.operand, Literals)
        shown = listed([f"'{word}'" for word in test.operand.values], "of")
        return f"{test.subject} is {'niet ' if test.word == 'niet' else ''}{shown}"

    def _named(self, name: str) -> str:
        known = self.facts.get(name) or self.parameters[name]
        return known.phrase

    def _value(self, test: Test) -> str:
        kind = (self.facts.get(test.subject) or self.parameters[test.subject]).kind
        if isinstance(test.operand, Literals):
            shown = listed([self._show(kind, value) for value in test.operand.values], "of")
            return f"{_COMPARING.get(test.word, '')} {shown}".strip()
        assert isinstance(test.operand, Ref)
        named = self._reference(test.operand)
        if test.operand.grain and kind.name == "datum":
            return f"{_IN_PERIOD.get(test.word, _COMPARING.get(test.word, ''))} {named}".strip()
        equal = "" if kind.name in ("datum", "kwartaal") else "gelijk aan"
        return f"{_COMPARING.get(test.word, equal)} {named}".strip()

    def _reference(self, ref: Ref) -> str:
        value = self.constants.get(ref.name)
        shown = f" ({self.parameters[ref.name].kind.show(value)})" if _plain(value) else ""
        grain = f"{_GRAINS[ref.grain]} " if ref.grain and ref.name in self.facts else ""
        return f"{grain}{self._named(ref.name)}{shown}"

    def _show(self, kind: Kind, value: Any) -> str:
        return kind.show(value) if value != frozenset() else "geen van deze"

    def rule(self, rule: Rule) -> Iterator[str]:
        """A rule as lines of Dutch: its title, when it holds, and what follows."""
        yield f"{rule.number}  {rule.title}"
        if parts := parts_of(rule.when):
            yield "  Als:"
            yield from (f"    - {self.condition(part)}{_joint(place, parts)}" for place, part in enumerate(parts))
        yield "  Dan:"
        yield from (f"    - {line}" for line in self._then(rule))
        yield f"  Bron: {', '.join(rule.sources)}"
        if rule.note:
            yield f"  Toelichting: {rule.note}"

    def _then(self, rule: Rule) -> Iterator[str]:
        then = rule.then
        if then.verdict:
            where = "" if then.track == "oordeel" else f"{then.track}: "
            yield f"{where}{self.verdicts[then.verdict]}. {then.reason}"
        if then.derives:
            yield f"dan geldt: {self.facts[then.derives].sentence}"
        if then.amount:
            yield f"het bedrag is {self._named(then.amount.value)}" + (
                f", en nooit meer dan {self._named(then.amount.at_most)}" if then.amount.at_most else ""
            )
        yield from (f"voorwaarde: {r.who}: {r.what}" for r in then.requirements)
        for step in then.steps:
            due = f" (uiterlijk {self._due(step.due.term)} na {self._named(step.due.day)})" if step.due else ""
            yield f"stap: {step.who}: {step.what}{due}"
        yield from (f"signaal aan {s.to}: {s.what}" for s in then.signals)
        yield from (f"let op: {note}" for note in then.notes)

    def _due(self, term: str) -> str:
        parameter: Parameter = self.parameters[term]
        return parameter.phrase


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The lines of a rule that must all hold."""
    if isinstance(condition, Test) or condition.word != "alle":
        return (condition,)
    return condition.parts


def _joint(place: int, parts: tuple[Condition, ...]) -> str:
    return "" if place == len(parts) - 1 else ", en"


def _plain(value: Any) -> bool:
    return value is not None and not isinstance(value, Mapping | frozenset | str)


def listed(items: Iterable[str], word: str) -> str:
    """Items as a Dutch enumeration: a, b of c."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {word} {words[-1]}"
