"""The words of one ruleset under one set of parameter values: what no input changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.forms import Blank, form, joined
from engine.model import Rule, Rulebook, Ruleset
from engine.outcome import Outcome, RuleReport
from engine.sentences import Sentences, parts_of
from engine.truth import OPEN, WORDS
from engine.values import Span

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
NOT_KNOWN = "(nog niet bekend)"
ROUNDED = "Uitkomst op hele centen, een halve cent naar boven"


@dataclass(frozen=True, slots=True)
class _Written:
    """A rule for each truth, and each of its lines for each truth."""

    rule: Mapping[str, dict[str, Any]]
    lines: tuple[Mapping[str, dict[str, str]], ...]


class Telling:
    """Tells rules and texts; names of parameters are filled in, those of facts become blanks."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, constants: Mapping[str, Any]) -> None:
        self.rulebook, self.constants = rulebook, constants
        self.parameters = rulebook.parameters.get(ruleset.region, {})
        self.sentences = Sentences(rulebook, ruleset, constants)
        self.facts = self.sentences.facts
        self.labels = {name: p.title for name, p in self.parameters.items()}
        self.labels |= {name: fact.label for name, fact in self.facts.items()}
        self._rules: dict[str, _Written] = {}
        self._texts: dict[str, Any] = {}

    def text(self, text: str) -> Any:
        """A text of a rule, or a blank for it."""
        if "{" not in text:
            return text
        if text not in self._texts:
            pieces: list[Any] = _PLACEHOLDER.split(text)
            pieces[1::2] = map(self._named, pieces[1::2])
            self._texts[text] = joined(pieces)
        return self._texts[text]

    def _named(self, name: str) -> Any:
        if name in self.parameters and name not in self.facts:
            return self._bare(name, self.constants.get(name))
        blank: Blank = lambda outcome: self._bare(name, outcome.values.get(name))  # noqa: E731
        return blank

    def _bare(self, name: str, value: Any) -> str:
        """A value as it stands in a sentence: a text without quotation marks."""
        if value is None:
            return NOT_KNOWN
        shown = self.show(name, value)
        return value if isinstance(value, str) and shown == f"'{value}'" else shown

    def show(self, name: str, value: Any) -> str:
        """A value of a fact, a count or a parameter as a Dutch reader expects it."""
        kind = (self.facts.get(name) or self.parameters[name]).kind
        if isinstance(value, Span):
            return f"{value.low} tot en met {kind.show(value.high)}"
        return kind.show(value)

    def amount(self, outcome: Outcome) -> dict[str, Any] | None:
        """What is to be paid, how it came about, and who bears it: a blank."""
        amount = outcome.amount
        if amount is None:
            return None
        return {
            "waarde": str(amount.value),
            "valuta": "EUR",
            "opbouw": [
                {"omschrijving": self.labels[name], "waarde": self.show(name, value)}
                for name, value in amount.parts
            ],
            "afronding": ROUNDED,
            "tenLasteVan": self._borne_by(amount.borne_by, outcome),
        }

    def _borne_by(self, name: str | None, outcome: Outcome) -> dict[str, str] | None:
        if name is None:
            return None
        value = outcome.values[name]
        return {"feit": name, "waarde": value, "tekst": self.show(name, value)}

    def reason(self, report: RuleReport) -> Any:
        """A rule with its truth, and that of each of its lines."""
        written = self._rules.get(report.rule.number)
        if written is None:
            written = self._rules[report.rule.number] = self._write(report.rule)
        lines = [line[t] for line, t in zip(written.lines, report.lines, strict=True)]
        made = {**written.rule[report.truth], "voorwaarden": lines}
        return form(made) if callable(made["tekst"]) else made

    def _write(self, rule: Rule) -> _Written:
        text = self.text(rule.then.reason or "")
        sentences = [self.sentences.condition(part) for part in parts_of(rule.when)]
        sources = [self.source(name) for name in rule.sources]
        told = {
            truth: {
                "regel": rule.number,
                "titel": rule.title,
                "tekst": joined(["Nog niet zeker: ", text]) if truth == OPEN else text,
                "waarheid": word,
                "toelichting": rule.note,
                "bronnen": sources,
            }
            for truth, word in WORDS.items()
        }
        lines = [{t: {"zin": s, "waarheid": w} for t, w in WORDS.items()} for s in sentences]
        return _Written(told, tuple(lines))

    def source(self, name: str) -> dict[str, str]:
        """A clause as a reader finds it: document and place."""
        clause = self.rulebook.clauses[name]
        return {"clausule": name, "document": clause.title, "vindplaats": clause.place}
