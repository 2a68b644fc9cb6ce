"""Reads what stands under `dan`: an outcome, a derived fact, steps, notes, signals, an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.context import Context
from engine.model import (
    AmountSpec,
    Conclusion,
    DatePlus,
    Product,
    Requirement,
    Signal,
    Step,
    Track,
)
from engine.schema import AmountShape, RuleShape, ThenShape, words_of
from engine.values import TERMS
from engine.yamlfile import Block, Lines, Text, line_of

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FACTORS = ("minuten", "getal", "bedrag", "bedrag_per_uur")
# What comes of a product, by the kinds of its factors; plain numbers change nothing.
PRODUCTS: dict[tuple[str, ...], str] = {
    (): "getal",
    ("minuten",): "minuten",
    ("bedrag",): "bedrag",
    ("bedrag_per_uur", "minuten"): "bedrag",
}
COMPUTING = "hier kan 'ja', 'product' met een lijst [a, b], of 'na' met 'termijn'."
ONE_FACT = "een regel stelt één feit. Maak hiervan twee regels."
TWO_OUTCOMES = "een regel geeft één oordeel. Maak hiervan twee regels."


class ConclusionReader:
    """Reads the conclusions of one file; formulas of computed facts gather in `computed`."""

    def __init__(self, context: Context, tracks: dict[str, Track]) -> None:
        self.context, self.tracks = context, tracks
        self.computed: dict[str, Product | DatePlus] = {}
        self.lines: dict[str, int] = {}

    def read(self, raw: dict[str, Any], number: Text) -> Conclusion:
        """The conclusion of a rule; faults become findings."""
        track, verdict = self._verdict(raw)
        self._check_parts(raw, verdict, number)
        for text in _texts(raw):
            self._check_names(text)
        derives, computes = self._sets(raw["sets"])
        return Conclusion(
            track,
            verdict,
            raw["reason"],
            derives,
            tuple(self._step(step) for step in raw["steps"]),
            tuple(self._requirement(item) for item in raw["requirements"]),
            tuple(map(str, raw["notes"])),
            tuple(Signal(str(item["to"]), str(item["what"])) for item in raw["signals"]),
            self._amount(raw["amount"]),
            computes,
        )

    def _check_parts(self, raw: dict[str, Any], verdict: str | None, number: Text) -> None:
        if verdict and not raw["reason"]:
            track = next(key for key in raw["others"] if key in self.tracks)
            self.context.fault(track, "sleutel-ontbreekt", "bij een oordeel hoort een 'reden'.")
        for key, name in (("reason", "reden"), ("amount", "bedrag")):
            if raw[key] and not any(word in self.tracks for word in raw["others"]):
                sentence = f"'{name}' hoort bij een oordeel, en deze regel geeft er geen."
                self.context.fault(raw[key], "sleutel-ontbreekt", sentence)
        said = ("sets", "steps", "requirements", "notes", "signals")
        if not (verdict or raw["others"] or any(raw[key] for key in said)):
            self.context.fault(
                number, "lege-waarde", "onder 'dan' staat niets wat deze regel doet."
            )

    def _verdict(self, raw: dict[str, Any]) -> tuple[str | None, str | None]:
        found, words = raw["others"], words_of(ThenShape)
        for key in found:
            if key in words_of(RuleShape):
                sentence = f"'{key}' kan niet onder 'dan' staan. Springt het te ver in?"
                self.context.fault(key, "onbekende-sleutel", sentence)
            else:
                self.context.known(key, [*self.tracks, *words], "onbekende-sleutel", "het woord")
        chosen = [key for key in found if key in self.tracks]
        if len(chosen) > 1:
            self.context.fault(chosen[1], "verkeerde-vorm", TWO_OUTCOMES)
        if not chosen:
            return None, None
        track, word = chosen[0], found[chosen[0]]
        if not isinstance(word, Text):
            sentence = f"achter '{track}' hoort één oordeel te staan."
            self.context.fault(track, "verkeerde-vorm", sentence)
            return str(track), None
        verdicts = self.tracks[track].verdicts
        where = f"in het spoor '{track}': het oordeel"
        self.context.known(word, verdicts, "onbekend-oordeel", where)
        return str(track), str(word)

    def _sets(self, block: Block | None) -> tuple[str | None, str | None]:
        """The yes/no fact that a rule derives, or the fact that it computes."""
        if not block:
            return None, None
        name, node = next(iter(block.items()))
        if len(block) > 1:
            self.context.fault(list(block)[1], "verkeerde-vorm", ONE_FACT)
        if not self.context.known(name, self.context.facts, "onbekend-feit", "het feit"):
            return None, None
        if isinstance(node, Block):
            return None, self._compute(name, node)
        if node != "ja" or self.context.facts[name].kind.name != "ja_nee":
            sentence = (
                "een regel stelt een ja_nee-feit op ja, of berekent een getal, bedrag of datum."
            )
            self.context.fault(node if line_of(node, 0) else name, "verkeerde-waarde", sentence)
        return str(name), None

    def _compute(self, name: Text, node: Block) -> str:
        kind = self.context.facts[name].kind.name
        if name in self.computed:
            sentence = f"'{name}' wordt al in een andere regel berekend."
            self.context.fault(name, "dubbele-naam", sentence)
        elif list(node) == ["product"] and isinstance(node["product"], Lines):
            self.computed[str(name)] = self._product(name, kind, node["product"])
        elif set(node) == {"na", "termijn"}:
            self.check_date(name)
            self.computed[str(name)] = self._date_plus(node)
        else:
            self.context.fault(next(iter(node), name), "verkeerde-vorm", COMPUTING)
        self.lines.setdefault(str(name), line_of(name))
        return str(name)

    def _product(self, name: Text, kind: str, words: Lines) -> Product:
        factors = tuple(self._factor(word) for word in words)
        kinds = [found.name for factor in factors if (found := self.context.kind(factor))]
        measured = tuple(sorted(k for k in kinds if k != "getal"))
        if len(factors) < 2:
            self.context.fault(words, "verkeerde-vorm", "een product heeft ten minste twee delen.")
        elif len(kinds) == len(factors) and PRODUCTS.get(measured) != kind:
            sentence = f"{' maal '.join(kinds)} geeft geen {kind}, en dat is '{name}' wel."
            self.context.fault(name, "soort-verschilt", sentence)
        return Product(factors)

    def _factor(self, word: Any) -> str:
        if not isinstance(word, Text):
            self.context.fault(
                word, "verkeerde-vorm", "in een product staan namen van feiten en parameters."
            )
            return ""
        kind = self.context.kind(word)
        if kind is None:
            names = [*self.context.facts, *self.context.parameters]
            self.context.known(word, names, "onbekend-feit", "het feit of de parameter")
        elif kind.name not in FACTORS:
            self.context.fault(
                word, "soort-verschilt", f"met '{word}' ({kind.name}) is niet te rekenen."
            )
        return str(word)

    def check_date(self, name: Text) -> None:
        """Find out whether a name is that of a date fact."""
        if self.context.known(name, self.context.facts, "onbekend-feit", "het feit"):
            kind = self.context.facts[name].kind
            if kind.name != "datum":
                self.context.fault(
                    name, "soort-verschilt", f"'{name}' ({kind.name}) is geen datum."
                )

    def _date_plus(self, node: Block) -> DatePlus:
        day, term = (_word(node[key], key) for key in ("na", "termijn"))
        self.check_date(day)
        if self.context.known(term, self.context.parameters, "onbekende-parameter", "de parameter"):
            kind = self.context.parameters[term].kind
            if kind.name not in TERMS:
                self.context.fault(
                    term, "soort-verschilt", f"'{term}' ({kind.name}) is geen termijn."
                )
        return DatePlus(str(day), str(term))

    def _step(self, raw: dict[str, Any]) -> Step:
        due = raw["due"]
        if due is not None and set(due) != {"na", "termijn"}:
            blamed = next(iter(due), raw["what"])
            self.context.fault(
                blamed, "verkeerde-vorm", "onder 'uiterlijk' horen 'na' en 'termijn'."
            )
            due = None
        return Step(str(raw["who"]), str(raw["what"]), self._date_plus(due) if due else None)

    def _requirement(self, raw: dict[str, Any]) -> Requirement:
        done = raw["done"]
        known = self.context.known(done, self.context.facts, "onbekend-feit", "het feit")
        if known and (kind := self.context.facts[done].kind.name) != "ja_nee":
            sentence = f"'{done}' ({kind}) is geen feit van het type ja_nee."
            self.context.fault(done, "soort-verschilt", sentence)
        return Requirement(str(raw["who"]), str(raw["what"]), str(done))

    def _amount(self, node: Text | Block | None) -> AmountSpec | None:
        if node is None:
            return None
        words = {"waarde": node} if isinstance(node, Text) else node
        if "waarde" not in words:
            self.context.fault(next(iter(words)), "sleutel-ontbreekt", "'waarde' ontbreekt hier.")
            return None
        for key, word in words.items():
            self._amount_part(key, word)
        read = {str(key): str(word) for key, word in words.items()}
        return AmountSpec(read["waarde"], read.get("hoogstens"), read.get("ten_laste_van"))

    def _amount_part(self, key: str, node: Any) -> None:
        known = words_of(AmountShape)
        if not self.context.known(Text(key, line_of(key)), known, "onbekende-sleutel", "het woord"):
            return
        word = _word(node, key)
        if self.context.known(word, self.context.facts, "onbekend-feit", "het feit"):
            kind = self.context.facts[word].kind.name
            if key != "ten_laste_van" and kind != "bedrag":
                self.context.fault(word, "soort-verschilt", f"'{word}' ({kind}) is geen bedrag.")

    def _check_names(self, text: Text) -> None:
        """Names between braces must be known, and each brace has its other half."""
        names = [*self.context.facts, *self.context.parameters]
        for name in PLACEHOLDER.findall(text):
            self.context.known(Text(name, line_of(text)), names, "onbekend-feit", "het feit")
        if "{" in (left := PLACEHOLDER.sub("", text)) or "}" in left:
            self.context.fault(
                text, "accolade", "hier mist een accolade: schrijf {naam_van_het_feit}."
            )


def _texts(raw: dict[str, Any]) -> Iterator[Text]:
    """The texts that names between braces may stand in."""
    yield from filter(None, (raw["reason"], *raw["notes"]))
    for step in (*raw["steps"], *raw["requirements"]):
        yield from (step["who"], step["what"])
    for signal in raw["signals"]:
        yield from (signal["to"], signal["what"])


def _word(node: Any, key: object) -> Text:
    """A name; what isn't one is left empty, on the line of its key."""
    return node if isinstance(node, Text) else Text("", line_of(node, line_of(key)))
