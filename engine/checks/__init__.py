"""Checks on what a rule folder says; one finding per file.

Those named in `REFUSING` make a folder unfit to decide with, and the loader runs them. Those in
`ADVISING` tell what probably isn't meant; `engine.inspection` runs them beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.checks import (
    amounts_clash,
    circle,
    computed_in_verdict,
    known_in_verdict,
    many_alternatives,
    no_question,
    outcome_in_verdict,
    wrong_level,
)
from engine.findings import Finding
from engine.model import Rulebook, Ruleset

Check = Callable[[Rulebook, Ruleset], Iterator[Finding]]

REFUSING: tuple[Check, ...] = (
    circle.check,
    known_in_verdict.check,
    computed_in_verdict.check,
    outcome_in_verdict.check,
    no_question.check,
    wrong_level.check,
    many_alternatives.check,
)
ONCE_SOUND: tuple[Check, ...] = (amounts_clash.check,)
