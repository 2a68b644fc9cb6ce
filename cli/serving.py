"""`ret serve` and `ret herhaal`: the service, and an outcome made again."""

from __future__ import annotations

import json
import os
from contextlib import closing
from typing import Any

import click

from api.settings import Settings, SettingsRefused, read_settings
from cli.output import complain, say, tell
from cli.rulebooks import command, rulebook_of


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except SettingsRefused as refused:
        raise click.UsageError(str(refused)) from None


@command("serve", help="Start de pagina's en de dienst op deze computer.")
def serving() -> None:
    """Serve until stopped."""
    # Here and below: the other commands need no web server and no database.
    from api.server import serve
    from web.app import with_pages

    serve(_settings(), with_pages)


@command("herhaal", help="Beslis een bewaarde uitkomst opnieuw, met de regels van toen.")
@click.argument("id")
def replay(id: str) -> None:
    """Decide a stored outcome anew; status 1 when it isn't the same or can't be made again."""
    from api.problems import NotThere
    from api.service import Service
    from api.store import Store, StoreUnavailable

    settings = _settings()
    try:
        with closing(Store(settings.database_url)) as store:
            store.ping()
            found = Service(rulebook_of(settings.rules_dir), store).replay(id)
    except (StoreUnavailable, NotThere, ValueError) as error:
        complain(str(error))
        raise SystemExit(2) from None
    tell(found.text)
    for part in found.differences:
        say(f"  - {part.part}: toen {_said(part.then)}, nu {_said(part.now)}")
    raise SystemExit(0 if found.same else 1)


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


COMMANDS = (serving, replay)
