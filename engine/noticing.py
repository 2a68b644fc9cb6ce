"""Tries small changes of rules against the worked examples, on all processors at once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.loader import load_folder
from engine.model import Accepted, Rulebook, Ruleset
from engine.mutation import mutants, unnoticed

_AT_ONCE = 40
_read = lru_cache(maxsize=1)(load_folder)


@dataclass(frozen=True, slots=True)
class Missed:
    """A change that no example notices; `accepted` says why that is right, or is None."""

    decision: str
    region: str
    rule: str
    change: str
    accepted: Accepted | None


@dataclass(frozen=True, slots=True)
class Noticing:
    """All changes that were missed, how many were tried, and what was accepted in vain."""

    tried: int
    missed: tuple[Missed, ...]
    needless: tuple[tuple[Accepted, str], ...]


def try_changes(folder: Path, rulebook: Rulebook, rulesets: Iterable[Ruleset]) -> Noticing:
    """Try every small change of some rulesets of a folder; `rulebook` is that folder as read."""
    wanted = [*rulesets]
    same = {(ruleset.decision, ruleset.region) for ruleset in wanted}
    accepted = {
        (a.decision, a.region, a.rule, change): a
        for a in rulebook.accepted
        if (a.decision, a.region) in same
        for change in a.changes
    }
    tasks = [*_tasks(rulebook, wanted)]
    found = [*_tried(folder, tasks)]
    missed = tuple(Missed(*key, accepted.get(key)) for key in dict.fromkeys(found))
    needless = tuple((a, key[-1]) for key, a in accepted.items() if key not in set(found))
    return Noticing(sum(len(numbers) for _, numbers in tasks), missed, needless)


Task = tuple[int, range]
Key = tuple[str, str, str, str]


def _tasks(rulebook: Rulebook, rulesets: Iterable[Ruleset]) -> Iterator[Task]:
    """Portions of the changes of each ruleset, by its place in the rulebook."""
    for ruleset in rulesets:
        place = next(n for n, other in enumerate(rulebook.rulesets) if other is ruleset)
        total = sum(1 for _ in mutants(rulebook, ruleset))
        yield from ((place, range(total)[n : n + _AT_ONCE]) for n in range(0, total, _AT_ONCE))


def _tried(folder: Path, tasks: list[Task]) -> Iterator[Key]:
    workers = min(os.cpu_count() or 1, len(tasks) or 1)
    fresh = multiprocessing.get_context("spawn")  # a fork may copy locks that threads hold
    with ProcessPoolExecutor(workers, fresh) as pool:
        for found in pool.map(_try, [folder] * len(tasks), tasks):
            yield from found


def _try(folder: Path, task: Task) -> list[Key]:
    place, numbers = task
    rulebook = _read(folder)
    ruleset = rulebook.rulesets[place]
    made = [*mutants(rulebook, ruleset)][numbers.start : numbers.stop]
    return [
        (ruleset.decision, ruleset.region, mutant.rule, mutant.change)
        for mutant in unnoticed(rulebook, ruleset, made)
    ]
