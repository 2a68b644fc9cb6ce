"""Printed lines as an outline: what stands further in belongs to what stands before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(slots=True)
class Point:
    """A line, whether it is a bullet, and what belongs to it."""

    text: str
    bullet: bool = False
    points: list[Point] = field(default_factory=list)


def outline(lines: Iterable[str]) -> list[Point]:
    """The lines as points below each other, by their indentation."""
    top: list[Point] = []
    open_points: list[tuple[int, list[Point]]] = [(-1, top)]
    for line in lines:
        text = line.strip()
        depth = len(line) - len(line.lstrip())
        point = Point(text.removeprefix("- "), text.startswith("- "))
        while open_points[-1][0] >= depth:
            open_points.pop()
        open_points[-1][1].append(point)
        open_points.append((depth, point.points))
    return top


def runs_of(points: Iterable[Point]) -> list[list[Point]]:
    """Points in their order, bullets that follow each other together."""
    return [list(some) for _, some in groupby(points, key=lambda point: point.bullet)]


def without_sources(lines: Iterable[str]) -> list[str]:
    """The lines of a rule but the one with its clauses, which a page shows as links."""
    return [line for line in lines if not line.strip().startswith("Bron: ")]
