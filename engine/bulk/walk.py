"""All completions of the lines of a block at once: where they end, and on which facts they hang.

An open fact can be in each row of its variable. So a node of the paths is reached on the lines
where some completion leads there, and two nodes differ on the lines where some completion below
them ends differently. A fact is missing where a node that asks it is reached, the fact is open, and
its branches differ: then two completions that differ in that fact alone end differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.bulk.paths import Paths
from engine.bulk.planes import Plane, any_of
from engine.bulk.reading import Block
from engine.questions import Leaf


@dataclass(frozen=True, slots=True)
class Chance:
    """A variable in a block: where each of its rows is possible, and where it is open."""

    rows: tuple[Plane, ...]
    open: Plane


class Walk:
    """All completions of the lines of a block along the paths of one question."""

    def __init__(self, paths: Paths, chances: Sequence[Chance], block: Block) -> None:
        self.paths, self.chances, self.block = paths, chances, block
        self.reached = [block.none] * len(paths.nodes)
        self.reached[paths.root] = block.every
        self._differ: dict[tuple[int, int], Plane] = {}
        for number in range(len(paths.nodes) - 1, -1, -1):
            node = paths.nodes[number]
            if not isinstance(node, Leaf):
                for possible, child in zip(chances[node[0]].rows, node[1], strict=True):
                    self.reached[child] = self.reached[child] | (self.reached[number] & possible)

    def ends(self) -> Iterator[tuple[Leaf, Plane]]:
        """Each leaf, and the lines that can come to it."""
        for node, plane in zip(self.paths.nodes, self.reached, strict=True):
            if isinstance(node, Leaf):
                yield node, plane

    def missing(self) -> dict[str, Plane]:
        """The names that lines hang on."""
        found: dict[str, Plane] = {}
        for node, reached in zip(self.paths.nodes, self.reached, strict=True):
            if isinstance(node, Leaf):
                continue
            variable, children = node
            name = self.paths.variables[variable].name
            first, *others = children
            apart = any_of([self._apart(first, other) for other in others], self.block.none)
            hangs = reached & self.chances[variable].open & apart
            found[name] = found[name] | hangs if name in found else hangs
        return found

    def _apart(self, one: int, two: int) -> Plane:
        """Where some completion of what stands below two nodes ends differently."""
        if one == two:
            return self.block.none
        key = (one, two) if one < two else (two, one)
        if key not in self._differ:
            self._differ[key] = self._compared(*key)
        return self._differ[key]

    def _compared(self, one: int, two: int) -> Plane:
        a, b = self.paths.nodes[one], self.paths.nodes[two]
        if isinstance(a, Leaf) and isinstance(b, Leaf):
            return self.block.every
        variable = min(node[0] for node in (a, b) if not isinstance(node, Leaf))
        left, right = (
            node[1]
            if not isinstance(node, Leaf) and node[0] == variable
            else (number,) * len(self.chances[variable].rows)
            for number, node in ((one, a), (two, b))
        )
        rows = zip(self.chances[variable].rows, left, right, strict=True)
        return any_of([p & self._apart(x, y) for p, x, y in rows if x != y], self.block.none)
