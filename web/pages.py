"""Makes the response of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, make_response, render_template

from engine.model import Fact


def page(template: str, title: str, status: int = 200, **context: Any) -> Response:
    """A page from a template; `title` is its h1 and begins its title in the browser."""
    return make_response(render_template(template, titel=title, **context), status)


def form_page(template: str, title: str, facts: Iterable[Fact], /, **context: Any) -> Response:
    """A page of a form that was sent, which a browser may show again when somebody goes back.

    Otherwise it would ask to send the form once more. With a special fact among the answers a
    browser keeps nothing either.
    """
    response = page(template, title, 400 if context["fouten"] else 200, **context)
    if not any(fact.special for fact in facts):
        response.headers["Cache-Control"] = "private, no-cache"
    return response
