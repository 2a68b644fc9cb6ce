"""What every way to decide a table must say the same, and how a peer takes part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import polars as pl

MAIN = ("niet_declarabel", "voorleggen", "deels_declarabel", "declarabel", "aanvullen")
FORM = ("terug_naar_indiener", "in_orde", "aanvullen")
MAIN_RULES = tuple(f"DEC-FV-{number:02}" for number in range(7, 16))
FORM_RULES = tuple(f"DEC-FV-{number:02}" for number in range(16, 21))
COMPARED = ("oordeel", "bedrag_cent", "redenen", "vorm", "vorm_redenen")
TARIFF = 9151
KENMERK = "uren regionaal expertteam foodvalley"
MAIL = "bedrijfsvoering@jeugdfv.nl"


class Peer(ABC):
    """Decides the billing rules of FoodValley on many lines in its own way.

    `sample` is how many lines it is timed on where a million take too long; then the time of a
    million is that of the sample, times as much.
    """

    name: ClassVar[str]
    sample: ClassVar[int | None] = None

    @abstractmethod
    def take(self, lines: pl.DataFrame) -> Any:
        """The lines in the peer's own form; this isn't timed."""

    @abstractmethod
    def decide(self, taken: Any) -> Any:
        """All outcomes, with their rules and amounts; this is timed."""

    def close(self) -> None:  # noqa: B027 (most have nothing to do)
        """Let go of what was started."""

    @abstractmethod
    def said(self, decided: Any) -> pl.DataFrame:
        """What was said, in the columns that are compared."""


def compared(
    main: Sequence[Any], cents: Sequence[Any], rules: Any, form: Sequence[Any], form_rules: Any
) -> pl.DataFrame:
    """The columns that are compared, of outcomes by name and of rules as bits."""
    found = pl.DataFrame(
        {
            "oordeel": pl.Series(main, dtype=pl.String),
            "bedrag_cent": pl.Series(cents, dtype=pl.Int64),
            "redenen": names(rules, MAIN_RULES),
            "vorm": pl.Series(form, dtype=pl.String),
            "vorm_redenen": names(form_rules, FORM_RULES),
        }
    )
    return found.with_columns(settled("redenen", "oordeel"), settled("vorm_redenen", "vorm"))


def names(rules: Any, numbers: Sequence[str]) -> list[str]:
    """Rules as bits, each number as the names of its rules."""
    return [
        " ".join(name for place, name in enumerate(numbers) if int(word) >> place & 1)
        for word in np.asarray(rules)
    ]


def settled(rules: str, verdict: str) -> pl.Expr:
    """The rules of outcomes that are settled: peers don't say which rules may still hold."""
    return pl.when(pl.col(verdict) != "aanvullen").then(rules).otherwise(pl.lit("")).alias(rules)
