"""Makes the application: one service, its routes, and the OpenAPI document of just those."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask

from api import (
    BASE_PATH,
    billing,
    current,
    escalation,
    facts,
    files,
    handlers,
    meeting,
    parameters,
    rules,
    rulesets,
    screening,
    selection,
    sources,
)
from api.openapi import describe, document, entrance
from api.replies import reply
from api.service import Service
from api.settings import Settings
from api.store import Store
from engine.loader import load_folder

LARGEST_BODY = 1_000_000
_DOCUMENT = "ret-openapi"
RESOURCES = (
    screening.RESOURCE,
    selection.RESOURCE,
    billing.RESOURCE,
    escalation.RESOURCE,
    meeting.RESOURCE,
)
BLUEPRINTS = (
    screening.blueprint,
    selection.blueprint,
    billing.blueprint,
    files.blueprint,
    escalation.blueprint,
    meeting.blueprint,
    facts.blueprint,
    rules.blueprint,
    rulesets.blueprint,
    sources.blueprint,
    parameters.blueprint,
)


def create_app(settings: Settings) -> Flask:
    """Make an application with the rules and the database that the settings name.

    Raises RulesRefused with all faults of the rules. The tables of the database are made by
    `Store.migrate`, which whoever serves calls once.
    """
    store = Store(settings.database_url)
    rulebook = load_folder(settings.rules_dir)
    service = Service(rulebook, store, settings.files_dir, settings.files_days)
    return app_for(service, settings)


def app_for(service: Service, settings: Settings) -> Flask:
    """Make an application of a service."""
    app = Flask("api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    current.install(app, service)
    handlers.install(app)
    api = describe(app, settings, service)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=BASE_PATH)
    _publish(app, document(api, app, RESOURCES))
    return app


def document_of(app: Flask) -> Mapping[str, Any]:
    """The OpenAPI document of an application."""
    found: Mapping[str, Any] = app.extensions[_DOCUMENT]
    return found


def _publish(app: Flask, made: Mapping[str, Any]) -> None:
    """Serve the OpenAPI document to everybody, other sites included, and what leads to it."""
    app.extensions[_DOCUMENT] = made
    for path, body in ((BASE_PATH, entrance(made)), (f"{BASE_PATH}/openapi.json", made)):
        view = partial(reply, body, headers={"Access-Control-Allow-Origin": "*"})
        app.add_url_rule(path, path, view, methods=["GET"])
