"""What an answer still hangs on: all completions of the open facts, as a reduced ordered diagram.

What is only supposed is evaluated plainly: durable_rules says what holds, and that is held against
the same plain evaluation each time it says so.

Each open name stands for its cells, values that tell its conditions apart. A derived fact that can
be given is such a name too while it is open: it can be answered by itself, whatever its parts say.
The diagram branches on one name at a time, in the order of the vocabulary, and stops as soon as
Kleene's logic settles the question. Equal branches are one node and a node with equal branches is
left out. So what is settled is a single leaf, and the names left in the diagram are exactly those
of which two completions that differ in that name alone end differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.cells import Cells, TooMany
from engine.diagram import Diagram
from engine.firing import Firing
from engine.formulas import flat, open_literals
from engine.names import Values
from engine.program import Program
from engine.questions import Leaf, Question, TrackQuestion
from engine.truth import NO, OPEN, YES, any_of

MOST_STEPS = 10_000


class TooManyCompletions(Exception):
    """More open combinations than can be gone through; `names` are all that may matter."""

    def __init__(self, names: tuple[str, ...], of_items: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__("too many open combinations")
        self.names, self.of_items = names, of_items


@dataclass(frozen=True, slots=True)
class Reach:
    """All a question can still come to, and the open names it hangs on, in order of asking.

    Of a collection's whole, `of_items` has the open names of its items, each with the item's key.
    """

    leaves: frozenset[Leaf]
    names: tuple[str, ...]
    of_items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What is known, what is supposed beside it, and the truths that follow.

    `given` has the derived facts that don't follow from their parts: those that were given, those
    that all completions agree on, and as O those that are open and can be given.
    """

    known: Values
    values: Values
    given: Mapping[str, str]
    row: str


class Completions:
    """Explores what one program can still come to from one input."""

    def __init__(self, program: Program, firing: Firing, most_steps: int = MOST_STEPS) -> None:
        self.program, self.firing, self.most_steps = program, firing, most_steps
        self.cells = Cells(program)
        self.order = {name: n for n, name in enumerate((*program.facts, *program.parameters))}
        self.askable = {name for name in program.derived if program.facts[name].question}
        self.questions = {t.name: TrackQuestion(program, t) for t in program.tracks.values()}
        self.deriving = {n: Question(program, program.derivations(n)) for n in program.derived}

    def start(self, values: Values, vector: str, given: Mapping[str, str]) -> State:
        """The state of an input; derived facts that follow from all completions are closed."""
        state = State(values, values, given, self.firing.derive(vector, given))
        for name in self.program.derived:
            if name in self.askable and state.row[self.program.signal_of[name]] == OPEN:
                truth = self._closed(name, state)
                given = {**state.given, name: truth}
                row = state.row if truth == OPEN else self.firing.derive(vector, given)
                state = State(values, values, given, row)
        return state

    def _closed(self, name: str, state: State) -> str:
        """The truth that all completions of its parts give a derived fact, else O."""
        if self._can_be_both(name, state):
            return OPEN
        try:
            (leaf,) = Diagram(self, self.deriving[name], state, most_leaves=1).leaves
        except TooMany:
            return OPEN
        return str(leaf.verdict)

    def _can_be_both(self, name: str, state: State) -> bool:
        """Whether it is plain that a derived fact is open: its open conditions share no name."""
        seen: set[str] = set()
        for formula in self.deriving[name].formulas:
            if flat(formula) is None:
                return False
            for literal in open_literals(formula, state.row):
                names = [*self._names(literal.signal, state)]
                if (
                    len(names) != 1
                    or names[0] in seen
                    or not self._turns(literal.signal, names[0], state)
                ):
                    return False
                seen.update(names)
        return True

    def _turns(self, signal: int, name: str, state: State) -> bool:
        """Whether an open name by itself can make a signal both ja and nee."""
        if name in self.askable:
            return signal == self.program.signal_of[name]
        if signal >= self.program.width:
            return False
        try:
            found = self.cells.found(name, state.known)
        except TooMany:
            return False
        place = self.cells.touched(name).index(signal)
        return {YES, NO} <= {row[place] for row in found.rows}

    def reach(self, question: Question, state: State) -> Reach:
        """What a question can still come to; raises TooManyCompletions past the bound."""
        diagram = self.diagram(question, state)
        return Reach(diagram.leaves, self.in_order(diagram.names))

    def diagram(self, question: Question, state: State) -> Diagram:
        """All completions of a question; raises TooManyCompletions past the bound."""
        try:
            return Diagram(self, question, state)
        except TooMany:
            _, turning = question.settle(state.row)
            raise TooManyCompletions(self.support(question, turning, state)) from None

    def support(self, question: Question, turning: Sequence[int], state: State) -> tuple[str, ...]:
        """The open names that turning formulas look at, in the order of asking."""
        found: set[str] = set()
        for number in turning:
            for literal in open_literals(question.formulas[number], state.row):
                found.update(self._names(literal.signal, state))
        return self.in_order(found)

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Names in the order of asking."""
        return tuple(sorted(names, key=self.order.__getitem__))

    def _names(self, signal: int, state: State) -> Iterator[str]:
        program = self.program
        if signal < program.width:
            yield from self.cells.open_names(signal, state.values)
            return
        if signal >= program.width + len(program.derived):
            return  # an outcome, which hangs on the rules that make it
        name = program.derived[signal - program.width]
        if name in self.askable:
            yield name
            return
        for formula in program.behind(name):
            for literal in open_literals(formula, state.row):
                yield from self._names(literal.signal, state)

    def assign(self, name: str, state: State) -> Iterator[State]:
        """One state for each cell of an open name, or each truth of a derived fact.

        Raises TooMany when a name has more cells than can be gone through.
        """
        width = self.program.width
        if name in self.askable:
            for truth in (YES, NO):
                given = {**state.given, name: truth}
                yield State(
                    state.known, state.values, given, self._derive(state.row[:width], given)
                )
            return
        found = self.cells.found(name, state.known)
        for value, row in zip(found.values, found.rows, strict=True):
            values = {**state.values, name: value}
            signals = list(state.row[:width])
            for signal, truth in zip(self.cells.touched(name), row, strict=True):
                signals[signal] = truth if found.alone else self._truth(signal, values)
            yield State(
                state.known, values, state.given, self._derive("".join(signals), state.given)
            )

    def suppose(self, name: str, value: Any, state: State) -> State:
        """The state in which an open name has a value; of a derived fact that is a truth."""
        if name in self.askable:
            return self.at(state.known, state.values, {**state.given, name: value})
        return self.at(state.known, {**state.values, name: value}, state.given)

    def at(self, known: Values, values: Values, given: Mapping[str, str]) -> State:
        """What follows from supposed values and given derived facts."""
        return State(known, values, given, self._derive(self.program.vector(values), given))

    def beside(self, state: State) -> tuple[Any, ...]:
        """The values that the cells of open names can depend on."""
        return tuple([state.values.get(name) for name in self.cells.paired])

    def _truth(self, signal: int, values: Values) -> str:
        return self.program.truth(self.program.atoms[signal], values)

    def _derive(self, vector: str, given: Mapping[str, str]) -> str:
        """As the engine derives, by plain evaluation: for what is only supposed."""
        row = vector + OPEN * (self.program.total - self.program.width)
        for place, (name, question) in enumerate(self.deriving.items(), self.program.width):
            truth = given.get(name) or any_of(read(row) for read in question.read)
            row = row[:place] + truth + row[place + 1 :]
        return row
