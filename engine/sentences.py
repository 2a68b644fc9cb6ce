"""Conditions and rules as Dutch sentences, made from the words of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.enumeration import listed
from engine.model import (
    Condition,
    Count,
    DatePlus,
    Fact,
    Group,
    Literals,
    Parameter,
    Product,
    Ref,
    Rule,
    Rulebook,
    Ruleset,
    Step,
    Test,
)
from engine.sides import with_counts
from engine.values import Kind
from engine.wording import (
    COMPARING,
    GRAINS,
    HEADS,
    IN_PERIOD,
    JOINTS,
    LABELS,
    QUARTER,
    contrary,
    flat,
    only_tests,
    period,
)

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


class Sentences:
    """Writes the sentences of one ruleset; with `constants` parameters show their value too."""

    def __init__(
        self, rulebook: Rulebook, ruleset: Ruleset, constants: Mapping[str, Any] | None = None
    ) -> None:
        self.facts: Mapping[str, Fact] = with_counts(rulebook.facts, ruleset)
        self.verdicts, self.ruleset = rulebook.verdicts, ruleset
        self.parameters = rulebook.parameters.get(ruleset.region, {})
        self.tracks = [track.name for track in ruleset.tracks]
        self.constants = constants or {}

    def condition(self, condition: Condition, depth: int = 0) -> str:
        """A condition tree as one Dutch phrase, without capital or full stop."""
        if isinstance(condition, Test):
            return self.test(condition)
        if (single := self._single(condition)) is not None:
            return self.condition(single, depth)
        if only_tests(condition):
            joint = ", of " if condition.word == "een_van" else ", en "
            turned = condition.word == "geen_van"
            return joint.join(self._either(part, turned) for part in condition.parts)
        labels = LABELS[depth % 2]
        parts = (
            f"({labels[place % len(labels)]}) {self.condition(part, depth + 1)}"
            for place, part in enumerate(condition.parts)
        )
        return f"{HEADS[condition.word]}: {'; '.join(parts)}"

    def _either(self, part: Condition, turned: bool) -> str:
        assert isinstance(part, Test)
        return self.test(contrary(part) if turned else part)

    def _single(self, group: Group) -> Condition | None:
        """The one condition that a group comes down to, if it does."""
        if len(group.parts) != 1:
            return None
        (part,) = group.parts
        if group.word != "geen_van":
            return part
        return contrary(part) if isinstance(part, Test) else None

    def test(self, test: Test) -> str:
        """One condition as a Dutch phrase."""
        if test.subject in self.tracks:
            return self._outcome(test)
        if test.word in ("bekend", "onbekend"):
            return self._known(test)
        named, value = self._named(test.subject), self._value(test)
        if test.word in ("gelijk_aan", "ongelijk_aan"):
            return self._matching(test, named, value)
        fact = self.facts.get(test.subject)
        if fact is None:
            return f"{named} is {'niet ' if test.word == 'niet' else ''}{value}"
        if fact.kind.name == "ja_nee" and isinstance(test.operand, Literals):
            yes = (test.operand.values == ("ja",)) != (test.word == "niet")
            return fact.sentence if yes else str(fact.sentence_not)
        if test.word != "niet":
            return fact.sentence.replace("{waarde}", value)
        if fact.sentence_not:
            return fact.sentence_not.replace("{waarde}", value)
        other = "iets anders dan" if fact.kind.choices else "niet"
        return fact.sentence.replace("{waarde}", f"{other} {value}")

    def _matching(self, test: Test, named: str, value: str) -> str:
        """A fact beside another value, or beside a parameter that is a list."""
        assert isinstance(test.operand, Ref)
        parameter = self.parameters.get(test.operand.name)
        listing = parameter is not None and parameter.kind.name == "keuzes"
        verb, joint = ("hoort", "bij") if listing else ("is", "gelijk aan")
        turned = "" if test.word == "gelijk_aan" else "niet "
        return f"{named} {verb} {turned}{joint} {value}"

    def _outcome(self, test: Test) -> str:
        assert isinstance(test.operand, Literals)
        shown = listed([f"'{self.verdict(word)}'" for word in test.operand.values], "of")
        other = "iets anders dan " if test.word == "niet" else ""
        return f"{self._of_track(test.subject)} {other}{shown}"

    def _of_track(self, track: str) -> str:
        """The words that a track's outcome follows on."""
        return "de uitkomst is" if track == self.tracks[0] else f"bij '{track}' is de uitkomst"

    def verdict(self, name: str) -> str:
        """An outcome in a few words: its text up to the colon."""
        text = self.verdicts.get(name, name).partition(":")[0]
        return text[:1].lower() + text[1:]

    def _known(self, test: Test) -> str:
        yes = isinstance(test.operand, Literals) and test.operand.values == ("ja",)
        known = "" if yes == (test.word == "bekend") else "nog niet "
        fact = self.facts.get(test.subject)
        if fact is not None and fact.kind.name == "ja_nee":
            return f"het antwoord op '{fact.question or fact.label}' is {known}bekend"
        return f"{self._named(test.subject)} is {known}bekend"

    def _named(self, name: str) -> str:
        known = self.facts.get(name) or self.parameters[name]
        return known.phrase

    def _value(self, test: Test) -> str:
        kind = (self.facts.get(test.subject) or self.parameters[test.subject]).kind
        if isinstance(test.operand, Literals):
            shown = listed([self._show(kind, value) for value in test.operand.values], "of")
            return self._compared(test.word, kind, shown)
        assert isinstance(test.operand, Ref)
        named = self._reference(test.operand)
        if test.operand.grain and kind.name == "datum":
            return f"{IN_PERIOD['' if test.word == 'niet' else test.word]} {named}"
        if kind.name == "kwartaal" or test.word in COMPARING or "gelijk_aan" in test.word:
            return self._compared(test.word, kind, named)
        return f"{'op de dag van' if kind.name == 'datum' else 'gelijk aan'} {named}"

    def _compared(self, word: str, kind: Kind, shown: str) -> str:
        if kind.name == "kwartaal":
            return QUARTER.get(word, "{}").format(shown)
        return f"{COMPARING.get(word, '')} {shown}".strip()

    def _reference(self, ref: Ref) -> str:
        value = self.constants.get(ref.name)
        shown = f" ({self.parameters[ref.name].kind.show(value)})" if _plain(value) else ""
        dated = ref.name in self.facts and self.facts[ref.name].kind.name == "datum"
        grain = f"{GRAINS[ref.grain]} " if ref.grain and dated else ""
        return f"{grain}{self._named(ref.name)}{shown}"

    def _show(self, kind: Kind, value: Any) -> str:
        return kind.show(value) if value != frozenset() else "geen van deze"

    def heading(self) -> Iterator[str]:
        """What the rules can come to, which date picks them, and what items are ranked by."""
        for track in self.ruleset.tracks:
            named = ", ".join(map(self.verdict, track.verdicts))
            otherwise = f"; anders: {self.verdict(track.otherwise)}" if track.otherwise else ""
            yield f"Spoor '{track.name}', de zwaarste uitkomst eerst: {named}{otherwise}"
        yield f"De dag die telt: {self._named(self.ruleset.date_fact)}"
        if self.ruleset.ranking:
            yield self.ranking()

    def ranking(self) -> str:
        """What the items of a collection are put in order by."""
        scales = ", en dan ".join(map(self._scale, self.ruleset.ranking))
        return f"Rangorde van de {self.ruleset.collection}: eerst {scales}"

    def _scale(self, name: str) -> str:
        return "de uitkomst" if name in self.tracks else self._named(name)

    def rule(self, rule: Rule) -> Iterator[str]:
        """A rule as lines of Dutch: its title, when it holds, and what follows."""
        yield f"{rule.number}  {rule.title}"
        if rule.valid_from or rule.valid_to:
            yield f"  Geldt {period(rule.valid_from, rule.valid_to)}."
        parts = parts_of(rule.when)
        if parts:
            yield "  Als:"
            yield from self._bullets(parts, ", en", 4)
        yield "  Dan geldt:" if parts else "  Altijd geldt:"
        yield from (f"    - {line}" for line in self._then(rule))
        yield f"  Bron: {', '.join(rule.sources)}"
        if rule.note:
            yield f"  Toelichting: {rule.note}"

    def count(self, count: Count) -> Iterator[str]:
        """A count as lines of Dutch: what it counts, and when an item counts."""
        if count.same:
            yield f"{count.title}: {self._alike(count)}"
        else:
            yield f"{count.title}: een onderdeel telt mee als:"
        yield from self._bullets(parts_of(count.when), ", en", 2)

    def _alike(self, count: Count) -> str:
        """Which lines count beside a line, and what of them is added up."""
        among = "de eerdere regels" if count.earlier else "alle regels, ook deze,"
        alike = listed(map(self._named, count.same), "en")
        summed = f"; daarvan telt {self._named(count.sums)} bij elkaar op" if count.sums else ""
        end = ", als:" if parts_of(count.when) else "."
        return f"{among} met hetzelfde antwoord bij {alike}{summed}{end}"

    def _bullets(self, parts: tuple[Condition, ...], joint: str, indent: int) -> Iterator[str]:
        """Conditions under each other; those of a group stand one level deeper."""
        parts = tuple(flat(parts)) if joint == ", en" else parts
        for place, part in enumerate(parts):
            end = joint if place < len(parts) - 1 else ""
            group = part if isinstance(part, Group) and self._single(part) is None else None
            if group is None:
                yield f"{' ' * indent}- {self.condition(part)}{end}"
                continue
            yield f"{' ' * indent}- {HEADS[group.word]}:"
            inner = [*self._bullets(group.parts, JOINTS[group.word], indent + 4)]
            yield from (*inner[:-1], f"{inner[-1]}{end}")

    def _then(self, rule: Rule) -> Iterator[str]:
        then = rule.then
        if then.verdict and then.track:
            verdict = self.verdict(then.verdict)
            yield f"{self._of_track(then.track)} '{verdict}'. Reden: {self.text(then.reason or '')}"
        if then.derives:
            yield self.facts[then.derives].sentence
        if then.computes:
            yield self._computed(then.computes)
        if then.amount:
            most, payer = then.amount.at_most, then.amount.borne_by
            limit = f", maar nooit meer dan {self._named(most)}" if most else ""
            borne = f"; het komt ten laste van {self._named(payer)}" if payer else ""
            yield f"het bedrag is {self._named(then.amount.value)}{limit}{borne}"
        for r in then.requirements:
            yield f"eerst moet dit gebeuren, door {self.text(r.who)}: {self.text(r.what)}"
        yield from (self._step(step) for step in then.steps)
        yield from (f"signaal aan {self.text(s.to)}: {self.text(s.what)}" for s in then.signals)
        yield from (f"let op: {self.text(note)}" for note in then.notes)

    def _computed(self, name: str) -> str:
        formula = self.ruleset.computed[name]
        if isinstance(formula, Product):
            return f"{self._named(name)} is {' maal '.join(map(self._named, formula.factors))}"
        return f"{self._named(name)} is de laatste dag van {self._term(formula)}"

    def _step(self, step: Step) -> str:
        due = step.due
        until = f" Uiterlijk aan het einde van {self._term(due)}." if due else ""
        return f"stap voor {self.text(step.who)}: {self.text(step.what)}{until}"

    def _term(self, due: DatePlus) -> str:
        parameter: Parameter = self.parameters[due.term]
        return f"{parameter.phrase}, geteld vanaf de dag na {self._named(due.day)}"

    def text(self, text: str) -> str:
        """A text of a rule with what will be filled in between square brackets."""
        return _PLACEHOLDER.sub(lambda match: f"[{self._named(match.group(1))}]", text)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The lines of a rule that must all hold."""
    if isinstance(condition, Test) or condition.word != "alle":
        return (condition,)
    return condition.parts


def _plain(value: Any) -> bool:
    return value is not None and not isinstance(value, Mapping | frozenset | str)
