"""What a file comes to: claimed beside payable, per organisation, payer, quarter and outcome."""

from __future__ import annotations

import polars as pl

from sheets.headers import Layout
from sheets.reading import Lines
from sheets.results import (
    BACK,
    CLAIMED,
    NOT_DECIDED,
    PAY,
    PAYABLE,
    PAYER,
    REJECTED,
    STATE,
    STATES,
    UNDECIDED,
    VERDICT,
    in_euros,
)
from sheets.subject import Subject

ORGANISATION, QUARTER, MINUTES = "organisatie", "kwartaal", "minuten"
KEYS = (ORGANISATION, PAYER, QUARTER, VERDICT, STATE)
SUMS = ("regels", CLAIMED, PAYABLE, MINUTES)
WAYS = {
    "alles": None,
    "organisatie": ORGANISATION,
    "betalende gemeente": PAYER,
    "kwartaal": QUARTER,
    "uitkomst": VERDICT,
}
NOBODY = "(niet ingevuld)"


class Totals:
    """Adds up the lines of a run in one small table: each combination that occurs, one row."""

    def __init__(self, subject: Subject, layout: Layout) -> None:
        """Find the columns that the totals are made by; a key that isn't there is left empty."""
        self.subject = subject
        named = {**layout.keys, **layout.facts}
        self._organisation = next(
            (named[name] for name in ("organisatienummer", "organisatie") if name in named), None
        )
        self._sums: pl.DataFrame | None = None
        self._words = {**subject.rulebook.verdicts, UNDECIDED: NOT_DECIDED}

    def add(self, lines: Lines, results: pl.DataFrame) -> None:
        """Count these lines in."""
        facts, minutes = lines.facts, self.subject.roles.minutes
        day = facts[next(n for n in self.subject.bulk.date_facts if n in facts.columns)]
        names = self._organisations(lines)
        quarter = day.dt.year() * 4 + day.dt.quarter().cast(pl.Int32) - 1
        table = results.select(PAYER, VERDICT, STATE, CLAIMED, PAYABLE).with_columns(
            names.alias(ORGANISATION),
            quarter.alias(QUARTER),
            (facts[minutes].cast(pl.Int64) if minutes in facts.columns else pl.lit(0)).alias(
                MINUTES
            ),
        )
        part = table.group_by(KEYS).agg(pl.len().cast(pl.Int64).alias("regels"), *_summed(SUMS[1:]))
        if self._sums is not None:
            part = pl.concat([self._sums, part], how="vertical_relaxed")
            part = part.group_by(KEYS).agg(_summed(SUMS))
        self._sums = part

    def _organisations(self, lines: Lines) -> pl.Series:
        if self._organisation is None:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(lines.rows))
        return lines.table.to_series(self._organisation).cast(pl.String)

    @property
    def sums(self) -> pl.DataFrame:
        """The cube: a row per combination, with lines and whole cents."""
        assert self._sums is not None
        code = pl.col(QUARTER)
        shown = (code // 4).cast(pl.String) + "-K" + (code % 4 + 1).cast(pl.String)
        named = [pl.col(name).cast(pl.String).fill_null(NOBODY) for name in KEYS[:2]]
        return self._sums.with_columns(*named, shown.fill_null(NOBODY).alias(QUARTER)).with_columns(
            pl.col(STATE).cast(pl.String),
            pl.col(VERDICT).cast(pl.String).replace(self._words),
        )

    def table(self) -> pl.DataFrame:
        """The totals in every way, one under the other; amounts are euros."""
        parts = []
        for way, key in WAYS.items():
            by = pl.lit("alles") if key is None else pl.col(key)
            found = self.sums.group_by(by.alias("naam")).agg(_figures()).sort("naam")
            parts.append(found.select(pl.lit(way).alias("per"), pl.all()))
        return pl.concat(parts).with_columns(map(in_euros, _AMOUNTS))

    def specification(self) -> pl.DataFrame:
        """What each organisation is paid: by quarter, and by which municipality it is borne."""
        by = [ORGANISATION, QUARTER, PAYER]
        found = self.sums.group_by(by).agg(*_figures(), _minutes())
        whole = self.sums.group_by(ORGANISATION).agg(*_figures(), _minutes())
        whole = whole.select(
            ORGANISATION,
            pl.lit("totaal").alias(QUARTER),
            pl.lit("totaal").alias(PAYER),
            *found.columns[3:],
        )
        ordered = pl.concat([found, whole]).sort(
            ORGANISATION, pl.col(QUARTER) == "totaal", QUARTER, PAYER
        )
        return ordered.with_columns(map(in_euros, _AMOUNTS))

    def counts(self) -> dict[str, int]:
        """How many lines stand where."""
        found = dict(self.sums.group_by(STATE).agg(pl.col("regels").sum()).iter_rows())
        return {state: int(found[state]) for state in STATES if state in found}


_AMOUNTS = ("gedeclareerd", "te_betalen", "gekort", "afgewezen", "terug", "open")


def _summed(names: tuple[str, ...]) -> list[pl.Expr]:
    return [pl.col(name).sum() for name in names]


def _figures() -> list[pl.Expr]:
    """Claimed divides into paid, cut, rejected, sent back and open; each with its lines."""
    paid, rejected, back = (pl.col(STATE) == state for state in (PAY, REJECTED, BACK))
    open_ = ~paid & ~rejected & ~back
    lines, claimed = pl.col("regels"), pl.col(CLAIMED)
    return [
        lines.sum(),
        claimed.sum().alias("gedeclareerd"),
        lines.filter(paid).sum().alias("regels_te_betalen"),
        pl.col(PAYABLE).sum().alias("te_betalen"),
        (claimed.filter(paid).sum() - pl.col(PAYABLE).sum()).alias("gekort"),
        lines.filter(rejected).sum().alias("regels_afgewezen"),
        claimed.filter(rejected).sum().alias("afgewezen"),
        lines.filter(back).sum().alias("regels_terug"),
        claimed.filter(back).sum().alias("terug"),
        lines.filter(open_).sum().alias("regels_open"),
        claimed.filter(open_).sum().alias("open"),
    ]


def _minutes() -> pl.Expr:
    return pl.col(MINUTES).filter(pl.col(STATE) == PAY).sum().alias("minuten_te_betalen")
