"""What a ruleset asks of a line under some parameter values, ready for many lines at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.amounts import sources_of
from engine.atoms import Atom
from engine.bulk.paths import Paths, TooManyPaths, Variable
from engine.cells import TooMany
from engine.decider import Regime
from engine.questions import Leaf, Question, TrackQuestion
from engine.values import FIRST_YEAR, LAST_YEAR

_EITHER = ("J", "N")


class Logic:
    """The variables of a regime's questions, and the paths through these."""

    def __init__(self, regime: Regime) -> None:
        """Explore all questions; raises TooManyPaths."""
        self.program, self.completions = regime.program, regime.judging.completions
        self.cells = self.completions.cells
        self.date_fact = self.program.ruleset.date_fact
        used = {s for own in self.cells.touching.values() for s in own}
        owners = {s: self._owner(self.program.atoms[s]) for s in sorted(used)}
        self.owned = {s: owner for s, owner in owners.items() if owner}
        self.counted = {s: name for s in owners if (name := self._count_of(s, owners))}
        loose = (s for s, owner in owners.items() if owner is None)
        self.tangled = tuple(signal for signal in loose if signal not in self.counted)
        self.variables = tuple(self._variables())
        self._wide: dict[tuple[str, date], bool] = {}
        held = [v.name for v in self.variables if self.relative(v.name)]
        self.roomy = {name: self._roomy(name) for name in held if name != self.date_fact}
        self.deriving = {n: self._paths(self.completions.deriving[n]) for n in self._askable()}
        questions = self.completions.questions
        self.tracks = {name: self._paths(question) for name, question in questions.items()}

    def _paths(self, question: Question) -> Paths:
        return Paths(self.program, question, self.variables)

    def _askable(self) -> Iterator[str]:
        """The derived facts that can be given, in the order in which they need each other."""
        return (name for name in self.program.derived if name in self.completions.askable)

    def question(self, track: str) -> TrackQuestion:
        """The question that a track is."""
        return self.completions.questions[track]

    def _owner(self, atom: Atom) -> str | None:
        """The one fact that an atom hangs on, "" where on none, and None where on more."""
        program = self.program
        names = program.names_of(atom)
        open_ones = {name for name in names if not self._settled(name)}
        if atom.comparison == "known" or len(open_ones) > 1:
            return None
        name = min(open_ones, default=self.date_fact if self.date_fact in names else "")
        fact = program.facts.get(name)
        given = fact is not None and fact.question and name not in program.derived
        return name if given or not name else None

    def _count_of(self, signal: int, used: Iterable[int]) -> str:
        """The count over lines that a used atom hangs on, alone; no other used atom looks at it."""
        atoms = self.program.atoms
        open_ones = {n for n in self.program.names_of(atoms[signal]) if not self._settled(n)}
        name = open_ones.pop() if len(open_ones) == 1 else ""
        alike = [s for s in used if name in self.program.names_of(atoms[s])]
        return name if name in self.program.counts and len(alike) == 1 else ""

    def _settled(self, name: str) -> bool:
        """Whether a name is known on every line: the date, and a parameter with one value."""
        if name in self.program.facts:
            return name == self.date_fact
        return self.program.constants[name] is not None and not self.program.parameters[name].per

    def relative(self, name: str) -> tuple[int, ...]:
        """The used atoms that hold a fact against something else than a written value."""
        own = (s for s, owner in self.owned.items() if owner == name)
        return tuple(s for s in own if not self.program.is_single(self.program.atoms[s]))

    def _variables(self) -> Iterator[Variable]:
        """In the order of asking; what hangs on two open names is a variable by itself."""
        program = self.program
        for name in self.completions.order:
            if name in self.completions.askable:
                yield Variable(name, (program.signal_of[name],), _EITHER)
                continue
            own = [s for s, owner in self.owned.items() if owner == name]
            if own:
                yield self._of_fact(name, own)
        for signal in (*self.counted, *self.tangled):
            yield Variable(program.atoms[signal].subject, (signal,), _EITHER)

    def _of_fact(self, name: str, own: list[int]) -> Variable:
        relative = self.relative(name)
        alone = tuple(signal for signal in own if signal not in relative)
        try:
            rows = self.cells.own_rows(name, alone)
        except TooMany:
            raise TooManyPaths from None
        for _ in relative:
            rows = tuple(row + truth for row in rows for truth in _EITHER)
        return Variable(name, (*alone, *relative), rows)

    def is_wide(self, name: str, day: date) -> bool:
        """Whether a fact that is held against the date can be in each of its rows beside a day."""
        key = name, day
        if key not in self._wide:
            variable = next(v for v in self.variables if v.name == name)
            places = [self.cells.touched(name).index(signal) for signal in variable.signals]
            found = self.cells.found(name, {self.date_fact: day}).rows
            rows = {"".join([row[place] for place in places]) for row in found}
            self._wide[key] = rows == {*variable.rows}
        return self._wide[key]

    def _roomy(self, name: str) -> tuple[date, date] | None:
        """The days between which such a fact can be in each of its rows, if that is plain.

        Held against the date alone it can be on both sides of all but the outermost days.
        """
        variable = next(v for v in self.variables if v.name == name)
        if len(variable.signals) > 1:
            return None
        low, high = date(FIRST_YEAR + 1, 6, 1), date(LAST_YEAR - 1, 6, 1)
        return (low, high) if self.is_wide(name, low) and self.is_wide(name, high) else None

    def asked(self, track: str) -> set[str]:
        """All names that a track can hang on."""
        nodes = self.tracks[track].nodes
        found = {self.variables[n[0]].name for n in nodes if not isinstance(n, Leaf)}
        found |= {other for n in found & {*self.counted.values()} for other in self._behind(n)}
        for leaf in (node for node in nodes if isinstance(node, Leaf)):
            names = [*sources_of(self.program, leaf.amount)] if leaf.amount else []
            found |= {*names, *self.program.listers(names)}
        return found

    def _behind(self, count: str) -> tuple[str, ...]:
        return self.program.counts[count].looks_at
