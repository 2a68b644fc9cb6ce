"""Makes the response of a page."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template


def page(template: str, title: str, status: int = 200, **context: Any) -> Response:
    """A page from a template; `title` is its h1 and begins its title in the browser."""
    return make_response(render_template(template, titel=title, **context), status)
