"""Holds each rule as tables read it against durable_rules, over all that its inputs can be.

A rule has a few inputs, each ja, nee or onbekend. All combinations of these are lines of a small
table; durable_rules fires the rule on each of them, and must say the same. What rules come to
together is the same policy as in a single decision, and is held against that elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from engine.bulk.paths import TooManyPaths
from engine.bulk.planes import Truth, everywhere, kleene, nowhere, pack, unpack
from engine.firing import Layer
from engine.formulas import Formula
from engine.inference import InferenceError
from engine.program import Program
from engine.truth import NO, OPEN, YES

MOST_INPUTS = 9


def certify(program: Program) -> int:
    """How often durable_rules was asked; raises InferenceError where it differs on a rule.

    Raises TooManyPaths for a rule with more inputs than can be gone through.
    """
    asked = 0
    for rule in program.rules:
        asked += _certify(rule.number, program.formulas[rule.number], program.total)
    return asked


def _certify(number: str, formula: Formula, total: int) -> int:
    layer = Layer([formula])
    if len(layer.used) > MOST_INPUTS:
        raise TooManyPaths
    combinations = [*product((YES, NO, OPEN), repeat=len(layer.used))]
    said = _in_planes(formula, layer.used, combinations)
    row = [OPEN] * total
    for truths, truth in zip(combinations, said, strict=True):
        for signal, own in zip(layer.used, truths, strict=True):
            row[signal] = own
        fired = layer.truths("".join(row))
        if fired != truth:
            raise InferenceError(f"{number} is {fired} on {truths}, and {truth} in a table")
    return len(combinations)


def _in_planes(
    formula: Formula, used: Sequence[int], combinations: Sequence[Sequence[str]]
) -> list[str]:
    count = len(combinations)
    letters = np.array(combinations, dtype="U1").reshape(count, len(used))
    signals = {
        signal: Truth(pack(letters[:, n] == YES), pack(letters[:, n] != NO))
        for n, signal in enumerate(used)
    }
    every, none = everywhere(count), nowhere(count)
    found = kleene(formula, signals, Truth(every, every), Truth(none, none))
    certain, possible = unpack(found.certain, count), unpack(found.possible, count)
    return [YES if c else OPEN if p else NO for c, p in zip(certain, possible, strict=True)]
