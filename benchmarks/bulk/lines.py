"""Many generated lines at once, as a table of facts: realistic ones, and uniformly random ones.

`realistic` has the distribution that `declarations` declares for single ones, drawn column by
column, so that a million take seconds. `uniform` draws each fact by itself, 15 % of them open: on
a million such lines nearly every line is another combination. The columns are those that a table
is decided by (`BulkDecider.columns`); a null is an open fact. Equal arguments give equal lines.

Against `declarations`, of which it is the wide form, there is one simplification: the periods of a
voorziening that touch the meeting's day or quarter all end or begin on that edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks import declarations as one

Column = Any
EPOCH_2021 = 18_628  # days from 1970 to 2021
_RATES = (9151, 8999, 9435, 9500)
OPEN_SHARE = 0.15


class _Draw:
    """So many lines in the making, column by column; -1 is open in a column of choices."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.dice = count, np.random.default_rng(seed)

    def chance(self, percent: float) -> Column:
        return self.dice.random(self.count) * 100 < percent

    def pick(self, weights: Mapping[str, int]) -> Column:
        """The place of a choice, by weight."""
        steps = np.cumsum([*weights.values()]) / sum(weights.values())
        return np.searchsorted(steps, self.dice.random(self.count), side="right").astype(np.int8)

    def among(self, numbers: Sequence[int]) -> Column:
        return np.array(numbers)[self.dice.integers(0, len(numbers), self.count)]

    def between(self, low: int, high: int) -> Column:
        return self.dice.integers(low, high + 1, self.count)


def realistic(types: Mapping[str, pl.DataType], count: int, seed: int = 2021) -> pl.DataFrame:
    """So many lines with the declared distribution."""
    draw = _Draw(count, seed)
    day = _days(draw)
    columns = {**_party(draw), **_provision(draw, day), **_time(draw), "datum_bijeenkomst": day}
    columns |= _invoice(draw, day, columns)
    made = {n: _with_unknowns(draw, n, column) for n, column in columns.items()}
    return _table(types, made)


def uniform(types: Mapping[str, pl.DataType], count: int, seed: int = 2021) -> pl.DataFrame:
    """So many lines of which each fact is drawn by itself, and open on 15 % of them."""
    draw = _Draw(count, seed)
    columns: dict[str, Column] = {}
    for name, kind in types.items():
        if isinstance(kind, pl.Enum) and len(kind.categories) < 100:
            columns[name] = draw.between(0, len(kind.categories) - 1)
    day = EPOCH_2021 + draw.between(0, 729)
    columns |= {"datum_bijeenkomst": day, "factuurkwartaal": 124 + draw.between(0, 7)}
    for end in ("begin", "eind"):
        columns[f"voorziening_{end}"] = EPOCH_2021 + draw.between(0, 729)
    columns |= {
        "minuten_aanwezig": draw.between(0, 240),
        "duur_bijeenkomst": draw.between(30, 240),
        "minuten_reis_en_voorbereiding": draw.between(0, 1) * draw.between(0, 120),
        "casussen_in_bijeenkomst": draw.between(1, 5),
        "bedrag_gedeclareerd": draw.between(0, 40_000),
        "uurtarief_gedeclareerd": draw.among(_RATES),
        "factuurkenmerk": draw.between(0, len(_KENMERKEN) - 1),
        "factuur_mailadres": draw.between(0, len(_MAIL) - 1),
    }
    opened = {
        name: (column, draw.chance(0 if column is day else 100 * OPEN_SHARE))
        for name, column in columns.items()
    }
    return _table(types, opened)


_KENMERKEN, _MAIL = [*one._KENMERKEN], [*one._MAIL]
_TEXTS = {"factuurkenmerk": _KENMERKEN, "factuur_mailadres": _MAIL}


def _table(types: Mapping[str, pl.DataType], columns: Mapping[str, Any]) -> pl.DataFrame:
    """Numbers and where they are open, as typed columns; what is not drawn is on no line."""
    made = []
    count = len(columns["datum_bijeenkomst"][0])
    for name, kind in types.items():
        if name not in columns:
            made.append(pl.repeat(None, count, dtype=kind, eager=True).alias(name))
            continue
        numbers, opened = columns[name]
        if name in _TEXTS:
            column = pl.Series(_TEXTS[name]).gather(numbers.astype(np.uint32))
        elif isinstance(kind, pl.Enum):
            column = pl.Series(kind.categories).cast(kind).gather(numbers.astype(np.uint32))
        else:
            column = pl.Series(numbers).cast(pl.Int32 if kind == pl.Date else kind).cast(kind)
        made.append(pl.select(pl.when(~pl.Series(opened)).then(column)).to_series().alias(name))
    return pl.DataFrame(made)


def _days(draw: _Draw) -> Column:
    """85 % in 2021, the rest in 2022; 5 % on a first or last day of a quarter."""
    day = EPOCH_2021 + draw.between(0, 364) + np.where(draw.chance(85), 0, 365)
    first, last = _quarter(day)
    return np.where(draw.chance(5), np.where(draw.chance(50), first, last), day)


def _quarter(day: Column) -> tuple[Column, Column]:
    """The first and last day of the quarter of a day."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    start = month - month % 3
    first, after = (m.astype("datetime64[M]").astype("datetime64[D]") for m in (start, start + 3))
    return first.astype(int), after.astype(int) - 1


def _party(draw: _Draw) -> dict[str, Any]:
    party = draw.pick(one._DECLARANTS)
    outright, no = draw.chance(55), np.zeros(draw.count, bool)
    return {
        "declarant_soort": (party, no),
        "op_uitnodiging": (_no(draw, 93), ~outright),
        "vaste_deelnemer": (_no(draw, 40), outright),
        "uitgenodigd_door": (_listed(draw, one._INVITED_BY, _INVITING), outright),
        "contractstatus": (draw.pick(one._CONTRACTS), no),
        "gemeente_van_casus": (_listed(draw, one._MUNICIPALITIES, _PLACES), no),
        "gi_voert_maatregel_uit": (_no(draw, 30), party != 1),
    }


_INVITING = ("voorzitter", "coordinator", "gemeente", "niemand")
_PLACES = (
    *("barneveld", "ede", "nijkerk", "renswoude", "rhenen"),
    *("scherpenzeel", "veenendaal", "andere_gemeente"),
)


def _listed(draw: _Draw, weights: Mapping[str, int], order: Sequence[str]) -> Column:
    """The place of a choice in the vocabulary, where that has another order than the weights."""
    return np.array([order.index(word) for word in weights])[draw.pick(weights)]


def _no(draw: _Draw, percent: float) -> Column:
    """0 for ja in so many percent, else 1 for nee."""
    return (~draw.chance(percent)).astype(np.int8)


def _provision(draw: _Draw, day: Column) -> dict[str, Any]:
    way = draw.pick({"outright": 70, "period": 25, "both": 5})
    begin, end = _period(draw, day)
    runs = ((begin <= day) & (day <= end)) != draw.chance(10)
    said = np.where(way == 2, ~runs, _no(draw, 12))
    return {
        "levert_individuele_voorziening": (said, way == 1),
        "voorziening_begin": (begin, way == 0),
        "voorziening_eind": (end, way == 0),
    }


def _period(draw: _Draw, day: Column) -> tuple[Column, Column]:
    long = draw.between(90, 540)
    kind = draw.pick({"runs": 30, "ended": 35, "later": 25, "edge": 10})
    first, last = _quarter(day)
    edges = np.stack([day, day - 1, day + 1, first, first - 1, last, last + 1])
    edge = edges[draw.between(0, 6), np.arange(draw.count)]
    ends = draw.chance(50)
    begins = [
        day - draw.between(1, 89),
        day - draw.between(1, 200) - long,
        day + draw.between(1, 90),
        np.where(ends, edge - long, edge),
    ]
    begin = np.choose(kind, begins)
    return begin, begin + long


def _time(draw: _Draw) -> dict[str, Any]:
    lasted = draw.among((60, 90, 90, 120, 120, 150))
    kind = draw.pick({"zero": 2, "boundary": 5, "quarters": 68, "any": 25})
    boundary, quarters = draw.among((1, 59, 61, 119, 120, 121)), 15 * draw.between(1, 10)
    minutes = np.choose(kind, [np.zeros(draw.count, int), boundary, quarters, draw.between(1, 200)])
    travel = draw.pick({"none": 70, "minute": 2, "quarters": 28})
    no = np.zeros(draw.count, bool)
    return {
        "minuten_aanwezig": (np.where(draw.chance(8), minutes, np.minimum(minutes, lasted)), no),
        "duur_bijeenkomst": (lasted, no),
        "casussen_in_bijeenkomst": (draw.among((1, 1, 2, 2, 3, 4, 5)), no),
        "minuten_reis_en_voorbereiding": (
            np.choose(travel, [0 * lasted, 0 * lasted + 1, 15 * draw.between(1, 8)]),
            no,
        ),
    }


def _invoice(draw: _Draw, day: Column, columns: Mapping[str, Any]) -> dict[str, Any]:
    no, month = np.zeros(draw.count, bool), day.astype("datetime64[D]").astype("datetime64[M]")
    quarter = month.astype(int) // 3 - 80  # from the first quarter of 1990 on
    wrong = quarter // 4 * 4 + (quarter + draw.between(1, 3)) % 4
    sent = draw.pick(one._SENT_BY)
    return {
        "uurtarief_gedeclareerd": (np.array(_RATES)[draw.pick(_BILLED)], draw.chance(30)),
        "bedrag_gedeclareerd": (_amount(draw, columns), no),
        "factuurkwartaal": (np.where(draw.chance(4), wrong, quarter), no),
        "factuurkenmerk": (draw.pick(one._KENMERKEN), no),
        "factuuradres_juist": (_no(draw, 96), no),
        "factuur_verzendwijze": (sent, no),
        "factuur_mailadres": (draw.pick(one._MAIL), sent != 0),
    }


_BILLED = {"right": 90, "low": 3, "high": 4, "round": 3}


def _amount(draw: _Draw, columns: Mapping[str, Any]) -> Column:
    minutes, travel = columns["minuten_aanwezig"][0], columns["minuten_reis_en_voorbereiding"][0]
    right = _fee(minutes)
    kind = draw.pick({"right": 74, "cent": 8, "hours": 8, "other": 10})
    cent = np.maximum(0, right + draw.among((-1, 1)))
    hours = (np.rint(minutes * 100 / 60).astype(int) * one.TARIFF_CENTS + 50) // 100
    cents = np.choose(kind, [right, cent, hours, draw.between(500, 40_000)])
    return np.where((travel > 0) & draw.chance(50), _fee(minutes + travel), cents)


def _fee(minutes: Column) -> Column:
    return (2 * minutes * one.TARIFF_CENTS + 60) // 120


def _with_unknowns(draw: _Draw, name: str, column: Any) -> Any:
    if name == "datum_bijeenkomst":
        return column, np.zeros(draw.count, bool)
    numbers, absent = column
    return numbers, absent | draw.chance(100 * one.UNKNOWN.get(name, 0))
