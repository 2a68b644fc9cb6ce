"""What the whole of a collection still hangs on, down to the open facts of its items.

An item counts by what it comes to, so a count that is open hangs on facts of items: of one that is
settled by itself too, when it isn't settled whether it counts. Each item is explored by itself
first, as a diagram that ends in the truth of each count. Then the whole is explored over these
diagrams: what all items share is answered in all of them at once, and what is an item's own in that
item alone. So the names that are left are exactly those of which two completions that differ in
that name alone give the whole another outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.cells import TooMany
from engine.completions import Completions, Reach, State, TooManyCompletions
from engine.diagram import Diagram, Name
from engine.questions import CountQuestion, Leaf, Question, TrackQuestion
from engine.truth import NO, OPEN, YES
from engine.values import Span


@dataclass(frozen=True, slots=True)
class Part:
    """One item: its key, what is known of it, and the names that it answers for itself."""

    key: str
    state: State
    own: frozenset[str]


class Shared:
    """The open names that items and the whole have in common, with the same answers everywhere."""

    def __init__(
        self, whole: Completions, state: State, items: Completions, parts: Sequence[Part]
    ) -> None:
        self.whole, self.state, self.items, self.parts = whole, state, items, parts
        self._answers: dict[str, tuple[Any, ...]] = {}

    def answers(self, name: str) -> tuple[Any, ...]:
        """One answer for each way in which a name can matter to any item or to the whole."""
        if name not in self._answers:
            self._answers[name] = self._find(name)
        return self._answers[name]

    def _find(self, name: str) -> tuple[Any, ...]:
        if name in self.items.askable | self.whole.askable:
            return YES, NO
        sharing = [part for part in self.parts if name not in part.own]
        others = [(self.items.cells, part.state.known) for part in sharing]
        return self.whole.cells.together(name, self.state.known, others)


class ItemExplorer:
    """Goes through the completions of one item, what it shares with others first."""

    def __init__(self, shared: Shared, part: Part) -> None:
        self.shared, self.part, self.inner = shared, part, shared.items
        self.most_steps, self.beside = self.inner.most_steps, self.inner.beside

    def support(self, question: Question, turning: Sequence[int], state: State) -> list[str]:
        """The open names that turning formulas look at."""
        names = self.inner.support(question, turning, state)
        return sorted(names, key=lambda name: name in self.part.own)

    def assign(self, name: str, state: State) -> Iterator[State]:
        """One state for each answer."""
        if name in self.part.own:
            yield from self.inner.assign(name, state)
            return
        for answer in self.shared.answers(name):
            yield self.inner.suppose(name, answer, state)


class Tree:
    """All that one item can count for, as its open names are answered."""

    def __init__(self, explorer: ItemExplorer, question: CountQuestion) -> None:
        """Explore; raises TooMany."""
        self.own = explorer.part.own
        diagram = Diagram(explorer, question, explorer.part.state)
        self.keys, self.root = diagram.keys, diagram.root
        self._truths: dict[int, str] = {}

    def truths(self, node: int) -> str:
        """For each count whether the item counts: J, N, or O while both can be."""
        if node not in self._truths:
            key = self.keys[node]
            below = [key.verdict or ""] if isinstance(key, Leaf) else map(self.truths, key[1])
            self._truths[node] = agreed(below)
        return self._truths[node]

    def top(self, node: int) -> str | None:
        """The name that a node branches on."""
        key = self.keys[node]
        return None if isinstance(key, Leaf) else key[0]

    def below(self, node: int) -> tuple[int, ...]:
        """The nodes that the answers to its name lead to."""
        key = self.keys[node]
        return () if isinstance(key, Leaf) else key[1]


@dataclass(frozen=True, slots=True)
class Here:
    """What is supposed of the whole, and how far each item is answered."""

    state: State
    nodes: tuple[int, ...]

    @property
    def row(self) -> str:
        """The truths of all signals of the whole."""
        return self.state.row


class Hanging:
    """Explores the whole of one collection over the trees of its items."""

    def __init__(
        self,
        whole: Completions,
        items: Completions,
        counts: Sequence[str],
        parts: Sequence[Part],
    ) -> None:
        self.whole, self.items, self.counts, self.parts = whole, items, counts, parts
        self.most_steps = whole.most_steps
        self.question = CountQuestion(items.program, items.questions)

    def counts_of(self, part: Part) -> str:
        """For each count whether an item counts, by all that it can still come to."""
        try:
            reach = self.items.reach(self.question, part.state)
        except TooManyCompletions:
            return OPEN * len(self.counts)
        return agreed(leaf.verdict or "" for leaf in reach.leaves)

    def reach(self, question: TrackQuestion, state: State) -> Reach:
        """What a track of the whole can still come to; raises TooManyCompletions past the bound."""
        try:
            self._grow(state)
            diagram = Diagram(self, question, self._start(state))
        except TooMany:
            raise TooManyCompletions(*self._support(question, state)) from None
        return Reach(diagram.leaves, *self._told(diagram.names))

    def _grow(self, state: State) -> None:
        self.shared = Shared(self.whole, state, self.items, self.parts)
        explorers = [ItemExplorer(self.shared, part) for part in self.parts]
        self.trees = [Tree(explorer, self.question) for explorer in explorers]

    def _start(self, state: State) -> Here:
        return self._counted(state, tuple([tree.root for tree in self.trees]))

    def _counted(self, state: State, nodes: tuple[int, ...]) -> Here:
        """The whole with what is certain and possible of each count."""
        truths = [tree.truths(node) for tree, node in zip(self.trees, nodes, strict=True)]
        columns = zip(*truths, strict=True)
        counts = {n: span(column) for n, column in zip(self.counts, columns, strict=True)}
        whole = self.whole.at(state.known, {**state.values, **counts}, state.given)
        return Here(whole, nodes)

    def support(self, question: Question, turning: Sequence[int], here: Here) -> list[Name]:
        """The open names that turning formulas look at: shared ones, then item by item."""
        names = self.whole.support(question, turning, here.state)
        opens = [place for place, name in enumerate(self.counts) if name in names]
        shared, own = set(names) - set(self.counts), list[Name]()
        for place, (tree, node) in enumerate(zip(self.trees, here.nodes, strict=True)):
            if OPEN in [tree.truths(node)[count] for count in opens]:
                top = tree.top(node)
                if top in tree.own:
                    own.append((place, top))
                elif top is not None:
                    shared.add(top)
        return [*self.whole.in_order(shared), *own]

    def assign(self, name: Name, here: Here) -> Iterator[Here]:
        """One state for each answer to a shared name, or to a name of one item."""
        if isinstance(name, tuple):
            place, _ = name
            for node in self.trees[place].below(here.nodes[place]):
                nodes = (*here.nodes[:place], node, *here.nodes[place + 1 :])
                yield self._counted(here.state, nodes)
            return
        for number, answer in enumerate(self.shared.answers(name)):
            nodes = tuple(
                [
                    tree.below(node)[number] if tree.top(node) == name else node
                    for tree, node in zip(self.trees, here.nodes, strict=True)
                ]
            )
            yield self._counted(self.whole.suppose(name, answer, here.state), nodes)

    def beside(self, here: Here) -> tuple[Any, ...]:
        """How far each item is answered, and what cells of the whole can depend on."""
        return (*here.nodes, *self.whole.beside(here.state))

    def _support(
        self, question: TrackQuestion, state: State
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """All open names that may matter, where there are too many to go through."""
        names = {*self.whole.support(question, question.settle(state.row)[1], state)}
        opens = set[Name](names - set(self.counts))
        for place, part in enumerate(self.parts):
            turning = self.question.settle(part.state.row)[1]
            found = self.items.support(self.question, turning, part.state)
            opens |= {(place, name) if name in part.own else name for name in found}
        return self._told(opens)

    def _told(self, names: Iterable[Name]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Shared names, and those of items with the item's key, in the order of asking."""
        found = [*names]
        own = [name for name in found if isinstance(name, tuple)]
        of_items = [
            (part.key, name)
            for place, part in enumerate(self.parts)
            for name in self.items.in_order(n for at, n in own if at == place)
        ]
        shared = self.whole.in_order(name for name in found if isinstance(name, str))
        return shared, tuple(of_items)


def agreed(rows: Iterable[str]) -> str:
    """For each count the truth that all rows give it, else O."""
    return "".join(c[0] if len(set(c)) == 1 else OPEN for c in zip(*rows, strict=True))


def span(truths: Sequence[str]) -> int | Span:
    """How many hold: a number when all are settled, else from certain to possible."""
    certain, possible = truths.count(YES), truths.count(YES) + truths.count(OPEN)
    return certain if certain == possible else Span(certain, possible)
