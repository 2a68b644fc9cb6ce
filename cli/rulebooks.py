"""Where the commands find the rules, and what they do when the rules are refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from api.naming import NAMED, decision_of, dutch
from api.settings import SettingsRefused, read_settings
from cli.output import complain
from engine.loader import RulesRefused, load_folder
from engine.model import Rulebook, Ruleset

FOLDER = click.argument(
    "folder", metavar="[MAP]", required=False, type=click.Path(file_okay=False, path_type=Path)
)
command = partial(click.command, options_metavar="[OPTIES]")


def named(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """The decision that somebody names, in Dutch as the API does or as the rules do."""
    return name and decision_of(name)


NAMES = ", ".join(named.plural for named in NAMED.values())
DECISION = click.option(
    "--besluit",
    "decision",
    metavar="BESLUIT",
    callback=named,
    help=f"Alleen van dit besluit: {NAMES}.",
)
REGION = click.option(
    "--regio", "region", metavar="REGIO", help="Alleen van deze regio, zoals foodvalley."
)
WHERE = "Zonder MAP is dat de map in RET_RULES_DIR, en anders de map 'rules' van dit programma."


def folder_of(folder: Path | None) -> Path:
    """The rule folder that was named, or else that of the settings."""
    try:
        found = folder or read_settings(os.environ).rules_dir
    except SettingsRefused as refused:
        raise click.UsageError(str(refused)) from None
    if not found.is_dir():
        raise click.UsageError(f"De map '{found}' bestaat niet.")
    return found


def rulebook_of(folder: Path | None = None) -> Rulebook:
    """The rules; with faults in them, these are printed and the command ends with status 1."""
    try:
        return load_folder(folder_of(folder))
    except RulesRefused as refused:
        for finding in refused.findings:
            complain(str(finding))
        raise SystemExit(1) from None


def rulesets_of(
    rulebook: Rulebook, decision: str | None, region: str | None, asked: str = "--besluit"
) -> Iterator[Ruleset]:
    """The rulesets of a decision and a region; an unknown name is wrong use."""
    decisions = {r.decision: dutch(r.decision) for r in rulebook.rulesets}
    regions = {name: name for name in rulebook.parameters}
    for name, known, option in ((decision, decisions, asked), (region, regions, "--regio")):
        if name is not None and name not in known:
            names = ", ".join(sorted(known.values()))
            raise click.BadParameter(f"'{name}' is onbekend. Kies uit: {names}.", param_hint=option)
    for ruleset in rulebook.rulesets:
        if decision in (None, ruleset.decision) and region in (None, ruleset.region):
            yield ruleset
