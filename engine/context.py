"""What a reader of rule files knows while it reads: names, kinds, and where to put findings."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.findings import Findings, Level, hint
from engine.model import Clause, Fact, Parameter
from engine.values import NONE_OF_THESE, UNKNOWN, Day, Kind, ValueFault
from engine.yamlfile import Block, Text, line_of

NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = frozenset({"ja", "nee", UNKNOWN, NONE_OF_THESE})
LOST_DASH = "Mist er een komma tussen de namen, of een '-' ervoor?"
_DAY = Day("datum")


class Everything(Container[str]):
    """Holds every name: what a file says that can't be read, nobody knows."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Context:
    """The names known to one file; `broken` ones have a fault of their own, told elsewhere."""

    file: str
    findings: Findings
    facts: Mapping[str, Fact]
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
    verdicts: Mapping[str, str]
    broken: Container[str] = frozenset()

    def fault(self, node: object, code: str, sentence: str) -> None:
        """Note a fault on the line of a node."""
        self.findings.add(self.file, line_of(node), code, sentence)

    def remark(self, node: object, code: str, sentence: str) -> None:
        """Note something that refuses nothing."""
        self.findings.add(self.file, line_of(node), code, sentence, Level.OPMERKING)

    def kind(self, name: str) -> Kind | None:
        """The kind of a fact or parameter."""
        known = self.facts.get(name) or self.parameters.get(name)
        return known.kind if known else None

    def value(self, kind: Kind, text: Text) -> Any:
        """Read a written value, or note why it doesn't fit and give None."""
        try:
            return kind.from_text(text)
        except ValueFault as fault:
            apart = text.replace(",", " ").split()
            if len(apart) > 1 and all(part in kind.choices for part in apart):
                self.fault(text, "streepje-mist", f"'{text}' is één keuze. {LOST_DASH}")
            else:
                code = "onbekende-keuze" if kind.choices else "verkeerde-waarde"
                self.fault(text, code, _lower(str(fault)))
            return None

    def day(self, text: Text | None) -> date | None:
        """Read a date of validity."""
        return None if text is None else self.value(_DAY, text)

    def known(self, word: Text, names: Iterable[str], code: str, what: str) -> bool:
        """Whether a word is one of the names; a finding with a hint when not."""
        names = list(names)
        if word in names:
            return True
        apart = word.replace(",", " ").split()
        if len(apart) > 1 and all(part in names for part in apart):
            self.fault(word, "streepje-mist", f"'{word}' is één tekst. {LOST_DASH}")
        elif word not in self.broken:
            self.fault(word, code, f"{what} '{word}' is onbekend.{hint(word, names)}")
        return False

    def sources(self, words: Iterable[Text] | None, holder: object) -> tuple[str, ...]:
        """The clauses a rule or parameter rests on; an unknown one is a finding.

        None stands for a missing `bron`, which the reading of the shape has told already.
        """
        if words is None:
            return ()
        written = list(words)
        if not written:
            place = words if line_of(words, 0) else holder
            self.fault(place, "bron-ontbreekt", "noem onder 'bron' ten minste één clausule.")
        for word in written:
            self.known(word, self.clauses, "bron-onbekend", "de clausule")
        return tuple(str(word) for word in written)

    def name(self, word: Text, what: str) -> str:
        """A name as our files write names."""
        if word in RESERVED:
            other = " Schrijf bijvoorbeeld niet_bekend." if word == UNKNOWN else ""
            sentence = (
                f"het woord '{word}' is alleen voor antwoorden; {what} kan zo niet heten.{other}"
            )
            self.fault(word, "naam", sentence)
        elif not NAME.fullmatch(word):
            sentence = f"{what} '{word}' kan zo niet heten. Gebruik kleine letters, cijfers en '_'."
            self.fault(word, "naam", sentence)
        return str(word)

    def choices(self, block: Block | None) -> dict[str, str]:
        """The choices of a fact or parameter with their Dutch words."""
        read = {}
        for key, shown in (block or {}).items():
            if not isinstance(shown, Text) or not shown:
                self.fault(
                    key, "verkeerde-vorm", f"achter de keuze '{key}' hoort een tekst te staan."
                )
            read[self.name(key, "de keuze")] = str(shown)
        return read


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
