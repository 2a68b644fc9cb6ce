"""The entry point of `ret`: status 0 when all is well, 1 with findings, 2 when used wrongly."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from cli import checking, deciding, declaring, serving, telling
from cli.dutch import speak_dutch
from cli.output import cope

GROUPS = (checking, deciding, declaring, telling, serving)

speak_dutch()


class Ret(click.Group):
    """All commands; writes what the terminal can show, and stops when nobody reads on."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run with streams that cope with any character."""
        cope()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader such as `head` may stop early."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # What is left in the buffer would be written once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(
    cls=Ret,
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
    """Run `ret`."""
    ret(prog_name="ret")


if __name__ == "__main__":
    main()
