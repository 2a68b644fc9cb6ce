"""Click's own words in Dutch."""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

WORDS = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Positional arguments": "Argumenten",
    "Show this message and exit.": "Toon deze uitleg.",
    "Show the version and exit.": "Toon de versie.",
    "Error: {message}": "Fout: {message}",
    "Try '{command} {option}' for help.": "Uitleg: '{command} {option}'.",
    "No such command {name!r}.": "De opdracht {name!r} bestaat niet.",
    "No such option {name!r}.": "De optie {name!r} bestaat niet.",
    "Missing command.": "Er ontbreekt een opdracht.",
    "Missing argument": "Er ontbreekt een argument",
    "Missing option": "Er ontbreekt een optie",
    "Missing parameter": "Er ontbreekt een gegeven",
    "Missing {param_type}": "Er ontbreekt {param_type}",
    "Invalid value: {message}": "Onjuiste waarde: {message}",
    "Invalid value for {param_hint}: {message}": "Onjuiste waarde voor {param_hint}: {message}",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "{name} {filename!r} does not exist.": "{name} {filename!r} bestaat niet.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} is een map.",
    "{name} {filename!r} is a file.": "{name} {filename!r} is een bestand.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} is niet te lezen.",
    "Could not open file {filename!r}: {message}": "Het bestand {filename!r} is niet te openen.",
    "Got unexpected extra argument ({args})": "Dit argument is te veel: {args}",
    "Got unexpected extra arguments ({args})": "Deze argumenten zijn te veel: {args}",
    "Option {name!r} requires an argument.": "Achter de optie {name!r} hoort een waarde.",
    "Option {name!r} does not take a value.": "Achter de optie {name!r} hoort geen waarde.",
    "{value!r} is not one of {choices}.": "{value!r} is geen keuze. Kies uit: {choices}.",
    "Aborted!": "Afgebroken.",
    "Did you mean {possibility}?": "Bedoelde u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelde u een van deze: {possibilities}?)",
    "unknown error": "onbekende fout",
    "file": "bestand",
    "directory": "map",
    "path": "pad",
    "default: {default}": "standaard: {default}",
}


def _translated(text: str) -> str:
    return WORDS.get(text, text)


def _counted(one: str, more: str, count: int) -> str:
    return _translated(one if count == 1 else more)


def speak_dutch() -> None:
    """Let click speak Dutch: it looks its words up by these two names in each of its modules."""
    modules = (click.core, click.decorators, click.exceptions, click.parser, click.types)
    for module in (*modules, click.formatting):
        for name, function in (("_", _translated), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, function)
