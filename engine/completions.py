"""What an answer still hangs on: all completions of the open facts, as a reduced ordered diagram.

What is only supposed is evaluated plainly: durable_rules says what holds, and that is held against
the same plain evaluation each time it says so.

Each open fact stands for its cells, one value for each row of truths its conditions can have. The
diagram branches on one open fact at a time, in the order of the vocabulary, and stops as soon as
Kleene's logic settles the track. Equal branches are one node and a node with equal branches is left
out. So a settled track is a single leaf, and the facts left in the diagram are exactly those of
which two completions that differ in that fact alone differ in outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.cells import Cells
from engine.firing import Firing
from engine.model import AmountSpec, Track
from engine.program import Formula, Lit, Program, Values, evaluator, kleene
from engine.truth import OPEN, YES, any_of

MOST_STEPS = 4_000


class TooManyCompletions(Exception):
    """More open combinations than can be gone through; `names` are all that may matter."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__("too many open combinations")
        self.names = names


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a track comes to: an outcome (None when no rule holds) and the amount it carries."""

    verdict: str | None
    amount: AmountSpec | None


@dataclass(frozen=True, slots=True)
class Reach:
    """All a track can still come to, and the open names it hangs on, in order of asking."""

    leaves: frozenset[Leaf]
    names: tuple[str, ...]


@dataclass(slots=True)
class State:
    """Values so far, given or supposed; and the derived facts that were given or supposed."""

    values: dict[str, Any]
    given: dict[str, str]
    row: str


@dataclass(slots=True)
class _Diagram:
    nodes: dict[object, int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    steps: int = 0

    def make(self, key: object) -> int:
        return self.nodes.setdefault(key, len(self.nodes))


class Completions:
    """Explores what one program can still come to from one input."""

    def __init__(self, program: Program, firing: Firing) -> None:
        self.program, self.firing = program, firing
        self.cells = Cells(program)
        order = [*program.facts, *program.parameters]
        self.order = {name: place for place, name in enumerate(order)}
        self.askable = {name for name in program.derived if program.facts[name].question}
        self.of_track = {track: self._by_weight(track) for track in program.tracks.values()}
        self.deriving = {
            name: [program.formulas[r.number] for r in program.deriving if r.then.derives == name]
            for name in program.derived
        }
        self.supposing = {name: [*map(evaluator, found)] for name, found in self.deriving.items()}
        self.judging = [evaluator(program.formulas[rule.number]) for rule in program.judging]

    def _by_weight(self, track: Track) -> list[list[int]]:
        judging = self.program.judging
        return [
            [
                n
                for n, r in enumerate(judging)
                if (r.then.track, r.then.verdict) == (track.name, verdict)
            ]
            for verdict in track.verdicts
        ]

    def start(self, values: Values, vector: str, given: dict[str, str]) -> State:
        """The state of an input; derived facts that follow from all completions are closed."""
        state = State(dict(values), dict(given), "")
        state.row = self.firing.derive(vector, state.given)
        return self._close(state)

    def _close(self, state: State) -> State:
        for name in self.program.derived:
            signal = self.program.signal_of[name]
            if state.row[signal] != OPEN or name not in self.askable or not self._branches(name):
                continue
            reach = self._explore(state, self._derived_step(name))
            if len(reach.leaves) == 1:
                (leaf,) = reach.leaves
                state.given[name] = str(leaf.verdict)
                state.row = self._derive(state.row[: self.program.width], state.given)
        return state

    def _branches(self, name: str) -> bool:
        """Two ways to derive a fact can cover an open fact together; a single one cannot."""
        formulas = self.deriving[name]
        return len(formulas) > 1 or any(not _flat(formula) for formula in formulas)

    def reach(self, track: Track, state: State) -> Reach:
        """What a track can still come to; raises TooManyCompletions past the bound."""
        return self._explore(state, self.step_of(track))

    def step_of(self, track: Track) -> Callable[[str], tuple[Leaf | None, list[Formula]]]:
        """How a track is settled, or what can still turn it, for a row of signals."""
        weights, program, judging = self.of_track[track], self.program, self.judging
        return lambda row: settle(track, weights, program, lambda number: judging[number](row))

    def first(self, undecided: list[Formula], state: State) -> str:
        """The first open name, in the order of asking, that undecided formulas hang on."""
        return min(set(self._support(undecided, state)), key=self.order.__getitem__)

    def _explore(
        self, state: State, step: Callable[[str], tuple[Leaf | None, list[Formula]]]
    ) -> Reach:
        diagram, leaves = _Diagram(), {}
        root_support: set[str] = set()

        def visit(here: State, first: bool) -> int:
            diagram.steps += 1
            leaf, undecided = step(here.row)
            if leaf is not None:
                node = diagram.make(leaf)
                leaves[node] = leaf
                return node
            support = set(self._support(undecided, here))
            if first:
                root_support.update(support)
            if diagram.steps > MOST_STEPS:
                raise TooManyCompletions(frozenset(root_support))
            name = min(support, key=self.order.__getitem__)
            children = tuple(visit(inner, False) for inner in self.assign(name, here))
            if len(set(children)) == 1:
                return children[0]
            return diagram.make((name, children))

        root = visit(state, True)
        return self._walk(diagram, leaves, root)

    def _walk(self, diagram: _Diagram, leaves: dict[int, Leaf], root: int) -> Reach:
        keys = {node: key for key, node in diagram.nodes.items()}
        found, names, todo = set[Leaf](), set[str](), {root}
        seen = set[int]()
        while todo:
            node = todo.pop()
            seen.add(node)
            key = keys[node]
            if node in leaves:
                found.add(leaves[node])
            elif isinstance(key, tuple):
                names.add(key[0])
                todo |= set(key[1]) - seen
        return Reach(frozenset(found), tuple(sorted(names, key=self.order.__getitem__)))

    def assign(self, name: str, state: State) -> Iterator[State]:
        """One state for each cell of an open name, or each truth of a derived fact."""
        program, width = self.program, self.program.width
        if name in self.askable and name in program.signal_of:
            for truth in "JN":
                given = {**state.given, name: truth}
                yield State(state.values, given, self._derive(state.row[:width], given))
            return
        for value in self.cells.of(name, state.values):
            values = {**state.values, name: value}
            row = self._derive(self._again(name, state.row[:width], values), state.given)
            inner = State(values, dict(state.given), row)
            yield self._close(inner)

    def _derive(self, vector: str, given: dict[str, str]) -> str:
        """As the engine derives, by plain evaluation: for what is only supposed."""
        row = vector + OPEN * (self.program.total - self.program.width)
        for place, name in enumerate(self.program.derived, self.program.width):
            truth = given.get(name) or any_of(suppose(row) for suppose in self.supposing[name])
            row = row[:place] + truth + row[place + 1 :]
        return row

    def _again(self, name: str, vector: str, values: dict[str, Any]) -> str:
        signals = list(vector)
        for signal in self.cells.touched(name):
            signals[signal] = self.program.truth(self.program.atoms[signal], values)
        return "".join(signals)

    def _derived_step(self, name: str) -> Callable[[str], tuple[Leaf | None, list[Formula]]]:
        formulas = self.deriving[name]

        def step(row: str) -> tuple[Leaf | None, list[Formula]]:
            truths = [kleene(formula, row) for formula in formulas]
            if YES in truths:
                return Leaf("J", None), []
            undecided = [f for f, truth in zip(formulas, truths, strict=True) if truth == OPEN]
            return (None, undecided) if undecided else (Leaf("N", None), [])

        return step

    def _support(self, formulas: Iterable[Formula], state: State) -> Iterator[str]:
        for formula in formulas:
            for literal in open_literals(formula, state.row):
                yield from self._names(literal.signal, state)

    def _names(self, signal: int, state: State) -> Iterator[str]:
        program = self.program
        if signal < program.width:
            yield from self.cells.open_names(signal, state.values)
            return
        name = program.derived[signal - program.width]
        if name in self.askable:
            yield name
        else:
            yield from self._support(self.deriving[name], state)


def settle(
    track: Track, by_weight: list[list[int]], program: Program, truth_of: Callable[[int], str]
) -> tuple[Leaf | None, list[Formula]]:
    """The leaf that Kleene's logic settles a track on, or the formulas that can still turn it."""
    rules, undecided = program.judging, list[int]()
    for verdict, numbers in zip(track.verdicts, by_weight, strict=True):
        truths = {number: truth_of(number) for number in numbers}
        certain = [n for n, truth in truths.items() if truth == YES]
        amount = next((a for n in certain if (a := rules[n].then.amount)), None)
        opens = [n for n, truth in truths.items() if truth == OPEN]
        undecided += [n for n in opens if not certain or rules[n].then.amount not in (None, amount)]
        if certain and not undecided:
            return Leaf(verdict, amount), []
        if certain:
            break
    if not undecided:
        return Leaf(track.otherwise, None), []
    return None, [program.formulas[rules[number].number] for number in undecided]


def open_literals(formula: Formula, row: str) -> Iterator[Lit]:
    """The open literals that keep a formula open."""
    if kleene(formula, row) != OPEN:
        return
    if isinstance(formula, Lit):
        yield formula
        return
    for part in formula.parts:
        yield from open_literals(part, row)


def _flat(formula: Formula) -> bool:
    return isinstance(formula, Lit) or (
        formula.every and all(isinstance(part, Lit) for part in formula.parts)
    )
