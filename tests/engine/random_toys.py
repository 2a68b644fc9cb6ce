"""Random toy rulebooks over facts of every kind, and random answers to them.

Written and given values come from ANCHORS; DOMAINS hold these and enough values between them, so
that up to three open facts can stand in every order to each other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import toys

from engine.model import (
    AmountSpec,
    Condition,
    Fact,
    Group,
    Literals,
    Parameter,
    Product,
    Ref,
    Rule,
    Rulebook,
    Test,
    Track,
)

CHOICES = ("aa", "aab", "b", "c")
_DAYS = (date(2021, 3, 31), date(2021, 4, 1), date(2021, 5, 15), date(2021, 12, 31))
_LISTS = tuple(frozenset(c for n, c in enumerate(CHOICES) if place >> n & 1) for place in range(16))
_CENTS = (0, 1, 2, 98, 99, 100, 101, 102, 103, 104, 498, 499, 500, 501, 502, 503)


def _days() -> tuple[date, ...]:
    """The anchors with the days round them, and the first two days of each month near them."""
    near = {day + timedelta(days=shift) for day in _DAYS for shift in range(-2, 3)}
    months = {(2020, 11), (2020, 12), *((2021, m) for m in range(1, 13)), (2022, 1), (2022, 2)}
    months |= {(2020, 9), (2022, 4), (2022, 7)}
    return tuple(sorted(near | {date(y, m, d) for y, m in months for d in (1, 2)}))


ANCHORS: Mapping[str, Sequence[Any]] = {
    "ja_nee": ("ja", "nee"),
    "keuze": CHOICES,
    "keuzes": _LISTS,
    "getal": (0, 2, 4, 5),
    "minuten": (0, 2, 4, 5),
    "bedrag": tuple(Decimal(cents).scaleb(-2) for cents in (0, 100, 101, 500)),
    "datum": _DAYS,
    "kwartaal": ("2021-K1", "2021-K2", "2021-K4"),
    "tekst": ("Noord", "noord", "zuid"),
    "code": ("N-1", "n-1", "z-2"),
}
DOMAINS: Mapping[str, Sequence[Any]] = {
    **ANCHORS,
    "getal": range(9),
    "minuten": range(9),
    "bedrag": tuple(Decimal(cents).scaleb(-2) for cents in _CENTS),
    "datum": _days(),
    "kwartaal": tuple(f"{y}-K{q}" for y in (2020, 2021, 2022) for q in range(1, 5)),
    "tekst": ("Noord", "zuid", "x", "y", "z"),
    "code": ("N-1", "z-2", "x3", "y4", "5"),
}
NUMBERS = ("minstens", "hoogstens", "meer_dan", "minder_dan")
DATES = ("vanaf", "tot_en_met", "na", "voor")
KINDS = tuple(ANCHORS)
ORDERED = ("getal", "minuten", "bedrag", "datum", "kwartaal")
SIDE = Track("vorm", ("scheef",), "recht")
AMOUNT = AmountSpec("loon", "plafond", None)


class Scribe:
    """Writes one random rulebook."""

    def __init__(
        self, dice: random.Random, kinds: Sequence[str] = KINDS, most_facts: int = 5
    ) -> None:
        self.dice = dice
        few = dice.sample(kinds, min(len(kinds), dice.randint(1, 3)))  # so that like meets like
        names = [f"f{n}" for n in range(dice.randint(2, most_facts))]
        self.facts = [self._fact(name, dice.choice(few)) for name in names]
        self.parameters = [self._parameter(f"p{n}") for n in range(dice.choice((0, 0, 1, 2)))]
        self.plain = [*self.facts]
        self.rules: list[Rule] = []
        self.derived: list[Fact] = []

    def book(self) -> Rulebook:
        """Facts in random order, derived facts on each other, three outcomes, a side track."""
        dice = self.dice
        for n in range(dice.choice((0, 0, 1, 1, 2, 3))):
            self._derive(f"d{n}")
        amounts = dice.random() < 0.3
        for n in range(dice.randint(2, 6)):
            verdict = dice.choice(toys.MAIN.verdicts)
            paid = AMOUNT if amounts and verdict == "groen" and dice.random() < 0.7 else None
            self.rules.append(toys.rule(f"R{n}", self._tree(2), verdict, amount=paid))
        if dice.random() < 0.3:
            self.rules.append(toys.rule("S", self._tree(1), "scheef", track=SIDE.name))
        facts = [*self.plain, *self.derived]
        computed = {}
        if amounts:
            facts += [toys.fact("uren", "minuten"), toys.fact("plafond", "bedrag")]
            facts.append(toys.fact("loon", "bedrag", asked=False))
            tariff = self._tariff()
            self.parameters.append(tariff)
            computed["loon"] = Product(("uren", tariff.name))
        dice.shuffle(facts)
        return toys.book(
            facts,
            self.rules,
            tracks=(toys.MAIN, SIDE),
            parameters=self.parameters,
            computed=computed,
        )

    def _fact(self, name: str, kind: str) -> Fact:
        return toys.fact(name, kind, CHOICES if kind in ("keuze", "keuzes") else ())

    def _parameter(self, name: str) -> Parameter:
        like = self.dice.choice(self.facts).kind
        value: Any = self.dice.choice((None, self.dice.choice(ANCHORS[like.name])))
        choosers = [f.name for f in self.facts if f.kind.name == "keuze"]
        per = self.dice.choice(choosers) if choosers and self.dice.random() < 0.5 else None
        if per:
            entries = {c: self.dice.choice((None, *ANCHORS[like.name])) for c in CHOICES[:3]}
            value = self.dice.choice((entries, entries, entries, None))
        choices = CHOICES if like.name in ("keuze", "keuzes") else ()
        return toys.parameter(name, like.name, value, choices, per=per)

    def _tariff(self) -> Parameter:
        choosers = [f.name for f in self.facts if f.kind.name == "keuze"]
        if choosers and self.dice.random() < 0.5:
            value = {"aa": Decimal("91.51"), "b": None}
            return toys.parameter("tarief", "bedrag_per_uur", value, per=choosers[0])
        value = self.dice.choice((None, Decimal("91.51")))
        return toys.parameter("tarief", "bedrag_per_uur", value)

    def _derive(self, name: str) -> None:
        """One derived fact with one to three rules; some of them can be asked, some cover."""
        made = toys.fact(name, asked=self.dice.random() < 0.6)
        whens = [self._tree(1) for _ in range(self.dice.randint(1, 3))]
        if self.dice.random() < 0.25:
            line = self._line()
            whens = [toys.every(line, self._line()), toys.none(line)][: self.dice.choice((1, 2, 2))]
        self.rules += [toys.rule(f"{name}-{n}", when, derives=name) for n, when in enumerate(whens)]
        self.derived.append(made)
        self.facts = [*self.facts, made]

    def _tree(self, depth: int) -> Condition:
        if depth == 0 or self.dice.random() < 0.3:
            return self._line()
        parts = tuple(self._tree(depth - 1) for _ in range(self.dice.randint(1, 3)))
        return Group(self.dice.choice(("alle", "alle", "een_van", "geen_van")), parts)

    def _line(self) -> Test:
        subject = self.dice.choice(self.facts)
        if subject in self.derived:
            return self._on_derived(subject)
        others = [*self._comparable(subject)]
        if others and self.dice.random() < 0.5:
            return self._between(subject, self.dice.choice(others))
        asked = [p for p in self.parameters if p.kind.name in ("ja_nee", "keuze")]
        if asked and self.dice.random() < 0.15:  # such as a reading that was chosen
            chosen = self.dice.choice(asked)
            return toys.is_(chosen.name, self.dice.choice(ANCHORS[chosen.kind.name]))
        return self._written(subject)

    def _on_derived(self, subject: Fact) -> Test:
        value = self.dice.choice(("ja", "nee"))
        return toys.is_(subject.name, value, word=self.dice.choice(("", "niet")))

    def _written(self, subject: Fact) -> Test:
        kind = subject.kind.name
        word = self.dice.choice(("", "niet", *_words(kind)))
        most = 1 if kind in ORDERED or kind in ("tekst", "code", "ja_nee") else 3
        most = min(most, len(ANCHORS[kind]))
        values = self.dice.sample(ANCHORS[kind], self.dice.randint(1, most))
        if kind == "keuzes":  # as files are read: each word on its own
            values = [frozenset(sorted(v)[:1]) for v in values]
        return Test(subject.name, word, Literals(tuple(values)), 1)

    def _comparable(self, subject: Fact) -> Sequence[Fact | Parameter]:
        kind = subject.kind.name
        alike = {kind} | ({"datum", "kwartaal"} if kind in ("datum", "kwartaal") else set())
        if kind in ("keuze", "keuzes"):
            alike = {"keuze", "keuzes"}
        others = [o for o in (*self.plain, *self.parameters) if o.kind.name in alike]
        return [other for other in others if other.name != subject.name]

    def _between(self, subject: Fact, other: Fact | Parameter) -> Test:
        kind = subject.kind.name
        grain = ""
        if {kind, other.kind.name} == {"datum", "kwartaal"}:
            grain = "kwartaal"
        elif kind == "datum":
            grain = self.dice.choice(("", "kwartaal", "maand"))
        words = ("", "niet", *_words(kind)) if kind in ORDERED else ("gelijk_aan",)
        return Test(subject.name, self.dice.choice(words), Ref(other.name, grain), 1)


def _words(kind: str) -> Sequence[str]:
    if kind not in ORDERED:
        return ()
    return DATES if kind in ("datum", "kwartaal") else NUMBERS


def answers(dice: random.Random, book: Rulebook, share: float) -> dict[str, Any]:
    """Random answers to about a share of what can be asked; some are an explicit onbekend."""
    given: dict[str, Any] = {}
    for name, one in book.facts.items():
        derived = any(rule.then.derives == name for rule in book.rulesets[0].rules)
        if one.question and dice.random() < (share / 3 if derived else share):
            given[name] = dice.choice(ANCHORS[one.kind.name])
        elif one.question and dice.random() < 0.1:
            given[name] = None
    return given


def domains(book: Rulebook) -> dict[str, Sequence[Any]]:
    """The small domain of each fact and parameter."""
    named = {**book.facts, **book.parameters["hier"]}
    return {n: DOMAINS[o.kind.name] for n, o in named.items() if o.kind.name in DOMAINS}
