"""Reads the conditions of a rule: names become facts, words become tests."""

from __future__ import annotations

from typing import Any

from engine.context import NAME, Context
from engine.model import Condition, Group, Literals, Operand, Ref, Test, Track
from engine.schema import RuleShape, words_of
from engine.values import UNKNOWN, YES_NO, Choice, Kind
from engine.yamlfile import Block, Lines, Text, line_of

GROUPS = ("alle", "een_van", "geen_van")
NUMBERS = ("minstens", "hoogstens", "meer_dan", "minder_dan")
DATES = ("vanaf", "tot_en_met", "na", "voor")
OTHERS = ("niet", "gelijk_aan", "bekend")
GRAINS = {"kwartaal_van": "kwartaal", "maand_van": "maand"}
NOTHING = Group("alle", ())


class Phrases:
    """Reads condition trees; a fault becomes a finding and the reading goes on."""

    def __init__(self, context: Context, tracks: dict[str, Track]) -> None:
        self.context, self.tracks = context, tracks

    def tree(self, block: Block) -> Condition:
        """A block of lines that must all hold."""
        found = [self._entry(key, node) for key, node in block.items()]
        parts = tuple(part for part in found if part is not None)
        return parts[0] if len(parts) == 1 else Group("alle", parts)

    def _entry(self, key: Text, node: Any) -> Condition | None:
        if key in GROUPS:
            return self._group(key, node)
        kind = self._subject(key)
        if kind is None:
            return None
        if isinstance(node, Block):
            found = [self._word(key, kind, word, inner) for word, inner in node.items()]
            kept = tuple(test for test in found if test is not None)
            return kept[0] if len(kept) == 1 else Group("alle", kept)
        operand = self._operand(key, kind, node, bare=True)
        return None if operand is None else Test(str(key), "", operand, line_of(key))

    def _group(self, key: Text, node: Any) -> Condition | None:
        if not isinstance(node, Lines):
            sentence = f"onder '{key}' hoort voor elke voorwaarde een '-' te staan."
            self.context.fault(key, "streepje-mist", sentence)
            return None
        if not node:
            self.context.fault(key, "lege-waarde", f"onder '{key}' staat niets.")
        parts = [self._item(item) for item in node if self._is_block(item)]
        return Group(str(key), tuple(parts))

    def _is_block(self, item: Any) -> bool:
        if not isinstance(item, Block):
            sentence = "achter dit streepje hoort een voorwaarde te staan."
            self.context.fault(item, "verkeerde-vorm", sentence)
        return isinstance(item, Block)

    def _item(self, item: Block) -> Condition:
        for second in list(item)[1:2]:
            sentence = f"onder elk streepje hoort één voorwaarde. Mist er een '-' vóór '{second}'?"
            self.context.fault(second, "streepje-mist", sentence)
        return self.tree(item)

    def _subject(self, key: Text) -> Kind | None:
        if key in self.tracks:
            track = self.tracks[key]
            ends = (track.otherwise,) if track.otherwise else ()
            words = (*track.verdicts, *ends, "voorleggen", "aanvullen")
            return Choice("keuze", dict.fromkeys(words, ""))
        kind = self.context.kind(key)
        if kind is None and (key in words_of(RuleShape) or key in (*NUMBERS, *DATES, *OTHERS)):
            sentence = f"'{key}' kan hier niet staan. Springt deze regel goed in?"
            self.context.fault(key, "onbekende-sleutel", sentence)
        elif kind is None:
            known = [*self.context.facts, *self.context.parameters, *self.tracks, *GROUPS]
            self.context.known(key, known, "onbekend-feit", "het feit")
        return kind

    def _word(self, key: Text, kind: Kind, word: Text, node: Any) -> Test | None:
        allowed = self._allowed(key, kind)
        if word not in allowed:
            self._refuse(key, kind, word, allowed)
            return None
        if word == "bekend":
            return self._test(key, word, self._literals(YES_NO, node))
        if word == "gelijk_aan":
            return self._test(key, word, self._reference(key, kind, node))
        bare = word != "niet" or kind.ordered
        return self._test(key, word, self._operand(key, kind, node, bare=bare))

    def _refuse(self, key: Text, kind: Kind, word: Text, allowed: tuple[str, ...]) -> None:
        if self.context.kind(word) is not None or word in (*GROUPS, *words_of(RuleShape)):
            more = f"Springt '{word}' te ver in?"
        elif kind.ordered and word == "gelijk_aan":
            more = f"Schrijf de waarde, het feit of de parameter achter '{key}:'."
        else:
            more = f"Hier kan: {', '.join(allowed)}."
        sentence = f"'{word}' past niet bij '{key}' ({kind.name}). {more}"
        self.context.fault(word, "woord-past-niet", sentence)

    def _allowed(self, key: Text, kind: Kind) -> tuple[str, ...]:
        if key in self.tracks:
            return ("niet",)
        if kind.name == "ja_nee":
            return ("niet", "bekend")
        if not kind.ordered:
            return OTHERS
        words = DATES if kind.name in ("datum", "kwartaal") else NUMBERS
        return (*words, "niet", "bekend")

    def _test(self, key: Text, word: Text, operand: Operand) -> Test | None:
        return None if operand is None else Test(str(key), str(word), operand, line_of(word))

    def _operand(self, key: Text, kind: Kind, node: Any, *, bare: bool) -> Operand:
        if isinstance(node, Block):
            return self._period(key, kind, node)
        named = isinstance(node, Text) and NAME.fullmatch(node) and node != UNKNOWN
        if kind.ordered and bare and named:
            return self._reference(key, kind, node)
        return self._literals(kind, node)

    def _literals(self, kind: Kind, node: Any) -> Literals | None:
        items = node if isinstance(node, Lines) else [node]
        if not items or not all(isinstance(item, Text) and item for item in items):
            self.context.fault(node, "lege-waarde", "hier ontbreekt een waarde.")
            return None
        if len(items) > 1 and (kind.ordered or kind.free or kind.name == "ja_nee"):
            sentence = f"bij het type {kind.name} past één waarde, geen lijst."
            self.context.fault(node, "verkeerde-vorm", sentence)
            return None
        values = [self._literal(kind, item) for item in items]
        if len(set(values)) < len(values) and None not in values:
            self.context.fault(node, "dubbele-keuze", "in deze lijst staat een keuze twee keer.")
        return Literals(tuple(values)) if None not in values else None

    def _literal(self, kind: Kind, item: Text) -> Any:
        if item == UNKNOWN:
            sentence = (
                "naar 'onbekend' kan een regel niet vragen: een onbekend feit houdt de regel open."
            )
            self.context.fault(item, "onbekende-keuze", sentence)
            return None
        if kind.name == "keuzes" and "+" in item:
            sentence = (
                f"zet elke keuze apart: [{', '.join(part.strip() for part in item.split('+'))}]."
            )
            self.context.fault(item, "verkeerde-vorm", sentence)
            return None
        return self.context.value(kind, item)

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
            sentence = f"'{key}' ({kind.name}) en '{node}' ({other.name}) zijn niet te vergelijken."
            self.context.fault(node, "soort-verschilt", sentence)
            return None
        return Ref(str(node), grain)

    def _period(self, key: Text, kind: Kind, node: Block) -> Ref | None:
        word = next(iter(node), Text("", line_of(node)))
        if len(node) != 1 or word not in GRAINS or kind.name != "datum":
            sentence = f"'{word}' kan hier niet. Bij een datum kan: {', '.join(GRAINS)}."
            self.context.fault(word, "woord-past-niet", sentence)
            return None
        reference = self._reference(key, kind, node[word])
        other = self.context.kind(reference.name) if reference else None
        if reference and other and other.name != "datum":
            sentence = f"'{word}' vraagt om een datum, en '{reference.name}' is een {other.name}."
            self.context.fault(word, "soort-verschilt", sentence)
        return reference and Ref(reference.name, GRAINS[word])


def _comparable(kind: Kind, other: Kind) -> bool:
    if kind.choices or other.choices:
        return set(other.choices) <= set(kind.choices) and bool(other.choices)
    return (kind.name, kind.unit) == (other.name, other.unit)
