"""Reads a rule file: tracks, rules and accepted gaps of one decision in one region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from engine.conclusions import ConclusionReader
from engine.context import Context
from engine.counts import CountReader
from engine.model import Count, DatePlus, Gap, Product, Rule, Ruleset, Track, count_fact
from engine.phrases import NOTHING, Phrases
from engine.schema import RulesetShape, ThenShape, WholeShape, load, words_of
from engine.yamlfile import Block, Lines, Text

NUMBER = re.compile(r"[A-Z]{2,4}-[A-Z]{2,3}-\d{2,3}")
HEAD = frozenset({"decision", "region", "valid_from", "date_fact", "tracks"})


class RulesReader:
    """Turns one rule file into a ruleset; every fault becomes a finding."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tracks: dict[str, Track] = {}
        self.phrases = Phrases(context, self.tracks)
        self.conclusions = ConclusionReader(context, self.tracks)

    def read(self, block: Block) -> Ruleset | None:
        """The ruleset of a file; None when its head can't be read, with all faults told."""
        context = self.context
        loaded = load(context.file, RulesetShape, block, context.findings)
        if "tracks" in loaded:
            self._read_tracks(loaded["tracks"])
        self._check_collection(loaded)
        counts = self._counts(loaded)
        ranking = self._ranking(loaded)
        if "date_fact" in loaded:
            self.conclusions.check_date(loaded["date_fact"])
        valid_from, valid_to = (context.day(loaded.get(key)) for key in ("valid_from", "valid_to"))
        self._ordered(valid_from, valid_to, loaded.get("valid_to"))
        rules = tuple(self._rules(loaded.get("rules", [])) if "tracks" in loaded else ())
        gaps = tuple(self._gap(raw) for raw in loaded.get("gaps", []))
        computed = self._in_order(self.conclusions.computed)
        if not set(loaded) >= HEAD or valid_from is None or not self.tracks:
            return None
        return Ruleset(
            str(loaded["decision"]),
            str(loaded["region"]),
            valid_from,
            valid_to,
            str(loaded["date_fact"]),
            loaded["note"],
            tuple(self.tracks.values()),
            rules,
            computed,
            gaps,
            context.file,
            str(loaded["collection"]) if loaded["collection"] else None,
            counts,
            ranking,
        )

    def _check_collection(self, loaded: dict[str, Any]) -> None:
        """A collection has facts of its items and a track for the whole; no other ruleset has."""
        name, whole = loaded.get("collection"), [t for t in self.tracks.values() if t.whole]
        if name is None:
            if whole:
                sentence = "'niveau' kan alleen bij een 'verzameling'. Noem die bovenaan."
                self.context.fault(loaded["tracks"], "verkeerde-vorm", sentence)
            return
        own = {fact.collection for fact in self.context.facts.values()} - {None}
        self.context.known(name, [str(item) for item in own], "onbekend-feit", "de verzameling")
        if not whole:
            sentence = (
                "een besluit over een verzameling heeft een spoor met 'niveau: geheel' nodig."
            )
            self.context.fault(name, "verkeerde-vorm", sentence)

    def _counts(self, loaded: dict[str, Any]) -> tuple[Count, ...]:
        """The counts, after which every reader knows them as numbers."""
        raws = loaded.get("counts", [])
        reader = CountReader(self.context, self.phrases, [*self.tracks], loaded.get("collection"))
        counts = tuple(reader.read(raw) for raw in raws)
        facts = {count.name: count_fact(count, self.context.facts) for count in counts}
        self.context = replace(self.context, facts={**self.context.facts, **facts})
        self.phrases.context = self.conclusions.context = self.context
        return counts

    def _ranking(self, loaded: dict[str, Any]) -> tuple[str, ...]:
        """What the items of a collection are ranked by: the main track, then choices of a fact."""
        main = next(iter(self.tracks), "")
        listed = ("ja_nee", "keuze")
        choices = [name for name, fact in self.context.facts.items() if fact.kind.name in listed]
        for word in loaded.get("ranking", []):
            self.context.known(word, [main, *choices], "onbekend-feit", "het spoor of feit")
        return tuple(map(str, loaded.get("ranking", [])))

    def _ordered(self, first: date | None, last: date | None, node: Text | None) -> None:
        if first and last and last < first:
            sentence = "deze periode eindigt voor zij begint."
            self.context.fault(node, "geldigheid-overlapt", sentence)

    def _in_order(self, computed: dict[str, Product | DatePlus]) -> dict[str, Product | DatePlus]:
        """The formulas so that each comes after those it uses; a circle is a finding."""
        left, ordered = dict(computed), dict[str, Product | DatePlus]()
        while ready := [name for name, formula in left.items() if not _uses(formula) & set(left)]:
            ordered |= {name: left.pop(name) for name in ready}
        for name in left:
            sentence = f"'{name}' wordt berekend uit zichzelf. Haal die verwijzing weg."
            line = self.conclusions.lines[name]
            self.context.findings.add(self.context.file, line, "kringverwijzing", sentence)
        return ordered | left

    def _read_tracks(self, block: Block) -> None:
        for name, node in block.items():
            self._check_track(name)
            if isinstance(node, Lines):
                self._read_track(name, node)
            elif isinstance(node, Block) and "niveau" in node:
                self._read_whole(name, node)
            else:
                sentence = f"onder '{name}' hoort voor elk oordeel een '-' te staan."
                self.context.fault(name, "streepje-mist", sentence)
                self.tracks[str(name)] = Track(str(name), tuple(self.context.verdicts), None)

    def _check_track(self, name: Text) -> None:
        taken = (*self.context.facts, *self.context.parameters, *words_of(ThenShape))
        if self.context.name(name, "het spoor") in taken:
            sentence = f"'{name}' heeft al een betekenis. Geef dit spoor een andere naam."
            self.context.fault(name, "dubbele-naam", sentence)

    def _read_whole(self, name: Text, node: Block) -> None:
        """A track that looks at a collection as a whole."""
        loaded = load(self.context.file, WholeShape, node, self.context.findings)
        if loaded.get("level", "geheel") != "geheel":
            self.context.fault(
                loaded["level"], "verkeerde-waarde", "achter 'niveau' kan alleen geheel."
            )
        self._read_track(name, loaded.get("verdicts", Lines()), whole=True)

    def _read_track(self, name: Text, node: Lines, *, whole: bool = False) -> None:
        verdicts, otherwise = list[str](), None
        for item in node:
            word = item["anders"] if isinstance(item, Block) and list(item) == ["anders"] else item
            if not isinstance(word, Text):
                sentence = "hier hoort een oordeel of 'anders:' te staan."
                self.context.fault(item, "verkeerde-vorm", sentence)
                continue
            self.context.known(word, self.context.verdicts, "onbekend-oordeel", "het oordeel")
            if word in (*verdicts, otherwise):
                self.context.fault(word, "dubbele-keuze", f"'{word}' staat al in dit spoor.")
            if word is item:
                verdicts.append(str(word))
            else:
                otherwise = str(word)
        if (otherwise is None) != (not self.tracks):
            text = "het eerste spoor kent geen" if otherwise else "een zijspoor eindigt met"
            self.context.fault(name, "verkeerde-vorm", f"{text} 'anders:'.")
        self.tracks[str(name)] = Track(str(name), tuple(verdicts), otherwise, whole)

    def _rules(self, raws: list[dict[str, Any]]) -> Iterator[Rule]:
        seen: set[str] = set()
        for raw in raws:
            number = raw["number"]
            if not NUMBER.fullmatch(number):
                sentence = f"'{number}' is geen regelnummer. Schrijf het als ABC-DE-03."
                self.context.fault(number, "regelnummer", sentence)
            if number in seen:
                sentence = f"de regel '{number}' bestaat al. Geef een nieuw nummer."
                self.context.fault(number, "dubbele-naam", sentence)
            seen.add(str(number))
            if (rule := self._rule(raw)) is not None:
                yield rule

    def _rule(self, raw: dict[str, Any]) -> Rule | None:
        number, when = raw["number"], raw["when"]
        valid_from, valid_to = (
            self.context.day(raw["valid_from"]),
            self.context.day(raw["valid_to"]),
        )
        self._ordered(valid_from, valid_to, raw["valid_to"])
        condition = self.phrases.tree(when) if when is not None else NOTHING
        sources = self.context.sources(raw["sources"], number)
        if raw["then"] is None:
            return None
        then = self.conclusions.read(raw["then"], number)
        if then.computes and (when or raw["valid_from"] or raw["valid_to"]):
            sentence = "een berekening geldt altijd. Haal 'als' en de eigen periode weg."
            self.context.fault(
                when or raw["valid_from"] or raw["valid_to"], "verkeerde-vorm", sentence
            )
        return Rule(
            str(number),
            str(raw["title"]),
            sources,
            condition,
            then,
            raw["note"],
            valid_from,
            valid_to,
            raw["line"],
        )

    def _gap(self, raw: dict[str, Any]) -> Gap:
        return Gap(
            str(raw["name"]), str(raw["reason"]), self.phrases.tree(raw["when"]), raw["line"]
        )


def _uses(formula: Product | DatePlus) -> set[str]:
    return set(formula.factors) if isinstance(formula, Product) else {formula.day}
