"""Runs the fence round durable_rules hard, for a run under valgrind; a program, not a test.

A wrong memory access inside durable_rules may give a right answer for years, so passing tests prove
little. Run this after any change in `engine/inference.py` (some minutes):

    PYTHONMALLOC=malloc PYTHONPATH=. valgrind --track-origins=yes --num-callers=40 \
        --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite \
        --error-exitcode=9 --log-file=fence.log python tests/engine/valgrind_fence.py 40 250
    grep -c durable_rules_engine fence.log

The two numbers are rounds and rows per round. What counts: the program says `0 wrong` and the grep
says 0, so no error and no lost block has a frame in durable_rules' shared object, where it happened
or where the value came from. An exit code 9 with 0 from grep is about the interpreter itself
(CPython 3.11: `_PyLong_FromByteArray`, while importing).

With AddressSanitizer: build the extension from its sdist with `-fsanitize=address`, put its place
first in PYTHONPATH, preload libasan.so, and set PYTHONMALLOC=malloc and
`ASAN_OPTIONS=detect_leaks=0:max_malloc_fill_size=0` (a fill hides the use of what was never set).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import durable_rules_engine as durable

from engine.inference import InferenceError, Matcher

STEPS = (
    "assert_fact",
    "start_action_for_state",
    "complete_and_start_action",
    "retract_fact",
    "get_facts",
)
EXPECTED = (InferenceError, KeyboardInterrupt)
SHAPES = (  # width, conjunctions, most literals in one
    (20, 20, 6),
    (30, 60, 6),
    (40, 130, 4),
    (250, 90, 5),
    (200, 20, 30),
    (3, 150, 2),
    (1, 2, 1),
)


def main(rounds: int, rows: int) -> None:
    """Build, fire, disturb, close and drop matchers; say how many answers were wrong."""
    dice = random.Random(20250101)
    counts = dict.fromkeys(("decisions", "fired", "disturbed", "matchers", "wrong"), 0)
    for turn in range(rounds):
        matchers = [(Matcher(width, made), width, made) for width, made in shapes(dice)]
        counts["matchers"] += len(matchers)
        for _ in range(rows):
            matcher, width, made = dice.choice(matchers)
            check(counts, dice, matcher, row_for(dice, width, made), made)
        for matcher, _, _ in matchers[turn % 2 :]:
            matcher.close()  # in the odd rounds the first is dropped instead
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    sys.exit(1 if counts["wrong"] else 0)


def shapes(dice: random.Random) -> Iterator[tuple[int, list[dict[int, str]]]]:
    """Make conjunctions of every shape, of few or of all letters."""
    for width, count, longest in SHAPES:
        letters = dice.choice(("JNO", "JN", "J"))
        yield width, [conjunction(dice, width, longest, letters) for _ in range(count)]


def conjunction(dice: random.Random, width: int, longest: int, letters: str) -> dict[int, str]:
    fields = dice.sample(range(width), dice.randint(1, min(longest, width)))
    return {field: dice.choice(letters) for field in fields}


def row_for(dice: random.Random, width: int, made: Sequence[Mapping[int, str]]) -> str:
    """Make a row: all alike (so that all or none fire), random, or fitting some conjunctions."""
    if dice.random() < 0.1:
        return dice.choice("JNO") * width
    row = dice.choices("JNO", k=width)
    for fitting in dice.sample(made, min(len(made), dice.randint(0, 8))):
        for field, value in fitting.items():
            row[field] = value
    return "".join(row)


def check(
    counts: dict[str, int],
    dice: random.Random,
    matcher: Matcher,
    row: str,
    made: Sequence[Mapping[int, str]],
) -> None:
    """Hold one decision against plain evaluation, often after one or more disturbed ones."""
    while dice.random() < 0.25:
        counts["disturbed"] += 1
        unclean = dice.random() < 0.2
        with disturbed(dice, unclean), suppress(*EXPECTED):
            matcher.fire(row)
        if unclean:  # then the next decision is right or refused, and only the one after is sure
            with suppress(InferenceError):
                counts["wrong"] += matcher.fire(row) != plain(made, row)
    fired = matcher.fire(row)
    counts["decisions"] += 1
    counts["fired"] += len(fired)
    counts["wrong"] += fired != plain(made, row)


def plain(made: Sequence[Mapping[int, str]], row: str) -> tuple[int, ...]:
    return tuple(n for n, one in enumerate(made) if all(row[f] == one[f] for f in one))


@contextmanager
def disturbed(dice: random.Random, unclean: bool) -> Iterator[None]:
    """Let some engine call raise, before or after its work; unclean: cleaning up fails too."""
    name, left, late = dice.choice(STEPS), dice.randint(1, 8), dice.random() < 0.5
    error = dice.choice((RuntimeError, KeyboardInterrupt, MemoryError, durable.error))
    real = {step: getattr(durable, step) for step in (name, "delete_state")}

    def failing(*given: Any) -> Any:
        nonlocal left
        left -= 1
        if left:
            return real[name](*given)
        if late:
            real[name](*given)
        raise error("disturbed")

    def refusing(*_: object) -> None:
        raise durable.error("disturbed")

    vars(durable).update({name: failing} | ({"delete_state": refusing} if unclean else {}))
    try:
        yield
    finally:
        vars(durable).update(real)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
