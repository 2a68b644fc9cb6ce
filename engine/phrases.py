"""Reads the conditions of a rule: names become facts, words become tests."""

from __future__ import annotations

from typing import Any

from engine.context import Context
from engine.model import Condition, Group, Literals, Operand, Ref, Test, Track
from engine.values import YES_NO, Choice, Kind
from engine.yamlfile import Block, Lines, Text, line_of

GROUPS = ("alle", "een_van", "geen_van")
NUMBERS = ("minstens", "hoogstens", "meer_dan", "minder_dan")
DATES = ("vanaf", "tot_en_met", "na", "voor")
GRAINS = {"kwartaal_van": "kwartaal", "maand_van": "maand"}
NOTHING = Group("alle", ())


class Phrases:
    """Reads condition trees; a fault becomes a finding and the reading goes on."""

    def __init__(self, context: Context, tracks: dict[str, Track]) -> None:
        self.context, self.tracks = context, tracks

    def tree(self, block: Block) -> Condition:
        """A block of lines that must all hold."""
        parts = [self._entry(key, node) for key, node in block.items()]
        parts = [part for part in parts if part is not None]
        return parts[0] if len(parts) == 1 and parts[0] else Group("alle", tuple(filter(None, parts)))

    def _entry(self, key: Text, node: Any) -> Condition | None:
        if key in GROUPS:
            return self._group(key, node)
        kind = self._subject(key)
        if kind is None:
            return None
        if isinstance(node, Block):
            found = [self._word(key, kind, word, inner) for word, inner in node.items()]
            if not found:
                self.context.fault(key, "lege-waarde", f"onder '{key}' staat niets.")
            kept = tuple(test for test in found if test is not None)
            return kept[0] if len(kept) == 1 else Group("alle", kept)
        operand = self._operand(key, kind, node, bare=True)
        return None if operand is None else Test(str(key), "", operand, line_of(key))

    def _group(self, key: Text, node: Any) -> Condition | None:
        if not isinstance(node, Lines):
            self.context.fault(
                key, "streepje-mist", f"onder '{key}' hoort voor elke voorwaarde een '-' te staan."
            )
            return None
        parts = []
        for item in node:
            if not isinstance(item, Block):
                self.context.fault(item, "verkeerde-vorm", "achter dit streepje hoort een voorwaarde te staan.")
                continue
            if len(item) > 1:
                second = list(item)[1]
                self.context.fault(
                    second,
                    "streepje-mist",
                    f"onder elk streepje hoort één voorwaarde. Mist er een '-' vóór '{second}'?",
                )
            parts.append(self.tree(item))
        return Group(str(key), tuple(parts))

    def _subject(self, key: Text) -> Kind | None:
        if key in self.tracks:
            track = self.tracks[key]
            words = (*track.verdicts, *((track.otherwise,) if track.otherwise else ()), "voorleggen", "aanvullen")
            return Choice("keuze", dict.fromkeys(words, ""))
        kind = self.context.kind(key)
        if kind is None:
            known = [*self.context.facts, *self.context.parameters, *GROUPS]
            self.context.known(key, known, "onbekend-feit", "het feit")
        return kind

    def _word(self, key: Text, kind: Kind, word: Text, node: Any) -> Test | None:
        allowed = self._allowed(kind)
        if word not in allowed:
            self.context.fault(
                word,
                "woord-past-niet",
                f"'{word}' past niet bij '{key}' ({kind.name}). Hier kan: {', '.join(allowed)}.",
            )
            return None
        if word == "bekend":
            return self._test(key, word, self._literals(YES_NO, node))
        if word == "gelijk_aan":
            return self._test(key, word, self._reference(key, kind, node))
        return self._test(key, word, self._operand(key, kind, node, bare=word != "niet" or kind.ordered))

    def _allowed(self, kind: Kind) -> tuple[str, ...]:
        if not kind.ordered:
            return ("niet", "gelijk_aan", "bekend")
        words = DATES if kind.name in ("datum", "kwartaal") else NUMBERS
        return (*words, "niet", "bekend")

    def _test(self, key: Text, word: Text, operand: Operand) -> Test | None:
        return None if operand is None else Test(str(key), str(word), operand, line_of(word))

    def _operand(self, key: Text, kind: Kind, node: Any, *, bare: bool) -> Operand:
        if isinstance(node, Block):
            return self._period(key, kind, node)
        named = isinstance(node, Text) and self.context.kind(node) is not None
        if kind.ordered and bare and named:
            return self._reference(key, kind, node)
        return self._literals(kind, node)

    def _literals(self, kind: Kind, node: Any) -> Literals | None:
        items = node if isinstance(node, Lines) else [node]
        if not items or not all(isinstance(item, Text) and item for item in items):
            self.context.fault(node, "lege-waarde", "hier ontbreekt een waarde.")
            return None
        if len(items) > 1 and (kind.ordered or kind.name == "tekst"):
            self.context.fault(node, "verkeerde-vorm", f"bij het type {kind.name} past één waarde, geen lijst.")
            return None
        values = [self.context.value(kind, item) for item in items]
        if len(set(values)) < len(values) and None not in values:
            self.context.fault(node, "dubbele-keuze", "in deze lijst staat een keuze twee keer.")
        return Literals(tuple(values)) if None not in values else None

    def _reference(self, key: Text, kind: Kind, node: Any) -> Ref | None:
        if not isinstance(node, Text) or self.context.kind(node) is None:
            names = [*self.context.facts, *self.context.parameters]
            word = node if isinstance(node, Text) else Text("", line_of(node))
            self.context.known(word, names, "onbekend-feit", "het feit of de parameter")
            return None
        other = self.context.kind(node)
        assert other is not None
        grain = "kwartaal" if {kind.name, other.name} == {"datum", "kwartaal"} else ""
        if not (grain or _comparable(kind, other)):
            self.context.fault(
                node, "soort-verschilt", f"'{key}' ({kind.name}) en '{node}' ({other.name}) zijn niet te vergelijken."
            )
            return None
        return Ref(str(node), grain)

    def _period(self, key: Text, kind: Kind, node: Block) -> Ref | None:
        word = next(iter(node), Text("", line_of(node)))
        if len(node) != 1 or word not in GRAINS or kind.name != "datum":
            self.context.fault(word, "woord-past-niet", f"'{word}' kan hier niet. Bij een datum kan: kwartaal_van, maand_van.")
            return None
        reference = self._reference(key, kind, node[word])
        return reference and Ref(reference.name, GRAINS[word])


def _comparable(kind: Kind, other: Kind) -> bool:
    if kind.choices or other.choices:
        return set(other.choices) <= set(kind.choices) and bool(other.choices)
    return (kind.name, kind.unit) == (other.name, other.unit)
