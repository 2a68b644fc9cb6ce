"""Runs durable_rules over formulas: each is fired as certain and as possible, so it is J, N or O.

A signal becomes two fields, certain and possible: J is `JJ`, O is `NJ`, N is `NN`. What comes back
is held against the plain evaluation of the same formula; where they differ nothing is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.formulas import Formula, Lit, conjunctions, evaluator, signals
from engine.inference import InferenceError, Matcher
from engine.program import Program
from engine.truth import NO, OPEN, YES, any_of

_PLANES = str.maketrans({YES: "JJ", OPEN: "NJ", NO: "NN"})
_MOST_KEPT = 50_000


class Layer:
    """Says of some formulas whether they hold; remembers what it said."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self.formulas = tuple(formulas)
        self.used = tuple(sorted({s for formula in formulas for s in signals(formula)}))
        self.place = {signal: place for place, signal in enumerate(self.used)}
        self.always: list[tuple[int, str]] = []
        self.owner: list[tuple[int, str]] = []
        found = [*self._conjunctions()]
        self.matcher = Matcher(2 * len(self.used), found) if found else None
        self.plain = [evaluator(formula) for formula in formulas]
        self.memo: dict[str, str] = {}

    def _conjunctions(self) -> Iterator[dict[int, str]]:
        """What to match, first all that is possible and then all that is certain.

        An alternative that asks nothing holds always, and isn't matched.
        """
        for plane, truth in ((1, OPEN), (0, YES)):
            for number, formula in enumerate(self.formulas):
                for row in conjunctions(formula):
                    (self.owner if row else self.always).append((number, truth))
                    if row:
                        yield {self._field(literal, plane): _wanted(literal) for literal in row}

    def _field(self, literal: Lit, plane: int) -> int:
        """A literal turned round is certain when its signal is not even possible."""
        return 2 * self.place[literal.signal] + (plane if literal.straight else 1 - plane)

    def truths(self, row: str) -> str:
        """One truth per formula for a row of signals; raises InferenceError on any difference."""
        key = "".join([row[signal] for signal in self.used])
        found = self.memo.get(key)
        if found is None:
            found = self._fire(key, row)
            if len(self.memo) >= _MOST_KEPT:
                self.memo.clear()
            self.memo[key] = found
        return found

    def _fire(self, key: str, row: str) -> str:
        fired = self.matcher.fire(key.translate(_PLANES)) if self.matcher else ()
        answer = [NO] * len(self.formulas)
        for number, truth in (*[self.owner[n] for n in fired], *self.always):
            answer[number] = truth  # numbers ascend: what is certain comes after what is possible
        plain = [read(row) for read in self.plain]
        if answer != plain:
            raise InferenceError(f"the engine and the plain evaluation differ: {answer} {plain}")
        return "".join(answer)

    def forget(self) -> None:
        """Drop what was remembered."""
        self.memo.clear()


def _wanted(literal: Lit) -> str:
    return YES if literal.straight else NO


class Firing:
    """The layers of a program: derived facts level by level, then the rules with an outcome."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.levels = [self._level(names) for names in _levels(program)]
        self.judging = Layer([program.formulas[rule.number] for rule in program.judging])
        self.speaking = Layer([program.formulas[rule.number] for rule in program.speaking])
        self.layers = [layer for layer, _ in self.levels] + [self.judging, self.speaking]

    def _level(self, names: Sequence[str]) -> tuple[Layer, list[tuple[str, slice]]]:
        formulas: list[Formula] = []
        places = []
        for name in names:
            own = [r for r in self.program.deriving if r.then.derives == name]
            places.append((name, slice(len(formulas), len(formulas) + len(own))))
            formulas += [self.program.formulas[rule.number] for rule in own]
        return Layer(formulas), places

    def derive(self, vector: str, given: Mapping[str, str]) -> str:
        """The vector with the truth of each derived fact behind it; a given truth counts."""
        program = self.program
        row = [*vector, *(OPEN for _ in range(program.total - program.width))]
        for layer, places in self.levels:
            truths = layer.truths("".join(row))
            for name, own in places:
                row[program.signal_of[name]] = given.get(name) or any_of(truths[own])
        return "".join(row)


def _levels(program: Program) -> Iterator[list[str]]:
    level: dict[str, int] = {}
    for name in program.derived:
        own = [program.formulas[r.number] for r in program.deriving if r.then.derives == name]
        used = {signal for formula in own for signal in signals(formula)}
        inner = [level[other] + 1 for other in level if program.signal_of[other] in used]
        level[name] = max(inner, default=0)
    for number in range(max(level.values(), default=-1) + 1):
        yield [name for name, own in level.items() if own == number]
