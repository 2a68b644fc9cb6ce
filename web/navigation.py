"""The navigation above every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the navigation; it is the current one on all pages of its blueprints."""

    label: str
    endpoint: str
    also: tuple[str, ...] = ()


ITEMS = (
    Item("Start", "start.show"),
    Item("Declaraties", "files.index"),
    Item("Uitkomsten", "outcomes.index", ("results",)),
    Item("Regels", "rules.index", ("clauses", "parameters", "versions")),
)


def install(app: Flask) -> None:
    """Give every template the navigation."""

    @app.context_processor
    def add() -> dict[str, Any]:
        return {"navigatie": _links}


def _links() -> Iterator[dict[str, Any]]:
    for item in ITEMS:
        own = item.endpoint.partition(".")[0]
        yield {
            "label": item.label,
            "href": url_for(item.endpoint),
            "huidig": request.blueprint in (own, *item.also),
        }
