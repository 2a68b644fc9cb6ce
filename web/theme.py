"""The look of a municipality: one CSS file with NL Design System tokens, and its class name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, send_file

from api.settings import Settings

blueprint = Blueprint("theme", __name__)
_FILE = "THEME_FILE"


def install(app: Flask, settings: Settings) -> None:
    """Give every template the class of the theme, and whether there is a file of it."""
    app.config[_FILE] = settings.thema_css

    @app.context_processor
    def add() -> dict[str, Any]:
        return {"thema_klasse": settings.thema_klasse, "thema": settings.thema_css is not None}


@blueprint.get("/thema.css")
def stylesheet() -> Response:
    """The theme's file."""
    file: Path | None = current_app.config[_FILE]
    if file is None:
        abort(404)
    return send_file(file.resolve(), mimetype="text/css")
