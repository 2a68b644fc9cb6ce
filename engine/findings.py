"""What is wrong in a rule folder: place, fault, next step, in Dutch and all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

NEGATIONS = frozenset({"niet", "geen", "ja", "nee", "on", "onvoldoende", "onbekend"})


class Level(IntEnum):
    """How heavy a finding is; only a fault refuses the folder."""

    FOUT = 0
    WAARSCHUWING = 1
    OPMERKING = 2


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding about the content of a file; lines count from 1."""

    file: str
    line: int
    code: str
    text: str
    level: Level = Level.FOUT

    def __str__(self) -> str:
        mark = "" if self.level is Level.FOUT else f"{self.level.name.lower()}: "
        return f"{self.file}:{self.line}: {mark}{self.text} [{self.code}]"


class Findings:
    """Collects findings while reading goes on, so that all faults come out at once."""

    def __init__(self) -> None:
        self._found: set[Finding] = set()

    def add(self, file: str, line: int, code: str, text: str, level: Level = Level.FOUT) -> None:
        """Note one finding; the same finding twice counts once."""
        self._found.add(Finding(file, line, code, text, level))

    def extend(self, found: Iterable[Finding]) -> None:
        """Note the findings of another reader."""
        self._found.update(found)

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found))

    @property
    def faulty(self) -> bool:
        """Whether any finding refuses the folder."""
        return any(finding.level is Level.FOUT for finding in self._found)


def hint(word: str, candidates: Iterable[str]) -> str:
    """Name the one candidate that is close to `word`, as a Dutch question, or nothing.

    A candidate that differs by a negation would turn the meaning; it is never offered.
    """
    close = difflib.get_close_matches(word, sorted(set(candidates)), n=2, cutoff=0.75)
    if not close or _turns(word, close[0]):
        return ""
    if len(close) == 2 and _near(word, close[1]) >= _near(word, close[0]) - 0.02:
        return ""
    return f" Bedoelde u '{close[0]}'?"


def _near(word: str, candidate: str) -> float:
    return difflib.SequenceMatcher(None, word, candidate).ratio()


def _turns(word: str, candidate: str) -> bool:
    changed = set(word.split("_")) ^ set(candidate.split("_"))
    prefixed = word.startswith("on") != candidate.startswith("on")
    return prefixed or bool(changed & NEGATIONS)
