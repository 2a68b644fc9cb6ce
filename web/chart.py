"""A bar for each row of a table: how an amount divides, as shares of the largest row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

PARTS = ("te_betalen", "gekort", "afgewezen", "terug", "open")
"""Claimed divides into these."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: its part, where it begins and how long it is, in percents."""

    part: str
    start: Decimal
    length: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its figures as texts, and the pieces of its bar."""

    row: Mapping[str, str]
    pieces: tuple[Piece, ...]


def bars(rows: Sequence[Mapping[str, str]]) -> list[Bar]:
    """The bars of rows whose amounts are texts with a decimal comma."""
    largest = max((sum(_amounts(row)) for row in rows), default=Decimal(0)) or Decimal(1)
    return [Bar(row, tuple(_pieces(row, Decimal(100) / largest))) for row in rows]


def _amounts(row: Mapping[str, str]) -> list[Decimal]:
    return [max(Decimal(row[part].replace(",", ".") or 0), Decimal(0)) for part in PARTS]


def _pieces(row: Mapping[str, str], scale: Decimal) -> Iterator[Piece]:
    start = Decimal(0)
    for part, amount in zip(PARTS, _amounts(row), strict=True):
        length = round(amount * scale, 2)
        if length:
            yield Piece(part, start, length)
        start += length
