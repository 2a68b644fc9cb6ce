"""Reads a rule file: tracks, rules and accepted gaps of one decision in one region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.context import Context
from engine.model import (
    AmountSpec,
    Conclusion,
    DatePlus,
    Gap,
    Product,
    Requirement,
    Rule,
    Ruleset,
    Signal,
    Step,
    Track,
)
from engine.phrases import NOTHING, Phrases
from engine.schema import RulesetShape, load
from engine.values import TERMS
from engine.yamlfile import Block, Lines, Text, line_of

NUMBER = re.compile(r"[A-Z]{2,4}-[A-Z]{2,3}-\d{2,3}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FACTORS = ("minuten", "getal", "bedrag", "bedrag_per_uur")


class RulesReader:
    """Turns one rule file into a ruleset; every fault becomes a finding."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tracks: dict[str, Track] = {}
        self.computed: dict[str, Product | DatePlus] = {}
        self.phrases = Phrases(context, self.tracks)

    def read(self, block: Block) -> Ruleset | None:
        """The ruleset of a file; None when its head can't be read."""
        context = self.context
        loaded = load(context.file, RulesetShape, block, context.findings)
        if not {"decision", "region", "valid_from", "date_fact", "tracks"} <= set(loaded):
            return None
        self._read_tracks(loaded["tracks"])
        self._check_date_fact(loaded["date_fact"])
        valid_from, valid_to = context.day(loaded["valid_from"]), context.day(loaded["valid_to"])
        if valid_from is None:
            return None
        self._ordered(valid_from, valid_to, loaded["valid_from"])
        return Ruleset(
            str(loaded["decision"]),
            str(loaded["region"]),
            valid_from,
            valid_to,
            str(loaded["date_fact"]),
            loaded["note"],
            tuple(self.tracks.values()),
            tuple(self._rules(loaded.get("rules", []))),
            self.computed,
            tuple(self._gap(raw) for raw in loaded.get("gaps", [])),
            context.file,
        )

    def _check_date_fact(self, name: Text) -> None:
        if self.context.known(name, self.context.facts, "onbekend-feit", "het feit"):
            kind = self.context.facts[name].kind
            if kind.name != "datum":
                self.context.fault(name, "soort-verschilt", f"'{name}' is geen datum.")

    def _ordered(self, first: date | None, last: date | None, node: Text) -> None:
        if first and last and last < first:
            self.context.fault(node, "geldigheid-overlapt", "deze periode eindigt voor zij begint.")

    def _read_tracks(self, block: Block) -> None:
        for name, node in block.items():
            verdicts, otherwise = [], None
            if not isinstance(node, Lines):
                self.context.fault(name, "streepje-mist", f"onder '{name}' hoort voor elk oordeel een '-' te staan.")
                continue
            for item in node:
                if isinstance(item, Block) and list(item) == ["anders"]:
                    otherwise = item["anders"]
                    self._verdict_word(otherwise)
                elif isinstance(item, Text):
                    self._verdict_word(item)
                    verdicts.append(str(item))
                else:
                    self.context.fault(item, "verkeerde-vorm", "hier hoort een oordeel of 'anders:' te staan.")
            if (otherwise is None) != (not self.tracks):
                text = "het eerste spoor kent geen 'anders'" if otherwise else "een zijspoor eindigt met 'anders:'"
                self.context.fault(name, "verkeerde-vorm", f"{text}.")
            self.tracks[str(name)] = Track(str(name), tuple(verdicts), otherwise)

    def _verdict_word(self, word: Text) -> None:
        self.context.known(word, self.context.verdicts, "onbekend-oordeel", "het oordeel")

    def _rules(self, raws: list[dict[str, Any]]) -> Iterator[Rule]:
        seen: set[str] = set()
        for raw in raws:
            number = raw["number"]
            if not NUMBER.fullmatch(number):
                self.context.fault(number, "regelnummer", f"'{number}' is geen regelnummer. Schrijf bijvoorbeeld DEC-FV-03.")
            if number in seen:
                self.context.fault(number, "dubbele-naam", f"de regel '{number}' bestaat al. Geef een nieuw nummer.")
            seen.add(str(number))
            yield self._rule(raw)

    def _rule(self, raw: dict[str, Any]) -> Rule:
        then = self._conclusion(raw["then"], raw["number"])
        valid_from, valid_to = self.context.day(raw["valid_from"]), self.context.day(raw["valid_to"])
        self._ordered(valid_from, valid_to, raw["number"])
        return Rule(
            str(raw["number"]),
            str(raw["title"]),
            self.context.sources(raw["sources"], raw["number"]),
            self.phrases.tree(raw["when"]) if raw["when"] is not None else NOTHING,
            then,
            raw["note"],
            valid_from,
            valid_to,
            raw["line"],
        )

    def _conclusion(self, raw: dict[str, Any], number: Text) -> Conclusion:
        track, verdict = self._verdict(raw, number)
        if verdict and not raw["reason"]:
            self.context.fault(number, "sleutel-ontbreekt", "bij een oordeel hoort een 'reden'.")
        self._check_texts(raw)
        conclusion = Conclusion(
            track,
            verdict,
            raw["reason"],
            self._derives(raw["sets"]),
            tuple(self._step(step) for step in raw["steps"]),
            tuple(self._requirement(item) for item in raw["requirements"]),
            tuple(map(str, raw["notes"])),
            tuple(Signal(str(item["to"]), str(item["what"])) for item in raw["signals"]),
            self._amount(raw["amount"]),
        )
        if not (verdict or raw["sets"] or raw["steps"] or raw["requirements"] or raw["notes"] or raw["signals"]):
            self.context.fault(number, "lege-waarde", "onder 'dan' staat niets wat deze regel doet.")
        return conclusion

    def _verdict(self, raw: dict[str, Any], number: Text) -> tuple[str | None, str | None]:
        known = ("line", "reason", "sets", "steps", "requirements", "notes", "signals", "amount")
        words = ("reden", "stel", "stap", "voorwaarde", "let_op", "signaal", "bedrag")
        found = [(key, value) for key, value in raw.items() if key not in known]
        for key, _ in found:
            self.context.known(key, [*self.tracks, *words], "onbekende-sleutel", "het woord")
        chosen = [(key, value) for key, value in found if key in self.tracks]
        if len(chosen) > 1:
            self.context.fault(chosen[1][0], "verkeerde-vorm", "een regel geeft één oordeel. Maak hiervan twee regels.")
        if not chosen:
            return None, None
        track, word = chosen[0]
        if not isinstance(word, Text):
            self.context.fault(track, "verkeerde-vorm", f"achter '{track}' hoort één oordeel te staan.")
            return str(track), None
        self.context.known(word, self.tracks[track].verdicts, "onbekend-oordeel", "het oordeel")
        return str(track), str(word)

    def _derives(self, block: Block | None) -> str | None:
        if not block:
            return None
        derived = None
        for name, node in block.items():
            if not self.context.known(name, self.context.facts, "onbekend-feit", "het feit"):
                continue
            if isinstance(node, Block):
                self._compute(name, node)
            elif node != "ja" or self.context.facts[name].kind.name != "ja_nee":
                self.context.fault(node, "verkeerde-waarde", "een regel stelt een ja_nee-feit op ja, of een product of datum.")
            else:
                derived = str(name)
        if len(block) > 1:
            self.context.fault(list(block)[1], "verkeerde-vorm", "een regel stelt één feit. Maak hiervan twee regels.")
        return derived

    def _compute(self, name: Text, node: Block) -> None:
        if name in self.computed:
            self.context.fault(name, "dubbele-naam", f"'{name}' wordt al in een andere regel gesteld.")
        if list(node) == ["product"] and isinstance(node["product"], Lines):
            self.computed[str(name)] = Product(tuple(self._factor(word) for word in node["product"]))
        elif set(node) == {"na", "termijn"}:
            self.computed[str(name)] = self._date_plus({"after": node["na"], "term": node["termijn"]})
        else:
            self.context.fault(node, "verkeerde-vorm", "hier kan 'product: [a, b]', of 'na' met 'termijn'.")

    def _factor(self, word: Text) -> str:
        kind = self.context.kind(word)
        if kind is None or kind.name not in FACTORS:
            names = [*self.context.facts, *self.context.parameters]
            if self.context.known(word, names, "onbekend-feit", "het feit of de parameter"):
                self.context.fault(word, "soort-verschilt", f"met '{word}' is niet te rekenen.")
        return str(word)

    def _date_plus(self, raw: dict[str, Any]) -> DatePlus:
        day, term = raw["after"], raw["term"]
        if self.context.known(day, self.context.facts, "onbekend-feit", "het feit"):
            self._check_date_fact(day)
        if self.context.known(term, self.context.parameters, "onbekende-parameter", "de parameter"):
            kind = self.context.parameters[term].kind
            if kind.name not in TERMS:
                self.context.fault(term, "soort-verschilt", f"'{term}' is geen termijn.")
        return DatePlus(str(day), str(term))

    def _step(self, raw: dict[str, Any]) -> Step:
        due = raw["due"]
        if due is not None and set(due) != {"na", "termijn"}:
            self.context.fault(due, "verkeerde-vorm", "onder 'uiterlijk' horen 'na' en 'termijn'.")
            due = None
        plus = self._date_plus({"after": due["na"], "term": due["termijn"]}) if due else None
        return Step(str(raw["who"]), str(raw["what"]), plus)

    def _requirement(self, raw: dict[str, Any]) -> Requirement:
        done = raw["done"]
        if self.context.known(done, self.context.facts, "onbekend-feit", "het feit"):
            if self.context.facts[done].kind.name != "ja_nee":
                self.context.fault(done, "soort-verschilt", f"'{done}' is geen ja_nee-feit.")
        return Requirement(str(raw["who"]), str(raw["what"]), str(done))

    def _amount(self, node: Text | Block | None) -> AmountSpec | None:
        if node is None:
            return None
        words = {"waarde": node} if isinstance(node, Text) else node
        if "waarde" not in words:
            self.context.fault(node, "sleutel-ontbreekt", "'waarde' ontbreekt hier.")
            return None
        for key, word in words.items():
            if key not in ("waarde", "hoogstens", "ten_laste_van"):
                self.context.fault(key, "onbekende-sleutel", f"'{key}' kan niet onder 'bedrag' staan.")
            self.context.known(word, self.context.facts, "onbekend-feit", "het feit")
        read = {key: str(word) for key, word in words.items()}
        return AmountSpec(read["waarde"], read.get("hoogstens"), read.get("ten_laste_van"))

    def _check_texts(self, raw: dict[str, Any]) -> None:
        texts = [raw["reason"], *raw["notes"]]
        texts += [step["what"] for step in (*raw["steps"], *raw["requirements"], *raw["signals"])]
        texts += [step["who"] for step in (*raw["steps"], *raw["requirements"])]
        names = [*self.context.facts, *self.context.parameters]
        for text in filter(None, texts):
            for name in PLACEHOLDER.findall(text):
                self.context.known(Text(name, line_of(text)), names, "onbekend-feit", "het feit")

    def _gap(self, raw: dict[str, Any]) -> Gap:
        return Gap(str(raw["name"]), str(raw["reason"]), self.phrases.tree(raw["when"]), raw["line"])
