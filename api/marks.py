"""What an evaluation counts of an outcome, kept small beside it so that counting stays quick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Marks:
    """The rules that made an outcome, the facts it lacked, its signals, and its first term."""

    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    signals: tuple[str, ...]
    first_due: date | None

    @property
    def named(self) -> dict[str, list[str]]:
        """The names, as they are kept: equal marks are equal text."""
        return {
            "redenen": sorted(set(self.reasons)),
            "ontbreekt": sorted(set(self.missing)),
            "signalen": sorted(set(self.signals)),
        }


def marks_of(answer: Mapping[str, Any]) -> Marks:
    """The marks of an answer as the API sends it."""
    due = [step["uiterlijk"] for step in answer.get("stappen", ()) if step["uiterlijk"]]
    reasons = answer.get("redenen", ())
    return Marks(
        tuple(reason["regel"] for reason in reasons if reason["waarheid"] == "ja"),
        tuple(question["feit"] for question in answer.get("ontbrekendeFeiten", ())),
        tuple(signal["regel"] for signal in answer.get("signalen", ())),
        date.fromisoformat(min(due)) if due else None,
    )
