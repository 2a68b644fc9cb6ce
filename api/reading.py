"""What a reader of the rules sees beside them: examples as they came out, remarks, what is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unicodedata import combining, normalize

from engine.coverage import Covered, coverage
from engine.findings import Finding
from engine.inspection import remarks
from engine.model import Clause, Parameter, Rule, Rulebook, Ruleset
from engine.sentences import Sentences
from engine.worked import Run, run_examples


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule in its ruleset: its lines as they are printed, and the examples in which it held."""

    ruleset: Ruleset
    rule: Rule
    lines: tuple[str, ...]
    examples: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best fit first."""

    rules: tuple[ReadRule, ...]
    clauses: tuple[Clause, ...]
    parameters: tuple[tuple[str, Parameter], ...]


class Reading:
    """Reads one rulebook for people; what takes long is done once, at the first look."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def warm(self) -> None:
        """Do beforehand what takes long."""
        _ = self.rules, self.findings, self.coverage, self._texts

    @cached_property
    def rules(self) -> tuple[ReadRule, ...]:
        """Every rule in the order of the files."""
        return tuple(self._read())

    def _read(self) -> Iterator[ReadRule]:
        for ruleset in self.rulebook.rulesets:
            words, runs = Sentences(self.rulebook, ruleset), self.examples(ruleset)
            for rule in ruleset.rules:
                _, *lines = words.rule(rule)
                held = tuple(run for run in runs if rule.number in run.held)
                yield ReadRule(ruleset, rule, tuple(lines), held)

    def of(self, decision: str, region: str) -> tuple[ReadRule, ...]:
        """The rules of a decision in a region."""
        wanted = (decision, region)
        return tuple(r for r in self.rules if (r.ruleset.decision, r.ruleset.region) == wanted)

    def examples(self, ruleset: Ruleset) -> tuple[Run, ...]:
        """The worked examples of a ruleset's decision and region, as they came out."""
        wanted = (ruleset.decision, ruleset.region)
        runs = run_examples(self.rulebook)
        return tuple(r for r in runs if (r.example.decision, r.example.region) == wanted)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All that there is to remark on the rules."""
        return tuple(remarks(self.rulebook))

    @cached_property
    def coverage(self) -> tuple[Covered, ...]:
        """How each clause is held in each decision it feeds."""
        return coverage(self.rulebook)

    def search(self, text: str) -> Found:
        """What has every word of a text in it, in any order; case and accents don't count."""
        words = _plain(text).split()
        rules, clauses, parameters = self._texts
        return Found(_best(rules, words), _best(clauses, words), _best(parameters, words))

    @cached_property
    def _texts(self) -> tuple[list[_Searched], ...]:
        rules = [_Searched(r, _told(r), _plain(" ".join(r.lines))) for r in self.rules]
        clauses = [
            _Searched(c, _plain(c.name), _plain(f"{c.title} {c.place} {c.summary}"))
            for c in self.rulebook.clauses.values()
        ]
        parameters = [
            _Searched((region, p), _plain(f"{p.name} {p.title}"), _plain(p.note or ""))
            for region, own in self.rulebook.parameters.items()
            for p in own.values()
        ]
        return rules, clauses, parameters


@dataclass(frozen=True, slots=True)
class _Searched:
    """Something to find, by its title and by all else that it says."""

    found: Any
    title: str
    text: str


def _told(read: ReadRule) -> str:
    return _plain(f"{read.rule.number} {read.rule.title}")


def _plain(text: str) -> str:
    return "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))


def _best(searched: list[_Searched], words: list[str]) -> tuple[Any, ...]:
    if not words:
        return ()
    fits = [s for s in searched if all(word in s.title or word in s.text for word in words)]
    fits.sort(key=lambda searched: -sum(word in searched.title for word in words))
    return tuple(one.found for one in fits)


def by_clause(rules: tuple[ReadRule, ...]) -> Mapping[str, tuple[ReadRule, ...]]:
    """For each clause the rules that rest on it."""
    found: dict[str, list[ReadRule]] = {}
    for read in rules:
        for name in read.rule.sources:
            found.setdefault(name, []).append(read)
    return {name: tuple(own) for name, own in found.items()}
