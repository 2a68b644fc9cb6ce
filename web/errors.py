"""What goes wrong, as a page: what happened, and what the reader can do."""

from __future__ import annotations

import logging

from flask import Flask, Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from api.problems import BadInput, NotThere, StillBusy
from api.store import RecordRefused, StoreUnavailable
from web.pages import page

_LOG = logging.getLogger("ret.web")

_TEXTS = {
    400: (
        "Dit kan niet",
        "Wat is verstuurd klopt niet. Ga terug en probeer het opnieuw.",
    ),
    404: (
        "Deze pagina is er niet",
        "Misschien is het adres verkeerd overgenomen. Begin opnieuw op de eerste pagina.",
    ),
    405: ("Dit kan hier niet", "Dit adres opent u alleen met de knop op een formulier."),
    409: ("Dit kan nu nog niet", "Wacht even, en probeer het opnieuw."),
    413: (
        "Dit is te groot",
        "Een bestand mag hoogstens 200 MB zijn. Splits het, bijvoorbeeld per kwartaal.",
    ),
    500: ("Er ging iets mis", "Dat ligt aan ons. Er is niets bewaard. De fout is vastgelegd."),
    503: ("Dit kan nu even niet", "Probeer het straks opnieuw. Er is niets bewaard."),
}
_STALE = (
    "Dit formulier is verlopen",
    "De dienst is opnieuw gestart terwijl dit formulier openstond. Er is niets bewaard. "
    "Ga terug, laad de pagina opnieuw en verstuur haar nog een keer.",
)


def install(app: Flask) -> None:
    """Register the handlers; what nobody expected is logged and told without a traceback."""
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(NotThere, _not_there)
    app.register_error_handler(StillBusy, _still_busy)
    app.register_error_handler(StoreUnavailable, _not_kept)
    app.register_error_handler(RecordRefused, _not_kept)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def error_page(status: int, texts: tuple[str, str] | None = None, faults: object = ()) -> Response:
    """The page of a status, with the words for it."""
    title, text = texts or _TEXTS.get(status, _TEXTS[400])
    return page("error.html", title, status, tekst=text, fouten=faults)


def _bad_input(error: BadInput) -> Response:
    return error_page(400, faults=[fault.detail for fault in error.faults])


def _not_there(error: NotThere) -> Response:
    return error_page(404, (_TEXTS[404][0], str(error)))


def _still_busy(error: StillBusy) -> Response:
    return error_page(409, (_TEXTS[409][0], str(error)))


def _not_kept(error: StoreUnavailable | RecordRefused) -> Response:
    _LOG.error("the store failed: %s", error, exc_info=error)
    return error_page(503)


def _stale(_: CSRFError) -> Response:
    return error_page(400, _STALE)


def _http(error: HTTPException) -> Response:
    """A page for an HTTP error; what is no error, such as a redirect, stays as it is."""
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    response = error_page(error.code)
    kept = ("Allow", "Retry-After")
    response.headers.extend([pair for pair in error.get_headers() if pair[0] in kept])
    return response


def _broken(error: Exception) -> Response:
    _LOG.error("a page failed", exc_info=error)
    return error_page(500)
