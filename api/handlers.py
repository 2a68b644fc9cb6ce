"""Turns what goes wrong into problems, and puts the headers on every answer."""

from __future__ import annotations

import logging

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from api.inputs import no_date
from api.problems import HEADERS, BadInput, NotThere, StillBusy
from api.replies import problem_reply
from api.store import RecordRefused, StoreUnavailable
from engine.decide import NoDate

_LOG = logging.getLogger("ret.api")


def install(app: Flask) -> None:
    """Register the handlers; what nobody expected is logged and told without a traceback."""
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(NotThere, _not_there)
    app.register_error_handler(StillBusy, _still_busy)
    app.register_error_handler(NoDate, _no_date)
    app.register_error_handler(StoreUnavailable, _not_kept)
    app.register_error_handler(RecordRefused, _not_kept)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)
    app.after_request(_with_headers)


def _bad_input(error: BadInput) -> Response:
    return problem_reply(400, faults=error.faults)


def _not_there(error: NotThere) -> Response:
    return problem_reply(404, str(error))


def _still_busy(error: StillBusy) -> Response:
    return problem_reply(409, str(error))


def _no_date(error: NoDate) -> Response:
    return problem_reply(400, faults=[no_date(error.fact)])


def _not_kept(error: StoreUnavailable | RecordRefused) -> Response:
    """Answer nothing that isn't kept."""
    _LOG.error("the store failed: %s", error, exc_info=error)
    return problem_reply(503, str(error))


def _http(error: HTTPException) -> Response:
    """Keep what werkzeug says beside the text, such as `Allow`."""
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return problem_reply(error.code or 500, headers=headers)


def _broken(error: Exception) -> Response:
    _LOG.error("a request failed", exc_info=error)
    return problem_reply(500)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers.extend([(name, HEADERS[name]) for name in HEADERS if name not in headers])
    return response
