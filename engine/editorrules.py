"""What an editor knows about conditions and conclusions: the facts, words and values that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from engine.conclusions import FACTORS, TWO_OUTCOMES
from engine.editorvalues import (
    NAME,
    YES_NO,
    Fragment,
    block,
    chosen,
    either,
    listed,
    never,
    once,
    or_below,
    told,
    written,
)
from engine.editorwords import CONDITIONS, KEYS, KINDS
from engine.fields import words_of
from engine.model import Fact, Parameter, Rulebook, Track, count_fact
from engine.phrases import DATES, GRAINS, GROUPS, NUMBERS
from engine.schema import ThenShape
from engine.values import NONE_OF_THESE, TERMS, Choice, Kind

Named = Fact | Parameter
# Of these kinds a condition holds one value, never a choice from a list.
ONE = ("ja_nee", "tekst", "code")


class RuleWords:
    """The fragments for the rules of one decision, in all regions."""

    def __init__(self, rulebook: Rulebook, decision: str) -> None:
        rulesets = [r for r in rulebook.rulesets if r.decision == decision]
        counts = [count for ruleset in rulesets for count in ruleset.counts]
        self.verdicts = rulebook.verdicts
        self.facts: dict[str, Fact] = {
            **rulebook.facts,
            **{count.name: count_fact(count, rulebook.facts) for count in counts},
        }
        self.parameters = {
            name: parameter
            for found in rulebook.parameters.values()
            for name, parameter in found.items()
        }
        self.tracks = _joined(track for ruleset in rulesets for track in ruleset.tracks)
        self.named: dict[str, Named] = {**self.facts, **self.parameters}
        self.definitions: dict[str, Fragment] = {}

    def shared(self, name: str, fragment: Fragment) -> Fragment:
        """A fragment that stands in several places, by reference."""
        self.definitions.setdefault(name, fragment)
        return {"$ref": f"#/definitions/{name}"}

    def _or_below(self, name: str, below: Mapping[str, Fragment], *others: Fragment) -> Fragment:
        """One of some fragments, or words below the name of what they are about."""
        words = {word: told(fragment, CONDITIONS[word]) for word, fragment in below.items()}
        self.shared(f"bij_{name}", block(words, minProperties=1))
        return or_below(f"bij_{name}", {word: CONDITIONS[word] for word in words}, *others)

    def names(self, *kinds: str, facts: bool = False) -> Fragment:
        """The name of a fact or parameter of one of these kinds."""
        among: Mapping[str, Named] = self.facts if facts else self.named
        return chosen({n: known.phrase for n, known in among.items() if known.kind.name in kinds})

    def conditions(self) -> Fragment:
        """Conditions that must all hold; `voorwaarde` is the one behind a dash."""
        group = listed({"$ref": "#/definitions/voorwaarde"})
        subjects = {word: told(group, CONDITIONS[word]) for word in GROUPS}
        for name, track in self.tracks.items():
            subjects[name] = told(self._outcome(track), f"De uitkomst in het spoor '{name}'.")
        for name, known in self.named.items():
            subjects[name] = told(self._condition(name, known.kind), _about(known))
        every = self.shared("voorwaarden", block(subjects, minProperties=1))
        self.shared("voorwaarde", {"allOf": [every], "maxProperties": 1})
        return every

    def _condition(self, name: str, kind: Kind) -> Fragment:
        """What may stand behind or below a fact; ordered kinds share theirs."""
        if kind.ordered:
            return self.shared(f"als_{_called(kind)}", self._ordered(kind))
        words = dict(kind.choices)
        if kind.name == "keuzes":
            words[NONE_OF_THESE] = "geen van deze"
        single = chosen(words) if words else written(kind)
        several = {**once(single), "maxItems": 1} if kind.name in ONE else once(single)
        below: dict[str, Fragment] = {"niet": either(single, several), "bekend": YES_NO}
        others = self._comparable(kind)
        if others and kind.name != "ja_nee":
            below["gelijk_aan"] = chosen(others)
        return self._or_below(name, below, single, several)

    def _outcome(self, track: Track) -> Fragment:
        ends = (track.otherwise,) if track.otherwise else ()
        words = (*track.verdicts, *ends, "voorleggen", "aanvullen")
        single = chosen({word: self.verdicts.get(word, word) for word in dict.fromkeys(words)})
        several = once(single)
        return self._or_below(track.name, {"niet": either(single, several)}, single, several)

    def _ordered(self, kind: Kind) -> Fragment:
        others = self._comparable(kind)
        single = either(written(kind), chosen(others)) if others else written(kind)
        words = DATES if kind.name in ("datum", "kwartaal") else NUMBERS
        value = either(single, self._period()) if kind.name == "datum" else single
        value = self.shared(f"waarde_{_called(kind)}", value)
        alone = {**listed(written(kind)), "maxItems": 1}
        below = {**dict.fromkeys((*words, "niet"), value), "bekend": YES_NO}
        return self._or_below(_called(kind), below, single, alone)

    def _period(self) -> Fragment:
        found = {"kwartaal_van": ("datum", "kwartaal"), "maand_van": ("datum",)}
        grains = {word: told(self.names(*found[word]), CONDITIONS[word]) for word in GRAINS}
        return block(grains, minProperties=1, maxProperties=1)

    def _comparable(self, kind: Kind) -> dict[str, str]:
        """The facts and parameters that a value of this kind can be held against."""
        return {n: known.phrase for n, known in self.named.items() if _fits(kind, known.kind)}

    def conclusion(self, parts: Mapping[str, Fragment]) -> Fragment:
        """What may stand under `dan`, given the parts with keys of their own."""
        outcomes = {name: self._verdict(track) for name, track in self.tracks.items()}
        pairs = [
            {"if": {"required": [one, two]}, "then": {"properties": {two: never(TWO_OUTCOMES)}}}
            for one, two in combinations(outcomes, 2)
        ]
        reasons = {name: ["reden"] for name in outcomes}
        content = block({**outcomes, **parts}, minProperties=1, dependencies=reasons)
        return {**content, "allOf": pairs} if pairs else content

    def _verdict(self, track: Track) -> Fragment:
        words = chosen({word: self.verdicts.get(word, word) for word in track.verdicts})
        return told(words, f"De uitkomst in het spoor '{track.name}'.")

    def derived(self) -> Fragment:
        """What may stand under `stel`: one fact, with ja or the way to compute it."""
        found = {name: (fact, self._setting(fact)) for name, fact in self.facts.items()}
        sets = {name: told(how, _about(fact)) for name, (fact, how) in found.items() if how}
        return block(sets, minProperties=1, maxProperties=1)

    def _setting(self, fact: Fact) -> Fragment | None:
        kind = fact.kind.name
        if kind == "ja_nee":
            return {"enum": ["ja"], "errorMessage": "Een regel kan dit feit alleen op ja stellen."}
        if kind == "datum":
            return self.last_day()
        factor = self.shared("factor", self.names(*FACTORS))
        product = told(listed(factor, 2), CONDITIONS["product"])
        return block({"product": product}, ["product"]) if kind in FACTORS else None

    def last_day(self) -> Fragment:
        """A date fact plus a term."""
        after = told(self.names("datum", facts=True), KEYS["na"])
        term = told(self.names(*TERMS), KEYS["termijn"])
        last = block({"na": after, "termijn": term}, ["na", "termijn"])
        return self.shared("laatste_dag", last)

    def tracks_of_file(self) -> Fragment:
        """What may stand under `sporen`: outcomes heaviest first, `anders` last."""
        words = chosen(self.verdicts)
        otherwise = block({"anders": told(words, CONDITIONS["anders"])}, ["anders"])
        verdicts = listed(either(words, otherwise))
        level = told({"enum": ["geheel"]}, KEYS["niveau"])
        whole = block({"niveau": level, "oordelen": verdicts}, ["niveau", "oordelen"])
        return {
            "type": "object",
            "propertyNames": {**NAME, "not": {"enum": [*words_of(ThenShape)]}},
            "additionalProperties": either(verdicts, whole),
            "minProperties": 1,
        }

    def labels(self) -> Fragment:
        """The name of any fact."""
        return chosen({name: fact.phrase for name, fact in self.facts.items()})

    def ranked(self) -> Fragment:
        """A track, or a fact whose choices stand in order."""
        choices = {name: f.phrase for name, f in self.facts.items() if f.kind.choices}
        return chosen({**dict.fromkeys(self.tracks, "de uitkomst"), **choices})

    def text(self) -> Fragment:
        """A text that may name facts and parameters between braces."""
        names = "|".join(self.named)
        text: Fragment = {
            "type": ["string", "number", "boolean"],
            "pattern": f"^([^{{}}]|[{{]({names})[}}])+$",
            "errorMessage": "Hier hoort een tekst. Tussen accolades staat een feit of parameter; "
            "een tekst met een ': ' staat tussen aanhalingstekens.",
        }
        return self.shared("tekst", text)


def _joined(tracks: Iterable[Track]) -> dict[str, Track]:
    """The tracks by name; the outcomes of tracks with one name together."""
    found: dict[str, Track] = {}
    for track in tracks:
        known = found.get(track.name, track)
        verdicts = tuple(dict.fromkeys([*known.verdicts, *track.verdicts]))
        otherwise = known.otherwise or track.otherwise
        found[track.name] = Track(track.name, verdicts, otherwise, track.whole)
    return found


def _about(known: Named) -> str:
    """What an editor tells about a fact or parameter."""
    head = known.question if isinstance(known, Fact) and known.question else f"{known.phrase}"
    return f"{head[:1].upper()}{head[1:]} ({KINDS.get(known.kind.name, known.kind.name)})"


def _called(kind: Kind) -> str:
    return f"{kind.name}_{kind.unit}".rstrip("_")


def _fits(kind: Kind, other: Kind) -> bool:
    if {kind.name, other.name} == {"datum", "kwartaal"}:
        return True
    if isinstance(kind, Choice) or other.choices:
        return bool(other.choices) and set(other.choices) <= set(kind.choices)
    return (kind.name, kind.unit) == (other.name, other.unit)
