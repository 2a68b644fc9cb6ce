"""What is written behind each line: the outcome in words, what it pays, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import polars as pl

from engine.bulk.counting import number
from engine.model import ALWAYS_VERDICTS
from sheets.counting import FileCounts
from sheets.reading import FAULTS, LineReader, Lines
from sheets.subject import Subject
from sheets.telling import MEND, told

VERDICT, STATE, AMOUNT, PAYABLE, CLAIMED, PAYER = (
    *("uitkomst", "stand", "bedrag", "te_betalen"),
    *("gedeclareerd", "betalende_gemeente"),
)
PAY, OPEN, BACK, REJECTED, UNREAD = "te betalen", "open", "terug", "afgewezen", "niet te lezen"
STATES = (PAY, OPEN, BACK, REJECTED, UNREAD)
UNDECIDED = "niet_getoetst"
NOT_DECIDED = "Niet getoetst: in deze regel staat een fout"
VERSION = "regelset_versie"
TEXTS = ("redenen", "clausules", "ontbreekt", "volgende_stap", "let_op", "aannames")
CODES = {"redenen": "regels", "ontbrekende_feiten": "ontbrekende_feiten"}
"""For each list of names in an answer, how its column is called; side tracks come before it."""


def own_columns(subject: Subject) -> tuple[str, ...]:
    """The names of all columns that a result can have, besides those of the file."""
    figures = (VERDICT, *subject.sides, STATE, AMOUNT, PAYABLE, CLAIMED, PAYER)
    codes = _codes(subject.sides).values()
    return (*figures, *TEXTS, *codes, FAULTS, VERSION)


class Results:
    """Makes the columns of a result; with `told` each line gets its own explanation in full.

    Without it a line carries the names of its outcome, rules and lacking facts; what these mean
    stands once, in the legend.
    """

    def __init__(
        self, reader: LineReader, counts: FileCounts, other_facts: str, *, told: bool
    ) -> None:
        self.reader, self.subject, self.told = reader, reader.subject, told
        self.counts = counts
        self.other_facts = other_facts
        sides, words = self.subject.sides, self.subject.rulebook.verdicts
        more = ("versie",) if told else _codes(sides)
        self._wanted = ("oordeel", *sides, "voorlopig", "bedrag_cent", *more)
        self._labels = {
            name: [words[v] if told else v for v in type_.categories]
            for name, type_ in self.subject.bulk.answers.items()
            if isinstance(type_, pl.Enum)
        }

    def of(self, lines: Lines) -> pl.DataFrame:
        """The result columns of lines; amounts are Int64 in whole cents.

        Raises RuntimeError when the two ways to decide a line don't agree: then nothing is true.
        """
        spoiled = lines.faults.is_not_null()
        facts = self.reader.filled(lines)
        counted = self.counts.take(lines.facts.filter(~spoiled) if spoiled.any() else lines.facts)
        answer = self._decided(facts, counted, spoiled)
        made = self._figures(answer, facts, spoiled)
        if self.told:
            rows = self._texts(lines, counted, answer)
            texts = pl.DataFrame(rows, schema=dict.fromkeys(TEXTS, pl.String), orient="row")
        else:
            texts = self._codes(answer)
        return pl.concat([made, texts, self._closing(lines, answer)], how="horizontal")

    def _decided(
        self, facts: pl.DataFrame, counted: pl.DataFrame, spoiled: pl.Series
    ) -> pl.DataFrame:
        """The answers; a spoiled line has none, and isn't counted by rules over lines either."""
        if not spoiled.any():
            return self.subject.bulk.decide(facts.hstack(counted), self._wanted)
        right = facts.filter(~spoiled).hstack(counted)
        answer = self.subject.bulk.decide(right, self._wanted)
        place = pl.select(pl.when(~spoiled).then((~spoiled).cum_sum() - 1)).to_series()
        return answer[place] if len(answer) else answer.clear(len(facts))

    def _figures(
        self, answer: pl.DataFrame, facts: pl.DataFrame, spoiled: pl.Series
    ) -> pl.DataFrame:
        roles = self.subject.roles
        state = self._state(answer, spoiled)
        cents = answer["bedrag_cent"]
        paid = pl.when(state == PAY).then(cents)
        words = [self._words(answer, "oordeel", VERDICT, spoiled)]
        words += [self._words(answer, side, side) for side in self.subject.sides]
        return pl.select(
            *words,
            state.alias(STATE),
            cents.alias(AMOUNT),
            paid.alias(PAYABLE),
            _fact(facts, roles.claimed, pl.Int64()).alias(CLAIMED),
            self._payer(facts).alias(PAYER),
        )

    def _state(self, answer: pl.DataFrame, spoiled: pl.Series) -> pl.Series:
        """Payable when there is an amount and nothing is open any more, the invoice included.

        It goes back when there is an amount, but a side track came to something else than in order.
        """
        settled = ~answer["voorlopig"]
        back = pl.repeat(False, len(answer), eager=True)
        for side, otherwise in self.subject.settled.items():
            settled = settled & (answer[side] == otherwise)
            back = back | (answer[side] != otherwise) & ~answer[side].is_in(ALWAYS_VERDICTS)
        has_amount = answer["bedrag_cent"].is_not_null()
        decided = ~answer["oordeel"].is_in(ALWAYS_VERDICTS) & ~answer["voorlopig"]
        return pl.select(
            pl.when(spoiled)
            .then(pl.lit(UNREAD))
            .when(has_amount & settled)
            .then(pl.lit(PAY))
            .when(has_amount & back)
            .then(pl.lit(BACK))
            .when(decided & ~has_amount)
            .then(pl.lit(REJECTED))
            .otherwise(pl.lit(OPEN))
            .cast(pl.Enum(STATES))
        ).to_series()

    def _words(
        self, answer: pl.DataFrame, column: str, name: str, spoiled: pl.Series | None = None
    ) -> pl.Series:
        labels = self._labels[column]
        codes = answer[column].to_physical()
        if spoiled is not None:
            labels = [*labels, NOT_DECIDED if self.told else UNDECIDED]
            codes = codes.cast(pl.UInt32).fill_null(len(labels) - 1)
        return pl.Series(name, labels, pl.Enum([*dict.fromkeys(labels)])).gather(codes)

    def _payer(self, facts: pl.DataFrame) -> pl.Series:
        name = self.subject.roles.payer
        codes = _fact(facts, name, pl.Null())
        if name is None or codes.dtype == pl.Null:
            return codes
        shown = [*self.subject.rulebook.facts[name].kind.choices.values()]
        return pl.Series(shown, dtype=pl.Enum(shown)).gather(codes.to_physical())

    def _codes(self, answer: pl.DataFrame) -> pl.DataFrame:
        named = _codes(self.subject.sides)
        return answer.select(pl.col(name).alias(shown) for name, shown in named.items())

    def _closing(self, lines: Lines, answer: pl.DataFrame) -> pl.DataFrame:
        version = [answer["versie"].alias(VERSION)] if self.told else []
        return pl.DataFrame([lines.faults.alias(FAULTS), *version])

    def _texts(
        self, lines: Lines, counted: pl.DataFrame, answer: pl.DataFrame
    ) -> list[tuple[str | None, ...]]:
        """Explain each line by the single path, which must come to the same as the table did."""
        decide, explain = self.subject.bulk.decisions.decide, self.subject.explainer.render
        decision, region = self.subject.bulk.decision, self.subject.region
        found: list[tuple[str | None, ...]] = []
        counts = self._numbers(counted)
        for row, verdict, cents in zip(
            self._given(lines), answer["oordeel"], answer["bedrag_cent"], strict=True
        ):
            if verdict is None:
                found.append(MEND)
                continue
            given = {**row, **next(counts)}
            outcome = decide(decision, region, given, None, self.other_facts)
            said = int(outcome.amount.value * 100) if outcome.amount else None
            if (outcome.verdict, said) != (verdict, cents):
                raise RuntimeError(f"two ways to decide: {outcome.verdict} and {verdict}")
            found.append(told(explain(outcome), self.subject.rulebook.facts))
        return found

    def _numbers(self, counted: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
        """The counts of each line, as a single decision takes them."""
        if not self.counts.needed:
            yield from repeat({})
        for row in counted.iter_rows(named=True):
            names = [name for name in self.subject.bulk.counted if row[name] is not None]
            yield {name: number(row, name) for name in names}

    def _given(self, lines: Lines) -> Iterable[Mapping[str, Any]]:
        """The typed facts of each line, as a single decision takes them."""
        values = self.subject.values
        absent = {name: cells.to_list() for name, cells in lines.absent.items()}
        for place, row in enumerate(lines.facts.iter_rows(named=True)):
            given = values(row)
            unknown = {name: None for name, cells in absent.items() if not cells[place]}
            yield {**unknown, **given}


def _fact(facts: pl.DataFrame, name: str | None, otherwise: pl.DataType) -> pl.Series:
    if name in facts.columns:
        return facts[name]
    return pl.Series([None], dtype=otherwise).new_from_index(0, len(facts))


def _codes(sides: Sequence[str]) -> dict[str, str]:
    """The columns of an answer with names of rules and facts, and how they are headed."""
    before = ("", *(f"{side}_" for side in sides))
    found = {f"{b}{name}": f"{b}{shown}" for b in before for name, shown in CODES.items()}
    return {**found, "overige_regels": "overige_regels"}


def in_euros(name: str) -> pl.Expr:
    """A column of whole cents as euros with two decimals."""
    return pl.col(name).cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, 2))
