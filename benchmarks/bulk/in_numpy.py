"""The billing rules by hand in numpy; onbekend is a pair: certainly true, and possibly true."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import polars as pl

from benchmarks.bulk.peer import FORM, KENMERK, MAIL, MAIN, TARIFF, Peer, compared

Pair = tuple[Any, Any]
_FIRST_2021, _FIRST_2022 = (np.datetime64(f"{year}-01-01").astype(int) for year in (2021, 2022))
_UNKNOWN = -1


class Numpy(Peer):
    """Choices are numbers, -1 is unknown; polars reads the texts, which numpy can't do as fast."""

    name = "numpy, met de hand"

    def take(self, lines: pl.DataFrame) -> pl.DataFrame:
        return lines

    def decide(self, taken: pl.DataFrame) -> Any:
        return decide(arrays(taken))

    def said(self, decided: Any) -> pl.DataFrame:
        main, cents, rules, form, form_rules = decided
        main, form = np.array(MAIN)[main], np.array(FORM)[form]
        amounts = [None if cent < 0 else int(cent) for cent in cents]
        return compared(main.tolist(), amounts, rules, form.tolist(), form_rules)


def arrays(lines: pl.DataFrame) -> dict[str, Any]:
    """The columns as numbers; of the two texts whether they are right."""
    texts = [
        pl.col("factuurkenmerk").str.to_lowercase() == KENMERK,
        pl.col("factuur_mailadres").str.to_lowercase() == MAIL,
    ]
    numbers = lines.lazy().with_columns(texts).select(pl.all().to_physical().cast(pl.Int32))
    made = numbers.fill_null(_UNKNOWN).collect()
    return {name: made[name].to_numpy() for name in made.columns}


def decide(col: dict[str, Any]) -> tuple[Any, ...]:
    """The outcome, the cents (-1 for none), the rules as bits, and the same for the form."""
    day, minutes, travel = (
        col[name]
        for name in ("datum_bijeenkomst", "minuten_aanwezig", "minuten_reis_en_voorbereiding")
    )
    party, contract, place = (
        col[name] for name in ("declarant_soort", "contractstatus", "gemeente_van_casus")
    )
    org: Pair = (party == 0) | (party == 1), party <= 1
    gi: Pair = party == 1, (party == 1) | (party < 0)
    invited = _first(col["op_uitnodiging"], _either(_is(col["vaste_deelnemer"], 0), _inviting(col)))
    begin, end = col["voorziening_begin"], col["voorziening_eind"]
    runs = _both(
        ((begin >= 0) & (begin <= day), begin <= day),
        ((end >= 0) & (end >= day), (end < 0) | (end >= day)),
    )
    provides = _first(col["levert_individuele_voorziening"], runs)
    barred = [_both(org, provides), _both(org, _not(invited)), _both(org, _is(minutes, 0))]
    elsewhere: Pair = contract > 0, contract != 0
    other = _is(place, 7)
    measure = _both(gi, _is(col["gi_voert_maatregel_uit"], 0))
    referred = [_not(org), _both(org, elsewhere), measure, _both(org, other)]
    bar = reduce(_either, barred)
    refer = reduce(_either, [_not(org), elsewhere, measure, other])
    fee = (2 * minutes.astype(np.int64) * TARIFF + 60) // 120
    claimed = col["bedrag_gedeclareerd"]
    priced = (day >= _FIRST_2021) & (day < _FIRST_2022) & (minutes >= 0)
    paying = ~(bar[1] | refer[1]) & priced & (claimed >= 0) & (travel >= 0)
    partly = paying & (travel > 0)
    main = np.select([bar[0], bar[1], refer[0], ~paying, partly], [0, 4, 1, 4, 2], 3)
    cents = np.where(paying, np.minimum(fee, claimed), -1)
    alone = refer[0] & ~bar[1]
    rules = _bits(barred, 0) * bar[0] + _bits(referred, 3) * alone
    rules += (partly * 2**7 + (paying & ~partly) * 2**8).astype(np.uint16)
    return main, cents, rules, *_form(col, day)


def _form(col: dict[str, Any], day: Any) -> tuple[Any, Any]:
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    quarter, way = col["factuurkwartaal"], col["factuur_verzendwijze"]
    wrong_quarter: Pair = (quarter >= 0) & (quarter != month // 3 - 80), quarter < 0
    wrong_quarter = wrong_quarter[0], wrong_quarter[0] | wrong_quarter[1]
    mailed: Pair = way == 0, way <= 0
    mail = _is(col["factuur_mailadres"], 0)
    wrong = [
        wrong_quarter,
        _is(col["factuurkenmerk"], 0),
        _is(col["factuuradres_juist"], 1),
        _not(mailed),
        _both(mailed, mail),
    ]
    back = reduce(_either, [*wrong[:4], mail])
    return np.select([back[0], back[1]], [0, 2], 1), _bits(wrong, 0)


def _is(column: Any, value: int) -> Pair:
    held = column == value
    return held, held | (column < 0)


def _inviting(col: dict[str, Any]) -> Pair:
    by = col["uitgenodigd_door"]
    return (by >= 0) & (by < 3), by < 3


def _not(pair: Pair) -> Pair:
    return ~pair[1], ~pair[0]


def _both(one: Pair, two: Pair) -> Pair:
    return one[0] & two[0], one[1] & two[1]


def _either(one: Pair, two: Pair) -> Pair:
    return one[0] | two[0], one[1] | two[1]


def _first(given: Any, follows: Pair) -> Pair:
    """What is given, and else what follows."""
    return (given == 0) | ((given < 0) & follows[0]), (given == 0) | ((given < 0) & follows[1])


def _bits(rules: list[Pair], first: int) -> Any:
    flags = [
        certain.astype(np.uint16) << np.uint16(n) for n, (certain, _) in enumerate(rules, first)
    ]
    return reduce(or_, flags)
