"""Runs durable_rules over formulas: each is fired as certain and as possible, so it is J, N or O.

A signal becomes two fields, certain and possible: J is `JJ`, O is `NJ`, N is `NN`. What comes back is
held against the plain evaluation of the same formula; where they differ nothing is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.inference import InferenceError, Matcher
from engine.program import Formula, Lit, Node, Program, conjunctions, kleene
from engine.truth import NO, OPEN, YES, any_of

_PLANES = str.maketrans({YES: "JJ", OPEN: "NJ", NO: "NN"})
_MOST_KEPT = 50_000


class Layer:
    """Says of some formulas whether they hold; remembers what it said."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self.formulas = tuple(formulas)
        self.used = tuple(sorted({s for formula in formulas for s in signals(formula)}))
        self.place = {signal: place for place, signal in enumerate(self.used)}
        self.owner: list[tuple[int, int]] = []
        self.matcher = (
            Matcher(2 * len(self.used), list(self._conjunctions())) if self.used else None
        )
        self.memo: dict[str, str] = {}

    def _conjunctions(self) -> Iterator[dict[int, str]]:
        for number, formula in enumerate(self.formulas):
            for row in conjunctions(formula):
                for plane in (0, 1):
                    if row:
                        self.owner.append((number, plane))
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
        certain, possible = set[int](), set[int]()
        for fired in self.matcher.fire(key.translate(_PLANES)) if self.matcher else ():
            number, plane = self.owner[fired]
            (possible if plane else certain).add(number)
        plain = [kleene(formula, row) for formula in self.formulas]
        answer = [
            truth if not _always(formula) else YES
            for formula, truth in zip(
                self.formulas, map(_word(certain, possible), range(len(plain))), strict=True
            )
        ]
        if answer != plain:
            raise InferenceError(f"the engine and the plain evaluation differ: {answer} {plain}")
        return "".join(answer)

    def forget(self) -> None:
        """Drop what was remembered."""
        self.memo.clear()


def _word(certain: set[int], possible: set[int]):  # type: ignore[no-untyped-def]
    return lambda number: YES if number in certain else OPEN if number in possible else NO


def _wanted(literal: Lit) -> str:
    return YES if literal.straight else NO


def _always(formula: Formula) -> bool:
    return isinstance(formula, Node) and formula.every and not formula.parts


def signals(formula: Formula) -> Iterator[int]:
    """Walk the signals of a formula."""
    if isinstance(formula, Lit):
        yield formula.signal
        return
    for part in formula.parts:
        yield from signals(part)


class Firing:
    """The layers of a program: derived facts level by level, then the rules with an outcome."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.levels = [self._level(names) for names in _levels(program)]
        self.judging = Layer([program.formulas[rule.number] for rule in program.judging])
        self.speaking = Layer([program.formulas[rule.number] for rule in program.speaking])
        self.layers = [layer for layer, _ in self.levels] + [self.judging, self.speaking]

    def _level(self, names: Sequence[str]) -> tuple[Layer, list[tuple[str, list[int]]]]:
        formulas: list[Formula] = []
        places = []
        for name in names:
            own = [r for r in self.program.deriving if r.then.derives == name]
            places.append((name, list(range(len(formulas), len(formulas) + len(own)))))
            formulas += [self.program.formulas[rule.number] for rule in own]
        return Layer(formulas), places

    def derive(self, vector: str, given: dict[str, str]) -> str:
        """The vector with the truth of each derived fact behind it; a given truth counts."""
        program = self.program
        row = [*vector, *(NO for _ in range(program.total - program.width))]
        for layer, places in self.levels:
            truths = layer.truths("".join(row))
            for name, own in places:
                derived = any_of(truths[place] for place in own)
                row[program.signal_of[name]] = given.get(name, derived)
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
