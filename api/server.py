"""Serves the application on this computer: `python -m api.server`."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from api import BASE_PATH
from api.app import create_app
from api.billing import RESOURCE
from api.channel import ProblemChannel
from api.current import service_of
from api.files import LARGEST_FILE
from api.settings import Settings, SettingsRefused, address, read_settings
from api.store import StoreUnavailable
from api.worker import Worker
from engine.loader import RulesRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    Front = Callable[[Flask, Settings], WSGIApplication]

THREADS = 8
# The application refuses a body from 1 MB, or a file from 200 MB. Up to this size it is read first,
# to disk, so that the sender hears why; beyond it the server hangs up.
LARGEST_READ = LARGEST_FILE + 10_000_000


def serve(settings: Settings, front: Front | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; leaves with status 1 and the reasons when it can't start.

    `front` puts something before the API, such as pages, and is what people are told first.
    """
    app = _ready(settings)
    server = listen(front(app, settings) if front else app, settings)
    signal.signal(signal.SIGTERM, _stop)
    place = address(settings.host, int(server.effective_port))
    if front:
        print(f"Open {place}/ in uw browser.")
    _tell(place)
    worker = Worker(service_of(app).files)
    worker.start()
    server.run()
    worker.stop()
    _close(server)
    service_of(app).store.close()


def _ready(settings: Settings) -> Flask:
    try:
        app = create_app(settings)
        service_of(app).store.migrate()
    except RulesRefused as refused:
        _give_up("De regels zijn geweigerd:", *map(str, refused.findings))
    except (StoreUnavailable, ValueError) as error:
        _give_up(str(error))
    return app


def listen(app: WSGIApplication, settings: Settings) -> Any:
    """A web server on this computer that has not started yet; port 0 takes a free one."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    # A queue under load is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        server = create_server(
            app,
            listen=f"{host}:{settings.port}",
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_READ,
        )
    except OSError as error:
        _give_up(f"Op {host}:{settings.port} kan niet worden geluisterd. {_why(error)}")
    server.channel_class = ProblemChannel
    return server


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Daar luistert al een programma. Stop het, of kies met RET_PORT een andere poort."
    return f"De computer zegt: {error.strerror}."


def _stop(*_: object) -> NoReturn:
    raise SystemExit


def _close(server: Any) -> None:
    """Send the answers that were ready when the server stopped, and close all connections."""
    for channel in list(server.active_channels.values()):
        if channel.total_outbufs_len:
            channel.handle_write()
    wasyncore.close_all(server._map)


def _tell(place: str) -> None:
    case = json.dumps(RESOURCE.example)
    print(f"De dienst luistert op {place}{BASE_PATH} en stopt met Ctrl-C.")
    print(
        f"Probeer: curl -s {place}{BASE_PATH}{RESOURCE.path} "
        f"-H 'Content-Type: application/json' -d '{case}'",
        flush=True,
    )


def _give_up(*lines: str) -> NoReturn:
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    raise SystemExit(1)


def main() -> None:
    """Serve with the settings of the environment."""
    try:
        settings = read_settings(os.environ)
    except SettingsRefused as refused:
        _give_up(str(refused))
    serve(settings)


if __name__ == "__main__":
    main()
