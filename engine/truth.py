"""Three-valued truth (Kleene): ja, nee, onbekend, written J, N and O."""

from __future__ import annotations

from collections.abc import Iterable

YES = "J"
NO = "N"
OPEN = "O"

WORDS = {YES: "ja", NO: "nee", OPEN: "onbekend"}
_NOT = {YES: NO, NO: YES, OPEN: OPEN}


def negate(truth: str) -> str:
    """Turn a truth round; what is open stays open."""
    return _NOT[truth]


def all_of(truths: Iterable[str]) -> str:
    """Say ja when all are ja, nee as soon as one is nee, else onbekend."""
    answer = YES
    for truth in truths:
        if truth == NO:
            return NO
        if truth == OPEN:
            answer = OPEN
    return answer


def any_of(truths: Iterable[str]) -> str:
    """Say ja as soon as one is ja, nee when all are nee, else onbekend."""
    answer = NO
    for truth in truths:
        if truth == YES:
            return YES
        if truth == OPEN:
            answer = OPEN
    return answer
