"""All ways through a question, as one diagram over all its answers, made once for a ruleset.

A variable is a name that can be open, with a row of truths for each way that its conditions can
be. A node is a leaf, or a variable with a node for each of its rows. The variables stand in a
fixed order, equal branches are one node, and a node with equal branches is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.formulas import Formula, evaluator, open_literals
from engine.program import Program
from engine.questions import Leaf, Question
from engine.truth import OPEN, any_of

MOST_NODES = 20_000
Node = Leaf | tuple[int, tuple[int, ...]]


class TooManyPaths(Exception):
    """A question with more ways through it than a table can be taken along."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that can be open, the signals that it settles, and its rows of truths."""

    name: str
    signals: tuple[int, ...]
    rows: tuple[str, ...]


class Deriving:
    """Derives, on a row of signals, the facts that can't be given; the others are variables."""

    def __init__(self, program: Program) -> None:
        self.followed = [
            (program.signal_of[name], [evaluator(f) for f in program.derivations(name)])
            for name in program.derived
            if not program.facts[name].question
        ]

    def __call__(self, row: Sequence[str]) -> str:
        """The row with these facts in their place."""
        signals = [*row]
        for place, read in self.followed:
            known = "".join(signals)
            signals[place] = any_of(one(known) for one in read)
        return "".join(signals)


class Paths:
    """The diagram of a question. A node has a higher number than the nodes below it."""

    def __init__(self, program: Program, question: Question, variables: Sequence[Variable]) -> None:
        """Explore from a row on which all that can be open is; raises TooManyPaths."""
        self.program, self.question, self.variables = program, question, variables
        self._derive = Deriving(program)
        self._setting = {s: n for n, v in enumerate(variables) for s in v.signals}
        self._numbers: dict[Node, int] = {}
        self._seen: dict[object, int] = {}
        blank = program.vector({}) + OPEN * (program.total - program.width)
        self.root = self._visit(self._derive(blank))
        self.nodes = tuple(self._numbers)

    def _visit(self, row: str) -> int:
        leaf, turning = self.question.settle(row)
        if not turning:
            return self._number(leaf)
        key = (leaf, *self.question.rest(turning, row))
        if key not in self._seen:
            if len(self._seen) >= MOST_NODES:
                raise TooManyPaths
            formulas = [self.question.formulas[number] for number in turning]
            number = min(v for formula in formulas for v in self._open(formula, row))
            self._seen[key] = self._branch(number, row)
        return self._seen[key]

    def _branch(self, number: int, row: str) -> int:
        variable, found = self.variables[number], []
        for truths in variable.rows:
            signals = [*row]
            for signal, truth in zip(variable.signals, truths, strict=True):
                signals[signal] = truth
            found.append(self._visit(self._derive(signals)))
        return found[0] if len({*found}) == 1 else self._number((number, tuple(found)))

    def _number(self, node: Node) -> int:
        return self._numbers.setdefault(node, len(self._numbers))

    def _open(self, formula: Formula, row: str) -> Iterator[int]:
        """The variables that a formula still looks at, also through what it derives."""
        for literal in open_literals(formula, row):
            if literal.signal in self._setting:
                yield self._setting[literal.signal]
                continue
            for inner in self.program.behind(self._derived(literal.signal)):
                yield from self._open(inner, row)

    def _derived(self, signal: int) -> str:
        return self.program.derived[signal - self.program.width]
