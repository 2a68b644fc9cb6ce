"""Prints lines that any terminal can show, wrapped to its width."""

from __future__ import annotations

import codecs
import re
import shutil
import sys
import textwrap
import unicodedata

import click

# What stands for a character that the terminal doesn't have; accents are left off.
PLAIN = {
    "✓": "+",
    "✗": "x",
    "€": "EUR",
    "…": "...",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
}
NARROWEST, WIDEST = 50, 100
_LEAD = re.compile(r" *(?:[-✓✗?!] |\d+\. )?")


def cope() -> None:
    """Let the streams write plain characters for those that they can't."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="ret-plain")


def say(line: str = "") -> None:
    """Print a line as it is."""
    # Named, since click would write UTF-8 to a stream that calls itself ASCII.
    click.echo(line, file=sys.stdout)


def complain(line: str) -> None:
    """Print a line for whoever used the command."""
    click.echo(line, file=sys.stderr)


def tell(line: str = "") -> None:
    """Print a line wrapped to the terminal; what follows stands under the words it begins with."""
    lead = _LEAD.match(line)
    indent = " " * (lead.end() if lead else 0)
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))
    say(
        textwrap.fill(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    return "".join(map(_letter, missing)), error.end


def _letter(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return PLAIN.get(character) or bare or "*"


codecs.register_error("ret-plain", _plain)
