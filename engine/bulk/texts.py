"""Which texts of a column are one of a few, whatever their capitals.

Most are written in a few ways, which the first lines tell. Comparing with these is far faster than
taking the capitals out of each text; only what is left over is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

import polars as pl

_FEW = 4
_AHEAD = 1_000


class Among:
    """Whether the text in a column is one of those written, as an expression to begin with."""

    def __init__(self, lines: pl.DataFrame, name: str, wanted: Iterable[str]) -> None:
        self.name, self.folded = name, {text.casefold() for text in wanted}
        ahead = lines[name].head(_AHEAD).unique()
        self.usual = _one_of(name, [*wanted, *self._alike(ahead)])

    def rest(self, found: str) -> pl.Expr:
        """The other texts that are long enough, beside a column with what was found.

        A letter has at least as many bytes as it has plain ones without capitals: the ligature of f
        and i has three, and "fi" two.
        """
        least = min(sum(letter.isascii() for letter in text) for text in self.folded)
        text = pl.col(self.name)
        others = text.filter(~pl.col(found) & (text.str.len_bytes() >= least))
        return others.unique().implode()

    def whole(self, found: str, rest: Iterable[str]) -> pl.Expr | None:
        """What was found and those of the rest that differ in capitals alone; None without any."""
        rare = self._alike(rest)
        return pl.col(found) | _one_of(self.name, rare) if rare else None

    def _alike(self, texts: Iterable[str | None]) -> list[str]:
        return [text for text in texts if text is not None and text.casefold() in self.folded]


def _one_of(name: str, texts: Sequence[str]) -> pl.Expr:
    """Whether a text is one of a few: by comparing, which is faster than looking them up."""
    text, few = pl.col(name), [*dict.fromkeys(texts)]
    if len(few) > _FEW:
        return text.is_in(few)
    return reduce(or_, [text == one for one in few])
