"""A reduced ordered diagram of all that a question can come to from one state."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Protocol

from engine.cells import TooMany
from engine.questions import Leaf, Question

DEEPEST = 200
Name = Any  # a fact, a parameter, or a fact of one item of a collection
Key = Leaf | tuple[Name, tuple[int, ...]]


class Explorer(Protocol):
    """What goes through completions; each of its states has a `row` of truths."""

    most_steps: int

    def support(self, question: Question, turning: Sequence[int], state: Any) -> Sequence[Name]:
        """The open names that turning formulas look at; the first one is answered first."""

    def assign(self, name: Name, state: Any) -> Iterable[Any]:
        """One state for each way to answer a name."""

    def beside(self, state: Any) -> tuple[Hashable, ...]:
        """What the rest of an exploration can depend on, apart from the row."""


class Diagram:
    """The nodes of one exploration: a leaf, or a name with a node for each of its cells."""

    def __init__(
        self,
        explorer: Explorer,
        question: Question,
        state: Any,
        most_leaves: int | None = None,
    ) -> None:
        """Explore; raises TooMany past a bound of steps or names, or of leaves."""
        self.explorer, self.question = explorer, question
        self.steps, self.most_leaves = 0, most_leaves
        self._nodes: dict[Key, int] = {}
        self._ends: set[Leaf] = set()
        self._seen: dict[object, int] = {}
        self.root = self._visit(state, 0)
        self.keys = tuple(self._nodes)
        self.leaves, self.names = self._reached()

    def _visit(self, here: Any, depth: int) -> int:
        self.steps += 1
        leaf, turning = self.question.settle(here.row)
        if not turning:
            return self._end(leaf)
        key = (leaf, *self.question.rest(turning, here.row), *self.explorer.beside(here))
        if key not in self._seen:
            if self.steps > self.explorer.most_steps or depth > DEEPEST:
                raise TooMany
            name, *_ = self.explorer.support(self.question, turning, here)
            inner = self.explorer.assign(name, here)
            children = tuple([self._visit(state, depth + 1) for state in inner])
            self._seen[key] = self._branch(name, children)
        return self._seen[key]

    def _end(self, leaf: Leaf) -> int:
        self._ends.add(leaf)
        if self.most_leaves and len(self._ends) > self.most_leaves:
            raise TooMany
        return self._node(leaf)

    def _branch(self, name: Name, children: tuple[int, ...]) -> int:
        return children[0] if len(set(children)) == 1 else self._node((name, children))

    def _node(self, key: Key) -> int:
        return self._nodes.setdefault(key, len(self._nodes))

    def _reached(self) -> tuple[frozenset[Leaf], frozenset[Name]]:
        """The leaves and names below the root; a node may have been left out later on."""
        leaves, names, todo, seen = set[Leaf](), set[Name](), [self.root], {self.root}
        while todo:
            key = self.keys[todo.pop()]
            if isinstance(key, Leaf):
                leaves.add(key)
                continue
            names.add(key[0])
            todo += set(key[1]) - seen
            seen.update(key[1])
        return frozenset(leaves), frozenset(names)
