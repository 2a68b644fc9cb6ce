"""The entry point of `ret`."""

from __future__ import annotations

import os
import sys

import click

from cli import checking, deciding, serving, telling
from cli.dutch import speak_dutch

GROUPS = (checking, deciding, telling, serving)


speak_dutch()


@click.group(
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT [...]",
    help="Toets aan de regels van het Regionaal Expertteam Jeugd, en bekijk die regels.",
)
def ret() -> None:
    """Gather the commands."""


for group in GROUPS:
    for command in group.COMMANDS:
        ret.add_command(command)


def main() -> None:
    """Run `ret`; status 0 when all is well, 1 with findings, 2 when it is used wrongly."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        ret(prog_name="ret", standalone_mode=True)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
