"""The billing rules by hand as polars expressions, whose booleans know onbekend by nature.

Two alternatives that cover an open fact are written as the one condition that they come to (`not a,
or a and b` is `not a or b`), so that Kleene's logic settles them too. Rules are bits of a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import polars as pl

from benchmarks.bulk.peer import FORM, KENMERK, MAIL, MAIN, TARIFF, Peer, compared

_ORGANISATIONS = ("jeugdhulpaanbieder", "gecertificeerde_instelling")
_ELSEWHERE = ("landelijk_ingekocht", "licht_contract", "niet_gecontracteerd")


class Polars(Peer):
    """One lazy query."""

    name = "polars, met de hand"

    def take(self, lines: pl.DataFrame) -> pl.DataFrame:
        return lines

    def decide(self, taken: pl.DataFrame) -> pl.DataFrame:
        return taken.lazy().with_columns(_parts()).with_columns(_rules()).select(_said()).collect()

    def said(self, decided: pl.DataFrame) -> pl.DataFrame:
        columns = ("oordeel", "bedrag", "regels", "vorm", "vormregels")
        return compared(*(decided[name].to_list() for name in columns))


def _parts() -> list[pl.Expr]:
    col, day = pl.col, pl.col("datum_bijeenkomst")
    invited = (col("vaste_deelnemer") == "ja") | (col("uitgenodigd_door") != "niemand")
    runs = (col("voorziening_begin") <= day) & (col("voorziening_eind") >= day)
    tariff = pl.when(day.dt.year() == 2021).then(TARIFF)
    quarter = (day.dt.year().cast(pl.Int32) - 1990) * 4 + day.dt.quarter() - 1
    return [
        col("declarant_soort").is_in(_ORGANISATIONS).alias("org"),
        (col("op_uitnodiging") == "ja").fill_null(invited).alias("invited"),
        (col("levert_individuele_voorziening") == "ja").fill_null(runs).alias("provides"),
        col("contractstatus").is_in(_ELSEWHERE).alias("elsewhere"),
        (col("gemeente_van_casus") == "andere_gemeente").alias("other_place"),
        ((2 * col("minuten_aanwezig").cast(pl.Int64) * tariff + 60) // 120).alias("fee"),
        (col("factuurkwartaal").to_physical().cast(pl.Int32) != quarter).alias("quarter_wrong"),
        (col("factuurkenmerk").str.to_lowercase() != KENMERK).alias("mark_wrong"),
        (col("factuur_verzendwijze") != "email").alias("not_mailed"),
        (col("factuur_mailadres").str.to_lowercase() != MAIL).alias("mail_wrong"),
    ]


def _rules() -> list[pl.Expr]:
    col, org = pl.col, pl.col("org")
    gi = col("declarant_soort") == "gecertificeerde_instelling"
    measure = gi & (col("gi_voert_maatregel_uit") == "ja")
    barred = [org & col("provides"), org & ~col("invited"), org & (col("minuten_aanwezig") == 0)]
    referred = [~org, org & col("elsewhere"), measure, org & col("other_place")]
    wrong = [
        col("quarter_wrong"),
        col("mark_wrong"),
        col("factuuradres_juist") == "nee",
        col("not_mailed"),
        ~col("not_mailed") & col("mail_wrong"),
    ]
    return [
        reduce(or_, barred).alias("barred"),
        (~org | col("elsewhere") | measure | col("other_place")).alias("referred"),
        (reduce(or_, wrong[:4]) | col("mail_wrong")).alias("back"),
        _bits(barred, 0).alias("barring"),
        _bits(referred, 3).alias("referring"),
        _bits(wrong, 0).alias("vormregels"),
    ]


def _bits(rules: Sequence[pl.Expr], first: int) -> pl.Expr:
    flags = [rule.fill_null(False).cast(pl.UInt16) for rule in rules]
    return reduce(or_, [flag * 2**place for place, flag in enumerate(flags, first)])


def _said() -> list[pl.Expr]:
    col, travel = pl.col, pl.col("minuten_reis_en_voorbereiding")
    open_pay = (col("fee").is_null() | col("bedrag_gedeclareerd").is_null()) | travel.is_null()
    paying = ~(col("barred") | col("referred")) & ~open_pay
    kind, form = pl.Enum(MAIN), pl.Enum(FORM)
    verdict = (
        pl.when(col("barred")).then(pl.lit("niet_declarabel", kind))
        .when(col("barred").is_null()).then(pl.lit("aanvullen", kind))
        .when(col("referred")).then(pl.lit("voorleggen", kind))
        .when(col("referred").is_null() | open_pay).then(pl.lit("aanvullen", kind))
        .when(travel > 0).then(pl.lit("deels_declarabel", kind))
        .otherwise(pl.lit("declarabel", kind))
    )  # fmt: skip
    rules = (
        pl.when(col("barred")).then(col("barring"))
        .when(col("referred") & ~col("barred")).then(col("referring"))
        .when(paying & (travel > 0)).then(pl.lit(2**7, pl.UInt16))
        .when(paying).then(pl.lit(2**8, pl.UInt16))
        .otherwise(pl.lit(0, pl.UInt16))
    )  # fmt: skip
    back = (
        pl.when(col("back")).then(pl.lit("terug_naar_indiener", form))
        .when(col("back").is_null()).then(pl.lit("aanvullen", form))
        .otherwise(pl.lit("in_orde", form))
    )  # fmt: skip
    amount = pl.when(paying).then(pl.min_horizontal("fee", "bedrag_gedeclareerd"))
    return [
        verdict.alias("oordeel"),
        rules.alias("regels"),
        amount.alias("bedrag"),
        back.alias("vorm"),
        col("vormregels"),
    ]
