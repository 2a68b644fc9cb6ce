"""Reads the counts of a rule file: over a whole collection, or over the items that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.context import Context
from engine.model import Count, tests
from engine.phrases import NOTHING, Phrases
from engine.yamlfile import Text

SUMMED = ("minuten", "getal")


class CountReader:
    """Turns what stands under `tellingen` into counts; faults become findings."""

    def __init__(
        self, context: Context, phrases: Phrases, tracks: Sequence[str], collection: Text | None
    ) -> None:
        self.context, self.phrases = context, phrases
        self.tracks, self.collection = tracks, collection

    def read(self, raw: dict[str, Any]) -> Count:
        """One count."""
        name = self.context.name(raw["name"], "de telling")
        if name in (*self.context.facts, *self.context.parameters, *self.tracks):
            self.context.fault(raw["name"], "dubbele-naam", f"de naam '{name}' bestaat al.")
        self._check_words(raw)
        when = self.phrases.tree(raw["when"]) if raw["when"] else NOTHING
        count = Count(
            name,
            str(raw["title"]),
            when,
            raw["line"],
            tuple(map(str, raw["same"])),
            raw["earlier"],
            str(raw["sums"]) if raw["sums"] else None,
        )
        self._check_facts(raw, count)
        return count

    def _check_words(self, raw: dict[str, Any]) -> None:
        """A count of the whole has a condition, one of like items says in what they are alike."""
        name, same = raw["name"], raw["same"]
        if not same and not self.collection:
            text = "tellen kan over een 'verzameling', of over regels met 'zelfde' feiten."
            self.context.fault(name, "verkeerde-vorm", text)
        if not same and not raw["when"]:
            self.context.fault(name, "sleutel-ontbreekt", "zeg met 'als' of 'zelfde' wat er telt.")
        for key, word in (("earlier", "eerdere"), ("sums", "som")):
            if raw[key] and not same:
                text = f"'{word}' kan alleen bij 'zelfde'."
                self.context.fault(raw["sums"] or name, "verkeerde-vorm", text)

    def _check_facts(self, raw: dict[str, Any], count: Count) -> None:
        """What makes items alike, and what is added up, is given and not derived."""
        facts = self.context.facts
        for word in [*raw["same"], *([raw["sums"]] if raw["sums"] else [])]:
            if self.context.known(word, facts, "onbekend-feit", "het feit"):
                self._check_given(word)
        if count.same:
            for test in tests(count.when):
                self._check_given(Text(test.subject, test.line))
        summed = facts.get(count.sums or "")
        if summed and summed.kind.name not in SUMMED:
            text = f"'{summed.name}' is geen getal of aantal minuten. Dat kan niet bij 'som'."
            self.context.fault(raw["sums"], "verkeerde-waarde", text)

    def _check_given(self, word: Text) -> None:
        fact = self.context.facts.get(word)
        if (fact is None and word in self.tracks) or (fact and not fact.question):
            text = f"'{word}' wordt afgeleid. Bij 'zelfde' telt alleen wat wordt opgegeven."
            self.context.fault(word, "verkeerde-waarde", text)
