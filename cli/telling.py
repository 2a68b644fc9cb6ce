"""`ret zinnen` and `ret schema`: the rules as sentences, and the schemas for an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from api.naming import dutch
from cli.output import say, tell
from cli.rulebooks import (
    DECISION,
    FOLDER,
    REGION,
    WHERE,
    command,
    folder_of,
    rulebook_of,
    rulesets_of,
)
from engine.editorschema import schemas
from engine.model import Ruleset
from engine.sentences import Sentences
from engine.wording import period


@command("zinnen", help="Toon de regels als Nederlandse zinnen.")
@DECISION
@REGION
def sentences(decision: str | None, region: str | None) -> None:
    """Print every rule as Dutch sentences."""
    rulebook = rulebook_of()
    for ruleset in rulesets_of(rulebook, decision, region):
        words = Sentences(rulebook, ruleset)
        for line in _heading(ruleset, words):
            tell(line)
        for counted in ruleset.counts:
            _paragraph(words.count(counted))
        for rule in ruleset.rules:
            _paragraph(words.rule(rule))
        say()


def _heading(ruleset: Ruleset, words: Sentences) -> Iterator[str]:
    """Which rules these are, from when, and what they can come to."""
    when = period(ruleset.valid_from, ruleset.valid_to)
    yield f"{dutch(ruleset.decision)}, {ruleset.region}, geldig {when}"
    if ruleset.note:
        yield f"  Toelichting: {ruleset.note}"
    yield from (f"  {line}" for line in words.heading())


def _paragraph(lines: Iterator[str]) -> None:
    say()
    for line in lines:
        tell(line)


@command(
    "schema",
    short_help="Schrijf de schema's waarmee een editor meekijkt.",
    help="Schrijf in de map met regels de schema's waarmee een editor woorden aanvult en fouten "
    f"onderstreept. {WHERE}",
)
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
    gone = sorted(path for path in target.glob("*.json") if path.name not in made)
    if only_check:
        for path in (*(target / name for name in old), *gone):
            say(f"{path} is niet bij. Draai 'ret schema'.")
        raise SystemExit(1 if old or gone else 0)
    target.mkdir(exist_ok=True)
    for name in old:
        (target / name).write_text(made[name], encoding="utf-8")
    for path in gone:
        path.unlink()
    say(f"{len(made)} schema's, {len(old)} bijgewerkt en {len(gone)} weg, in {target}.")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


COMMANDS = (sentences, editor)
