"""Checks that tell what a writer of rules probably didn't mean; one finding per file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.advice import (
    change_unknown,
    example_differs,
    example_missing,
    gap,
    gap_unused,
    never_true,
    parameter_expires,
    parameter_open,
    unused_fact,
)
from engine.findings import Finding
from engine.model import Rulebook

ADVICE: tuple[Callable[[Rulebook], Iterator[Finding]], ...] = (
    gap.check,
    gap_unused.check,
    never_true.check,
    parameter_expires.check,
    parameter_open.check,
    unused_fact.check,
    change_unknown.check,
    example_differs.check,
    example_missing.check,
)
