"""Makes the application of the pages, and puts it beside the API on one address."""

from __future__ import annotations

import gc
import secrets
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from api import current
from api.app import document_of
from api.service import Service
from api.settings import Settings
from web import (
    advice,
    cases,
    clauses,
    errors,
    files,
    headers,
    navigation,
    openapi,
    outcomes,
    parameters,
    results,
    rules,
    selection,
    start,
    theme,
    versions,
    words,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BLUEPRINTS = (
    start.blueprint,
    cases.blueprint,
    selection.blueprint,
    files.blueprint,
    results.blueprint,
    rules.blueprint,
    clauses.blueprint,
    parameters.blueprint,
    versions.blueprint,
    outcomes.blueprint,
    openapi.blueprint,
    theme.blueprint,
)
LARGEST_FORM = 1_000_000


def create_app(service: Service, settings: Settings) -> Flask:
    """Make the pages on a service.

    Without `RET_SECRET_KEY` the forms are signed with a key of this start: what stood open before
    a restart is refused then, and asked again.
    """
    app = Flask("web")
    app.config.update(
        SECRET_KEY=settings.secret_key or secrets.token_hex(32),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        SESSION_COOKIE_NAME="ret",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.address.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        ADDRESS=settings.address,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["doen"] = lambda answer: list(advice.actions(answer))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    current.install(app, service)
    files.install(app)
    CSRFProtect(app)
    for part in (headers, errors, navigation, words):
        part.install(app)
    theme.install(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


class Site:
    """The API below /api, and the pages at every other address."""

    def __init__(self, api: Flask, pages: Flask) -> None:
        self.api, self.pages = api, pages

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand a request to the application that it is for."""
        path: str = environ.get("PATH_INFO", "")
        app: WSGIApplication = self.api if path.startswith("/api/") else self.pages
        return app(environ, start_response)


def with_pages(api: Flask, settings: Settings) -> Site:
    """The site of an API: its pages use the same service.

    What takes long to read for the first time is read while nobody waits for it.
    """
    service = current.service_of(api)
    pages = create_app(service, settings)
    openapi.install(pages, document_of(api))
    threading.Thread(target=_warm, args=(service, pages), daemon=True).start()
    return Site(api, pages)


def _warm(service: Service, pages: Flask) -> None:
    """Work out how each form asks, read the rules as they are shown, and read the templates.

    All of that stays as long as the service runs. So it is left out of the search for rubbish,
    which would otherwise hold up a page now and then for a fifth of a second.
    """
    for decision, region in service.decisions.known:
        service.forms.facts(decision, region)
    service.reading.warm()
    for name in pages.jinja_env.list_templates(extensions=["html"]):
        pages.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()
