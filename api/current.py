"""The service of the application that handles the request at hand."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from api.service import Service

_NAME = "ret"


def install(app: Flask, service: Service) -> None:
    """Give an application its service."""
    app.extensions[_NAME] = service


def service_of(app: Flask) -> Service:
    """The service of an application."""
    return cast(Service, app.extensions[_NAME])


def service() -> Service:
    """The service of the current application."""
    return service_of(current_app)
