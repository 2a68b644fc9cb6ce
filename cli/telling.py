"""`ret zinnen` and `ret schema`: the rules as sentences, and the schemas for an editor."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cli.rulebooks import DECISION, FOLDER, REGION, command, folder_of, rulebook_of, rulesets_of
from engine.editorschema import schemas
from engine.model import Ruleset
from engine.sentences import Sentences
from engine.values import Day

_SHOW = Day("datum").show


@command("zinnen", help="Toon de regels als Nederlandse zinnen.")
@DECISION
@REGION
def sentences(decision: str | None, region: str | None) -> None:
    """Print every rule as Dutch sentences."""
    rulebook = rulebook_of()
    for ruleset in rulesets_of(rulebook, decision, region):
        click.echo(f"{ruleset.decision}, {ruleset.region}, {_period(ruleset)}")
        for track in ruleset.tracks:
            verdicts = (*track.verdicts, *((track.otherwise,) if track.otherwise else ()))
            click.echo(f"  {track.name}, de zwaarste eerst: {', '.join(verdicts)}")
        words = Sentences(rulebook, ruleset)
        for rule in ruleset.rules:
            click.echo()
            for line in words.rule(rule):
                click.echo(line)
        click.echo()


def _period(ruleset: Ruleset) -> str:
    end = f" tot en met {_SHOW(ruleset.valid_to)}" if ruleset.valid_to else ""
    return f"vanaf {_SHOW(ruleset.valid_from)}{end}"


@command("schema", help="Schrijf de schema's waarmee een editor meekijkt.")
@FOLDER
@click.option("--controleer", "only_check", is_flag=True, help="Kijk alleen of ze bij zijn.")
def editor(folder: Path | None, only_check: bool) -> None:
    """Write the editor's schemas into the rule folder, or only tell whether they are current."""
    target = folder_of(folder) / "schemas"
    made = {
        name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in schemas(rulebook_of(folder)).items()
    }
    old = [name for name, text in made.items() if _read(target / name) != text]
    if only_check:
        for name in old:
            click.echo(f"{target / name} is niet bij. Draai 'ret schema'.")
        raise SystemExit(bool(old))
    target.mkdir(exist_ok=True)
    for name in old:
        (target / name).write_text(made[name], encoding="utf-8")
    click.echo(f"{len(made)} schema's, {len(old)} bijgewerkt in {target}.")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


COMMANDS = (sentences, editor)
