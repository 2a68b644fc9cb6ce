"""Reads texts that are written in the plainest way, all at once; `cells` reads the others.

A file can have as many amounts and codes as lines. One by one they would take longer than all else.
"""

from __future__ import annotations

import polars as pl

from engine.values import CODE, FIRST_YEAR, LAST_YEAR, LONGEST_CODE, Kind

DIGITS = r"(?:^|\D)\d(?:[ .\-]?\d){8}(?:\D|$)"
"""Nine digits, no more and no less: only of these can some be a BSN."""
_MONEY, _DATE = r"^[0-9]{1,7},[0-9]{2}$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def has_plain(kind: Kind) -> bool:
    """Whether texts of a kind can be so many that it pays to read the plain ones at once."""
    return kind.name in ("code", "datum") or kind.name.startswith("bedrag")


def plainly(kind: Kind, texts: pl.Series) -> pl.Series:
    """What texts mean to a column of such a kind, as `read_cell` says; null where that must.

    A date is read as 2021-06-10, an amount as 91,51, and a code as itself.
    """
    text = pl.col(texts.name)
    if kind.name == "code":
        short = text.str.len_bytes() <= LONGEST_CODE
        plain = short & text.str.contains(f"^{CODE}$") & ~text.str.contains(DIGITS)
        found = pl.when(plain).then(text)
    elif kind.name == "datum":
        day = text.str.to_date("%Y-%m-%d", strict=False)
        within = day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
        found = pl.when(text.str.contains(_DATE) & within).then(day)
    else:
        cents = text.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)
        found = pl.when(text.str.contains(_MONEY)).then(cents)
    return texts.to_frame().with_columns(found.alias("found"))["found"]
